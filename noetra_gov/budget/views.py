"""The budget against the cap, its papers waiting for a second person, and the ledger itself."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from noetra_gov.budget import rights, selectors, services
from noetra_gov.budget.figures import cap_picture, years_picture
from noetra_gov.budget.forms import AppropriationForm, RefusalForm
from noetra_gov.budget.models import Account, Appropriation, Cap, Payment, PaymentState, Transfer
from noetra_gov.core import clock
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    require(permitted(user, rights.VIEW))
    return render(request, "budget/overview.html", _overview(user))


def _overview(user: User) -> dict[str, Any]:
    at = clock.now()
    cap = Cap.objects.select_related("programme").first()
    if cap is None:
        return {"cap": None}
    years = selectors.year_statements(at)
    possible_yen = selectors.cap_left_after_appropriations_yen(at)
    return {
        "cap": cap,
        "years": years,
        "possible_yen": possible_yen,
        "figures": [cap_picture(years, cap.cap_yen, possible_yen), years_picture(years)],
        "limits": _limits(),
        "papers": _with_verdicts(user, Appropriation.objects.select_related("fiscal_year")),
        "payments": _with_verdicts(
            user,
            Payment.objects.filter(state=PaymentState.REQUESTED).select_related("organisation"),
        ),
        "may_enter": permitted(user, rights.ENTER),
    }


def _limits() -> Any:
    """Annual limits and advances of each organisation and cost item."""
    held = Account.objects.filter(organisation__isnull=False).select_related(
        "organisation", "fiscal_year"
    )
    return held.order_by("fiscal_year", "organisation__code", "line", "stage")


def _with_verdicts(user: User, papers: Any) -> list[tuple[Any, Any]]:
    return [(paper, permitted(user, rights.CONFIRM, paper)) for paper in papers]


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    require(permitted(user, rights.VIEW))
    rows = Transfer.objects.select_related(
        "source__organisation",
        "source__fiscal_year",
        "target__organisation",
        "target__fiscal_year",
    )
    page = Paginator(rows.order_by("-id"), 100).get_page(request.GET.get("page"))
    return render(
        request,
        "budget/ledger.html",
        {"page": page, "differences": selectors.differences()},
    )


def appropriation_enter(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    require(permitted(user, rights.ENTER))
    form = AppropriationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data.pop("fiscal_year")
        services.appropriation_enter(
            actor=user, at=clock.now(), fiscal_year=year.pk, **form.cleaned_data
        )
        messages.success(request, _("Entered. Another person confirms it before it is in force."))
        return redirect("budget:overview")
    return render(request, "budget/appropriation_form.html", {"form": form})


@require_POST
def appropriation_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    paper = get_object_or_404(Appropriation, pk=pk)
    services.appropriation_confirm(
        actor=cast(User, request.user), appropriation=paper, at=clock.now()
    )
    messages.success(request, _("The appropriation is in force."))
    return redirect("budget:overview")


@require_POST
def payment_approve(request: HttpRequest, pk: int) -> HttpResponse:
    payment = get_object_or_404(Payment, pk=pk)
    services.payment_approve(actor=cast(User, request.user), payment=payment, at=clock.now())
    messages.success(request, _("The payment is approved."))
    return redirect("budget:overview")


def payment_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast(User, request.user)
    payment = get_object_or_404(Payment, pk=pk)
    require(permitted(user, rights.CONFIRM, payment))
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.payment_refuse(actor=user, payment=payment, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("The payment is refused."))
        return redirect("budget:overview")
    return render(request, "budget/payment_refuse.html", {"form": form, "payment": payment})

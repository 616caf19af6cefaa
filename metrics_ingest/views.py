"""Pages: parse, authorise, call, answer."""

from typing import Any, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from metrics_ingest import figures, pages
from metrics_ingest.comparison import comparisons
from metrics_ingest.forms import BenchmarkUpload, FleetUpload, Upload
from metrics_ingest.models import BenchmarkFile, FleetFile
from metrics_ingest.rights import INGEST
from metrics_ingest.tasks import BENCHMARK, FLEET
from metrics_ingest.words import unfit_text
from noetra_gov.core import clock
from noetra_gov.core.jobs import enqueue
from noetra_gov.files.services import keep
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    context = pages.overview(_user(request), request.GET, clock.now())
    return render(request, "metrics_ingest/index.html", {**context, "may_ingest": _may(request)})


@require_GET
def benchmark(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(BenchmarkFile.objects.visible_to(_user(request)), pk=pk)
    results = found.results.select_related("metric")
    context = {
        "file": found,
        "results": results,
        "unfit": unfit_text(found.unfit_code, found.unfit),
        "comparisons": comparisons(found),
    }
    return render(request, "metrics_ingest/benchmark.html", context)


@require_GET
def fleet(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FleetFile.objects.visible_to(_user(request)), pk=pk)
    return render(request, "metrics_ingest/fleet.html", pages.fleet_file(found))


@require_GET
def rejects(request: HttpRequest, pk: int) -> FileResponse:
    """The refused rows, as CSV that Excel opens."""
    found = get_object_or_404(
        FleetFile.objects.visible_to(_user(request)).filter(rejects__isnull=False), pk=pk
    )
    assert found.rejects is not None
    return FileResponse(
        found.rejects.open(),
        as_attachment=True,
        filename=f"rejects-{pk}.csv",
        content_type="text/csv; charset=utf-8",
    )


@require_GET
def raw(request: HttpRequest, kind: str, pk: int) -> FileResponse:
    """The file as it came."""
    model: Any = {"benchmarks": BenchmarkFile, "fleet": FleetFile}[kind]
    found = get_object_or_404(model.objects.visible_to(_user(request)), pk=pk)
    return FileResponse(
        found.stored.open(),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )


@require_http_methods(["GET", "POST"])
def upload_benchmark(request: HttpRequest) -> HttpResponse:
    return _upload(request, BenchmarkUpload, BENCHMARK)


@require_http_methods(["GET", "POST"])
def upload_fleet(request: HttpRequest) -> HttpResponse:
    return _upload(request, FleetUpload, FLEET)


def _upload(request: HttpRequest, form_class: type[Upload], kind: str) -> HttpResponse:
    """Keep the file, then let a job read it: the same path as the command's."""
    user = _user(request)
    require(permitted(user, INGEST))
    form = (
        form_class(user, request.POST, request.FILES)
        if request.method == "POST"
        else form_class(user)
    )
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(
            request, "metrics_ingest/upload.html", {"form": form, "kind": kind}, status=status
        )
    require(permitted(user, INGEST, form.cleaned_data["organisation"]))
    uploaded = form.cleaned_data["file"]
    stored = keep(uploaded.file, name=uploaded.name)
    asked = pages.parameters(form, stored.pk)
    job = enqueue(kind, asked, actor=user.ref)
    return redirect("portal:job", pk=job.pk)


@require_GET
def export(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The table of a figure with the filters of the address, as xlsx or CSV."""
    figure = figures.named(name, _user(request), request.GET, clock.now())
    body, content_type = pages.exported(figure, kind)
    answer = HttpResponse(body, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _may(request: HttpRequest) -> Any:
    return permitted(_user(request), INGEST)

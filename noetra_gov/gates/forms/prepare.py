"""The form that prepares a gate, filled in from the calendar where it has a line."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.fiscal import TOKYO, fiscal_year_end, fiscal_year_start
from noetra_gov.gates.forms.base import day
from noetra_gov.gates.models import GateKind, GateTemplate, PlannedGate
from noetra_gov.people.models import Organisation

KINDS = [
    (kind.value, kind.label) for kind in (GateKind.REGULAR, GateKind.ADVISORY, GateKind.CLOSING)
]
CONTRACTORS = Organisation.objects.filter(kind="contractor")


def year(label: Any, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2026, max_value=2040, required=required)


class GateForm(forms.Form):
    code = forms.SlugField(label=_("Number"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    name_ja = forms.CharField(label=_("name in Japanese"), max_length=200)
    name_en = forms.CharField(label=_("name in English"), max_length=200)
    template = forms.ModelChoiceField(GateTemplate.objects.all(), label=_("Template"))
    applicant = forms.ModelChoiceField(CONTRACTORS, label=_("Organisation that leads"))
    contractors = forms.ModelMultipleChoiceField(CONTRACTORS, label=_("Contractors"))
    fiscal_year_reviewed = year(_("fiscal year reviewed"))
    fiscal_year_released = year(_("fiscal year released"), required=False)
    period_from = day(_("period from"))
    period_until = day(_("period until"))
    opens_on = day(_("opens on"))
    cut_off_on = day(_("cut-off of the evidence"))
    hearing_on = day(_("hearing on"))
    decision_due_on = day(_("decision due on"))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        order = ("opens_on", "cut_off_on", "hearing_on", "decision_due_on")
        days = [found[name] for name in order if found.get(name)]
        if days != sorted(days):
            raise forms.ValidationError(
                _("The dates must follow each other: opening, cut-off, hearing, decision.")
            )
        _years_checked(found)
        return found

    def arguments(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        cut_off = datetime.combine(found.pop("cut_off_on"), time(17), tzinfo=TOKYO)
        return {**found, "cut_off_at": cut_off}


def _years_checked(found: dict[str, Any]) -> None:
    """Only a stage gate releases a year, and it is a later one."""
    reviewed, released = found.get("fiscal_year_reviewed"), found.get("fiscal_year_released")
    if released and (found.get("kind") != GateKind.REGULAR or released <= (reviewed or 0)):
        raise forms.ValidationError(
            _("Only a stage gate releases money, and of a year after the one it reviews.")
        )
    start, end = found.get("period_from"), found.get("period_until")
    if start and end and end < start:
        raise forms.ValidationError(_("The period ends before it begins."))


def from_calendar(code: str) -> dict[str, Any]:
    """What the calendar already says of a gate."""
    row = PlannedGate.objects.filter(Q(code=code) & Q(recorded=False)).first()
    if row is None:
        return {}
    known = ("code", "kind", "name_ja", "name_en", "fiscal_year_reviewed", "fiscal_year_released")
    return {name: getattr(row, name) for name in known} | _dates(row)


def _dates(row: PlannedGate) -> dict[str, date]:
    year_ = row.fiscal_year_reviewed
    return {
        "period_from": fiscal_year_start(year_),
        "period_until": min(fiscal_year_end(year_), row.planned_on),
        "hearing_on": row.planned_on,
    }

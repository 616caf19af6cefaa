"""Forms of recommendation, decision and conditions."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.fiscal import TOKYO
from noetra_gov.gates.forms.base import ActionForm, choice, day, words
from noetra_gov.gates.models import GateTemplate, Outcome
from noetra_gov.gates.services.extraordinary import TRIGGERS
from noetra_gov.gates.standing import standing
from noetra_gov.people.models import Organisation

ROWS = (1, 2, 3)
TEXTS = ("outcome", "reason", "departure_reason", "handover")


def yen(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, required=False, initial=0)


class WithConditions(ActionForm):
    """Up to three conditions, each with owner and date; empty rows are ignored."""

    def add_conditions(self) -> None:
        owners = [("", "–"), *((o.code, o.name) for o in self.gate.contractors.all())]
        for row in ROWS:
            self.fields[f"condition_{row}"] = words(
                format_lazy(_("Condition {row}"), row=row), rows=2, required=False
            )
            self.fields[f"owner_{row}"] = forms.ChoiceField(
                label=format_lazy(_("Owner of condition {row}"), row=row),
                choices=owners,
                required=False,
            )
            due = day(format_lazy(_("Condition {row} due on"), row=row))
            due.required = False
            self.fields[f"due_{row}"] = due

    def conditions(self) -> list[dict[str, Any]]:
        found = self.cleaned_data
        return [
            {
                "text": found[f"condition_{row}"],
                "owner": found[f"owner_{row}"],
                "due_on": found[f"due_{row}"] or "",
            }
            for row in ROWS
            if found.get(f"condition_{row}")
        ]

    def outcomes(self) -> list[tuple[str, Any]]:
        """Only what must-meet, kill and cap leave."""
        allowed = standing(self.gate).allowed
        return [(code, label) for code, label in Outcome.choices if code in allowed]


class RecommendForm(WithConditions):
    outcome = forms.ChoiceField(label=_("Outcome"))
    text = words(_("Reasons of the panel"), rows=8)

    def prepare(self) -> None:
        self.options("outcome", self.outcomes())
        self.add_conditions()

    def arguments(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "outcome": found["outcome"], "text": found["text"], "conditions": self.conditions(),
        }  # fmt: skip


class ProposeForm(WithConditions):
    outcome = forms.ChoiceField(label=_("Outcome"))
    reason = words(_("Reasons of the decision"), rows=6)
    departure_reason = words(_("Why it departs from the recommendation"), rows=3, required=False)
    amount_yen = yen(_("Tranche in yen"))
    reserve_yen = yen(_("Of this held as a reserve, in yen"))
    recover_yen = yen(_("To be recovered, in yen"))
    handover = words(_("What is handed over, to whom and by when"), rows=3, required=False)

    def prepare(self) -> None:
        self.options("outcome", self.outcomes())
        self.add_conditions()
        recommended = getattr(self.gate, "recommendation", None)
        if recommended:
            self.initial.setdefault("outcome", recommended.outcome)
            for row, known in zip(ROWS, recommended.conditions, strict=False):
                self.initial.setdefault(f"condition_{row}", known["text"])
                self.initial.setdefault(f"owner_{row}", known["owner"])
                self.initial.setdefault(f"due_{row}", known["due_on"])

    def arguments(self) -> dict[str, Any]:
        found = self.cleaned_data
        money = {name: found[name] or 0 for name in ("amount_yen", "reserve_yen", "recover_yen")}
        texts = {name: found[name] for name in TEXTS}
        return {**texts, **money, "conditions": self.conditions()}


class ConditionForm(ActionForm):
    condition = choice(_("Condition"))
    states = ("supplied",)

    def prepare(self) -> None:
        self.choose("condition", self.rows(), lambda row: f"{row}: {row.text}")

    def rows(self) -> Any:
        return self.gate.conditions.filter(state__in=self.states).select_related("gate")


class SendBackForm(ConditionForm):
    reason = words(_("What is missing"))


class SupplyForm(ConditionForm):
    states = ("open",)
    text = words(_("How the condition is met"))
    file = forms.FileField(label=_("File"), required=False)

    def rows(self) -> Any:
        return super().rows().filter(owner=self.person.organisation)

    def arguments(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        upload = found.pop("file")
        return {**found, "source": upload.file, "name": upload.name} if upload else found


class AppealForm(ActionForm):
    granted = forms.BooleanField(label=_("The appeal is granted"), required=False)
    reason = words(_("Reasons"), rows=6)


class RecycleForm(ActionForm):
    opens_on = day(_("Opens"))
    cut_off_on = day(_("Cut-off of the evidence"))
    hearing_on = day(_("Hearing"))

    def arguments(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        cut_off = datetime.combine(found.pop("cut_off_on"), time(17), tzinfo=TOKYO)
        return {**found, "cut_off_at": cut_off}


class ExtraordinaryForm(forms.Form):
    """Asked before there is a gate."""

    template = forms.ModelChoiceField(GateTemplate.objects.all(), label=_("Template"))
    applicant = forms.ModelChoiceField(
        Organisation.objects.filter(kind="contractor"), label=_("Organisation under review")
    )
    trigger = forms.ChoiceField(
        label=_("What set it off"), choices=[(code, words_[0]) for code, words_ in TRIGGERS.items()]
    )
    reason = words(_("What happened"), rows=6)

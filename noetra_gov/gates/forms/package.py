"""Forms of the applicant's package."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from noetra_gov.gates import guards
from noetra_gov.gates.forms.base import GRADE_CHOICES, ActionForm, choice, words
from noetra_gov.gates.models.package import Reached


class FileForm(ActionForm):
    deliverable = choice(_("Required document"), required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(label=_("File"))
    supersedes = choice(_("Replaces an earlier file"), required=False)

    def prepare(self) -> None:
        rows = self.gate.deliverables.select_related("required")
        self.choose("deliverable", rows, lambda row: row.required.name)
        self.choose("supersedes", self.gate.files.filter(superseded_by=None))

    def arguments(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        upload = found.pop("file")
        return {**found, "source": upload.file, "name": upload.name}


class WaiveForm(ActionForm):
    deliverable = choice(_("Required document"))
    reason = words(_("Reason"))

    def prepare(self) -> None:
        rows = self.gate.deliverables.select_related("required")
        self.choose("deliverable", rows, lambda row: row.required.name)


class MilestoneForm(ActionForm):
    milestone = choice(_("Milestone"))
    reached = forms.ChoiceField(label=_("How far it was reached"), choices=Reached.choices)
    text = words(_("What was done"))

    def prepare(self) -> None:
        due = guards.due_milestones(self.gate)
        self.choose("milestone", due.filter(organisation=self.person.organisation))


class AssessForm(ActionForm):
    axis = forms.ChoiceField(label=_("Axis"))
    grade = forms.ChoiceField(label=_("Own grade"), choices=GRADE_CHOICES)
    text = words(_("Reasons"))

    def prepare(self) -> None:
        axes = [(a["code"], axis_label(a)) for a in self.gate.template.scheme["axes"]]
        self.options("axis", axes)


def axis_label(axis: dict[str, Any]) -> str:
    japanese = (get_language() or "ja").startswith("ja")
    return str(axis["label_ja"] if japanese else axis["label_en"])

"""The declaration of interests, as a member fills it in."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from noetra_gov.panels.models import Panel, PanelMember
from noetra_gov.people.models import Organisation

RELATIONS = (
    ("none", _("no personal tie")),
    ("spouse", _("spouse")),
    ("co_resident", _("lives in the same household")),
    ("blood", _("blood relative")),
    ("marriage", _("relative by marriage")),
)


def organisations(label: Any, help_text: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.all(),
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )


class DeclarationForm(forms.Form):
    relation = forms.ChoiceField(
        label=_("Personal tie to somebody under review"), choices=RELATIONS, initial="none"
    )
    degree = forms.IntegerField(
        label=_("Degree of kinship"), min_value=0, max_value=10, required=False, initial=0
    )
    person = forms.CharField(label=_("To whom"), max_length=200, required=False)
    employers = organisations(
        _("Present employers and posts"), _("Every organisation you work for or advise.")
    )
    same_laboratory = forms.CharField(
        label=_("Shared department or laboratory"),
        help_text=_("Name it, if you share one with somebody under review."),
        max_length=200,
        required=False,
    )
    collaborators = organisations(
        _("Joint work"), _("Organisations you work with on what is under review.")
    )
    competitors = organisations(
        _("Competition"), _("Organisations you or your employer compete with directly.")
    )
    true_and_complete = forms.BooleanField(
        label=_("What I declare is true and complete; I report every change at once.")
    )

    def content(self) -> dict[str, Any]:
        """The declaration as plain data, as it is kept and hashed."""
        said = self.cleaned_data
        tie = {"kind": said["relation"], "degree": said["degree"] or 0, "person": said["person"]}
        return {
            "relations": [] if said["relation"] == "none" else [tie],
            "employers": [o.code for o in said["employers"]],
            "same_laboratory": [said["same_laboratory"]] if said["same_laboratory"] else [],
            "collaborators": [o.code for o in said["collaborators"]],
            "competitors": [o.code for o in said["competitors"]],
        }


class NameConflictForm(forms.Form):
    member = forms.ModelChoiceField(queryset=PanelMember.objects.none(), label=_("Member"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelChoiceField, self.fields["member"])
        choice.queryset = panel.members.filter(recused_at=None).select_related("user")
        choice.label_from_instance = lambda member: str(member.user)  # type: ignore[assignment,method-assign]

"""Forms of panel, hearing and fact check."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from noetra_gov.gates.forms.base import GRADE_CHOICES, ActionForm, choice, day, words
from noetra_gov.gates.forms.package import axis_label
from noetra_gov.panels import selectors as panels
from noetra_gov.panels.models import PanelMember, Round
from noetra_gov.people.models import Role, User


class InviteForm(ActionForm):
    user = choice(_("Person"))
    chair = forms.BooleanField(label=_("Chairs the panel"), required=False)

    def prepare(self) -> None:
        seated = self.gate.panel.members.values("user_id")
        able = User.objects.filter(
            assignments__role__in=(Role.PANEL_MEMBER, Role.PANEL_CHAIR), is_active=True
        )
        self.choose("user", able.exclude(pk__in=seated).distinct())


def _by_name(member: PanelMember) -> str:
    return str(member.user)


class NameConflictForm(ActionForm):
    member = choice(_("Member"))
    reason = words(_("Reason"))

    def prepare(self) -> None:
        self.choose("member", self.gate.panel.members.filter(recused_at=None), _by_name)


class AbsenceForm(ActionForm):
    member = choice(_("Member"))
    reason = words(_("Reason"))

    def prepare(self) -> None:
        waiting = [member.pk for member in panels.awaited(self.gate.panel)]
        self.choose("member", PanelMember.objects.filter(pk__in=waiting), _by_name)


class QuestionForm(ActionForm):
    text = words(_("Question"))
    due_on = day(_("Answer due on"))


class AnswerForm(ActionForm):
    question = choice(_("Question"))
    answer = words(_("Answer"))

    def prepare(self) -> None:
        self.choose("question", self.gate.questions.filter(answered_at=None))


class MinutesForm(ActionForm):
    attendance = words(_("Who was there"), rows=2, required=False)
    minutes = words(_("Minutes"), rows=12)


class CommentForm(ActionForm):
    passage = words(_("Passage of the draft"), rows=2)
    text = words(_("What is wrong in it"))


class ReplyForm(ActionForm):
    comment = choice(_("Comment"))
    reply = words(_("Reply"))
    accepted = forms.BooleanField(label=_("The draft is corrected"), required=False)

    def prepare(self) -> None:
        self.choose("comment", self.gate.fact_comments.filter(replied_at=None))


class ScoreForm(ActionForm):
    """Three fields for each axis: grade, comment, and in the second round the reason of a change."""

    def prepare(self) -> None:
        first = panels.own_card(self.gate.panel, self.person, Round.FIRST)
        self.second = self.gate.state == "scoring_2"
        for axis in self.gate.panel.axes:
            self._add(axis, first if self.second else None)

    def _add(self, axis: dict[str, Any], first: Any) -> None:
        code, label = axis["code"], axis_label(axis)
        known = first.grades.get(code) if first else None
        self.fields[f"{code}_grade"] = forms.ChoiceField(
            label=format_lazy(_("{axis}: grade"), axis=label), choices=GRADE_CHOICES, initial=known
        )
        self.fields[f"{code}_comment"] = words(
            format_lazy(_("{axis}: comment"), axis=label), rows=2, required=False
        )
        if first:
            self.fields[f"{code}_comment"].initial = first.comments.get(code, "")
            self.fields[f"{code}_reason"] = words(
                format_lazy(_("{axis}: why the grade changed"), axis=label), rows=2, required=False
            )

    def _collect(self, part: str) -> dict[str, str]:
        codes = [axis["code"] for axis in self.gate.panel.axes]
        found = {code: self.cleaned_data.get(f"{code}_{part}", "") for code in codes}
        return {code: text for code, text in found.items() if text}

    def arguments(self) -> dict[str, Any]:
        return {
            "grades": self._collect("grade"),
            "comments": self._collect("comment"),
            "reasons": self._collect("reason"),
        }

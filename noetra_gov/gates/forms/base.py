"""What the forms of a gate share: they know the gate and hand keyword arguments to a service."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from noetra_gov.gates.models import Gate
from noetra_gov.panels.rules import GRADES
from noetra_gov.people.models import User

GRADE_CHOICES = [("", "–"), *((grade, grade) for grade in GRADES)]


def words(label: Any, *, rows: int = 4, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, required=required, max_length=20_000)


def day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class ActionForm(forms.Form):
    """`arguments()` is what the service gets beside actor, gate and time."""

    def __init__(self, *args: Any, gate: Gate, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gate = gate
        self.person = user
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the gate."""

    def choose(self, field: str, rows: Any, name: Callable[[Any], str] = str) -> None:
        """Narrow a choice to these rows, each shown by `name`."""
        chosen = cast(forms.ModelChoiceField, self.fields[field])
        chosen.queryset = rows
        chosen.label_from_instance = name  # type: ignore[assignment,method-assign]

    def options(self, field: str, choices: Any) -> None:
        cast(forms.ChoiceField, self.fields[field]).choices = choices

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def choice(label: Any, *, required: bool = True) -> forms.ModelChoiceField:
    """A choice of rows, which `prepare` narrows to this gate's."""
    empty = Gate.objects.none()
    return forms.ModelChoiceField(queryset=empty, label=label, required=required)


class ReasonForm(ActionForm):
    reason = words(_("Reason"))


class TextForm(ActionForm):
    text = words(_("Text"), rows=10)

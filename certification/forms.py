"""What an engineer, a reviewer and a decider type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification import words
from certification.engine.worlds import names as worlds
from noetra_gov.people.models import User
from noetra_gov.programme.models import Field, ModelRelease, RobotBody

LEVELS = (
    (1, _("level 1: at most 1 in 100 episodes")),
    (2, _("level 2: at most 1 in 1,000 episodes")),
    (3, _("level 3: at most 1 in 10,000 episodes")),
)


def _worlds() -> list[tuple[str, str]]:
    return [(name, words.world(name)) for name in worlds()]


class SubmissionForm(forms.Form):
    release = forms.ModelChoiceField(ModelRelease.objects.none(), label=_("model release"))
    body = forms.ModelChoiceField(RobotBody.objects.all(), label=_("robot body"))
    field = forms.ModelChoiceField(Field.objects.all(), label=_("field of use"))
    world = forms.ChoiceField(label=_("world"))
    level = forms.TypedChoiceField(label=_("level"), choices=LEVELS, coerce=int)
    policy = forms.FileField(label=_("policy"), help_text=_("an ONNX file of at most 200 MB"))
    manifest = forms.FileField(
        label=_("manifest"), help_text=_("a JSON file that says what the policy takes and gives")
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = ModelRelease.objects.filter(organisation=user.organisation)
        self.fields["release"].queryset = own  # type: ignore[attr-defined]
        self.fields["world"].choices = _worlds()  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    budget = forms.IntegerField(
        label=_("simulations of the search for each property"),
        min_value=1,
        max_value=10_000,
        initial=50,
    )
    samples = forms.IntegerField(
        label=_("independent samples"),
        required=False,
        min_value=1,
        help_text=_("empty: as many as the level's bound needs"),
    )


class ReviewForm(forms.Form):
    recommends = forms.TypedChoiceField(
        label=_("recommendation"),
        choices=((1, _("issue a certificate")), (0, _("do not issue a certificate"))),
        coerce=lambda value: bool(int(value)),
    )
    text = forms.CharField(
        label=_("review"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("what the evidence shows; kept in the log"),
    )


class DecisionForm(forms.Form):
    approved = forms.TypedChoiceField(
        label=_("decision"),
        choices=((1, _("certify, if the campaign passed")), (0, _("do not certify"))),
        coerce=lambda value: bool(int(value)),
    )
    text = forms.CharField(
        label=_("reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("one or two sentences; kept in the log"),
    )

"""Upload forms: a file and what it does not say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics_ingest.formats import FORMATS
from noetra_gov.people.models import ALLIANCE_KINDS, Organisation, User


def organisations_of(user: User) -> Any:
    """Whom a person may report for: alliance staff for their own organisation."""
    if user.organisation and user.organisation.kind in ALLIANCE_KINDS:
        return Organisation.objects.filter(pk=user.organisation.pk)
    return Organisation.objects.all()


def a_day(label: Any, help_text: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class Upload(forms.Form):
    file = forms.FileField(label=_("File"))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        organisation.queryset = organisations_of(user)  # type: ignore[attr-defined]
        organisation.to_field_name = "code"  # type: ignore[attr-defined]


class BenchmarkUpload(Upload):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("recognise by content")), *((f.name, f.title) for f in FORMATS.values())],
    )
    model = forms.CharField(
        label=_("Model"),
        required=False,
        max_length=200,
        help_text=_("Only where the file does not name it."),
    )
    commit = forms.CharField(label=_("Commit"), required=False, max_length=80)
    date = a_day(_("Day of the measurement"), _("Only where the file does not say it."))
    suite = forms.CharField(label=_("Suite"), required=False, max_length=120)
    unit = forms.CharField(
        label=_("Unit"),
        required=False,
        max_length=40,
        help_text=_("Only where the file does not say it: percent or fraction."),
    )

    facts = ("format", "model", "commit", "date", "suite", "unit")


class FleetUpload(Upload):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    day = a_day(_("Day"), _("Only where the rows do not carry it."))
    field = forms.IntegerField(
        label=_("Field"),
        required=False,
        min_value=1,
        max_value=18,
        help_text=_("Only for VDA 5050 states: the number of the field."),
    )
    model_version = forms.CharField(
        label=_("Model version"),
        required=False,
        max_length=64,
        help_text=_("Only for VDA 5050 states."),
    )
    source = forms.SlugField(
        label=_("Source"),
        required=False,
        max_length=60,
        help_text=_("Only where several sources report the same day."),
    )

    facts = ("day", "field", "model_version", "source")

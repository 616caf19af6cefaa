from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import Audience


class IssueForm(forms.Form):
    audience = forms.ChoiceField(label=_("Edition"), choices=Audience.choices)


class VerifyForm(forms.Form):
    file = forms.FileField(
        label=_("Sealed PDF"),
        help_text=_("The file is examined and forgotten: nothing of it is kept."),
    )

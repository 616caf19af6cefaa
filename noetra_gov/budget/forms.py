"""What a budget officer types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import Provenance
from noetra_gov.programme.models import FiscalYear


class AppropriationForm(forms.Form):
    fiscal_year = forms.ModelChoiceField(FiscalYear.objects.all(), label=_("fiscal year"))
    amount_yen = forms.IntegerField(
        label=_("amount"), min_value=1, help_text=_("in whole yen, for example 387300000000")
    )
    fund = forms.CharField(label=_("source of funds"), max_length=200)
    citation = forms.CharField(
        label=_("citation"), max_length=300, help_text=_("the law, budget or document it rests on")
    )
    provenance = forms.ChoiceField(label=_("provenance"), choices=Provenance.choices)


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("reason"), max_length=300, help_text=_("one or two sentences, kept in the log")
    )

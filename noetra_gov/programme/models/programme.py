"""What the programme is: its name, its years, its fields of use, its targets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.fiscal import fiscal_year_era
from noetra_gov.core.models import Sourced

UNITS = {"robots": _("robots"), "fields": _("fields"), "JPY": _("yen")}


class Named(models.Model):
    """A thing with a Japanese and an English name."""

    name_ja = models.CharField(_("name in Japanese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ja if (get_language() or "ja").startswith("ja") else self.name_en


class Programme(Named, Sourced):
    """One row: the programme. `cap_yen` is a ceiling over all its years, not a promise."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    first_year = models.PositiveSmallIntegerField(_("first fiscal year"))
    last_year = models.PositiveSmallIntegerField(_("last fiscal year"))
    cap_yen = models.PositiveBigIntegerField(_("cap"), help_text=_("yen, over all years"))
    contract_form = models.CharField(_("form of contract"), max_length=120, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="programme_years_in_order"
            ),
        )


def fiscal_year_label(year: int) -> str:
    """令和9年度 to a Japanese reader, FY2027 to others."""
    japanese = (get_language() or "ja").startswith("ja")
    return fiscal_year_era(year) if japanese else f"FY{year}"


class FiscalYear(Sourced):
    """A fiscal year (1 April to 31 March) of the programme; a locked one needs no gate."""

    year = models.PositiveSmallIntegerField(_("fiscal year"), primary_key=True)
    locked = models.BooleanField(_("locked in"), default=False)
    released_by_gate = models.CharField(_("released by gate"), max_length=20, blank=True)

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return fiscal_year_label(self.year)


class Field(Named, Sourced):
    """One of the 18 fields of use; six are not public and shown as unverified."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        ordering = ("number",)


class Target(Named, Sourced):
    """What the programme is to reach by a year."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=40)
    due_year = models.PositiveSmallIntegerField(_("by"))

    class Meta:
        ordering = ("due_year", "code")

    @property
    def unit_label(self) -> str:
        """The unit in the reader's language; one that has no word here stays as it was entered."""
        return str(UNITS.get(self.unit, self.unit))

"""What a gate measures by, fixed before the phase opens and immutable once a gate uses it."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Conflict
from noetra_gov.core.models import Sourced
from noetra_gov.gates import evidence, rules
from noetra_gov.programme.models.programme import Named
from noetra_gov.seal.canonical import digest_of


class GateTemplate(Named, Sourced):
    """One version of the thresholds. A change is a new version."""

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    scheme = models.JSONField(_("axes, weights, bands and cap"))
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=5)
    fact_check_days = models.PositiveSmallIntegerField(_("working days of fact check"), default=10)
    appeal_days = models.PositiveSmallIntegerField(_("working days for an appeal"), default=20)
    fixed_at = models.DateTimeField(_("fixed at"), null=True, blank=True)
    fixed_digest = models.CharField(max_length=71, blank=True)

    class Meta:
        ordering = ("code", "version")
        constraints = (
            models.UniqueConstraint(fields=["code", "version"], name="template_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_change_of_fixed(self)
        super().save(*args, **kwargs)

    def contents(self) -> dict[str, Any]:
        """Everything that must not change, as plain data."""
        return {
            "code": self.code,
            "version": self.version,
            "scheme": self.scheme,
            "quorum": self.quorum,
            "fact_check_days": self.fact_check_days,
            "appeal_days": self.appeal_days,
            "criteria": [c.contents() for c in self.criteria.order_by("code")],
            "deliverables": list(
                self.deliverables.order_by("code").values("code", "name_ja", "name_en")
            ),
        }

    def digest(self) -> str:
        return digest_of(self.contents())


def refuse_change_of_fixed(template: GateTemplate | None) -> None:
    """Thresholds cannot change once a gate has opened by them; asked of the row, not of memory."""
    if (
        template
        and template.pk
        and GateTemplate.objects.filter(pk=template.pk, fixed_at__isnull=False).exists()
    ):
        raise Conflict(
            "template_fixed",
            _("A gate uses this version of the template; make a new version to change it."),
        )


class PartOfTemplate(models.Model):
    """A row that is as immutable as its template."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_change_of_fixed(self.template)  # type: ignore[attr-defined]
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_change_of_fixed(self.template)  # type: ignore[attr-defined]
        return super().delete(*args, **kwargs)


class CriterionRole(models.TextChoices):
    MUST_MEET = "must_meet", _("must be met")
    KILL = "kill", _("kill criterion")
    THRESHOLD = "threshold", _("threshold")


class Criterion(PartOfTemplate):
    """A question with its threshold; `kind` names the evidence that answers it."""

    template = models.ForeignKey(GateTemplate, models.PROTECT, related_name="criteria")
    code = models.SlugField(max_length=40)
    role = models.CharField(max_length=12, choices=CriterionRole, default=CriterionRole.THRESHOLD)
    kind = models.CharField(max_length=40)
    axis = models.CharField(max_length=40, blank=True)
    label_ja = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    comparator = models.CharField(max_length=2, default="ge")
    threshold = models.DecimalField(max_digits=24, decimal_places=8, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    weight_bp = models.PositiveIntegerField(default=0)
    parameters = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("criterion")
        constraints = (
            models.UniqueConstraint(fields=["template", "code"], name="criterion_once"),
            models.CheckConstraint(
                condition=Q(role__in=CriterionRole.values), name="criterion_role_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=evidence.KINDS), name="criterion_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(comparator__in=rules.COMPARATORS), name="criterion_comparator_known"
            ),
        )

    def __str__(self) -> str:
        return self.code

    def verdict_of(self, value: Decimal | int | None) -> str:
        return rules.verdict_of(value, self.comparator, self.threshold)

    def contents(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "role": self.role,
            "kind": self.kind,
            "axis": self.axis,
            "label_ja": self.label_ja,
            "label_en": self.label_en,
            "comparator": self.comparator,
            "threshold": plain_number(self.threshold),
            "unit": self.unit,
            "weight_bp": self.weight_bp,
            "parameters": self.parameters,
        }


def plain_number(value: Decimal | None) -> str | None:
    """0.60000000 → "0.6": one spelling, whatever the database pads."""
    if value is None:
        return None
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class RequiredDeliverable(Named, PartOfTemplate):
    """A document without which the package is not complete."""

    template = models.ForeignKey(GateTemplate, models.PROTECT, related_name="deliverables")
    code = models.SlugField(max_length=40)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=["template", "code"], name="required_deliverable_once"),
        )

    def __str__(self) -> str:
        return self.name

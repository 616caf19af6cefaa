"""Organisations and their ties, users, and who holds which role when."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from noetra_gov.core import clock
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.core.models import Sourced

if TYPE_CHECKING:
    from noetra_gov.people.permission import Verdict


class OrganisationKind(models.TextChoices):
    GOVERNMENT = "government", _("government")
    FUNDER = "funder", _("funding agency")
    CONTRACTOR = "contractor", _("contractor")
    SHAREHOLDER = "shareholder", _("controlling shareholder of a contractor")
    MEMBER = "member", _("alliance member")
    RESEARCHER = "researcher", _("research partner")
    CANDIDATE = "candidate", _("considering to join")
    EXPERT = "expert", _("outside expert's organisation")
    AUDIT = "audit", _("audit body")


ALLIANCE_KINDS = (
    OrganisationKind.CONTRACTOR,
    OrganisationKind.SHAREHOLDER,
    OrganisationKind.MEMBER,
    OrganisationKind.RESEARCHER,
)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def alliance_on(self, day: date) -> "OrganisationQuerySet":
        """Organisations that belong to the alliance on a day."""
        here = Q(joined_on__isnull=True) | Q(joined_on__lte=day)
        not_left = Q(left_on__isnull=True) | Q(left_on__gt=day)
        return self.filter(here, not_left, kind__in=ALLIANCE_KINDS)

    def visible_to(self, user: "User") -> "OrganisationQuerySet":
        """Every signed-in person may know which organisations take part."""
        return self if user.is_authenticated else self.none()


class Organisation(Sourced):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        verbose_name = _("organisation")
        constraints = (
            models.CheckConstraint(
                condition=Q(left_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(left_on__gt=F("joined_on")),
                name="organisation_leaves_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ja if (get_language() or "ja").startswith("ja") else self.name_en

    def in_alliance(self, day: date) -> bool:
        return type(self).objects.alliance_on(day).filter(pk=self.pk).exists()


class TieKind(models.TextChoices):
    PARENT = "parent", _("is the parent company of")
    COMPETITOR = "competitor", _("competes with")
    COLLABORATOR = "collaborator", _("collaborates with")


class OrganisationTie(Sourced):
    """`a` is the parent of `b`, competes with `b`, or works with `b`, within its dates."""

    a = models.ForeignKey(Organisation, models.PROTECT, related_name="ties_from")
    b = models.ForeignKey(Organisation, models.PROTECT, related_name="ties_to")
    kind = models.CharField(_("kind"), max_length=20, choices=TieKind)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["a", "b", "kind", "from_on"], name="tie_once"),
            models.CheckConstraint(condition=~Q(a=F("b")), name="tie_of_two"),
            models.CheckConstraint(condition=Q(kind__in=TieKind.values), name="tie_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.a_id} {self.kind} {self.b_id}"


class Role(models.TextChoices):
    METI_REVIEWER = "meti_reviewer", _("METI reviewer")
    METI_DECIDER = "meti_decider", _("METI decider")
    NEDO_SECRETARIAT = "nedo_secretariat", _("NEDO secretariat")
    NEDO_DECIDER = "nedo_decider", _("NEDO decider")
    PANEL_MEMBER = "panel_member", _("panel member")
    PANEL_CHAIR = "panel_chair", _("panel chair")
    ALLIANCE_PM = "alliance_pm", _("alliance project manager")
    ALLIANCE_ENGINEER = "alliance_engineer", _("alliance engineer")
    ALLIANCE_COUNTERSIGNER = "alliance_countersigner", _("alliance countersigner")
    CERT_REVIEWER = "cert_reviewer", _("certification reviewer")
    CERT_DECIDER = "cert_decider", _("certification decider")
    BUDGET_OFFICER = "budget_officer", _("budget officer")
    BUDGET_APPROVER = "budget_approver", _("budget approver")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class User(AbstractUser):
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="users"
    )
    display_name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, default="ja")

    class Meta(AbstractUser.Meta):
        ordering = ("username",)

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def ref(self) -> str:
        """How history and log name this person."""
        return f"user:{self.username}"

    @property
    def roles(self) -> frozenset[str]:
        """The roles held today, own and lent."""
        today = tokyo_date(clock.now())
        cached: tuple[date, frozenset[str]] | None = getattr(self, "_roles", None)
        if cached is None or cached[0] != today:
            held = RoleAssignment.objects.current(today).filter(user=self)
            cached = (today, frozenset(held.values_list("role", flat=True)))
            self._roles = cached
        return cached[1]

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def may(self, right: str, obj: Any = None) -> "Verdict":
        """`permitted`, for rooms below this one, which cannot import it (the log)."""
        from noetra_gov.people.permission import permitted

        return permitted(self, right, obj)


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def current(self, day: date) -> "RoleAssignmentQuerySet":
        until = Q(until_on__isnull=True) | Q(until_on__gte=day)
        return self.filter(Q(from_on__isnull=True) | Q(from_on__lte=day), until)


class RoleAssignment(models.Model):
    """A role held for a time; with `on_behalf_of` it is a substitute's."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    role = models.CharField(_("role"), max_length=40, choices=Role)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    on_behalf_of = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="substitutes"
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("user", "role")
        constraints = (
            models.UniqueConstraint(fields=["user", "role", "from_on"], name="role_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"

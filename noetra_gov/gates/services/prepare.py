"""From the template to the open gate."""

import tomllib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import record
from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.gates.models import (
    Criterion,
    Deliverable,
    Gate,
    GateTemplate,
    PlannedGate,
    RequiredDeliverable,
)
from noetra_gov.gates.services.base import ask, locked, log, take
from noetra_gov.panels import services as panels
from noetra_gov.panels.models import scheme_of
from noetra_gov.people.models import Organisation, User
from noetra_gov.people.permission import permitted, require


@transaction.atomic
def template_create(
    *,
    actor: User,
    at: datetime,
    code: str,
    scheme: dict[str, Any],
    criteria: Iterable[dict[str, Any]],
    deliverables: Iterable[dict[str, Any]],
    **facts: Any,
) -> GateTemplate:
    """A new version of a template; thresholds, must-meet and kill criteria in one go."""
    require(permitted(actor, "gates.create"))
    _scheme_checked(scheme)
    last = GateTemplate.objects.filter(code=code).order_by("version").last()
    version = last.version + 1 if last else 1
    template = GateTemplate.objects.create(code=code, version=version, scheme=scheme, **facts)
    for row in criteria:
        Criterion.objects.create(template=template, **row)
    for row in deliverables:
        RequiredDeliverable.objects.create(template=template, **row)
    record(
        actor=actor.ref,
        action="gates.template_create",
        obj=f"gates.GateTemplate:{template}",
        payload={"digest": template.digest()},
        at=at,
    )
    return template


DATA = Path(__file__).parent.parent / "data"
STANDARD, CALENDAR = DATA / "stage-gate.toml", DATA / "calendar.toml"


def standard_template(path: Path = STANDARD) -> dict[str, Any]:
    """The facts of the standard template, ready for `template_create`."""
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    for row in facts["criteria"]:
        row["threshold"] = Decimal(row["threshold"])
    return facts


@transaction.atomic
def calendar_load(*, actor: str, at: datetime, path: Path = CALENDAR) -> list[PlannedGate]:
    """Enter the calendar of gates, once, with the provenance of each line."""
    if PlannedGate.objects.exists():
        raise Conflict("loaded", _("The calendar is already entered. Edit its lines instead."))
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["gates"]
    planned = [PlannedGate.objects.create(**row) for row in rows]
    record(
        actor=actor,
        action="gates.calendar_load",
        obj="gates.PlannedGate:all",
        payload={"gates": [row.code for row in planned]},
        at=at,
    )
    return planned


def _scheme_checked(scheme: dict[str, Any]) -> None:
    try:
        scheme_of(scheme)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            "scheme", _("The axes or bands cannot be used: %(why)s."), why=str(error)
        ) from error


@transaction.atomic
def gate_create(
    *,
    actor: User,
    at: datetime,
    code: str,
    template: GateTemplate,
    contractors: Iterable[Organisation],
    **facts: Any,
) -> Gate:
    """A gate in draft with an empty panel; the template's thresholds are fixed when it opens."""
    require(permitted(actor, "gates.create"))
    if Gate.objects.filter(code=code).exists():
        raise Conflict("gate_exists", _("There is a gate with this code already."))
    panel = panels.panel_form(
        actor=actor, subject=code, scheme=template.scheme, quorum=template.quorum, at=at
    )
    gate = Gate.objects.create(code=code, template=template, panel=panel, **facts)
    gate.contractors.set([gate.applicant, *contractors])
    log(actor.ref, "create", gate, {"template": str(template)}, at)
    return gate


@transaction.atomic
def gate_open(*, actor: User, gate: Gate, at: datetime) -> Gate:
    """Open for papers. From here on neither thresholds nor kill criteria change."""
    gate = locked(gate, at)
    ask(actor, "gates.open", gate, ["draft"])
    ready_to_open(gate, at)
    return take(gate, "open", actor=actor, at=at, template=gate.template_digest)


def ready_to_open(gate: Gate, at: datetime) -> None:
    """Fix the template and list what it requires."""
    gate.template_digest = _fixed(gate.template, at)
    gate.save(update_fields=["template_digest"])
    for required in gate.template.deliverables.all():
        Deliverable.objects.get_or_create(gate=gate, required=required)


def _fixed(template: GateTemplate, at: datetime) -> str:
    """The first gate to open fixes the version; a later one finds it fixed and unchanged."""
    digest = template.digest()
    GateTemplate.objects.filter(pk=template.pk, fixed_at__isnull=True).update(
        fixed_at=at, fixed_digest=digest
    )
    template.refresh_from_db()
    if template.fixed_digest != digest:
        raise Conflict("template_changed", _("The template differs from what it was when fixed."))
    return digest


@transaction.atomic
def member_invite(
    *, actor: User, gate: Gate, user: User, at: datetime, chair: bool = False
) -> Gate:
    """Invite to the gate's panel, from the draft until the panel is set."""
    gate = locked(gate, at)
    ask(actor, "gates.set_panel", gate, BEFORE_PANEL)
    panels.member_invite(actor=actor, panel=gate.panel, user=user, chair=chair, at=at)
    return gate


BEFORE_PANEL = ("draft", "open", "submitted", "returned")

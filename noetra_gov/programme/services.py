"""Writes to the programme's own facts."""

import tomllib
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import record
from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.people.models import Organisation
from noetra_gov.people.services import organisation_add, tie_add
from noetra_gov.programme.models import (
    Field,
    FiscalYear,
    Indicator,
    Milestone,
    ModelRelease,
    Programme,
    RobotBody,
    Target,
)
from noetra_gov.seal.canonical import digest_of

F = TypeVar("F", bound=models.Model)
FACTS = Path(__file__).parent / "data" / "programme.toml"


def read_facts(path: Path = FACTS) -> dict[str, Any]:
    """The facts of a programme file; a file that cannot be read is refused with a sentence."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise BadInput(
            "facts",
            _("%(path)s cannot be read as a file of programme facts (TOML): %(why)s"),
            path=str(path),
            why=str(wrong),
        ) from wrong


@transaction.atomic
def programme_load(*, actor: str, at: datetime, path: Path = FACTS) -> Programme:
    """Enter the programme, its years, fields, targets, organisations and ties, with their provenance."""
    if Programme.objects.exists():
        raise Conflict("loaded", _("The programme is already entered. Edit its facts instead."))
    facts = read_facts(path)
    for organisation in facts["organisations"]:
        organisation_add(actor=actor, at=at, **organisation)
    codes = {row.code: row for row in Organisation.objects.all()}
    for tie in facts["ties"]:
        tie_add(actor=actor, at=at, **tie | {"a": codes[tie["a"]], "b": codes[tie["b"]]})
    programme = Programme.objects.create(**facts["programme"])
    FiscalYear.objects.bulk_create(FiscalYear(**row) for row in facts["years"])
    Field.objects.bulk_create(Field(**row) for row in facts["fields"])
    Target.objects.bulk_create(
        Target(**row | {"value": Decimal(row["value"])}) for row in facts["targets"]
    )
    record(
        actor=actor,
        action="programme.load",
        obj=f"programme.Programme:{programme.code}",
        payload={"facts": digest_of(_plain(facts))},
        at=at,
    )
    return programme


def _plain(value: Any) -> Any:
    """Canonical JSON knows no dates; amounts go as text so that no reader rounds them."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, (bool, str)) else str(value)


@transaction.atomic
def release_add(*, actor: str, at: datetime, **facts: Any) -> ModelRelease:
    """Enter one release of the model or of a policy built on it."""
    return _add(ModelRelease(**facts), actor, at)


@transaction.atomic
def body_add(*, actor: str, at: datetime, **facts: Any) -> RobotBody:
    """Enter a type of robot hardware."""
    return _add(RobotBody(**facts), actor, at)


@transaction.atomic
def indicator_add(*, actor: str, at: datetime, **facts: Any) -> Indicator:
    """Enter a quantity with its unit and direction."""
    return _add(Indicator(**facts), actor, at)


@transaction.atomic
def milestone_add(*, actor: str, at: datetime, **facts: Any) -> Milestone:
    """Enter what an organisation promised, and by when."""
    return _add(Milestone(**facts), actor, at)


def _add(fact: F, actor: str, at: datetime) -> F:
    try:
        fact.full_clean()
    except ValidationError as wrong:
        raise BadInput("invalid", "; ".join(wrong.messages)) from wrong
    fact.save()
    label, code = fact._meta.label, fact.code  # type: ignore[attr-defined]
    payload = {"code": code, "provenance": fact.provenance, "source": fact.source}  # type: ignore[attr-defined]
    record(
        actor=actor,
        action=f"programme.{fact._meta.model_name}_add",
        obj=f"{label}:{code}",
        payload=payload,
        at=at,
    )
    return fact

"""Writes to the programme's own facts."""

import tomllib
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import record
from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.people.models import Organisation
from noetra_gov.people.services import organisation_add, tie_add
from noetra_gov.programme.models import Field, FiscalYear, Programme, Target
from noetra_gov.seal.canonical import digest_of

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

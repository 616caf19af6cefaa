"""Writes what one pass found: the file, a version of each of its days, exposure for the upper rooms."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics_ingest.fleet.rollup import MAY_BE_UNKNOWN
from metrics_ingest.models import SAFETY, FileState, FleetDay, FleetFile, FleetRollup
from noetra_gov.audit import services as audit
from noetra_gov.core.errors import BadInput
from noetra_gov.files.models import StoredFile
from noetra_gov.people.models import Organisation
from noetra_gov.programme.models import Field, FleetExposure
from noetra_gov.seal.canonical import digest_of

if TYPE_CHECKING:
    from metrics_ingest.services.fleet import Passed

EPOCH = date(1970, 1, 1)
SUMS = (
    "robot_days",
    "hours_thousandths",
    "tasks",
    "interventions",
    "emergency_stops",
    "near_misses",
    "incidents_minor",
    "incidents_serious",
    "incidents_critical",
    "km_thousandths",
)
Group = dict[str, Any]


@transaction.atomic
def write_file(
    *,
    who: str,
    digest: str,
    stored: StoredFile,
    rejects: StoredFile | None,
    name: str,
    passed: "Passed",
    organisation: Organisation,
    facts: dict[str, Any],
    at: datetime,
) -> FleetFile:
    """All of a file or nothing of it: the versions of its days change together."""
    outcome = passed.outcome
    file = FleetFile.objects.create(
        stored=stored,
        digest=digest,
        name=name,
        format=passed.source.kind,
        received_at=at,
        received_by=who,
        organisation=organisation,
        notes=passed.source.notes,
        state=FileState.QUARANTINED if outcome.quarantined else FileState.COUNTED,
        demonstration=passed.source.demonstration,
        rows=outcome.rows,
        sound=outcome.sound,
        rejected=outcome.rejected,
        duplicates=outcome.duplicates,
        by_reason=outcome.by_reason,
        by_column=outcome.by_column,
        rejects=rejects,
        facts=facts,
        gaps=passed.gaps,
    )
    _record(file, [] if outcome.quarantined else _write_days(file, passed, at))
    return file


def _record(file: FleetFile, days: list[FleetDay]) -> None:
    audit.record(
        actor=file.received_by,
        action="metrics_ingest.fleet_ingest",
        obj=f"metrics_ingest.FleetFile:{file.pk}",
        payload={
            "organisation": file.organisation.code,
            "state": file.state,
            "rows": file.rows,
            "sound": file.sound,
            "rejected": file.rejected,
            "duplicates": file.duplicates,
            "days": {d.day.isoformat(): d.version for d in days},
        },
        at=file.received_at,
        digests={"file": file.digest},
    )


def _write_days(file: FleetFile, passed: "Passed", at: datetime) -> list[FleetDay]:
    by_day: dict[date, list[Group]] = {}
    for group in passed.outcome.rollup.to_pylist() if passed.outcome.rollup is not None else []:
        by_day.setdefault(group["day"], []).append(group)
    parquet = {EPOCH + timedelta(days=key[1]): path for key, path in passed.partitions.items()}
    return [
        _write_day(file, passed.source_name, day, groups, parquet[day], at)
        for day, groups in sorted(by_day.items())
    ]


def _write_day(
    file: FleetFile, source: str, day: date, groups: list[Group], parquet: Path, at: datetime
) -> FleetDay:
    before = _close(file.organisation, source, day, at)
    version = FleetDay.objects.create(
        file=file,
        organisation=file.organisation,
        source=source,
        day=day,
        version=before + 1,
        partition=parquet.relative_to(Path(settings.HOME)).as_posix(),
        robots=sum(group["robot_days"] for group in groups),
        known_from=at,
    )
    FleetRollup.objects.bulk_create([_rollup(version, group) for group in groups], batch_size=2000)
    expose(file.organisation, day, at)
    return version


def _close(organisation: Organisation, source: str, day: date, at: datetime) -> int:
    """End the version that counted until now; it stays, with the time until which it was believed."""
    versions = FleetDay.objects.select_for_update().filter(
        organisation=organisation, source=source, day=day
    )
    last = versions.order_by("-version").first()
    if last is None:
        return 0
    if last.known_from >= at:
        raise BadInput(
            "too_soon",
            _("A version of %(day)s was recorded at this very instant. Try again."),
            day=day,
        )
    versions.filter(known_to__isnull=True).update(known_to=at)
    transaction.on_commit(last.retire)
    if not FleetDay.objects.filter(file=last.file, known_to__isnull=True).exists():
        FleetFile.objects.filter(pk=last.file_id).update(state=FileState.SUPERSEDED)
    return last.version


def _rollup(version: FleetDay, group: Group) -> FleetRollup:
    unknown = {
        name: {
            "robot_days": group[f"unknown_days_{name}"],
            "hours_thousandths": group[f"unknown_hours_{name}"],
        }
        for name in MAY_BE_UNKNOWN
        if group[f"unknown_days_{name}"]
    }
    return FleetRollup(
        version=version,
        field=group["field"],
        model_version=group["model_version"],
        unknown=unknown,
        **{name: group[name] for name in SUMS},
    )


def expose(organisation: Organisation, day: date, at: datetime) -> None:
    """Give the upper rooms the day anew: one row a field and model version, over all sources."""
    FleetExposure.objects.filter(organisation=organisation, day=day, known_to__isnull=True).update(
        known_to=at
    )
    current = (
        FleetRollup.objects.filter(
            version__organisation=organisation,
            version__day=day,
            version__known_to__isnull=True,
        )
        .select_related("version__file")
        .order_by("version_id", "field", "model_version")
    )
    groups: dict[tuple[int, str], list[FleetRollup]] = {}
    for rollup in current:
        # Surveillance divides incidents by hours: hours that report none must not dilute the rate.
        if not any(name in rollup.unknown for name in SAFETY):
            groups.setdefault((rollup.field, rollup.model_version), []).append(rollup)
    fields = dict(Field.objects.values_list("number", "pk"))
    FleetExposure.objects.bulk_create(
        [_exposure(organisation, day, key, parts, fields, at) for key, parts in groups.items()],
        batch_size=2000,
    )


def _exposure(
    organisation: Organisation,
    day: date,
    key: tuple[int, str],
    parts: list[FleetRollup],
    fields: dict[int, int],
    at: datetime,
) -> FleetExposure:
    field, model_version = key
    if field not in fields:
        raise BadInput(
            "unknown_field",
            _("The programme has no field %(field)s. Enter the fields first."),
            field=field,
        )
    sums = {name: sum(getattr(part, name) for part in parts) for name in SUMS}
    digests = [part.version.file.digest for part in parts]
    return FleetExposure(
        day=day,
        organisation=organisation,
        field_id=fields[field],
        model_version=model_version,
        robots=sums.pop("robot_days"),
        robot_hours=Decimal(sums.pop("hours_thousandths")) / 1000,
        km=Decimal(sums.pop("km_thousandths")) / 1000,
        source_digest=digests[0] if len(digests) == 1 else digest_of(digests),
        known_from=at,
        **sums,
    )

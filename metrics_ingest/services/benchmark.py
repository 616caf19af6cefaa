"""Takes a benchmark file in: kept as it came, read by its content, results with their intervals."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics_ingest.formats import Facts, Measurement, Reading, known_format, read_benchmark
from metrics_ingest.models import BenchmarkFile, FileState, Metric, Result
from metrics_ingest.rules import wilson
from metrics_ingest.services.common import ref_of, said, there
from noetra_gov.audit import services as audit
from noetra_gov.core.errors import BadInput
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.files.models import StoredFile
from noetra_gov.files.services import keep
from noetra_gov.people.models import Organisation, User
from noetra_gov.programme.models import IndicatorValue
from noetra_gov.seal.canonical import digest_of_file


@dataclass(frozen=True)
class Taken:
    """The file, and whether it is new (the same digest again is nothing to do)."""

    file: BenchmarkFile
    new: bool


def benchmark_ingest(
    *,
    actor: User | str,
    path: Path,
    at: datetime,
    name: str = "",
    facts: Facts | None = None,
    format_name: str | None = None,
    organisation: Organisation | None = None,
    demonstration: bool = False,
) -> Taken:
    """Read a benchmark file whole, then write it and its results in one transaction."""
    who = ref_of(actor, organisation)
    with said():
        known_format(format_name)
        digest = digest_of_file(there(path))
        known = BenchmarkFile.objects.filter(digest=digest).first()
        if known is not None:
            return Taken(known, new=False)
        reading = read_benchmark(path, facts or Facts(), format_name)
    _not_in_the_future(reading, at)
    _known_units(reading)
    stored = keep(path, name=name or path.name)
    file = _write(who, digest, stored, name or path.name, reading, organisation, at, demonstration)
    return Taken(file, new=True)


def _not_in_the_future(reading: Reading, at: datetime) -> None:
    days = [m.date for m in reading.measurements if m.date is not None]
    if days and max(days) > tokyo_date(at):
        raise BadInput(
            "future_day",
            _("The file says that it was measured on %(day)s, which has not come yet."),
            day=max(days),
        )


def _known_units(reading: Reading) -> None:
    """The catalogue knows each metric with one unit and one direction; a file may not change them."""
    for m in reading.measurements:
        known = Metric.objects.filter(suite=m.suite, task=m.task, metric=m.metric).first()
        if known is not None and (known.unit, known.direction) != (m.unit, m.direction):
            raise BadInput(
                "unit_differs",
                _(
                    "%(metric)s is measured in %(known)s here, but the file has %(found)s. Correct the file "
                    "or the catalogue."
                ),
                metric=known,
                known=known.unit,
                found=m.unit,
            )


@transaction.atomic
def _write(
    who: str,
    digest: str,
    stored: StoredFile,
    name: str,
    reading: Reading,
    organisation: Organisation | None,
    at: datetime,
    demonstration: bool,
) -> BenchmarkFile:
    first = reading.measurements[0] if reading.measurements else None
    file = BenchmarkFile.objects.create(
        stored=stored,
        digest=digest,
        name=name,
        format=reading.format,
        received_at=at,
        received_by=who,
        state=FileState.HISTORY if reading.unfit else FileState.EVIDENCE,
        notes=list(reading.notes),
        organisation=organisation,
        demonstration=demonstration,
        model=(first and first.model) or "",
        measured_on=(first and first.date) or tokyo_date(at),
        unfit_code=reading.unfit_code,
        unfit=reading.unfit,
    )
    results = [Result(file=file, metric=_metric(m), **_numbers(m)) for m in reading.measurements]
    Result.objects.bulk_create(results)
    if file.state == FileState.EVIDENCE:
        _feed_indicators(file, at)
    audit.record(
        actor=who,
        action="metrics_ingest.benchmark_ingest",
        obj=f"metrics_ingest.BenchmarkFile:{file.pk}",
        payload={"format": file.format, "state": file.state, "results": len(results)},
        at=at,
        digests={"file": file.digest},
    )
    return file


def _metric(m: Measurement) -> Metric:
    metric, _created = Metric.objects.get_or_create(
        suite=m.suite,
        task=m.task,
        metric=m.metric,
        defaults={"unit": m.unit, "direction": m.direction},
    )
    return metric


def _numbers(m: Measurement) -> dict[str, object]:
    interval = wilson(m.k, m.n) if m.k is not None and m.n else None
    scale = 100.0 if m.unit == "percent" else 1.0
    return {
        "value": m.value,
        "n": m.n,
        "k": m.k,
        "commit": m.commit or "",
        "conditions": m.conditions,
        "low": interval and scale * interval.low,
        "high": interval and scale * interval.high,
    }


def _feed_indicators(file: BenchmarkFile, at: datetime) -> None:
    """A metric that feeds an indicator adds a value to it, with its way back to the file."""
    for result in file.results.filter(metric__indicator__isnull=False, value__isnull=False):
        indicator, value = result.metric.indicator, result.value
        assert indicator is not None
        assert value is not None
        IndicatorValue.objects.create(
            indicator=indicator,
            value=value,
            n=result.n,
            k=result.k,
            at=at,
            known_at=at,
            organisation=file.organisation,
            digest=file.digest,
            lineage={
                "file": file.name,
                "digest": file.digest,
                "format": file.format,
                "result": result.pk,
                "metric": str(result.metric),
                "model": file.model,
            },
        )

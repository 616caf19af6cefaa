"""What pages show, gathered; and tables as files."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from metrics_ingest import figures
from metrics_ingest.models import BenchmarkFile, FleetDay, FleetFile
from metrics_ingest.rules import freshness
from metrics_ingest.scope import Scope
from metrics_ingest.selectors import summed
from metrics_ingest.words import fact_label, gap_label, reason_text
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.figures.export import csv_of, neutral
from noetra_gov.figures.figure import Figure
from noetra_gov.people.models import Organisation, User

SHOWN = 50
TONES = {
    "evidence": "success",
    "counted": "success",
    "history": "neutral",
    "quarantined": "danger",
    "superseded": "neutral",
    "fresh": "success",
    "late": "warning",
    "stale": "danger",
    "none": "neutral",
}
FRESHNESS = {"fresh": _("fresh"), "late": _("late"), "stale": _("stale"), "none": _("nothing yet")}


def overview(user: User, asked: Mapping[str, str], at: datetime) -> dict[str, Any]:
    scope = Scope.of(asked, user, at)
    versions = scope.versions()
    benchmark_files = BenchmarkFile.objects.visible_to(user).filter(received_at__lte=scope.at)
    fleet_files = FleetFile.objects.visible_to(user).filter(received_at__lte=scope.at)
    drawn = [
        figures.fleet_by_field(versions, scope),
        figures.event_rates(versions, scope),
        figures.path_to_goal(scope.points()),
        figures.benchmark_rates(scope.results()),
    ]
    return {
        "figures": drawn,
        "scope": scope,
        "query": _query(asked),
        "freshness": freshness_table(user, at),
        "benchmark_files": [
            (f, TONES[f.state]) for f in benchmark_files.select_related("organisation")[:SHOWN]
        ],
        "fleet_files": [
            (f, TONES[f.state]) for f in fleet_files.select_related("organisation")[:SHOWN]
        ],
        "organisations": Organisation.objects.filter(
            fleet_days__in=FleetDay.objects.visible_to(user)
        ).distinct(),
        "any": versions.exists() or benchmark_files.exists(),
    }


def _query(asked: Mapping[str, str]) -> str:
    names = ("days", "field", "organisation", "model_version", "last", "known_at")
    return urlencode({name: asked[name] for name in names if asked.get(name)})


def freshness_table(user: User, at: datetime) -> list[dict[str, Any]]:
    """For each organisation and source: the last day that is known, and how old it is."""
    last: dict[tuple[str, str], tuple[Organisation, date]] = {}
    current = FleetDay.objects.visible_to(user).current().select_related("organisation")
    for version in current.order_by("day"):
        last[(version.organisation.code, version.source)] = (version.organisation, version.day)
    rows = []
    for (_code, source), (organisation, day) in sorted(last.items()):
        age = (tokyo_date(at) - day).days - 1
        state = freshness(age)
        rows.append(
            {
                "organisation": organisation,
                "source": source,
                "day": day,
                "age": age,
                "state": state,
                "label": FRESHNESS[state],
                "tone": TONES[state],
            }
        )
    return rows


def fleet_file(found: FleetFile) -> dict[str, Any]:
    days = list(found.days.prefetch_related("rollups"))
    reasons = sorted(found.by_reason.items(), key=lambda pair: -pair[1])
    return {
        "file": found,
        "tone": TONES[found.state],
        "gaps": [(gap_label(name), count) for name, count in found.gaps.items()],
        "facts": [(fact_label(name), value) for name, value in found.facts.items()],
        "notes": [gettext(note) for note in found.notes],
        "reasons": [(reason, reason_text(reason), count) for reason, count in reasons],
        "columns": sorted(found.by_column.items(), key=lambda pair: -pair[1]),
        "days": [(day, summed(day.rollups.all())) for day in days],
        "others": FleetDay.objects.filter(
            organisation=found.organisation, day__in=[d.day for d in days]
        )
        .exclude(file=found)
        .select_related("file"),
    }


def parameters(form: Form, stored: int) -> dict[str, Any]:
    """What a job needs to know, as plain JSON."""
    cleaned = form.cleaned_data
    organisation = cleaned["organisation"]
    facts = {name: cleaned[name] for name in form.facts}  # type: ignore[attr-defined]
    return {
        "stored": stored,
        "organisation": organisation.code if organisation else None,
        **{
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in facts.items()
            if value not in ("", None)
        },
    }


def exported(figure: Figure, kind: str) -> tuple[bytes, str]:
    """The exact table of a figure as a file."""
    if kind == "csv":
        return csv_of(figure.table), "text/csv; charset=utf-8"
    return _xlsx(figure), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _xlsx(figure: Figure) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = figure.id[:31]
    sheet.append([neutral(heading) for heading in figure.table.headings()])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in figure.table.lines():
        sheet.append([value if isinstance(value, date) else neutral(value) for value in line])
    sheet.freeze_panes = "A2"
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()

"""The robot-day row as data: its columns, what each may hold, and why a row is refused.

docs/formats/robot-day.md publishes the same table; a test compares the two.
"""

from dataclasses import dataclass
from typing import Literal

from metrics_ingest.errors import _

Kind = Literal["robot", "day", "code", "count", "amount"]

MOST_HOURS = 24.0
MOST_KM = 2_400.0
MOST_EVENTS = 10_000
MOST_TASKS = 100_000
FIELDS = 18
CODE_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._+/-]{0,63}"
ROBOT_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}"


@dataclass(frozen=True)
class Column:
    """One column. `low` and `high` are inclusive; `unknown` says that an empty cell means
    "not reported" (kept as unknown, never as zero) and is no fault."""

    name: str
    kind: Kind
    unit: str
    low: float = 0
    high: float = 0
    unknown: bool = False
    pattern: str = ""
    meaning: str = ""


COLUMNS: tuple[Column, ...] = (
    Column(
        "robot",
        "robot",
        "–",
        pattern=ROBOT_PATTERN,
        meaning="number of the robot in the register (JR and eight digits) or the reporter's own",
    ),
    Column("day", "day", "–", meaning="local day in Japan; may be left out when --day is given"),
    Column("organisation", "code", "–", pattern=CODE_PATTERN, meaning="code of the organisation"),
    Column("field", "count", "–", 1, FIELDS, meaning="number of the field, 1 to 18"),
    Column(
        "model_version", "code", "–", pattern=CODE_PATTERN, meaning="release of the model it ran"
    ),
    Column("hours", "amount", "h", 0, MOST_HOURS, meaning="hours in operation"),
    Column("tasks", "count", "tasks", 0, MOST_TASKS, unknown=True, meaning="tasks completed"),
    Column(
        "interventions",
        "count",
        "events",
        0,
        MOST_EVENTS,
        unknown=True,
        meaning="times a person took over",
    ),
    Column(
        "emergency_stops",
        "count",
        "events",
        0,
        MOST_EVENTS,
        unknown=True,
        meaning="emergency stops, by a person or by the robot",
    ),
    Column("near_misses", "count", "events", 0, MOST_EVENTS, unknown=True, meaning="near misses"),
    Column(
        "incidents_minor",
        "count",
        "events",
        0,
        MOST_EVENTS,
        unknown=True,
        meaning="incidents without injury",
    ),
    Column(
        "incidents_serious",
        "count",
        "events",
        0,
        MOST_EVENTS,
        unknown=True,
        meaning="incidents with injury",
    ),
    Column(
        "incidents_critical",
        "count",
        "events",
        0,
        MOST_EVENTS,
        unknown=True,
        meaning="incidents with death or lasting harm",
    ),
    Column("km", "amount", "km", 0, MOST_KM, unknown=True, meaning="distance travelled"),
)
BY_NAME = {column.name: column for column in COLUMNS}
COUNTED = tuple(c.name for c in COLUMNS if c.kind in ("count", "amount") and c.name != "field")
OPTIONAL = frozenset({"day"})

# Sentences of the reasons; the app maps each code to Japanese.
REASONS: dict[str, str] = {
    "missing": _("The cell is empty; this column must be reported."),
    "not_a_number": _("The value is not a number."),
    "not_a_day": _("The value is not a day (write 2027-09-30)."),
    "out_of_range": _("The value lies outside the permitted range."),
    "not_whole": _("A count must be a whole number."),
    "bad_robot": _("This is not a robot identifier."),
    "bad_code": _("This is not a code of letters, digits, dot, dash, slash or underscore."),
    "other_organisation": _("The row belongs to another organisation than the one that reports."),
    "other_day": _("The row belongs to another day than the one that is reported."),
    "future_day": _("The day has not ended yet."),
    "early_day": _("The day lies before the programme began."),
    "duplicate": _("The same robot and day was reported by an earlier row of this file."),
}

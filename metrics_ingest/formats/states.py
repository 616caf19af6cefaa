"""Robot-days from messages: what fleets send many times a minute, counted once a day.

Formats of states (VDA 5050, AMR Interop, Open-RMF) turn their messages into `Sample`s; here samples
become days. Counts come from transitions between consecutive samples; time without samples is
unobserved, not idle; what a format does not speak of stays unknown.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
# VDA 5050 asks for a state every 30 s at least; after twice that the robot was not observed.
LONGEST_STEP = timedelta(seconds=60)


@dataclass(frozen=True)
class Sample:
    """One message. `stopped`, `automatic`, `by_hand` are None where the format does not say."""

    robot: str
    at: datetime
    sequence: int | None = None
    working: bool = True
    stopped: bool | None = None
    automatic: bool | None = None
    by_hand: bool | None = None
    busy: bool | None = None
    position: tuple[str, float, float] | None = None


@dataclass
class RobotDay:
    """What the messages of one robot and day amount to. None: the format does not report it."""

    robot: str
    day: date
    hours: float = 0.0
    tasks: int | None = None
    interventions: int | None = None
    emergency_stops: int | None = None
    km: float | None = None
    messages: int = 0
    missing_messages: int = 0
    repeated_messages: int = 0
    restarts: int = 0
    unobserved: timedelta = field(default_factory=timedelta)


def days_of(samples: Iterable[Sample]) -> list[RobotDay]:
    """Count the days of every robot; samples may come in any order, and twice."""
    by_robot: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        by_robot[sample.robot].append(sample)
    return [day for robot in sorted(by_robot) for day in _days_of_robot(robot, by_robot[robot])]


def _days_of_robot(robot: str, samples: list[Sample]) -> list[RobotDay]:
    days: dict[date, RobotDay] = {}
    before: Sample | None = None
    for sample in sorted(samples, key=lambda s: (s.at, s.sequence or 0)):
        local = sample.at.astimezone(TOKYO).date()
        day = days.setdefault(local, RobotDay(robot, local))
        if before is not None and _repeated(before, sample):
            day.repeated_messages += 1
            continue
        day.messages += 1
        _known(day, sample)
        if before is not None:
            _gap(day, before, sample)
            _step(day, before, sample)
        before = sample
    return list(days.values())


def _repeated(before: Sample, sample: Sample) -> bool:
    return sample.at == before.at and sample.sequence == before.sequence


def _known(day: RobotDay, sample: Sample) -> None:
    """A day on which the format spoke of a thing has a count of it, be it zero."""
    if sample.stopped is not None:
        day.emergency_stops = day.emergency_stops or 0
    if sample.by_hand is not None:
        day.interventions = day.interventions or 0
    if sample.busy is not None:
        day.tasks = day.tasks or 0
    if sample.position is not None:
        day.km = day.km or 0.0


def _gap(day: RobotDay, before: Sample, sample: Sample) -> None:
    """The sender counts its messages: a jump means lost ones, a fall a restart."""
    if before.sequence is None or sample.sequence is None:
        return
    if sample.sequence <= before.sequence:
        day.restarts += 1
    else:
        day.missing_messages += sample.sequence - before.sequence - 1


def _step(day: RobotDay, before: Sample, sample: Sample) -> None:
    elapsed = sample.at - before.at
    if elapsed > LONGEST_STEP:
        day.unobserved += elapsed
    elif before.working:
        day.hours += elapsed / timedelta(hours=1)
    if before.stopped is False and sample.stopped:
        day.emergency_stops = (day.emergency_stops or 0) + 1
    if before.automatic and sample.by_hand:
        day.interventions = (day.interventions or 0) + 1
    if before.busy and sample.busy is False:
        day.tasks = (day.tasks or 0) + 1
    if elapsed <= LONGEST_STEP:
        _travel(day, before, sample)


def _travel(day: RobotDay, before: Sample, sample: Sample) -> None:
    here, there = before.position, sample.position
    if here is not None and there is not None and here[0] == there[0]:
        day.km = (day.km or 0.0) + math.hypot(there[1] - here[1], there[2] - here[2]) / 1000


def gaps(days: Iterable[RobotDay]) -> dict[str, int]:
    """What the numbering of the messages says about lost ones."""
    listed = list(days)
    return {
        "messages": sum(d.messages for d in listed),
        "missing_messages": sum(d.missing_messages for d in listed),
        "repeated_messages": sum(d.repeated_messages for d in listed),
        "restarts": sum(d.restarts for d in listed),
        "unobserved_minutes": round(sum(d.unobserved.total_seconds() for d in listed) / 60),
    }

"""A counterexample in words: what happened, and the scenario it happened in."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from noetra_gov.portal.words import japanese

from .dimensions import dimension, option, unit
from .properties import TITLES
from .sentences import fault

Document = dict[str, Any]
Domain = Sequence[dict[str, Any]]
_WHAT = re.compile(r".+: violated by (?P<by>.+) after (?P<at>[\d.]+) s\. (?P<rest>.*)", re.DOTALL)
_SITUATION = re.compile(
    r"The base moved at (?P<speed>[\d.]+) m/s(?: with nobody there|, (?P<distance>-?[\d.]+) m "
    r"from (?P<who>.+), (?P<seen>\d+) % of whom could be seen)\. Scenario: (?P<unusual>.*)\."
)
_WHO = {
    "an adult": "adult",
    "a child": "child",
    "a seated person": "seated",
    "a person lying on the floor": "lying",
}


def sentence(document: Document, domain: Domain = ()) -> str:
    """The engine's own words in English; else their parts, put together anew.

    ``domain`` is the plan's list of dimensions, which knows their units.
    """
    told = str(document["sentence"])
    found = _WHAT.fullmatch(told) if japanese() else None
    title = TITLES.get(document["property"]["id"])
    if found is None or title is None:
        return told
    what = _("{title}: violated by {by} after {at} s.").format(
        title=title, by=found["by"], at=found["at"]
    )
    return f"{what}{_rest(document, found['rest'], domain)}"


def _rest(document: Document, told: str, domain: Domain) -> str:
    broken = document["shrunk"].get("fault")
    if broken:
        return fault(broken["kind"], told)
    found = _SITUATION.fullmatch(told)
    if found is None:
        return told
    return _situation(found) + _unusual(document["world"], found["unusual"], _units(domain))


def _situation(found: re.Match[str]) -> str:
    if found["distance"] is None:
        return _("The robot moved at {speed} m/s with nobody there.").format(speed=found["speed"])
    return _(
        "The robot moved at {speed} m/s; the nearest person ({who}) was {distance} m away "
        "(in view: {seen} %)."
    ).format(**(found.groupdict() | {"who": option(_WHO.get(found["who"], found["who"]))}))


def _units(domain: Domain) -> dict[str, str]:
    return {row["name"]: unit(row["unit"]) for row in domain}


def _unusual(world: str, told: str, units: dict[str, str]) -> str:
    if told == "the simplest":
        return _("The scenario was the simplest.")
    parts = []
    for part in told.split("; "):
        name, _space, value = part.partition(" ")
        parts.append(f"{dimension(name, world)} {option(value)} {units.get(name, '')}".rstrip())
    return _("Unusual in the scenario: {unusual}.").format(unusual=_("; ").join(parts))


def scenario_rows(document: Document, domain: Domain) -> Iterator[dict[str, str]]:
    """Each dimension of the shrunk scenario with its unit, as first found and as shrunk."""
    units = _units(domain)
    first = document["first"]["scenario"]
    for name, value in document["shrunk"]["scenario"].items():
        yield {
            "label": dimension(name, document["world"]),
            "unit": units.get(name, ""),
            "first": option(first.get(name, "")),
            "shrunk": option(value),
        }

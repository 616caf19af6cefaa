"""Worlds, the dimensions of their scenarios, units and options."""

import re
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from noetra_gov.portal.words import number_text

WORLDS = {
    "mobile-corridor": _("Mobile base in a corridor with people"),
    "mobile-ward": _("Mobile base in a hospital ward with people"),
    "mobile-shop": _("Mobile base on a shop floor with people"),
}
THINGS = {
    "mobile-corridor": _("trolley"),
    "mobile-ward": _("ward cart"),
    "mobile-shop": _("display stand"),
}
DIMENSIONS = {
    "start_lateral_m": _("start of the robot, left of the axis"),
    "start_heading_deg": _("heading of the robot at the start"),
    "goal_m": _("distance of the goal"),
    "people": _("number of people"),
    "trolley_side": _("side of the {thing}"),
    "trolley_along_m": _("position of the {thing} along the axis"),
    "range_m": _("detection range for people"),
    "noise_m": _("largest error of a measured position"),
    "delay_steps": _("delay of the measurement"),
    "dropout": _("chance of a missed detection in each step"),
    "noise_seed": _("number of the noise drawn"),
    "event": _("event on the way"),
    "event_at_s": _("time of the event"),
    "event_for_s": _("duration of the event"),
}
OF_A_PERSON = {
    "kind": _("person {number}: kind"),
    "along_m": _("person {number}: start along the axis"),
    "lateral_m": _("person {number}: start left of the axis"),
    "direction_deg": _("person {number}: walking direction (0 = as the robot)"),
    "speed_m_per_s": _("person {number}: walking speed"),
    "waits_s": _("person {number}: time standing before walking"),
}
UNITS = {
    "1": "",
    "deg": "°",
    "m": "m",
    "m/s": "m/s",
    "people": pgettext_lazy("unit", "people"),
    "s": "s",
    "N": "N",
    "steps of 0.1 s": _("steps of 0.1 s"),
}
OPTIONS = {
    "adult": _("adult"),
    "child": _("child"),
    "seated": _("seated person"),
    "lying": _("lying person"),
    "none": pgettext_lazy("scenario", "none"),
    "left": pgettext_lazy("scenario", "left"),
    "right": pgettext_lazy("scenario", "right"),
    "muted": _("detection muted"),
    "emergency stop": _("emergency stop"),
}
_PERSON = re.compile(r"p(\d+)_(\w+)")


def world(name: str) -> str:
    return str(WORLDS.get(name, name))


def dimension(name: str, in_world: str) -> str:
    """The label of a dimension; its name in the engine where there is no word for it."""
    of_a_person = _PERSON.fullmatch(name)
    if of_a_person:
        label = OF_A_PERSON.get(of_a_person[2], name)
        return str(label).format(number=of_a_person[1])
    thing = str(THINGS.get(in_world, gettext("trolley")))
    return str(DIMENSIONS.get(name, name)).format(thing=thing)


def unit(code: str) -> str:
    return str(UNITS.get(code, code))


def option(value: Any) -> str:
    """A value of a scenario: a word for a choice, a number as tables write numbers."""
    return str(OPTIONS.get(value, value)) if isinstance(value, str) else number_text(value)

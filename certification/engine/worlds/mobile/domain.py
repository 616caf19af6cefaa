"""The operating domain of the family: named, bounded, unit-carrying dimensions."""

from ...search.space import Choice, Dimension, Integer, Real, ScenarioSpace
from . import body
from .layouts import Layout


def space(layout: Layout) -> ScenarioSpace:
    """The operating domain of a layout; uniform over its bounds is the declared distribution."""
    return ScenarioSpace(
        _task(layout)
        + [d for i in range(1, body.PEOPLE + 1) for d in _person(i, layout)]
        + _place(layout)
        + _sensor()
        + _event()
    )


def _task(layout: Layout) -> list[Dimension]:
    return [
        Real("start_lateral_m", -0.3, 0.3, "m", "where the base starts, left of the axis"),
        Real("start_heading_deg", -20, 20, "deg", "where the base looks at the start"),
        Real("goal_m", *layout.goal_m, "m", "distance of the goal along the axis"),
        Integer("people", 0, body.PEOPLE, "people", "how many people are there"),
    ]


def _person(i: int, layout: Layout) -> list[Dimension]:
    reach = round(layout.half_width_m - 0.3, 2)
    who = f"person {i}"
    return [
        Choice(f"p{i}_kind", body.KINDS, about=f"who {who} is"),
        Real(f"p{i}_along_m", 1.0, 6.0, "m", f"start of {who} along the axis", 3.0),
        Real(f"p{i}_lateral_m", -reach, reach, "m", f"start of {who} left of the axis"),
        Real(f"p{i}_direction_deg", -180, 180, "deg", f"where {who} walks (0 = as the base)"),
        Real(f"p{i}_speed_m_per_s", 0, 1.6, "m/s", f"walking speed of {who}; seated, lying: 0"),
        Real(f"p{i}_waits_s", 0, 6, "s", f"how long {who} stands before walking"),
    ]


def _place(layout: Layout) -> list[Dimension]:
    thing = layout.trolley_name
    return [
        Choice("trolley_side", ("none", "left", "right"), about=f"side of the {thing}"),
        Real("trolley_along_m", *layout.trolley_along_m, "m", f"{thing} along the axis"),
    ]


def _sensor() -> list[Dimension]:
    return [
        Real("range_m", 5.0, 8.0, "m", "how far people are detected", 8.0),
        Real("noise_m", 0.0, 0.05, "m", "bound of the error of a measured position"),
        Integer("delay_steps", 0, 1, "steps of 0.1 s", "age of what is measured"),
        Real("dropout", 0.0, 0.2, "1", "chance that a detection is missed in a step"),
        Integer("noise_seed", 0, 255, "1", "which noise is drawn"),
    ]


def _event() -> list[Dimension]:
    return [
        Choice("event", ("none", "muted", "emergency stop"), about="what happens on the way"),
        Real("event_at_s", 0.0, 8.0, "s", "when it happens"),
        Real("event_for_s", 1.0, 4.0, "s", "how long it lasts"),
    ]

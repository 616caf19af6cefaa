"""Charts of the fleet: the path to the goal, and the fields."""

from math import log10
from typing import Any

import plotly.graph_objects as go

from noetra_gov.figures import Figure, Table, look


def fleet_path(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """Robots counted against the planned path to the goal, on a logarithmic axis."""
    fleet = view["fleet"]
    if not fleet["path"]:
        return None
    picture = go.Figure(
        [_path_line(fleet["path"], say["path"]), _path_line(fleet["actual"], say["counted"], True)]
    )
    last = fleet["path"][-1]
    notes = [_at_year(last, f"{say['goal']} {last['robots']:,}", "right", -14)]
    if fleet["actual"]:
        now = fleet["actual"][-1]
        notes.append(_at_year(now, f"{say['counted']} {now['robots']:,}", "left", 16))
    picture.update_layout(
        height=280,
        xaxis={"title": say["year"], "dtick": 2, "tickformat": "d"},
        yaxis={
            "type": "log",
            "title": say["robots_log"],
            "tickformat": ",d",
            "dtick": 1,
            "rangemode": "normal",
        },
        annotations=notes,
    )
    rows = _path_rows(fleet)
    columns = [
        ("year", say["year"], ""),
        ("plan", say["path"], say["robots_unit"]),
        ("counted", say["counted"], say["robots_unit"]),
    ]
    alt = say["alt_path"].format(
        counted=f"{fleet['robots']:,}",
        goal=f"{fleet['target_robots']:,}",
        year=fleet["target_year"],
    )
    return Figure("fleet-path", say["fig_path"], alt, picture, Table(columns, rows))


def _path_rows(fleet: dict[str, Any]) -> list[dict[str, Any]]:
    counted = {point["year"]: point["robots"] for point in fleet["actual"]}
    return [
        {"year": p["year"], "plan": p["robots"], "counted": counted.get(p["year"])}
        for p in fleet["path"]
    ]


def _path_line(line: list[dict[str, Any]], name: str, counted: bool = False) -> go.Scatter:
    return go.Scatter(
        x=[point["year"] for point in line],
        y=[point["robots"] or None for point in line],
        name=name,
        mode="lines+markers",
        line={
            "color": look.KEY if counted else "#6b7077",
            "width": 3 if counted else 2,
            "dash": "solid" if counted else "dot",
        },
        marker={"size": 9 if counted else 6, "symbol": "circle" if counted else "diamond"},
    )


def _at_year(point: dict[str, Any], text: str, anchor: str, shift: int) -> dict[str, Any]:
    place = {
        "x": point["year"],
        "y": log10(max(point["robots"], 1)),
        "xanchor": anchor,
        "yshift": -shift,
    }
    return {**place, "text": text, "showarrow": False, "yanchor": "middle"}


def fleet_fields(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """Robots by field, most first; a field without a public source says so."""
    fields = sorted(view["fleet"]["fields"], key=lambda f: (-f["robots"], f["number"]))
    shown = [field for field in fields if field["robots"]]
    if not shown:
        return None
    names = [field["name"] if field["verified"] else f"{field['name']} *" for field in shown]
    bar = go.Bar(
        x=[field["robots"] for field in shown], y=names, orientation="h", cliponaxis=False,
        text=[f"{field['robots']:,}" for field in shown], textposition="outside", marker={"color": "#3460fb"},
    )  # fmt: skip
    picture = go.Figure([bar])
    picture.update_layout(
        height=70 + 24 * len(shown),
        margin={"l": 190, "r": 56, "t": 8, "b": 44},
        xaxis={"title": say["robots_axis"], "tickformat": ",d", "showgrid": True},
        yaxis={"autorange": "reversed", "showgrid": False},
    )
    rows = [
        {"field": field["name"], "robots": field["robots"], "hours": field["robot_hours"]}
        for field in fields
    ]
    columns = [
        ("field", say["field"], ""),
        ("robots", say["robots"], say["robots_unit"]),
        ("hours", say["robot_hours"], "h"),
    ]
    alt = say["alt_fields"].format(
        parts=", ".join(f"{f['name']} {f['robots']:,}" for f in shown[:5])
    )
    return Figure("fleet-fields", say["fig_fields"], alt, picture, Table(columns, rows))

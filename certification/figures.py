"""Pictures of a counterexample: the scene from above as it fails, and the distances over time."""

from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from noetra_gov.figures import Figure, Table
from noetra_gov.figures.look import SERIES, label_at


def scene_picture(document: dict[str, Any]) -> Figure:
    """Top view in metres: paths up to the violation, robot, people and protective distance at it."""
    scene = document["scene"]
    at = _frame(scene)
    robot = scene["robot"]["xy"]
    figure = go.Figure()
    _path(figure, robot[: at + 1], SERIES[0], _("robot"))
    _disc(figure, robot[at], scene["robot"]["radius_m"], SERIES[0])
    _disc(figure, robot[at], _reach(scene, at), "#c41a1a", dash="dot")
    for number, person in enumerate(scene["people"]):
        colour = SERIES[1 + number % (len(SERIES) - 1)]
        _path(figure, person["xy"][: at + 1], colour, _kind(person["kind"]))
        _disc(figure, person["xy"][at], person["radius_m"], colour)
    for box in scene["fixtures"]:
        _box(figure, box)
    _frame_axes(figure, scene, at)
    alt = _("From above at %(second)s s: the robot and the people near it; %(said)s") % {
        "second": scene["violation_s"],
        "said": document["sentence"],
    }
    return Figure(
        "scene", _("The scene at the moment of violation"), alt, figure, _places(scene, at)
    )


def margin_picture(document: dict[str, Any]) -> Figure | None:
    """Distance of the nearest person against the protective distance, over time, in metres."""
    scene = document["scene"]
    if not scene["people"]:
        return None
    count = min(len(scene["time_s"]), len(scene["protective_distance_m"]))
    time, need = scene["time_s"][:count], scene["protective_distance_m"][:count]
    nearest = [min(person["distance_m"][i] for person in scene["people"]) for i in range(count)]
    figure = _margin_lines(time, nearest, need)
    figure.add_vline(x=scene["violation_s"], line_dash="dot", line_color="#1a1a1c")
    alt = _("At %(second)s s the nearest person is closer than the protective distance allows.") % {
        "second": scene["violation_s"]
    }
    table = _margins(time, nearest, need)
    return Figure("margin", _("Distance to the nearest person"), alt, figure, table)


def _margin_lines(time: list[float], nearest: list[float], need: list[float]) -> go.Figure:
    dashed = {"color": "#c41a1a", "width": 2, "dash": "dash"}
    figure = go.Figure(
        [
            go.Scatter(x=time, y=nearest, line={"color": SERIES[0], "width": 2}),
            go.Scatter(x=time, y=need, line=dashed),
        ]
    )
    middle = len(time) // 2
    figure.update_layout(
        xaxis={"title": {"text": _("seconds")}},
        yaxis={"title": {"text": _("metres")}},
        annotations=[
            label_at(time[middle], nearest[middle], _("nearest person"), SERIES[0], yshift=12),
            label_at(time[middle], need[middle], _("protective distance"), "#c41a1a", yshift=-12),
        ],
    )
    return figure


def _margins(time: list[float], nearest: list[float], need: list[float]) -> Table:
    """Every fifth frame."""
    rows = [
        {"time_s": time[i], "nearest_m": round(nearest[i], 3), "need_m": need[i]}
        for i in range(0, len(time), 5)
    ]
    columns = [
        ("time_s", _("time"), "s"),
        ("nearest_m", _("nearest person"), "m"),
        ("need_m", _("protective distance"), "m"),
    ]
    return Table(columns=columns, rows=rows)


def _frame(scene: dict[str, Any]) -> int:
    """The recorded frame nearest to the violation."""
    times, moment = scene["time_s"], scene["violation_s"]
    return min(range(len(times)), key=lambda i: abs(times[i] - moment))


def _reach(scene: dict[str, Any], at: int) -> float:
    need = scene["protective_distance_m"]
    return float(need[min(at, len(need) - 1)]) + float(scene["robot"]["radius_m"])


def _kind(kind: str) -> str:
    kinds = {
        "adult": _("adult"),
        "child": _("child"),
        "seated": _("seated person"),
        "lying": _("lying person"),
    }
    return kinds.get(kind, kind)


def _path(figure: go.Figure, points: list[list[float]], colour: str, label: str) -> None:
    xs, ys = zip(*points, strict=True)
    figure.add_trace(
        go.Scatter(x=xs, y=ys, mode="lines", name=label, line={"color": colour, "width": 2})
    )
    figure.add_annotation(label_at(xs[-1], ys[-1], label, colour))


def _disc(
    figure: go.Figure, centre: list[float], radius_m: float, colour: str, dash: str = "solid"
) -> None:
    x, y = centre
    edges = {"x0": x - radius_m, "x1": x + radius_m, "y0": y - radius_m, "y1": y + radius_m}
    figure.add_shape(type="circle", line={"color": colour, "width": 2, "dash": dash}, **edges)


def _box(figure: go.Figure, box: dict[str, Any]) -> None:
    figure.add_shape(
        type="rect",
        x0=box["x"] - box["half_length"],
        x1=box["x"] + box["half_length"],
        y0=box["y"] - box["half_width"],
        y1=box["y"] + box["half_width"],
        fillcolor="#d8d8db",
        line={"color": "#626264", "width": 1},
        layer="below",
    )


def _frame_axes(figure: go.Figure, scene: dict[str, Any], at: int) -> None:
    points = [*scene["robot"]["xy"][: at + 1]]
    points += [p["xy"][at] for p in scene["people"]]
    xs, ys = zip(*points, strict=True)
    figure.update_layout(
        height=460,
        xaxis={"title": {"text": "m"}, "range": [min(xs) - 2, max(xs) + 2.5]},
        yaxis={"title": {"text": "m"}, "range": [min(ys) - 2, max(ys) + 2], "scaleanchor": "x"},
    )


def _places(scene: dict[str, Any], at: int) -> Table:
    robot = scene["robot"]
    rows = [
        {
            "who": _("robot"),
            "x": round(robot["xy"][at][0], 2),
            "y": round(robot["xy"][at][1], 2),
            "distance_m": None,
        }
    ]
    rows += [
        {
            "who": _kind(person["kind"]),
            "x": round(person["xy"][at][0], 2),
            "y": round(person["xy"][at][1], 2),
            "distance_m": round(person["distance_m"][at], 3),
        }
        for person in scene["people"]
    ]
    columns = [
        ("who", _("who"), ""),
        ("x", "x", "m"),
        ("y", "y", "m"),
        ("distance_m", _("distance to the robot"), "m"),
    ]
    return Table(columns=columns, rows=rows)

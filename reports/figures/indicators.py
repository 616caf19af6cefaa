"""The indicators against their thresholds: how far each reaches, and how it came there."""

from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from noetra_gov.figures import Figure, Table, look
from reports.rules import unit_in
from reports.wording import measured

SMALL_MULTIPLES = 6
WIDEST_PERCENT = 200


def indicators(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """Small multiples: each indicator over time, with its threshold as a dashed line."""
    shown = [i for i in view["indicators"] if len(i["series"]) > 1 and i["value"] is not None]
    shown = shown[:SMALL_MULTIPLES]
    if not shown:
        return None
    lines = (len(shown) + 1) // 2
    picture = make_subplots(
        rows=lines,
        cols=2,
        subplot_titles=[_title(i, language) for i in shown],
        vertical_spacing=0.24,
        horizontal_spacing=0.12,
    )
    for number, indicator in enumerate(shown):
        _one_multiple(picture, number // 2 + 1, number % 2 + 1, indicator, say)
    picture.update_layout(height=40 + 165 * lines, margin={"l": 48, "r": 56, "t": 34, "b": 36})
    picture.update_annotations(selector={"xref": "paper"}, font={"size": 12})
    return Figure(
        "indicators",
        say["fig_indicators"],
        say["alt_indicators"].format(parts=_listed(shown, say)),
        picture,
        _table(shown, language, say),
    )


def reach(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """Each indicator in percent of its threshold: right of the line is met, whichever way is better."""
    shown = [i for i in view["indicators"] if percent_of_threshold(i) is not None]
    if not shown:
        return None
    picture = go.Figure([_stem(i) for i in shown])
    for verdict, symbol in (("met", "circle"), ("not_met", "x"), ("unknown", "circle-open")):
        picture.add_trace(_marks([i for i in shown if i["verdict"] == verdict], symbol, language))
    colour = look.TONES["limit"]
    picture.add_vline(x=100, line={"color": colour, "dash": "dash", "width": 1.5})
    picture.update_layout(
        height=80 + 34 * len(shown),
        margin={"l": 230, "r": 90, "t": 22, "b": 44},
        xaxis={"range": [0, WIDEST_PERCENT], "title": say["percent_of_threshold"], "showgrid": True},
        yaxis={"autorange": "reversed", "showgrid": False},
        annotations=[
            {"x": 100, "y": 1, "yref": "paper", "yanchor": "bottom", "text": say["threshold"],
             "showarrow": False, "font": {"size": 11, "color": colour}}
        ],
    )  # fmt: skip
    return Figure(
        "indicators-reach",
        say["fig_reach"],
        say["alt_indicators"].format(parts=_listed(shown, say)),
        picture,
        _table(shown, language, say),
    )


def percent_of_threshold(indicator: dict[str, Any]) -> float | None:
    """100 is the threshold; above it is better, also where lower is better. Cut at 200 for drawing."""
    if indicator["value"] is None or not indicator["threshold"]:
        return None
    value, threshold = float(indicator["value"]), float(indicator["threshold"])
    if indicator["direction"] == "lower":
        value, threshold = threshold, value
    if threshold <= 0:
        return float(WIDEST_PERCENT) if value > 0 else None
    return min(100 * value / threshold, float(WIDEST_PERCENT))


def _stem(indicator: dict[str, Any]) -> go.Scatter:
    line = {"color": "#949497", "width": 3}
    ends = [100, percent_of_threshold(indicator)]
    return go.Scatter(x=ends, y=[indicator["name"]] * 2, mode="lines", line=line)


def _marks(shown: list[dict[str, Any]], symbol: str, language: str) -> go.Scatter:
    colour = look.TONES["not_met"] if symbol == "x" else look.KEY
    return go.Scatter(
        x=[percent_of_threshold(i) for i in shown],
        y=[i["name"] for i in shown],
        mode="markers+text",
        text=[f"{measured(i['value'])} {unit_in(i['unit'], language)}".strip() for i in shown],
        textposition=[_side(i) for i in shown],
        cliponaxis=False,
        marker={"symbol": symbol, "size": 12, "color": colour, "line": {"width": 2, "color": colour}},
    )  # fmt: skip


def _side(indicator: dict[str, Any]) -> str:
    """Labels stand on the far side of the threshold."""
    return "middle left" if (percent_of_threshold(indicator) or 0) < 100 else "middle right"


def _title(indicator: dict[str, Any], language: str) -> str:
    unit = unit_in(indicator["unit"], language)
    return f"{indicator['name']} ({unit})" if unit else str(indicator["name"])


def _listed(shown: list[dict[str, Any]], say: Any) -> str:
    said = (f"{i['name']} {measured(i['value'])} ({say['verdict_' + i['verdict']]})" for i in shown)
    return ", ".join(said)


def _table(shown: list[dict[str, Any]], language: str, say: Any) -> Table:
    names = ("indicator", "unit", "threshold", "value", "verdict")
    rows = [
        {
            "indicator": i["name"],
            "unit": unit_in(i["unit"], language),
            "threshold": i["threshold"],
            "value": i["value"],
            "verdict": say[f"verdict_{i['verdict']}"],
        }
        for i in shown
    ]
    return Table([(name, say[name], "") for name in names], rows)


def _one_multiple(
    picture: go.Figure, row: int, col: int, indicator: dict[str, Any], say: Any
) -> None:
    series = indicator["series"]
    met = indicator["verdict"] != "not_met"
    picture.add_trace(
        go.Scatter(
            x=[point["at"] for point in series],
            y=[float(point["value"]) for point in series],
            mode="lines+markers+text",
            text=[""] * (len(series) - 1) + [series[-1]["value"]],
            textposition=_clear_of(indicator),
            cliponaxis=False,
            line={"color": look.KEY, "width": 2.5},
            marker={
                "size": 8,
                "symbol": "circle" if met else "x",
                "color": look.KEY if met else look.TONES["not_met"],
            },
        ),
        row=row,
        col=col,
    )
    picture.update_xaxes(tickformat="%Y-%m", nticks=4, row=row, col=col)
    if indicator["threshold"] is not None:
        _threshold(picture, row, col, indicator, say)


def _threshold(picture: go.Figure, row: int, col: int, indicator: dict[str, Any], say: Any) -> None:
    colour = look.TONES["limit"]
    text = f"{say['threshold']} {indicator['threshold']}"
    picture.add_hline(
        y=float(indicator["threshold"]),
        row=row,
        col=col,
        line={"color": colour, "dash": "dash", "width": 1.5},
        annotation={"text": text, "font": {"size": 11, "color": colour}},
        annotation_position="bottom left" if indicator["direction"] == "lower" else "top left",
    )


def _clear_of(indicator: dict[str, Any]) -> str:
    """The label stands on the far side of the threshold line."""
    below = indicator["threshold"] and float(indicator["value"]) < float(indicator["threshold"])
    return "bottom center" if below else "top center"

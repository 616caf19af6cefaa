"""Small multiples of the indicators against their thresholds."""

from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from noetra_gov.figures import Figure, Table, look

SMALL_MULTIPLES = 6


def indicators(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """Small multiples: each indicator over time, with its threshold as a dashed line."""
    shown = [i for i in view["indicators"] if i["series"] and i["value"] is not None][
        :SMALL_MULTIPLES
    ]
    if not shown:
        return None
    titles = [f"{i['name']} ({i['unit']})" if i["unit"] else i["name"] for i in shown]
    picture = make_subplots(
        rows=(len(shown) + 1) // 2,
        cols=2,
        subplot_titles=titles,
        vertical_spacing=0.24,
        horizontal_spacing=0.12,
    )
    for number, indicator in enumerate(shown):
        _one_multiple(picture, number // 2 + 1, number % 2 + 1, indicator, say)
    picture.update_layout(
        height=40 + 165 * ((len(shown) + 1) // 2), margin={"l": 48, "r": 56, "t": 34, "b": 36}
    )
    picture.update_annotations(selector={"xref": "paper"}, font={"size": 12})
    columns = [
        ("name", say["indicator"], ""), ("unit", say["unit"], ""), ("threshold", say["threshold"], ""),
        ("value", say["value"], ""), ("verdict", say["verdict"], ""),
    ]  # fmt: skip
    rows = [
        {
            **{k: i[k] for k in ("name", "unit", "threshold", "value")},
            "verdict": say[f"verdict_{i['verdict']}"],
        }
        for i in shown
    ]
    alt = say["alt_indicators"].format(
        parts=", ".join(f"{r['name']} {r['value']} ({r['verdict']})" for r in rows)
    )
    return Figure("indicators", say["fig_indicators"], alt, picture, Table(columns, rows))


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

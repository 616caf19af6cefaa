"""The chart of the panel's marks by axis, first round and second."""

from typing import Any

import plotly.graph_objects as go

from noetra_gov.figures import Figure, Table, look
from reports.wording import points


def score_axes(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """The mean mark of each axis, first round and second: a line between two dots."""
    rows = axis_means(view["scores"])
    if not rows:
        return None
    names = [row["axis"] for row in rows]
    picture = go.Figure([_link(row) for row in rows])
    picture.add_trace(_dots(rows, names, "first", "circle-open", look.INK))
    picture.add_trace(_dots(rows, names, "second", "circle", look.KEY))
    picture.add_vline(x=2.0, line={"color": look.TONES["limit"], "dash": "dash", "width": 1})
    picture.update_layout(
        height=270,
        margin={"l": 150, "r": 40, "t": 24, "b": 44},
        xaxis={"range": [0, 4.15], "title": say["mark_axis"], "showgrid": True},
        yaxis={"showgrid": False, "autorange": "reversed"},
        annotations=[_over(2.0, say["floor_of_go"])],
    )
    columns = [
        ("axis", say["axis"], ""),
        ("weight", say["weight"], "%"),
        ("first", say["round_1"], ""),
        ("second", say["round_2"], ""),
    ]
    alt = say["alt_scores"].format(
        parts=", ".join(f"{r['axis']} {r['first']} → {r['second']}" for r in rows)
    )
    return Figure("score-axes", say["fig_scores"], alt, picture, Table(columns, rows))


def axis_means(scores: dict[str, Any]) -> list[dict[str, Any]]:
    """Mean mark of each axis in each round, cut to two places; nothing where a round has no cards."""
    rows = []
    for axis in scores["axes"]:
        means = [
            _mean([c["marks"].get(axis["code"], 0) for c in scores["cards"] if c["round"] == n])
            for n in (1, 2)
        ]
        if None in means:
            return []
        rows.append(
            {
                "axis": axis["name"],
                "weight": axis["weight_bp"] // 100,
                "first": means[0],
                "second": means[1],
            }
        )
    return rows


def _mean(marks: list[int]) -> str | None:
    return points(10_000 * sum(marks) // len(marks)) if marks else None


def _link(row: dict[str, Any]) -> go.Scatter:
    line = {"color": "#949497", "width": 3}
    return go.Scatter(x=[row["first"], row["second"]], y=[row["axis"]] * 2, mode="lines", line=line)


def _dots(rows: list[Any], names: list[str], key: str, symbol: str, colour: str) -> go.Scatter:
    second = key == "second"
    return go.Scatter(
        x=[float(row[key]) for row in rows],
        y=names,
        mode="markers+text" if second else "markers",
        text=[row[key] for row in rows] if second else None,
        textposition="middle right",
        marker={
            "symbol": symbol,
            "size": 11,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
    )


def _over(x: float, text: str) -> dict[str, Any]:
    return {
        "x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "text": text, "showarrow": False,
        "font": {"size": 11, "color": look.TONES["limit"]},
    }  # fmt: skip

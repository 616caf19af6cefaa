"""One look for every figure, on pages and on paper.

Colours are those of the Digital Agency's tokens that stay apart for colour-blind readers and, by
their lightness alone, in a black-and-white copy; bars carry a hatch besides. Series are labelled
where they stand, so there is no legend to decode.
"""

from collections.abc import Mapping
from typing import Any

VERSION = "2"
"""Part of the key of every stored picture: change it when a picture would look different."""

FONT = '"Noto Sans CJK JP", "Noto Sans JP", "BIZ UDPGothic", "Yu Gothic UI", Meiryo, sans-serif'
PRINT_FONT = "Noto Sans CJK JP"
INK = "#1a1a1c"
QUIET = "#626264"
GRID = "#d8d8db"
KEY = "#0017c1"
SERIES = (KEY, "#d07a00", "#00856f", "#9b3fb5", "#6b7077", "#5fb3e4")
HATCHES = ("", "/", ".", "x", "-", "\\")
TONES = {"met": "#00856f", "not_met": "#c41a1a", "unknown": "#8a8a8d", "limit": "#c41a1a"}
SIZES = {"page": (None, 380), "print": (680, 330)}


def axis(**more: Any) -> dict[str, Any]:
    return {
        "gridcolor": GRID,
        "linecolor": QUIET,
        "tickcolor": QUIET,
        "zerolinecolor": QUIET,
        "ticks": "outside",
        "ticklen": 4,
        "automargin": True,
        "separatethousands": True,
        "exponentformat": "none",
        "title": {"standoff": 8, "font": {"size": 12, "color": INK}},
        **more,
    }


def hatched(place: int) -> dict[str, Any]:
    """The fill of the n-th bar: its colour under faint lines, so that a label on it stays legible."""
    pattern = {"shape": HATCHES[place % len(HATCHES)], "fillmode": "overlay", "size": 6}
    return {
        "color": SERIES[place % len(SERIES)],
        "pattern": {**pattern, "fgcolor": "#ffffff", "fgopacity": 0.3},
    }


def template(font: str = FONT) -> dict[str, Any]:
    """The Plotly template: quiet axes, ink on white, no legend, no mode bar colours."""
    return {
        "layout": {
            "font": {"family": font, "size": 12, "color": INK},
            "colorway": list(SERIES),
            "paper_bgcolor": "#ffffff",
            "plot_bgcolor": "#ffffff",
            "showlegend": False,
            "hovermode": "closest",
            "margin": {"l": 56, "r": 24, "t": 16, "b": 48},
            "separators": ".,",
            "bargap": 0.3,
            "xaxis": axis(showgrid=False, showline=True),
            "yaxis": axis(showgrid=True, rangemode="tozero"),
        },
        "data": {"bar": [{"cliponaxis": False, "textposition": "outside"}]},
    }


def dressed(content: Mapping[str, Any], medium: str = "page") -> dict[str, Any]:
    """A bare figure in the common look, sized for its medium (page or print)."""
    width, height = SIZES[medium]
    layout = {**content.get("layout", {})}
    layout["template"] = template(PRINT_FONT if medium == "print" else FONT)
    layout.setdefault("height", height)
    if medium == "print":
        layout.update(width=width, autosize=False, dragmode=False)
    layout.pop("title", None)
    return {"data": list(content.get("data", [])), "layout": layout}


def label_at(x: Any, y: Any, text: str, colour: str = INK, **more: Any) -> dict[str, Any]:
    """A direct label: the annotation that replaces a legend entry."""
    place = {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
    }
    return {**place, "xshift": 6, "font": {"color": colour, "size": 12}, **more}

"""Charts of the money: the cap and what is bound of it; each year's appropriation and commitment."""

from itertools import cycle
from typing import Any, NamedTuple

import plotly.graph_objects as go

from noetra_gov.figures import Figure, Table, look
from reports.story import left_under_cap
from reports.wording import short_yen, year_label

OKU = 100_000_000
NARROW = 0.11
LINE = 17
YEAR_SHADES = (
    ("#00118f", "#ffffff"),
    ("#7096f8", look.INK),
    ("#264af4", "#ffffff"),
    ("#c5d7fb", look.INK),
)


class Part(NamedTuple):
    """A part of the cap, its shade and the ink that reads on it."""

    name: str
    amount_yen: int
    shade: str
    ink: str


def money_cap(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """One bar: what is bound of the cap, year by year, and what is left."""
    parts, cap = cap_parts(view, language, say), view["money"]["cap_yen"]
    labels = _narrow_labels(parts, cap, language)
    picture = go.Figure([_cap_bar(part, cap, language) for part in parts])
    above = 12 + LINE * len(labels)
    picture.update_layout(
        barmode="stack",
        height=120 + above,
        margin={"l": 12, "r": 28, "t": above, "b": 40},
        xaxis={"range": [0, cap / OKU], "tickformat": ",d", "title": say["oku_axis"], "zeroline": False},
        yaxis={"visible": False},
        annotations=labels,
    )  # fmt: skip
    rows = [{"part": part.name, "yen": part.amount_yen} for part in parts]
    alt = say["alt_cap"].format(parts=_listed([(p.name, p.amount_yen) for p in parts], language))
    return Figure("money-cap", say["fig_cap"], alt, picture, Table(_money_columns(say), rows))


def cap_parts(view: dict[str, Any], language: str, say: Any) -> list[Part]:
    """Commitments of other years, this tranche in its two parts, the rest: together always the cap."""
    money, tranche = view["money"], view["money"]["tranche"] or {}
    shades = cycle(YEAR_SHADES)
    parts = [
        Part(year_label(year["fiscal_year"], language), year["committed_yen"], *next(shades))
        for year in money["years"]
        if year["committed_yen"] and year["fiscal_year"] != tranche.get("fiscal_year")
    ]
    parts += [
        Part(say["released_by_gate"], tranche.get("released_yen", 0), "#00856f", "#ffffff"),
        Part(say["reserve"], tranche.get("reserve_yen", 0), "#ffc24d", look.INK),
        Part(say["left_under_cap"], left_under_cap(money), "#f1f1f4", look.INK),
    ]
    return [part for part in parts if part.amount_yen > 0]


def _narrow_labels(parts: list[Part], cap: int, language: str) -> list[dict[str, Any]]:
    """A part too narrow for its label is labelled above it, each label a line higher than the next."""
    narrow, start = [], 0
    for part in parts:
        if part.amount_yen < cap * NARROW:
            narrow.append((start + part.amount_yen / 2, part))
        start += part.amount_yen
    return [
        {
            "x": middle / OKU, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "left",
            "text": f"{part.name} {short_yen(part.amount_yen, language)}",
            "showarrow": True, "ax": 4, "ay": -8 - LINE * above, "arrowwidth": 1, "arrowhead": 0,
        }
        for above, (middle, part) in enumerate(reversed(narrow))
    ]  # fmt: skip


def _cap_bar(part: Part, cap: int, language: str) -> go.Bar:
    fits = part.amount_yen >= cap * NARROW
    return go.Bar(
        x=[part.amount_yen / OKU],
        y=[""],
        orientation="h",
        name=part.name,
        text=[f"{part.name}<br>{short_yen(part.amount_yen, language)}" if fits else ""],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": part.ink},
        marker={"color": part.shade, "line": {"color": look.INK, "width": 0.6}},
    )


def _money_columns(say: Any) -> list[tuple[str, str, str]]:
    return [("part", say["part"], ""), ("yen", say["amount"], say["yen_unit"])]


def _listed(parts: list[tuple[str, int]], language: str) -> str:
    return ("、" if language == "ja" else "; ").join(
        f"{n} {short_yen(a, language)}" for n, a in parts
    )


def money_years(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """Appropriation and commitment of each year, side by side."""
    years = view["money"]["years"]
    if not years:
        return None
    names = [year_label(year["fiscal_year"], language) for year in years]
    kinds = (("committed", "#00118f"), ("appropriated", "#b3c8ff"))
    picture = go.Figure(
        [_year_bars(names, years, kind, shade, say, language) for kind, shade in kinds]
    )
    picture.update_layout(
        barmode="group",
        height=70 + 52 * len(years),
        margin={"l": 130, "r": 190, "t": 8, "b": 44},
        xaxis={"title": say["oku_axis"], "tickformat": ",d", "showgrid": True},
        yaxis={"autorange": "reversed", "showgrid": False},
    )
    rows = [{"year": n, **year} for n, year in zip(names, years, strict=True)]
    columns = [
        ("year", say["fiscal_year"], ""),
        ("appropriated_yen", say["kind_appropriated"], say["yen_unit"]),
        ("committed_yen", say["kind_committed"], say["yen_unit"]),
    ]
    parts = [(name, year["appropriated_yen"]) for name, year in zip(names, years, strict=True)]
    alt = say["alt_years"].format(parts=_listed(parts, language))
    return Figure("money-years", say["fig_years"], alt, picture, Table(columns, rows))


def _year_bars(
    names: list[str], years: list[Any], kind: str, shade: str, say: Any, language: str
) -> go.Bar:
    amounts = [year[f"{kind}_yen"] for year in years]
    return go.Bar(
        x=[amount / OKU for amount in amounts],
        y=names,
        orientation="h",
        name=say[f"kind_{kind}"],
        text=[
            f"{say[f'kind_{kind}']} {short_yen(amount, language)}" if amount else ""
            for amount in amounts
        ],
        textposition="outside",
        cliponaxis=False,
        marker={"color": shade, "line": {"color": look.INK, "width": 0.5}},
    )

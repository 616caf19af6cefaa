"""Charts of the money: the cap and what is bound of it; each year's appropriation and commitment."""

from typing import Any

import plotly.graph_objects as go

from noetra_gov.figures import Figure, Table, look
from reports.story import left_under_cap
from reports.wording import short_yen, year_label

OKU = 100_000_000
NARROW = 0.09


def money_cap(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """One bar: what is bound of the cap, year by year, and what is left."""
    parts = cap_parts(view, language, say)
    cap = view["money"]["cap_yen"]
    picture = go.Figure([_cap_bar(n, part, cap, language) for n, part in enumerate(parts)])
    picture.update_layout(
        barmode="stack",
        height=165,
        margin={"l": 12, "r": 28, "t": 34, "b": 40},
        xaxis={
            "range": [0, cap / OKU],
            "tickformat": ",d",
            "title": say["oku_axis"],
            "zeroline": False,
        },
        yaxis={"visible": False},
        annotations=_narrow_labels(parts, cap, language),
    )
    rows = [{"part": name, "yen": amount} for name, amount in parts]
    alt = say["alt_cap"].format(parts=_listed(parts, language))
    return Figure("money-cap", say["fig_cap"], alt, picture, Table(_money_columns(say), rows))


def cap_parts(view: dict[str, Any], language: str, say: Any) -> list[tuple[str, int]]:
    """Commitments of other years, this tranche in its two parts, the rest: together always the cap."""
    money, tranche = view["money"], view["money"]["tranche"] or {}
    parts = [
        (year_label(year["fiscal_year"], language), year["committed_yen"])
        for year in money["years"]
        if year["fiscal_year"] != tranche.get("fiscal_year")
    ]
    parts += [
        (say["released_by_gate"], tranche.get("released_yen", 0)),
        (say["reserve"], tranche.get("reserve_yen", 0)),
        (say["left_under_cap"], left_under_cap(money)),
    ]
    return [part for part in parts if part[1] > 0]


def _narrow_labels(parts: list[tuple[str, int]], cap: int, language: str) -> list[dict[str, Any]]:
    """A part too narrow for its label is labelled above it."""
    labels, start = [], 0
    for name, amount in parts:
        if amount < cap * NARROW:
            text = f"{name} {short_yen(amount, language)}"
            place = {"x": (start + amount / 2) / OKU, "y": 1, "yref": "paper", "yanchor": "bottom"}
            labels.append(
                {
                    **place,
                    "text": text,
                    "showarrow": True,
                    "ax": 0,
                    "ay": -8,
                    "arrowwidth": 1,
                    "arrowhead": 0,
                }
            )
        start += amount
    return labels


def _cap_bar(number: int, part: tuple[str, int], cap: int, language: str) -> go.Bar:
    name, amount = part
    shades = ("#00118f", "#4979f5", "#00856f", "#ffc24d", "#f1f1f4", "#d8d8db")
    return go.Bar(
        x=[amount / OKU],
        y=[""],
        orientation="h",
        name=name,
        text=[f"{name}<br>{short_yen(amount, language)}" if amount >= cap * NARROW else ""],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": "#ffffff" if number < 3 and shades[number] != "#4979f5" else look.INK},
        marker={"color": shades[min(number, 5)], "line": {"color": "#ffffff", "width": 1}},
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

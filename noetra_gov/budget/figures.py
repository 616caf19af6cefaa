"""The budget's pictures, defined once for page and print: the cap as one picture, the years side by side."""

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from noetra_gov.budget.selectors import YearStatement
from noetra_gov.core.yen import OKU
from noetra_gov.figures import Figure, Table
from noetra_gov.figures.look import hatched

# Where a yen can stand, from spent to merely possible; the order of the picture and its table.
STANDING = ("settled", "advanced", "committed", "released", "reserved", "appropriated", "frozen")
POSSIBLE = "possible"
LABELLED_SHARE = 20  # a part below one twentieth of the cap has no room for its name
Parts = list[tuple[str, int]]


def standing_labels() -> dict[str, str]:
    return {
        "settled": _("settled"),
        "advanced": _("advanced, not settled"),
        "committed": _("committed, not disbursed"),
        "released": _("released, not committed"),
        "reserved": _("held in reserve"),
        "appropriated": _("appropriated, not released"),
        "frozen": _("frozen"),
        POSSIBLE: _("only possible under the cap"),
    }


def cap_picture(years: Sequence[YearStatement], cap_yen: int, possible_yen: int) -> Figure:
    """All money of the programme against the cap: one bar, from settled to only possible.

    `possible_yen` is the cap less everything appropriated. Values in 億円 (100 million yen).
    """
    sums = {name: sum(y.standing_yen.get(name, 0) for y in years) for name in STANDING}
    parts = [*sums.items(), (POSSIBLE, possible_yen)]
    alt = _(
        "Of the cap of %(cap)s hundred million yen, %(possible)s are only possible: not appropriated yet."
    ) % {"cap": f"{cap_yen // OKU:,}", "possible": f"{possible_yen // OKU:,}"}
    title = _("The programme's money against the cap")
    return Figure("cap", title, alt, _cap_bar(parts, cap_yen), _cap_table(parts, cap_yen))


def _cap_bar(parts: Parts, cap_yen: int) -> go.Figure:
    shown = [(name, yen) for name, yen in parts if yen]
    figure = go.Figure([_part(i, name, yen, cap_yen) for i, (name, yen) in enumerate(shown)])
    figure.add_vline(x=cap_yen / OKU, line_width=3, line_color="#1a1a1c")
    figure.update_layout(
        barmode="stack",
        height=220,
        xaxis={"title": {"text": _("100 million yen")}, "range": [0, 1.05 * cap_yen / OKU]},
        yaxis={"showticklabels": False},
    )
    return figure


def _part(place: int, name: str, amount_yen: int, cap_yen: int) -> go.Bar:
    label = standing_labels()[name]
    return go.Bar(
        x=[amount_yen / OKU],
        y=[_("programme")],
        orientation="h",
        name=label,
        text=label if amount_yen * LABELLED_SHARE > cap_yen else "",
        textposition="inside",
        insidetextanchor="middle",
        marker={
            **({"color": "#e6e6eb"} if name == POSSIBLE else hatched(place)),
            "line": {"color": "#ffffff", "width": 1},
        },
    )


def _cap_table(parts: Parts, cap_yen: int) -> Table:
    labels = standing_labels()
    columns = [
        ("what", _("where the money stands"), ""),
        ("amount_yen", _("amount"), _("yen")),
        ("share", _("share of the cap"), "%"),
    ]
    rows = [
        {"what": labels[name], "amount_yen": yen, "share": round(100 * yen / cap_yen, 2)}
        for name, yen in parts
    ]
    return Table(columns=columns, rows=rows)


def years_picture(years: Sequence[YearStatement]) -> Figure:
    """By fiscal year: appropriated, released, committed, advanced. Values in 億円 (100 million yen)."""
    series = {
        "appropriated_yen": _("appropriated"),
        "released_yen": _("released"),
        "committed_yen": _("committed"),
        "advanced_yen": _("advanced"),
    }
    figure = go.Figure([_bars(i, years, *one) for i, one in enumerate(series.items())])
    figure.update_layout(barmode="group", yaxis={"title": {"text": _("100 million yen")}})
    most = max(years, key=lambda y: y.appropriated_yen)
    alt = _("The largest appropriation is that of %(year)s with %(sum)s hundred million yen.") % {
        "year": most.label,
        "sum": f"{most.appropriated_yen // OKU:,}",
    }
    title = _("Money by fiscal year")
    return Figure("budget-years", title, alt, figure, _years_table(years, series))


def _bars(place: int, years: Sequence[YearStatement], name: str, title: str) -> go.Bar:
    return go.Bar(
        x=[y.label for y in years],
        y=[getattr(y, name) / OKU for y in years],
        name=title,
        text=[title if getattr(y, name) else "" for y in years],
        textangle=-90,
        textposition="auto",
        marker=hatched(place),
    )


def _years_table(years: Sequence[YearStatement], series: dict[str, str]) -> Table:
    columns = [
        ("year", _("fiscal year"), ""),
        *((name, title, _("yen")) for name, title in series.items()),
        ("reserved_yen", _("in reserve"), _("yen")),
    ]
    names = [*series, "reserved_yen"]
    rows = [{"year": y.label} | {name: getattr(y, name) for name in names} for y in years]
    return Table(columns=columns, rows=rows)

"""The budget's pictures, defined once for page and print: the cap as one picture, the years side by side."""

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from noetra_gov.budget.selectors import YearStatement
from noetra_gov.core.fiscal import fiscal_year_era
from noetra_gov.core.yen import OKU
from noetra_gov.figures import Figure, Table
from noetra_gov.figures.look import HATCHES, SERIES

# Where a yen can stand, from spent to merely possible; the order of the picture and its table.
STANDING = ("settled", "advanced", "committed", "released", "reserved", "appropriated", "frozen")


def standing_labels() -> dict[str, str]:
    return {
        "settled": _("settled"),
        "advanced": _("advanced, not settled"),
        "committed": _("committed, not disbursed"),
        "released": _("released, not committed"),
        "reserved": _("held in reserve"),
        "appropriated": _("appropriated, not released"),
        "frozen": _("frozen"),
        "possible": _("only possible under the cap"),
    }


def year_label(year: int) -> str:
    return f"FY{year} ({fiscal_year_era(year)})"


def cap_picture(years: Sequence[YearStatement], cap_yen: int, possible_yen: int) -> Figure:
    """All money of the programme against the cap: one bar, from settled to only possible.

    `possible_yen` is the cap less everything appropriated. Values in 億円 (100 million yen).
    """
    labels = standing_labels()
    sums = {name: sum(y.standing_yen.get(name, 0) for y in years) for name in STANDING}
    rows = [*sums.items(), ("possible", possible_yen)]
    shown = [(name, yen) for name, yen in rows if yen]
    figure = go.Figure(
        [
            go.Bar(
                x=[yen / OKU],
                y=[_("programme")],
                orientation="h",
                name=labels[name],
                text=labels[name] if yen * 12 > cap_yen else "",
                textposition="inside",
                insidetextanchor="middle",
                marker={
                    "color": "#e6e6eb" if name == "possible" else SERIES[i % len(SERIES)],
                    "pattern": {"shape": HATCHES[i % len(HATCHES)]},
                    "line": {"color": "#ffffff", "width": 1},
                },
            )
            for i, (name, yen) in enumerate(shown)
        ]
    )
    figure.add_vline(x=cap_yen / OKU, line_width=3, line_color="#1a1a1c")
    figure.update_layout(
        barmode="stack",
        height=220,
        xaxis={"title": {"text": _("100 million yen")}, "range": [0, 1.05 * cap_yen / OKU]},
        yaxis={"showticklabels": False},
    )
    table = Table(
        columns=[
            ("what", _("where the money stands"), ""),
            ("amount_yen", _("amount"), _("yen")),
            ("share", _("share of the cap"), "%"),
        ],
        rows=[
            {"what": labels[name], "amount_yen": yen, "share": round(100 * yen / cap_yen, 2)}
            for name, yen in rows
        ],
    )
    alt = _(
        "Of the cap of %(cap)s hundred million yen, %(possible)s are only possible: not appropriated yet."
    ) % {"cap": f"{cap_yen // OKU:,}", "possible": f"{possible_yen // OKU:,}"}
    return Figure("cap", _("The programme's money against the cap"), alt, figure, table)


def years_picture(years: Sequence[YearStatement]) -> Figure:
    """By fiscal year: appropriated, released, committed, advanced. Values in 億円 (100 million yen)."""
    series = {
        "appropriated_yen": _("appropriated"),
        "released_yen": _("released"),
        "committed_yen": _("committed"),
        "advanced_yen": _("advanced"),
    }
    labels = [year_label(y.year) for y in years]
    figure = go.Figure(
        [
            go.Bar(
                x=labels,
                y=[getattr(y, name) / OKU for y in years],
                name=title,
                text=[title if getattr(y, name) else "" for y in years],
                textangle=-90,
                textposition="auto",
                marker={"color": SERIES[i], "pattern": {"shape": HATCHES[i]}},
            )
            for i, (name, title) in enumerate(series.items())
        ]
    )
    figure.update_layout(barmode="group", yaxis={"title": {"text": _("100 million yen")}})
    table = Table(
        columns=[
            ("year", _("fiscal year"), ""),
            *((name, title, _("yen")) for name, title in series.items()),
            ("reserved_yen", _("in reserve"), _("yen")),
        ],
        rows=[
            {"year": year_label(y.year), "reserved_yen": y.reserved_yen}
            | {name: getattr(y, name) for name in series}
            for y in years
        ],
    )
    most = max(years, key=lambda y: y.appropriated_yen)
    alt = _("The largest appropriation is that of %(year)s with %(sum)s hundred million yen.") % {
        "year": year_label(most.year),
        "sum": f"{most.appropriated_yen // OKU:,}",
    }
    return Figure("budget-years", _("Money by fiscal year"), alt, figure, table)

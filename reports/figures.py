"""The dossier's charts, from the bundle alone: the same bundle gives the same charts."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from noetra_gov.figures import Figure, Table, look
from reports.story import left_under_cap
from reports.wording import LANGUAGES, localised, points, short_yen, year_label
from reports.words import words

OKU = 100_000_000
SMALL_MULTIPLES = 6


def figures_of(bundle: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Every chart in each language as plain data, for the bundle's `figures`."""
    return {
        language: [figure.as_dict() for figure in figures(bundle, language)]
        for language in LANGUAGES
        if language in bundle["edition"]["languages"]
    }


def figures(bundle: dict[str, Any], language: str) -> list[Figure]:
    view, say = localised(bundle, language), words(language)
    made = (maker(view, language, say) for maker in MAKERS)
    return [figure for figure in made if figure is not None]


def money_cap(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """One bar: what is bound of the cap, year by year, and what is left."""
    parts = cap_parts(view, language, say)
    picture = go.Figure([_cap_bar(n, name, amount, language) for n, (name, amount) in enumerate(parts)])
    picture.update_layout(
        barmode="stack",
        height=150,
        margin={"l": 8, "r": 8, "t": 8, "b": 40},
        xaxis={"range": [0, view["money"]["cap_yen"] / OKU], "tickformat": ",d", "title": say["oku_axis"]},
        yaxis={"visible": False},
    )
    rows = [{"part": name, "yen": amount} for name, amount in parts]
    alt = say["alt_cap"].format(parts=_listed(parts, language))
    return Figure("money-cap", say["fig_cap"], alt, picture, Table(_money_columns(say), rows))


def cap_parts(view: dict[str, Any], language: str, say: Any) -> list[tuple[str, int]]:
    """Commitments of other years, this tranche in its two parts, the rest: together always the cap."""
    money, tranche = view["money"], view["money"]["tranche"] or {}
    parts = [
        (year_label(year["fiscal_year"], language), year["commitment_yen"])
        for year in money["years"]
        if year["fiscal_year"] != tranche.get("fiscal_year")
    ]
    parts += [
        (say["released_by_gate"], tranche.get("released_yen", 0)),
        (say["reserve"], tranche.get("reserve_yen", 0)),
        (say["left_under_cap"], left_under_cap(money)),
    ]
    return [part for part in parts if part[1] > 0]


def _cap_bar(number: int, name: str, amount: int, language: str) -> go.Bar:
    shades = ("#00118f", "#4979f5", "#00856f", "#ffc24d", "#f1f1f4", "#d8d8db")
    return go.Bar(
        x=[amount / OKU],
        y=[""],
        orientation="h",
        name=name,
        text=[f"{name}<br>{short_yen(amount, language)}"],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": "#ffffff" if number < 3 and shades[number] != "#4979f5" else look.INK},
        marker={"color": shades[min(number, 5)], "line": {"color": "#ffffff", "width": 1}},
    )


def _money_columns(say: Any) -> list[tuple[str, str, str]]:
    return [("part", say["part"], ""), ("yen", say["amount"], say["yen_unit"])]


def _listed(parts: list[tuple[str, int]], language: str) -> str:
    return ("、" if language == "ja" else "; ").join(f"{n} {short_yen(a, language)}" for n, a in parts)


def money_years(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """Appropriation and commitment of each year, side by side."""
    years = view["money"]["years"]
    if not years:
        return None
    names = [year_label(year["fiscal_year"], language) for year in years]
    picture = go.Figure(
        [
            _year_bars(names, years, "appropriation", "#b3c8ff", "", say, language),
            _year_bars(names, years, "commitment", "#00118f", "", say, language),
        ]
    )
    picture.update_layout(barmode="group", bargap=0.25, height=270, yaxis={"title": say["oku_axis"], "tickformat": ",d"})
    rows = [{"year": n, **{k: y[k] for k in ("appropriation_yen", "commitment_yen")}} for n, y in zip(names, years, strict=True)]
    columns = [
        ("year", say["fiscal_year"], ""),
        ("appropriation_yen", say["kind_appropriation"], say["yen_unit"]),
        ("commitment_yen", say["kind_commitment"], say["yen_unit"]),
    ]
    alt = say["alt_years"].format(
        parts=_listed([(n, y["appropriation_yen"]) for n, y in zip(names, years, strict=True)], language)
    )
    return Figure("money-years", say["fig_years"], alt, picture, Table(columns, rows))


def _year_bars(names: list[str], years: list[Any], kind: str, colour: str, hatch: str, say: Any, language: str) -> go.Bar:
    amounts = [year[f"{kind}_yen"] for year in years]
    return go.Bar(
        x=names,
        y=[amount / OKU for amount in amounts],
        name=say[f"kind_{kind}"],
        text=[f"{say[f'kind_{kind}']}<br>{short_yen(amount, language)}" for amount in amounts],
        textposition="outside",
        cliponaxis=False,
        marker={"color": colour, "line": {"color": look.INK, "width": 0.5}},
    )


def score_axes(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """The mean mark of each axis, first round and second: a line between two dots."""
    rows = axis_means(view["scores"])
    if not rows:
        return None
    names = [row["axis"] for row in rows][::-1]
    picture = go.Figure([_link(row) for row in rows])
    picture.add_trace(_dots(rows[::-1], names, "first", "circle-open", look.INK))
    picture.add_trace(_dots(rows[::-1], names, "second", "circle", look.KEY))
    picture.add_vline(x=2.0, line={"color": look.TONES["limit"], "dash": "dash", "width": 1})
    picture.update_layout(
        height=270,
        margin={"l": 150, "r": 40, "t": 24, "b": 44},
        xaxis={"range": [0, 4.15], "title": say["mark_axis"], "showgrid": True},
        yaxis={"showgrid": False},
        annotations=[_over(2.0, say["floor_of_go"])],
    )
    columns = [("axis", say["axis"], ""), ("weight", say["weight"], "%"), ("first", say["round_1"], ""), ("second", say["round_2"], "")]
    alt = say["alt_scores"].format(parts=", ".join(f"{r['axis']} {r['first']} → {r['second']}" for r in rows))
    return Figure("score-axes", say["fig_scores"], alt, picture, Table(columns, rows))


def axis_means(scores: dict[str, Any]) -> list[dict[str, Any]]:
    """Mean mark of each axis in each round, cut to two places; nothing where a round has no cards."""
    rows = []
    for axis in scores["axes"]:
        means = [_mean([c["marks"].get(axis["code"], 0) for c in scores["cards"] if c["round"] == n]) for n in (1, 2)]
        if None in means:
            return []
        rows.append({"axis": axis["name"], "weight": axis["weight_bp"] // 100, "first": means[0], "second": means[1]})
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
        marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2, "color": colour}},
    )


def _over(x: float, text: str) -> dict[str, Any]:
    return {
        "x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "text": text, "showarrow": False,
        "font": {"size": 11, "color": look.TONES["limit"]},
    }  # fmt: skip


def fleet_path(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """Robots counted against the planned path to the goal, on a logarithmic axis."""
    fleet = view["fleet"]
    if not fleet["path"]:
        return None
    picture = go.Figure([_path_line(fleet["path"], say["path"]), _path_line(fleet["actual"], say["counted"], True)])
    last = fleet["path"][-1]
    notes = [_at_year(last, f"{say['goal']} {last['robots']:,}", "right", -14)]
    if fleet["actual"]:
        now = fleet["actual"][-1]
        notes.append(_at_year(now, f"{say['counted']} {now['robots']:,}", "left", 16))
    picture.update_layout(
        height=280,
        xaxis={"title": say["year"], "dtick": 2, "tickformat": "d"},
        yaxis={"type": "log", "title": say["robots_log"], "tickformat": ",d", "dtick": 1, "rangemode": "normal"},
        annotations=notes,
    )
    rows = _path_rows(fleet)
    columns = [("year", say["year"], ""), ("plan", say["path"], say["robots_unit"]), ("counted", say["counted"], say["robots_unit"])]
    alt = say["alt_path"].format(counted=f"{fleet['robots']:,}", goal=f"{fleet['target_robots']:,}", year=fleet["target_year"])
    return Figure("fleet-path", say["fig_path"], alt, picture, Table(columns, rows))


def _path_rows(fleet: dict[str, Any]) -> list[dict[str, Any]]:
    counted = {point["year"]: point["robots"] for point in fleet["actual"]}
    return [{"year": p["year"], "plan": p["robots"], "counted": counted.get(p["year"])} for p in fleet["path"]]


def _path_line(line: list[dict[str, Any]], name: str, counted: bool = False) -> go.Scatter:
    return go.Scatter(
        x=[point["year"] for point in line],
        y=[point["robots"] or None for point in line],
        name=name,
        mode="lines+markers",
        line={"color": look.KEY if counted else "#6b7077", "width": 3 if counted else 2, "dash": "solid" if counted else "dot"},
        marker={"size": 9 if counted else 6, "symbol": "circle" if counted else "diamond"},
    )


def _at_year(point: dict[str, Any], text: str, anchor: str, shift: int) -> dict[str, Any]:
    from math import log10

    place = {"x": point["year"], "y": log10(max(point["robots"], 1)), "xanchor": anchor, "yshift": -shift}
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
    rows = [{"field": field["name"], "robots": field["robots"], "hours": field["robot_hours"]} for field in fields]
    columns = [("field", say["field"], ""), ("robots", say["robots"], say["robots_unit"]), ("hours", say["robot_hours"], "h")]
    alt = say["alt_fields"].format(parts=", ".join(f"{f['name']} {f['robots']:,}" for f in shown[:5]))
    return Figure("fleet-fields", say["fig_fields"], alt, picture, Table(columns, rows))


def indicators(view: dict[str, Any], language: str, say: Any) -> Figure | None:
    """Small multiples: each indicator over time, with its threshold as a dashed line."""
    shown = [i for i in view["indicators"] if i["series"] and i["value"] is not None][:SMALL_MULTIPLES]
    if not shown:
        return None
    titles = [f"{i['name']} ({i['unit']})" if i["unit"] else i["name"] for i in shown]
    picture = make_subplots(rows=(len(shown) + 1) // 2, cols=2, subplot_titles=titles, vertical_spacing=0.24, horizontal_spacing=0.12)
    for number, indicator in enumerate(shown):
        _one_multiple(picture, number // 2 + 1, number % 2 + 1, indicator, say)
    picture.update_layout(height=40 + 165 * ((len(shown) + 1) // 2), margin={"l": 48, "r": 56, "t": 34, "b": 36})
    picture.update_annotations(selector={"xref": "paper"}, font={"size": 12})
    columns = [
        ("name", say["indicator"], ""), ("unit", say["unit"], ""), ("threshold", say["threshold"], ""),
        ("value", say["value"], ""), ("verdict", say["verdict"], ""),
    ]  # fmt: skip
    rows = [{**{k: i[k] for k in ("name", "unit", "threshold", "value")}, "verdict": say[f"verdict_{i['verdict']}"]} for i in shown]
    alt = say["alt_indicators"].format(parts=", ".join(f"{r['name']} {r['value']} ({r['verdict']})" for r in rows))
    return Figure("indicators", say["fig_indicators"], alt, picture, Table(columns, rows))


def _one_multiple(picture: go.Figure, row: int, col: int, indicator: dict[str, Any], say: Any) -> None:
    series = indicator["series"]
    met = indicator["verdict"] != "not_met"
    picture.add_trace(
        go.Scatter(
            x=[point["at"] for point in series],
            y=[float(point["value"]) for point in series],
            mode="lines+markers+text",
            text=[""] * (len(series) - 1) + [series[-1]["value"]],
            textposition="top center",
            cliponaxis=False,
            line={"color": look.KEY, "width": 2.5},
            marker={"size": 8, "symbol": "circle" if met else "x", "color": look.KEY if met else look.TONES["not_met"]},
        ),
        row=row,
        col=col,
    )
    picture.update_xaxes(tickformat="%Y-%m", nticks=4, row=row, col=col)
    if indicator["threshold"] is not None:
        limit = float(indicator["threshold"])
        picture.add_hline(
            y=limit, row=row, col=col, line={"color": look.TONES["limit"], "dash": "dash", "width": 1.5},
            annotation={"text": f"{say['threshold']} {indicator['threshold']}", "font": {"size": 11, "color": look.TONES["limit"]}},
            annotation_position="bottom right" if indicator["direction"] == "higher" else "top right",
        )  # fmt: skip


Maker = Callable[[dict[str, Any], str, Any], Figure | None]
MAKERS: tuple[Maker, ...] = (money_cap, money_years, score_axes, indicators, fleet_path, fleet_fields)

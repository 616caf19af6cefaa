"""What was tested: in how many of the runs each property was put to the test at all."""

from typing import Any

import plotly.graph_objects as go

from noetra_gov.figures import Figure, Table, look
from reports.words import words


def exercise(
    properties: list[dict[str, Any]], plan: dict[str, Any], language: str
) -> Figure | None:
    """Share of the runs in which each property was exercised, against the share that is needed."""
    say = words(language)
    shown = [row for row in properties if row["estimate"]]
    if not shown:
        return None
    shares = [100 * row["estimate"]["exercised_share"] for row in shown]
    names = [row["id"] for row in shown]
    needed = 100 * plan["exercised_share"]
    bar = go.Bar(
        x=shares, y=names, orientation="h", cliponaxis=False, marker={"color": "#3460fb"},
        text=[f"{share:.1f}%" for share in shares], textposition="outside",
    )  # fmt: skip
    picture = go.Figure([bar])
    colour = look.TONES["limit"]
    picture.add_vline(x=needed, line={"color": colour, "dash": "dash", "width": 1.5})
    picture.update_layout(
        height=70 + 24 * len(shown),
        margin={"l": 90, "r": 60, "t": 22, "b": 44},
        xaxis={"range": [0, 100], "title": say["exercised_axis"], "showgrid": True},
        yaxis={"autorange": "reversed", "showgrid": False},
        annotations=[
            {"x": needed, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "left",
             "text": f"{say['needed']} {needed:g}%", "showarrow": False,
             "font": {"size": 11, "color": colour}}
        ],
    )  # fmt: skip
    rows = [
        {"id": row["id"], "share": f"{share:.1f}"} for row, share in zip(shown, shares, strict=True)
    ]
    said = ", ".join(f"{row['id']} {row['share']}%" for row in rows)
    return Figure(
        "exercise",
        say["fig_exercise"],
        say["alt_exercise"].format(parts=said),
        picture,
        Table([("id", say["property"], ""), ("share", say["exercised"], "%")], rows),
    )

"""What a figure is: a picture, the same facts in words, and the same facts in a table."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as PlotlyFigure

Column = tuple[str, str, str]


@dataclass(frozen=True)
class Table:
    """The twin of a picture: what a reader who cannot see it reads, and what Excel opens.

    columns: (key, label, unit); the unit is "" where there is none.
    rows: one mapping a row, by key of column; a missing value is shown as "–".
    """

    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]] = field(default_factory=list)

    def headings(self) -> list[str]:
        return [f"{label} ({unit})" if unit else str(label) for _, label, unit in self.columns]

    def lines(self) -> list[list[Any]]:
        return [[row.get(key) for key, _, _ in self.columns] for row in self.rows]

    def as_dict(self) -> dict[str, Any]:
        columns = [[key, str(label), str(unit)] for key, label, unit in self.columns]
        keys = [key for key, _, _ in self.columns]
        return {"columns": columns, "rows": [{k: plain(r.get(k)) for k in keys} for r in self.rows]}


@dataclass(frozen=True)
class Figure:
    """One figure. `figure` carries data and axes only: the look is applied where it is drawn.

    alt: a sentence that says what the picture shows, not that it is a picture.
    """

    id: str
    title: str
    alt: str
    figure: "PlotlyFigure"
    table: Table

    def as_dict(self) -> dict[str, Any]:
        """Plain data without the look, fit for canonical JSON: this is kept as evidence."""
        return {
            "id": self.id,
            "title": str(self.title),
            "alt": str(self.alt),
            "figure": bare(self.figure),
            "table": self.table.as_dict(),
        }


def bare(figure: "PlotlyFigure") -> dict[str, Any]:
    """Data and layout of a Plotly figure as lists and numbers, without its template."""
    from plotly.io.json import to_json_plotly

    content = json.loads(to_json_plotly(figure.to_dict()))
    content.get("layout", {}).pop("template", None)
    return unpacked(content)


def unpacked(node: Any) -> Any:
    """Plotly packs arrays as base64; evidence is to be read by people, so lists it is."""
    if isinstance(node, list):
        return [unpacked(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.keys() >= {"bdata", "dtype"}:
        return _array(node)
    return {key: unpacked(value) for key, value in node.items()}


def _array(packed: Mapping[str, Any]) -> list[Any]:
    import numpy as np

    values = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=packed["dtype"])
    shape = [int(n) for n in str(packed.get("shape", values.size)).split(",")]
    return values.reshape(shape).tolist()


def plain(value: Any) -> Any:
    """A value as JSON knows it: integers stay integers, everything unknown becomes text."""
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)

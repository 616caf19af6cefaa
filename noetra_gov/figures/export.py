"""Figures as files: the data behind a picture, for people and for programs."""

import csv
import io
from typing import Any

from noetra_gov.figures.figure import Figure, Table
from noetra_gov.seal.canonical import canonical_json, digest_of

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def csv_of(table: Table) -> bytes:
    """The twin as CSV that Excel opens: UTF-8 with its mark, no cell that starts a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([neutral(heading) for heading in table.headings()])
    writer.writerows([[neutral(cell) for cell in line] for line in table.lines()])
    return text.getvalue().encode("utf-8-sig")


def neutral(cell: Any) -> Any:
    """Text that a spreadsheet would run is kept as text; numbers stay numbers."""
    if cell is None or isinstance(cell, int | float):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def json_of(figure: Figure) -> bytes:
    return stable(figure.as_dict())


def digest_of_figure(content: dict[str, Any]) -> str:
    """The digest that names a figure: of its bare content, so it does not change with the look."""
    return digest_of(content)


def stable(content: Any) -> bytes:
    """Canonical bytes: the same after a round trip through a file (1600.0 and 1600 are one number)."""
    return canonical_json(content)

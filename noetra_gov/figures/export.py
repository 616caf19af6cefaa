"""Figures as files: the data behind a picture, for people and for programs."""

import csv
import hashlib
import io
import json
from typing import Any

from noetra_gov.figures.figure import Figure, Table

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
    return "sha256:" + hashlib.sha256(stable(content)).hexdigest()


def stable(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()

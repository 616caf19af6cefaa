from pathlib import Path

from metrics_ingest.fleet.columns import COLUMNS, REASONS
from metrics_ingest.formats import FORMATS

DOCS = Path(__file__).parents[2] / "docs" / "formats"


def test_the_published_table_has_the_columns_that_are_read() -> None:
    text = (DOCS / "robot-day.md").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    names = [line.split("`")[1] for line in lines]
    assert names == [*(c.name for c in COLUMNS), *REASONS]
    for column, line in zip(COLUMNS, lines, strict=False):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert (cells[2], cells[4]) == (column.unit, "yes" if column.unknown else "no")
        assert (
            column.kind not in ("count", "amount")
            or cells[3] == f"{column.low:g} to {column.high:g}"
        )


def test_every_format_is_in_the_published_table() -> None:
    text = (DOCS / "benchmark-files.md").read_text("utf-8")
    names = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert names[1 : len(FORMATS) + 1] == list(FORMATS)

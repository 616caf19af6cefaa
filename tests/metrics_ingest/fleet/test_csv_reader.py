import codecs
import gzip
from pathlib import Path

import pytest

from metrics_ingest.errors import BadFile
from metrics_ingest.fleet import csv_reader, readers
from metrics_ingest.fleet.columns import COLUMNS
from tests.metrics_ingest.fleet.rows import passed, row

HEADER = ",".join(c.name for c in COLUMNS)


def lines(*rows: dict[str, object]) -> str:
    cells = [",".join("" if r[c.name] is None else str(r[c.name]) for c in COLUMNS) for r in rows]
    return "\n".join([HEADER, *cells]) + "\n"


def write(tmp_path: Path, content: bytes | str) -> Path:
    path = tmp_path / "day.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: gzip.compress(text.encode()),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
    ],
)
def test_csv_with_bom_gzip_or_windows_lines_is_read(tmp_path: Path, wrap: object) -> None:
    path = write(tmp_path, wrap(lines(row(1), row(2))))  # type: ignore[operator]
    assert passed(tmp_path, path).sound == 2


def test_shift_jis_of_excel_is_read_and_said_so(tmp_path: Path) -> None:
    path = write(tmp_path, lines(row(1), row(2, robot="ロボット１")).encode("cp932"))
    assert "Shift_JIS" in readers.open_source(path).notes[0]
    outcome = passed(tmp_path, path)
    assert (outcome.sound, outcome.by_reason) == (1, {"bad_robot": 1})
    assert "ロボット１" in (tmp_path / "rejects.csv").read_text("utf-8-sig")


def test_a_cell_of_another_type_is_refused_and_not_the_file(tmp_path: Path) -> None:
    rows = [
        row(1),
        row(2, hours="ten"),
        row(3, tasks="1.5"),
        row(4, day="yesterday"),
        row(5, km=None),
        row(6, day="2027-02-30"),
    ]
    outcome = passed(tmp_path, write(tmp_path, lines(*rows)))
    assert outcome.sound == 2
    assert outcome.by_reason == {"not_a_number": 1, "out_of_range": 1, "not_a_day": 2}
    kept = (tmp_path / "rejects.csv").read_text("utf-8-sig")
    assert all(f",{text}," in kept for text in ("ten", "1.5", "yesterday", "2027-02-30"))


def test_a_formula_is_refused_and_cannot_run_from_the_list_of_refused_rows(tmp_path: Path) -> None:
    rows = [row(1), row(2, robot='=HYPERLINK("http://x")')]
    assert passed(tmp_path, write(tmp_path, lines(*rows))).by_reason == {"bad_robot": 1}
    assert "'=HYPERLINK" in (tmp_path / "rejects.csv").read_text("utf-8-sig")


def test_columns_may_stand_in_any_order_and_others_are_not_read(tmp_path: Path) -> None:
    names = [c.name for c in COLUMNS][::-1]
    cells = row(1)
    text = ",".join([*names, "remark"]) + "\n" + ",".join(str(cells[n]) for n in names) + ",hello\n"
    assert passed(tmp_path, write(tmp_path, text)).sound == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADER.replace(",km", "") + "\n", "lacks the columns km"),
        (HEADER + "\n", "no row"),
        (codecs.BOM_UTF16_LE + HEADER.encode("utf-16-le"), "UTF-16"),
        (b"\x00\x01", "neither Parquet nor CSV"),
        (lines(row(1)) + "a,b\n", "do not all have"),
        (HEADER.encode() + b"\n\x81\x20\x81\x20\n", "neither UTF-8 nor"),
        (gzip.compress(lines(row(1)).encode())[:-20], "cut off"),
        (b"", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes | str, said: str
) -> None:
    with pytest.raises(BadFile, match=said):
        passed(tmp_path, write(tmp_path, content))


def test_a_gzip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_reader, "BLOCK", 64 * 1024)
    bomb = gzip.compress(HEADER.encode() + b"\n" + b",,,,,,,,,,,,,\n" * 2_000_000)
    with pytest.raises(BadFile, match="unpacks to more"):
        passed(tmp_path, write(tmp_path, bomb))


def test_blocks_end_at_lines_so_no_row_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_reader, "BLOCK", 100)
    assert passed(tmp_path, write(tmp_path, lines(*(row(i) for i in range(1, 60))))).sound == 59

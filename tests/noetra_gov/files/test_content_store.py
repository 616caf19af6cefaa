"""Files are kept by their content, whole or not at all, and never changed."""

import stat
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noetra_gov.core.errors import BadInput
from noetra_gov.files import detect
from noetra_gov.files.layout import path_of
from noetra_gov.files.models import StoredFile
from noetra_gov.files.services import clean_name, fetch, keep
from noetra_gov.seal.canonical import digest_of_bytes

pytestmark = pytest.mark.django_db
DATA = b"robot,day\n1,2027-12-01\n"


def test_bytes_a_stream_and_a_path_are_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(DATA)
    kept = [keep(source, name="x.csv") for source in (DATA, BytesIO(DATA), tmp_path / "x.csv")]
    assert len({row.pk for row in kept}) == 1
    assert kept[0].digest == digest_of_bytes(DATA)
    assert (kept[0].size, kept[0].media_type) == (len(DATA), "text/csv")
    with kept[0].open() as stream:
        assert stream.read() == DATA


def test_the_same_bytes_may_have_two_names_and_lie_once(home: Path) -> None:
    first, second = keep(DATA, name="a.csv"), keep(DATA, name="b.csv")
    assert first.pk != second.pk
    assert first.path == second.path
    assert [p for p in (home / "files").rglob("*") if p.is_file()] == [first.path]


def test_a_kept_file_is_read_only_and_lies_under_its_digest(home: Path) -> None:
    row = keep(DATA, name="a.csv")
    hexadecimal = row.digest.removeprefix("sha256:")
    expected = home / "files" / hexadecimal[:2] / hexadecimal[2:4] / hexadecimal
    assert row.path == expected
    assert stat.S_IMODE(row.path.stat().st_mode) == 0o444


def test_what_is_too_large_leaves_nothing_behind(home: Path) -> None:
    with pytest.raises(BadInput, match="larger than 0 MB"):
        keep(b"x" * 100, name="x", limit=99)
    assert not StoredFile.objects.exists()
    assert not [p for p in (home / "files").rglob("*") if p.is_file()]


def test_a_source_that_breaks_off_leaves_nothing_behind(home: Path) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the line broke")

    with pytest.raises(OSError, match="line broke"):
        keep(Broken(), name="x")
    assert not [p for p in (home / "files").rglob("*") if p.is_file()]


def test_an_empty_and_an_absent_file_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="empty"):
        keep(b"", name="x")
    with pytest.raises(BadInput, match="cannot be read"):
        keep(tmp_path / "absent", name="x")


def test_a_file_is_found_by_its_digest_and_an_unknown_one_is_named() -> None:
    row = keep(DATA, name="a.csv")
    assert fetch(row.digest) == row
    with pytest.raises(BadInput, match="sha256:0000"):
        fetch("sha256:" + "0" * 64)


@pytest.mark.parametrize("digest", ["", "sha256:", "../../etc/passwd", "sha256:" + "g" * 64])
def test_what_is_no_digest_never_becomes_a_path(digest: str) -> None:
    with pytest.raises(BadInput, match="no SHA-256"):
        path_of(digest)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\windows\\x.csv", "x.csv"),
        ("a\x00b\nc.csv", "abc.csv"),
        ("..", "file"),
        ("", "file"),
        ("証拠.csv", "証拠.csv"),
    ],
)
def test_a_name_is_never_a_path(name: str, expected: str) -> None:
    assert clean_name(name) == expected


@given(st.text())
def test_no_name_whatever_keeps_a_separator(name: str) -> None:
    cleaned = clean_name(name)
    assert cleaned
    assert not set(cleaned) & set("/\\\x00\n")
    assert cleaned not in {".", ".."}


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"%PDF-1.7", "x.csv", "application/pdf"),
        (b"PAR1....", "x.pdf", "application/vnd.apache.parquet"),
        (b"\x7fELF\x02", "report.pdf", "application/x-executable"),
        (b"MZ\x90", "figures.xlsx", "application/x-executable"),
        (b"#!/bin/sh\n", "x.csv", "text/x-script"),
        (b"PK\x03\x04....xl/workbook.xml", "x", detect.OFFICE[b"xl/"]),
        (b"PK\x03\x04....", "x.eval", "application/zip"),
        (b'{"a": 1}', "x.txt", "application/json"),
        (b"\xef\xbb\xbfa,b\n", "x.csv", "text/csv"),
        (b"\x08\x08\x12\x07pytorch", "x", "application/x-onnx"),
        (("分野".encode() * 683)[:4096], "x.txt", "text/plain"),
        (b"\x00\x01\x02", "x.csv", "application/octet-stream"),
        (b"\xff\xfe\xfd", "x.csv", "application/octet-stream"),
    ],
)
def test_the_type_is_told_by_the_content(head: bytes, name: str, expected: str) -> None:
    assert detect.media_type(head, name) == expected

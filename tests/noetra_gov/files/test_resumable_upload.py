"""A large file comes in pieces, and goes on where it broke off."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.files import uploads
from noetra_gov.files.models import StoredFile, Upload
from noetra_gov.seal.canonical import digest_of_bytes

pytestmark = pytest.mark.django_db
AT = datetime(2027, 12, 1, tzinfo=UTC)
DATA = bytes(range(256)) * 20


def begun(size: int = len(DATA)) -> Upload:
    return uploads.upload_begin(owner="user:a", name="fleet.bin", size=size, at=AT)


def append(upload: Upload, offset: int, piece: bytes) -> Upload:
    return uploads.upload_append(upload=upload, offset=offset, piece=BytesIO(piece), at=AT)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.integers(1, len(DATA) - 1), unique=True, max_size=6))
def test_pieces_of_any_size_make_the_whole(cuts: list[int]) -> None:
    upload, places = begun(), [0, *sorted(cuts), len(DATA)]
    for start, end in pairwise(places):
        upload = append(upload, start, DATA[start:end])
    stored = uploads.upload_finish(upload=upload, digest=digest_of_bytes(DATA), at=AT)
    assert stored.path.read_bytes() == DATA


def test_what_a_broken_piece_left_is_cut_away() -> None:
    upload = append(begun(), 0, DATA[:100])
    with upload.path.open("ab") as stream:
        stream.write(b"half a piece")
    upload = append(upload, 100, DATA[100:])
    assert uploads.upload_finish(upload=upload, at=AT).path.read_bytes() == DATA


@pytest.mark.parametrize("offset", [0, 99, 101])
def test_a_piece_at_another_place_is_refused_and_says_where_to_go_on(offset: int) -> None:
    upload = append(begun(), 0, DATA[:100])
    with pytest.raises(Conflict, match="begins at byte 100"):
        append(upload, offset, DATA[offset:])


def test_more_than_was_stated_is_refused() -> None:
    upload = begun(size=10)
    with pytest.raises(BadInput, match="larger than what is missing"):
        append(upload, 0, b"x" * 11)
    assert Upload.objects.get().received == 0


def test_a_part_is_not_kept() -> None:
    upload = append(begun(), 0, DATA[:-1])
    with pytest.raises(Conflict, match="1 bytes are still missing"):
        uploads.upload_finish(upload=upload, at=AT)
    assert not StoredFile.objects.exists()


def test_a_file_that_arrived_changed_is_refused() -> None:
    upload = append(begun(), 0, DATA)
    with pytest.raises(BadInput, match="arrived changed"):
        uploads.upload_finish(upload=upload, digest=digest_of_bytes(b"other"), at=AT)
    assert not StoredFile.objects.exists()


def test_finishing_twice_is_finishing_once() -> None:
    upload = append(begun(), 0, DATA)
    first = uploads.upload_finish(upload=upload, at=AT)
    assert uploads.upload_finish(upload=upload, at=AT) == first


@pytest.mark.parametrize("size", [0, -1, uploads.LIMIT + 1])
def test_a_size_out_of_bounds_is_refused_before_anything_is_written(size: int, home: Path) -> None:
    with pytest.raises(BadInput, match="between 1 byte and"):
        begun(size=size)
    assert not (home / "files").exists()


def test_one_person_cannot_open_uploads_without_end() -> None:
    for _number in range(uploads.OPEN_PER_OWNER):
        begun()
    with pytest.raises(Conflict, match="Ten uploads"):
        begun()
    uploads.upload_begin(owner="user:b", name="x", size=1, at=AT)


def test_what_nobody_went_on_with_is_forgotten() -> None:
    upload = begun()
    assert uploads.uploads_forget(at=AT + timedelta(days=6)) == 0
    assert uploads.uploads_forget(at=AT + timedelta(days=8)) == 1
    assert not upload.path.exists()


def test_the_database_itself_keeps_an_upload_within_its_size() -> None:
    begun()
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.update(received=len(DATA) + 1)

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.conf import settings

from demo.measurements import vda5050_states
from metrics_ingest.models import FileState, FleetDay, FleetFile, FleetRollup
from metrics_ingest.selectors import distinct_by_field, known, rollups, summed
from metrics_ingest.services.fleet import FleetFacts, Taken, fleet_ingest, partitions_root
from noetra_gov.audit.models import Entry
from noetra_gov.core.errors import BadInput, NotAllowed
from noetra_gov.files.models import StoredFile
from noetra_gov.people.models import Organisation, Role
from noetra_gov.programme.models import FleetExposure
from tests.metrics_ingest.conftest import AT
from tests.metrics_ingest.fleet.rows import DAY, row

Take = Callable[..., Taken]
LATER = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def own_partitions(db: None) -> Any:
    yield
    shutil.rmtree(partitions_root(), ignore_errors=True)


def test_a_file_is_kept_as_it_came_counted_and_recorded_once(take: Take, tmp_path: Path) -> None:
    taken = take([row(1), row(2), row(2), row(3, hours=99.0)])
    file = taken.file
    assert (file.rows, file.sound, file.rejected, file.duplicates) == (4, 2, 1, 1)
    assert file.stored.path.read_bytes() == (tmp_path / "day.parquet").read_bytes()
    assert Entry.objects.get(action="metrics_ingest.fleet_ingest").digests == {"file": file.digest}
    assert b"out_of_range" in file.rejects.path.read_bytes()


def test_the_same_file_again_changes_nothing(take: Take) -> None:
    first, again = take([row(1)]), take([row(1)], at=LATER)
    assert (first.new, again.new) == (True, False)
    assert first.file == again.file
    assert (FleetDay.objects.count(), Entry.objects.count()) == (1, 1)


def test_another_file_for_the_day_is_a_new_version_and_the_old_one_stays(take: Take) -> None:
    old, new = take([row(1), row(2)]).file, take([row(1, hours=4.0)], at=LATER).file
    old.refresh_from_db()
    assert (old.state, new.state) == (FileState.SUPERSEDED, FileState.COUNTED)
    assert [(d.version, d.known_to) for d in FleetDay.objects.all()] == [(1, LATER), (2, None)]
    assert FleetExposure.objects.current().get().robot_hours == Decimal(4)


def test_what_was_known_then_can_be_asked_later(take: Take) -> None:
    take([row(1), row(2)])
    take([row(1, hours=4.0)], at=LATER)
    then, now = (summed(rollups(known(at))) for at in (AT, LATER))
    assert (then.hours, now.hours) == (21.0, 4.0)
    assert [e.robots for e in FleetExposure.objects.as_known(AT)] == [2]


def test_exposure_is_given_to_the_upper_rooms_by_field_and_version(take: Take) -> None:
    take([row(1), row(2, field=5, near_misses=3), row(3, model_version="nfm-1.1")])
    found = FleetExposure.objects.values_list(
        "field__number", "model_version", "robots", "near_misses"
    )
    assert sorted(found) == [(4, "nfm-1.0", 1, 0), (4, "nfm-1.1", 1, 0), (5, "nfm-1.0", 1, 3)]


def test_hours_that_report_no_incidents_never_dilute_a_rate(take: Take) -> None:
    take([row(1, incidents_minor=None), row(2, incidents_minor=1)])
    assert not FleetExposure.objects.exists()
    total = summed(FleetRollup.objects.all())
    assert (total.hours, total.hours_of and total.hours_of["incidents_minor"]) == (21.0, 10.5)


def test_states_are_another_source_and_do_not_replace_the_day(take: Take, tmp_path: Path) -> None:
    take([row(1), row(2)])
    path = tmp_path / "states.jsonl"
    path.write_bytes(vda5050_states(day=DAY))
    taken = fleet_ingest(
        actor="test",
        path=path,
        organisation=Organisation.objects.get(),
        at=LATER,
        facts=FleetFacts(field=4, model_version="nfm-1.0"),
    )
    assert taken.file.gaps["missing_messages"] == 6
    assert {(d.source, d.robots) for d in FleetDay.objects.current()} == {
        ("robot-day", 2),
        ("vda5050", 3),
    }
    assert FleetExposure.objects.current().get().robots == 2
    total = summed(rollups(FleetDay.objects.current()))
    assert total.rate("incidents_minor") is not None
    assert total.hours_of is not None
    assert total.hours_of["incidents_minor"] == 21.0


def test_states_need_their_field_and_version(honda: Organisation, tmp_path: Path) -> None:
    path = tmp_path / "states.jsonl"
    path.write_bytes(vda5050_states(day=DAY))
    with pytest.raises(BadInput, match="--field … --model-version"):
        fleet_ingest(actor="test", path=path, organisation=honda, at=AT)


def test_a_quarantined_file_counts_nothing_and_keeps_its_list(take: Take) -> None:
    file = take([row(i, hours=99.0) for i in range(1, 40)]).file
    assert file.state == FileState.QUARANTINED
    assert not FleetDay.objects.exists()
    assert file.rejects is not None


@pytest.mark.parametrize("day", [date(2027, 10, 1), date(2030, 1, 1)])
def test_a_day_that_has_not_ended_is_refused(take: Take, day: date) -> None:
    with pytest.raises(BadInput, match="not ended"):
        take([row(1, day=day)], day=day)
    assert not StoredFile.objects.exists()
    assert not FleetFile.objects.exists()


def test_a_fault_leaves_nothing_behind(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("metrics_ingest.services.fleet_write.expose", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take([row(1)])
    assert not list(partitions_root().rglob("*.parquet"))
    assert not FleetFile.objects.exists()
    assert not Entry.objects.exists()


def test_validated_rows_are_hive_partitions_that_duckdb_reads(take: Take) -> None:
    take([row(1), row(2, hours=float("nan")), row(3, day=date(2027, 9, 28))])
    pattern = str(partitions_root() / "organisation=*" / "day=*" / "*.parquet")
    query = (
        "SELECT organisation, day::VARCHAR, robot, hours FROM read_parquet(?, hive_partitioning = true) "
        "ORDER BY day"
    )
    found = duckdb.execute(query, [pattern]).fetchall()
    assert found == [
        ("HONDA", "2027-09-28", "JR00000003", 10.5),
        ("HONDA", "2027-09-29", "JR00000001", 10.5),
    ]


def test_a_correction_leaves_only_the_version_that_counts_in_the_partitions(
    take: Take, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        take([row(1), row(2)])
        take([row(1)], at=LATER)
    assert len(list(partitions_root().glob("*/*/*.parquet"))) == 1
    then, now = (distinct_by_field(known(at)) for at in (AT, LATER))
    assert (len(then[4]), len(now[4])) == (2, 1)


def test_a_partition_is_read_only_and_named_by_the_digest_of_its_file(take: Take) -> None:
    day = take([row(1)]).file.days.get()
    path = Path(settings.HOME) / day.partition
    assert path.stat().st_mode & 0o222 == 0
    assert path.stem == day.file.digest[7:39]


def test_a_robot_on_many_days_is_one_robot(take: Take) -> None:
    take([row(1), row(1, day=date(2027, 9, 28)), row(2, field=5)])
    assert {f: len(found) for f, found in distinct_by_field(FleetDay.objects.all()).items()} == {
        4: 1,
        5: 1,
    }


def test_staff_report_for_their_own_organisation_only(
    tmp_path: Path, honda: Organisation, sony: Organisation, person: Any
) -> None:
    engineer = person("e", sony, Role.ALLIANCE_ENGINEER)
    with pytest.raises(NotAllowed, match="own organisation"):
        fleet_ingest(actor=engineer, path=tmp_path, organisation=honda, at=AT)

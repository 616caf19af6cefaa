import csv
import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.fleet import SCHEMA, FleetPlan, write_robot_days
from metrics_ingest.errors import BadFile
from metrics_ingest.fleet import readers
from metrics_ingest.fleet.rollup import merge
from metrics_ingest.fleet.stream import Limits
from tests.metrics_ingest.fleet.rows import DAY, LIMITS, of, parquet, passed, row

FLOATS = ("hours", "km")


def rejects(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def test_sound_rows_are_added_up_by_day_organisation_field_and_version(tmp_path: Path) -> None:
    outcome = of(tmp_path, row(1), row(2), row(3, field=5), row(4, model_version="nfm-1.1"))
    assert outcome.rollup is not None
    groups = outcome.rollup.select(
        ["field", "model_version", "robot_days", "hours_thousandths"]
    ).to_pylist()
    assert [tuple(g.values()) for g in groups] == [
        (4, "nfm-1.0", 2, 21_000),
        (4, "nfm-1.1", 1, 10_500),
        (5, "nfm-1.0", 1, 10_500),
    ]


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"hours": math.nan}, "hours", "not_a_number"),
        ({"km": math.nan}, "km", "not_a_number"),
        ({"hours": math.inf}, "hours", "out_of_range"),
        ({"hours": 24.5}, "hours", "out_of_range"),
        ({"hours": -0.1}, "hours", "out_of_range"),
        ({"hours": None}, "hours", "missing"),
        ({"interventions": -1}, "interventions", "out_of_range"),
        ({"field": 0}, "field", "out_of_range"),
        ({"field": 19}, "field", "out_of_range"),
        ({"field": None}, "field", "missing"),
        ({"robot": None}, "robot", "missing"),
        ({"robot": ""}, "robot", "bad_robot"),
        ({"robot": "=1+1"}, "robot", "bad_robot"),
        ({"robot": "x" * 65}, "robot", "bad_robot"),
        ({"organisation": None}, "organisation", "missing"),
        ({"organisation": "a b"}, "organisation", "bad_code"),
        ({"model_version": ""}, "model_version", "bad_code"),
        ({"day": None}, "day", "missing"),
        ({"day": date(2027, 9, 30)}, "day", "future_day"),
        ({"day": date(2025, 1, 1)}, "day", "early_day"),
    ],
)
def test_a_faulty_row_is_kept_with_row_column_and_reason(
    tmp_path: Path, changes: dict[str, Any], column: str, reason: str
) -> None:
    outcome = of(tmp_path, row(1), row(2, **changes), row(3))
    assert (outcome.rows, outcome.sound, outcome.rejected) == (3, 2, 1)
    (kept,) = rejects(tmp_path)
    assert (kept["row"], kept["column"], kept["reason"]) == ("2", column, reason)


def test_a_row_with_two_faults_is_one_rejected_row(tmp_path: Path) -> None:
    outcome = of(tmp_path, row(1), row(2, hours=99.0, field=77))
    assert outcome.rejected == 1
    assert {kept["column"] for kept in rejects(tmp_path)} == {"hours", "field"}


def test_the_second_row_of_a_robot_and_day_is_a_duplicate_and_names_the_first(
    tmp_path: Path,
) -> None:
    outcome = of(tmp_path, row(1), row(2), row(1, hours=3.0))
    assert (outcome.sound, outcome.duplicates) == (2, 1)
    assert rejects(tmp_path)[0]["note"] == "row 1"


def test_a_refused_row_does_not_shut_out_its_correction(tmp_path: Path) -> None:
    outcome = of(tmp_path, row(1, hours=math.nan), row(1))
    assert (outcome.sound, outcome.rejected, outcome.duplicates) == (1, 1, 0)


def test_the_same_robot_on_another_day_is_no_duplicate(tmp_path: Path) -> None:
    assert of(tmp_path, row(1), row(1, day=date(2027, 9, 28))).duplicates == 0


def test_own_identifiers_are_deduplicated_like_those_of_the_register(tmp_path: Path) -> None:
    rows = [row(robot="arm/7"), row(robot="JR0000001"), row(robot="arm/7"), row(1)]
    assert of(tmp_path, *rows).duplicates == 1


def test_a_row_of_another_organisation_or_day_is_refused(tmp_path: Path) -> None:
    limits = Limits(today=LIMITS.today, organisation="HONDA", day=DAY)
    outcome = of(
        tmp_path, row(1), row(2, organisation="SONY"), row(3, day=date(2027, 9, 28)), limits=limits
    )
    assert outcome.by_reason == {"other_organisation": 1, "other_day": 1}


def test_an_empty_cell_that_may_be_unknown_is_unknown_and_not_zero(tmp_path: Path) -> None:
    outcome = of(tmp_path, row(1), row(2, near_misses=None, hours=4.0))
    assert outcome.rejected == 0
    assert outcome.rollup is not None
    (group,) = outcome.rollup.to_pylist()
    assert (group["near_misses"], group["unknown_days_near_misses"]) == (0, 1)
    assert group["unknown_hours_near_misses"] == 4_000


@pytest.mark.parametrize("statistics", [True, False])
def test_nan_in_every_float_column_of_a_pyarrow_file_is_refused(
    tmp_path: Path, statistics: bool
) -> None:
    rows = [row(i, **dict.fromkeys(FLOATS, math.nan)) if i % 2 else row(i) for i in range(1, 101)]
    path = parquet(tmp_path / "nan.parquet", rows, write_statistics=statistics)
    outcome = passed(tmp_path, path)
    assert outcome.rejected == 50
    assert outcome.by_reason == {"not_a_number": 100}


def test_counts_that_came_as_floats_must_be_whole(tmp_path: Path) -> None:
    schema = SCHEMA.set(SCHEMA.get_field_index("tasks"), pa.field("tasks", pa.float64()))
    path = parquet(tmp_path / "f.parquet", [row(1, tasks=3.0), row(2, tasks=3.5)], schema)
    assert passed(tmp_path, path).by_reason == {"not_whole": 1}


def test_a_file_with_too_many_faults_is_quarantined_whole(tmp_path: Path) -> None:
    rows = [row(i, hours=99.0 if i <= 30 else 1.0) for i in range(1, 101)]
    assert of(tmp_path, *rows).quarantined
    assert not of(tmp_path, *rows[20:]).quarantined


@pytest.mark.parametrize("batch_rows", [7, 1000])
def test_the_outcome_does_not_depend_on_the_size_of_the_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch_rows: int
) -> None:
    path = tmp_path / "day.parquet"
    write_robot_days(path, FleetPlan(500, ("A", "B"), DAY, fault_share=0.05, duplicate_share=0.05))
    whole = passed(tmp_path, path)
    monkeypatch.setattr(readers, "BATCH_ROWS", batch_rows)
    parts = passed(tmp_path, path)
    assert whole.rollup is not None
    assert whole.rollup.equals(parts.rollup)
    assert (whole.rejected, whole.duplicates) == (parts.rejected, parts.duplicates) == (26, 21)


def test_partial_roll_ups_of_two_workers_merge_to_that_of_one_to_the_last_digit(
    tmp_path: Path,
) -> None:
    rows = [
        row(i, hours=0.1 * (i % 200), km=0.7 * i % 90, field=1 + i % 18) for i in range(1, 2001)
    ]
    whole = of(tmp_path, *rows).rollup
    halves = [of(tmp_path, *rows[::2]).rollup, of(tmp_path, *rows[1::2]).rollup]
    assert whole is not None
    assert merge([h for h in halves if h is not None]).equals(whole)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from([1.0, 25.0, math.nan]), st.integers(0, 2)),
        min_size=1,
        max_size=40,
    )
)
def test_the_pass_agrees_with_a_plain_python_account(
    tmp_path: Path, drawn: list[tuple[int, float, int]]
) -> None:
    """For any rows: sound + rejected + duplicates = rows, and the sums are those of the first sound row
    of each robot and day."""
    days = [date(2027, 9, 27), date(2027, 9, 28), DAY]
    rows = [row(number, hours=hours, day=days[day]) for number, hours, day in drawn]
    seen: set[tuple[int, int]] = set()
    rejected = duplicates = hours_sum = 0
    for number, hours, day in drawn:
        if not 0 <= hours <= 24:
            rejected += 1
        elif (number, day) in seen:
            duplicates += 1
        else:
            seen.add((number, day))
            hours_sum += 1000 * int(hours)
    outcome = of(tmp_path, *rows)
    assert (outcome.rejected, outcome.duplicates, outcome.sound) == (
        rejected,
        duplicates,
        len(seen),
    )
    assert outcome.rollup is not None
    assert sum(outcome.rollup["hours_thousandths"].to_pylist()) == hours_sum


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.drop_columns(["km"]), "lacks the columns km"),
        (
            lambda t: t.set_column(5, "hours", pa.array(["a"] * len(t))),
            "column hours has the type string",
        ),
        (lambda t: t.set_column(1, "day", pa.array([0] * len(t))), "column day has the type int64"),
        (lambda t: t.slice(0, 0), "no row"),
    ],
)
def test_a_wrong_schema_is_refused_by_name(tmp_path: Path, change: Any, said: str) -> None:
    path = tmp_path / "wrong.parquet"
    pq.write_table(change(pa.Table.from_pylist([row(1)], schema=SCHEMA)), path)
    with pytest.raises(BadFile, match=said):
        readers.open_source(path)


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_truncated_parquet_is_refused(tmp_path: Path, kept: float) -> None:
    path = parquet(tmp_path / "cut.parquet", [row(i) for i in range(1, 2000)])
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(BadFile, match="cut off or damaged"):
        readers.open_source(path)


def test_parquet_that_is_damaged_inside_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "bad.parquet",
        [row(i, hours=i / 100) for i in range(1, 2000)],
        write_page_checksum=True,
    )
    body = bytearray(path.read_bytes())
    body[2000:2100] = bytes(100)
    path.write_bytes(body)
    with pytest.raises(BadFile, match="damaged"):
        passed(tmp_path, path)


def test_a_text_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = parquet(tmp_path / "bomb.parquet", [row(1, robot="A" * 60_000_000)], compression="zstd")
    assert path.stat().st_size < 100_000
    with pytest.raises(BadFile, match="unpacks to"):
        passed(tmp_path, path)


def test_numbers_of_the_register_may_come_as_integers(tmp_path: Path) -> None:
    schema = SCHEMA.set(0, pa.field("robot", pa.int64()))
    rows = [row(1, robot=5), row(1, robot=5), row(1, robot=-1), row(1, robot=None)]
    outcome = passed(tmp_path, parquet(tmp_path / "i.parquet", rows, schema))
    assert (outcome.sound, outcome.duplicates) == (1, 1)
    assert outcome.by_reason["bad_robot"] == outcome.by_reason["missing"] == 1


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_texts_of_any_width_are_read(tmp_path: Path, kind: pa.DataType) -> None:
    schema = SCHEMA
    for name in ("robot", "organisation", "model_version"):
        schema = schema.set(schema.get_field_index(name), pa.field(name, kind))
    table = pa.Table.from_pylist([row(1), row(2)], schema=SCHEMA).cast(schema)
    pq.write_table(table, tmp_path / "t.parquet")
    assert passed(tmp_path, tmp_path / "t.parquet").sound == 2


def test_a_hundred_thousand_robots_are_counted_exactly(tmp_path: Path) -> None:
    path = tmp_path / "day.parquet"
    rows = write_robot_days(path, FleetPlan(100_000, ("A", "B", "C"), DAY))
    outcome = passed(tmp_path, path)
    assert (outcome.rows, outcome.rejected) == (rows, 100)
    written = pq.read_table(
        path, columns=["robot", "hours", "km", "field", "interventions"]
    ).to_pandas()
    sound = written[
        written.hours.between(0, 24)
        & written.km.notna()
        & written.field.between(1, 18)
        & (written.interventions >= 0)
        & written.robot.str.startswith("JR", na=False)
    ]
    assert outcome.sound == sound.robot.nunique()
    assert np.isclose(outcome.sound + outcome.duplicates, len(sound))

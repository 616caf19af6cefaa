"""Speed of the fleet stream as ratios to what pyarrow alone takes, each way in a process of its own.

    python -m tests.benchmarks.bench_fleet [--rows 10000000] [--folder FOLDER]

Not collected by pytest: it takes minutes. Figures are kept in docs/benchmarks.md.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

DAY, TODAY = date(2027, 9, 29), date(2027, 9, 30)
ORGANISATIONS = tuple(f"ORG{n:02}" for n in range(1, 45))
REPEATS = 3


def decode(path: Path) -> Any:
    """The floor: every value decoded, nothing done with it."""
    import pyarrow.parquet as pq

    return sum(b.num_rows for b in pq.ParquetFile(path).iter_batches(batch_size=131_072))


def decode_csv(path: Path) -> Any:
    import pyarrow.csv as pv

    return sum(b.num_rows for b in pv.open_csv(path))


def decode_ids(path: Path) -> Any:
    import pyarrow.parquet as pq

    batches = pq.ParquetFile(path).iter_batches(batch_size=131_072, columns=["robot"])
    return sum(b.num_rows for b in batches)


def stream(path: Path) -> Any:
    """The one pass: validated, deduplicated, rolled up, refused rows written."""
    from metrics_ingest.fleet.readers import open_source
    from metrics_ingest.fleet.rejects import Rejects
    from metrics_ingest.fleet.stream import Limits, read_through

    limits = Limits(today=TODAY, day=DAY)
    with Rejects(path.with_suffix(".rejects.csv")) as rejects:
        outcome = read_through(open_source(path).batches, limits, rejects)
    groups = outcome.rollup.num_rows if outcome.rollup is not None else 0
    rows = f"{outcome.rows:,} rows, {outcome.rejected:,} refused, {outcome.duplicates:,} repeated"
    return f"{rows}, {groups:,} groups"


def count_robots(path: Path) -> Any:
    """Distinct robots, exactly, from the numbers that a validated partition holds."""
    import numpy as np

    from metrics_ingest.fleet.seen import Distinct

    numbers = np.load(path.with_suffix(".numbers.npy"))
    started = time.process_time()
    found = len(Distinct.of(numbers))
    return f"{found:,} robots; {time.process_time() - started:.3f} CPU s without loading"


WAYS: dict[str, Callable[[Path], Any]] = {
    f.__name__: f for f in (decode, decode_csv, decode_ids, stream, count_robots)
}


def one(way: str, path: Path) -> None:
    """In a process of its own: CPU seconds after the imports, and the peak of memory."""
    import pandas  # noqa: F401 - pyarrow imports it when it first turns values into Python's
    import pyarrow.compute
    import pyarrow.csv
    import pyarrow.parquet  # noqa: F401

    started = time.process_time()
    said = WAYS[way](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{time.process_time() - started:.3f}\t{peak}\t{said}")


def measured(way: str, path: Path) -> tuple[float, int]:
    """The best of some runs: the rest is what else the machine did."""
    runs = []
    for _ in range(REPEATS):
        command = [sys.executable, "-m", __spec__.name, "--way", way, "--file", str(path)]
        line = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        cpu, peak, said = line.split("\t")
        runs.append((float(cpu), int(peak)))
    cpu_s, peak_mb = min(runs)
    print(f"  {way:14} {cpu_s:7.2f} CPU s {peak_mb:6} MB   {said}", flush=True)
    return cpu_s, peak_mb


def made(folder: Path, rows: int, versions: int) -> Path:
    from demo.fleet import FleetPlan, write_robot_days

    path = folder / f"{rows}-{versions}.parquet"
    if not path.exists():
        names = tuple(f"nfm-{n // 10}.{n % 10}" for n in range(10, 10 + versions))
        write_robot_days(path, FleetPlan(rows, ORGANISATIONS, None, names))
    return path


def as_csv(path: Path, rows: int) -> Path:
    import gzip

    import pyarrow.csv as pv
    import pyarrow.parquet as pq

    target = path.with_suffix(".csv.gz")
    if not target.exists():
        with gzip.open(target, "wb", compresslevel=6) as stream:
            pv.write_csv(pq.read_table(path).slice(0, rows), stream)
    return target


def numbers_of(path: Path) -> None:
    import numpy as np
    import pyarrow.parquet as pq

    from metrics_ingest.fleet.robots import Robots

    robots = Robots()
    parts = [
        robots.number(b.column(0)) for b in pq.ParquetFile(path).iter_batches(columns=["robot"])
    ]
    numbers = np.concatenate(parts)
    np.save(path.with_suffix(".numbers.npy"), numbers[numbers >= 0])


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.bench_fleet", description=__doc__
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        one(options.way, options.file)
        return
    with tempfile.TemporaryDirectory(prefix="bench-fleet-") as made_here:
        everything(options.folder or Path(made_here), options.rows)


def everything(folder: Path, rows: int) -> None:
    for versions, limit in ((8, 1.5), (842, 4.0)):
        path = made(folder, rows, versions)
        print(f"{versions} model versions, {path.stat().st_size / 2**20:.0f} MB of Parquet")
        floor, _ = measured("decode", path)
        own, peak = measured("stream", path)
        print(f"  ratio {own / floor:.2f} (at most {limit}), peak {peak} MB")
    path = made(folder, rows, 8)
    numbers_of(path)
    ids, _ = measured("decode_ids", path)
    measured("count_robots", path)
    print(f"  a quarter of the decode of the ids is {ids / 4:.3f} CPU s")
    packed = as_csv(path, rows // 5)
    print(f"gzipped CSV of {rows // 5:,} rows, {packed.stat().st_size / 2**20:.0f} MB")
    floor, _ = measured("decode_csv", packed)
    own, _ = measured("stream", packed)
    print(f"  ratio {own / floor:.2f} (at most 1.6)")


if __name__ == "__main__":
    main()

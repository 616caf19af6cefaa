"""Speed of the log's tree and of the seal, in CPU time.

    python -m tests.benchmarks.bench_log [--leaves 300000]

Not collected by pytest. Figures are kept in docs/benchmarks.md.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from noetra_gov.audit import merkle
from noetra_gov.audit.tiles import in_memory

TRIES = 3_000


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def tree(count: int) -> None:
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(count)]
    kept = in_memory()
    spent, _ = cpu(lambda: kept.extend(leaves))
    print(f"appends per CPU second: {count / spent:,.0f}")
    root, chance = merkle.root(kept.node, count), random.Random(1)
    places = [chance.randrange(count) for _number in range(TRIES)]
    spent, proofs = cpu(lambda: [merkle.inclusion(kept.node, place, count) for place in places])
    print(f"inclusion proof: {spent / TRIES * 1e6:.0f} CPU µs")
    spent, held = cpu(lambda: all(
        merkle.verify_inclusion(leaves[place], place, count, proof, root)
        for place, proof in zip(places, proofs, strict=True)))  # fmt: skip
    print(f"its verification: {spent / TRIES * 1e6:.0f} CPU µs, all held: {held}")
    spent, _ = cpu(lambda: [merkle.consistency(kept.node, place + 1, count) for place in places])
    print(f"consistency proof: {spent / TRIES * 1e6:.0f} CPU µs")


def seal() -> None:
    from noetra_gov.seal import keys
    from reports import noetra_verify
    from tests.reports import small_dossier

    with tempfile.TemporaryDirectory() as folder:
        began = datetime(2026, 4, 1, tzinfo=UTC)
        spent, store = cpu(
            lambda: keys.init(Path(folder) / "keys", at=small_dossier.AT, valid_from=began)
        )
        print(f"making all keys: {spent:.2f} CPU s")
        parts = small_dossier.Parts(store)
        small_dossier.sealed(parts, Path(folder))
        spent, path = cpu(lambda: small_dossier.sealed(parts, Path(folder)))
        print(f"seal (B-LTA): {spent:.2f} CPU s")
        spent, report = cpu(lambda: noetra_verify.verify(path.read_bytes(), [store.root]))
        print(f"single-file verification: {spent:.3f} CPU s, genuine: {report.genuine}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=300_000)
    tree(parser.parse_args().leaves)
    seal()


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "noetra_gov.settings")
    import django

    django.setup()
    main()

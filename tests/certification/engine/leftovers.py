"""A fixture for rooms whose every test must leave the machine as it found it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from certification.engine.sandbox import cgroups


def _children() -> set[str]:
    """Ids of the processes that we (or what we started) still have."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parents[stat.parent.name] = text.rsplit(")", 1)[1].split()[1]
    mine, frontier = set(), {str(os.getpid())}
    while frontier:
        frontier = {child for child, parent in parents.items() if parent in frontier}
        mine |= frontier
    return mine


def _traces() -> set[str]:
    folders = set(map(str, Path(tempfile.gettempdir()).glob(f"noetra-policy-{os.getpid()}-*")))
    groups = cgroups.ROOT.glob(f"pids/**/noetra-policy-{os.getpid()}-*")
    return folders | set(map(str, groups))


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    children, traces = _children(), _traces()
    yield
    assert _children() <= children, "a process is still there"
    assert _traces() <= traces, "a folder or a control group is still there"

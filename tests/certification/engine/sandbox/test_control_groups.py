"""Where the machine lets us, a worker has a control group; where not, it does without."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from certification.engine.sandbox import Limits, cgroups, open_policy
from tests.certification.engine.policy_files import plain, save

LIMITS = Limits(processes=7, memory_bytes=2**30)


def version_two(root: Path) -> Path:
    (root / "cgroup.controllers").write_text("cpu memory pids\n")
    (root / "noetra-policies").mkdir()
    return root


def test_with_version_two_one_folder_holds_all_limits(tmp_path: Path) -> None:
    group = cgroups.make_group(LIMITS, version_two(tmp_path))
    assert group is not None
    (folder,) = group.folders
    assert (folder / "pids.max").read_text() == "7"
    assert (folder / "memory.max").read_text() == str(2**30)
    assert (folder / "memory.swap.max").read_text() == "0"
    assert (folder.parent / "cgroup.subtree_control").read_text() == "+pids +memory"
    assert group.joins == [str(folder / "cgroup.procs")]


def test_with_version_one_each_controller_has_its_own(tmp_path: Path) -> None:
    group = cgroups.make_group(LIMITS, version_one(tmp_path))
    assert group is not None
    limits = {name.name: name.read_text() for folder in group.folders for name in folder.iterdir()}
    assert limits == {"pids.max": "7", "memory.limit_in_bytes": str(2**30)}


def version_one(root: Path) -> Path:
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, names, place = line.split(":", 2)
        for name in names.split(","):
            if name in ("pids", "memory"):
                (root / name / place.lstrip("/")).mkdir(parents=True, exist_ok=True)
    if not (root / "pids").exists():
        pytest.skip("this machine has no control groups of version 1 to take the names from")
    return root


def test_without_control_groups_there_is_none_and_nothing_is_left(tmp_path: Path) -> None:
    assert cgroups.make_group(LIMITS, tmp_path) is None
    assert list(tmp_path.rglob("noetra-policy-*")) == []


def test_what_a_killed_master_left_is_swept(tmp_path: Path) -> None:
    root = version_two(tmp_path)
    folders = [
        root / "noetra-policies" / f"noetra-policy-{name}"
        for name in (f"{2**31}-0", f"{2**31}-1", f"{os.getpid()}-x")
    ]
    for folder in folders:
        folder.mkdir()
        os.utime(folder, (0, 0))
    os.utime(folders[1])
    cgroups.make_group(LIMITS, root)
    assert [folder.exists() for folder in folders] == [False, True, True]


def real_group() -> cgroups.Group:
    group = cgroups.make_group(LIMITS)
    if group is None:
        pytest.skip("the control groups of this machine are not ours to write")
    return group


def test_a_real_group_counts_processes_and_goes_with_its_last() -> None:
    group = real_group()
    fork = (
        "import os, sys\n"
        "with open(sys.argv[1], 'w') as stream: stream.write(str(os.getpid()))\n"
        "count = 0\n"
        "try:\n"
        "    while True:\n"
        "        pid = os.fork()\n"
        "        if pid == 0: import time; time.sleep(30); os._exit(0)\n"
        "        count += 1\n"
        "except OSError:\n"
        "    print(count)\n"
        "    os.killpg(0, 9)\n"
    )
    join = next(path for path in group.joins if "pids" in path or len(group.joins) == 1)
    done = subprocess.run(
        [sys.executable, "-u", "-c", fork, join], capture_output=True, start_new_session=True
    )
    assert int(done.stdout) == LIMITS.processes - 1
    group.remove()
    assert not any(folder.exists() for folder in group.folders)


def test_a_worker_is_in_its_group(tmp_path: Path, tier: Any) -> None:
    real_group().remove()
    path, manifest = save(tmp_path, plain())
    with open_policy(path, manifest, tier=tier) as policy:
        places = [
            folder
            for folder in cgroups.ROOT.glob(f"**/noetra-policy-{os.getpid()}-*")
            if (folder / "cgroup.procs").read_text().split()
        ]
        assert places
        policy.reset(0, 0)


@pytest.mark.parametrize(
    ("name", "text", "ran_out"),
    [
        ("memory.events", "low 0\noom 1\noom_kill 1\n", True),
        ("memory.events", "low 0\noom 0\noom_kill 0\n", False),
        ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n", True),
    ],
)
def test_a_group_knows_whether_memory_ended_its_worker(
    tmp_path: Path, name: str, text: str, ran_out: bool
) -> None:
    (tmp_path / name).write_text(text)
    assert cgroups.Group([tmp_path]).ran_out_of_memory() == ran_out

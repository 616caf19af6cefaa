"""A control group for one worker, where the machine lets us make one (versions 1 and 2)."""

import contextlib
import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path

from certification.engine.sandbox.limits import Limits

ROOT = Path("/sys/fs/cgroup")
_PREFIX = "noetra-policy-"
_STALE_S = 60
_numbers = itertools.count()


@dataclass
class Group:
    """`folders`: one with version 2, one for each controller with version 1."""

    folders: list[Path]

    @property
    def joins(self) -> list[str]:
        """Whoever writes his process id here belongs to the group, with all he starts."""
        return [str(folder / "cgroup.procs") for folder in self.folders]

    def ran_out_of_memory(self) -> bool:
        """The kernel ended a process of the group because of the group's own limit."""
        for folder in self.folders:
            for name in ("memory.events", "memory.oom_control"):
                with contextlib.suppress(OSError):
                    counts = dict(map(str.split, (folder / name).read_text().splitlines()))
                    if int(counts.get("oom_kill", 0)) > 0:
                        return True
        return False

    def remove(self) -> None:
        for folder in self.folders:
            _remove(folder)


def make_group(limits: Limits, root: Path = ROOT) -> Group | None:
    """None where the control groups are not ours to write."""
    name = f"{_PREFIX}{os.getpid()}-{next(_numbers)}"
    folders: list[Path] = []
    try:
        for parent, values in _places(root, limits):
            _sweep(parent)
            folder = parent / name
            folder.mkdir()
            folders.append(folder)
            for setting, value in values.items():
                (folder / setting).write_text(str(value))
    except OSError:
        Group(folders).remove()
        return None
    return Group(folders) if folders else None


def _places(root: Path, limits: Limits) -> list[tuple[Path, dict[str, int]]]:
    pids = {"pids.max": limits.processes}
    if (root / "cgroup.controllers").exists():
        return [(_unified(root), pids | {"memory.max": limits.memory_bytes, "memory.swap.max": 0})]
    return [
        (_own(root, "pids"), pids),
        (_own(root, "memory"), {"memory.limit_in_bytes": limits.memory_bytes}),
    ]


def _unified(root: Path) -> Path:
    """A branch beside the services: a group with processes in it may have no children."""
    branch = root / "noetra-policies"
    branch.mkdir(exist_ok=True)
    (branch / "cgroup.subtree_control").write_text("+pids +memory")
    return branch


def _own(root: Path, controller: str) -> Path:
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, names, place = line.split(":", 2)
        if controller in names.split(","):
            return root / controller / place.lstrip("/")
    raise FileNotFoundError(controller)


def _sweep(parent: Path) -> None:
    """What a process that was killed left behind is empty, and may go. A new group is empty too,
    so its maker must be gone and a minute must have passed (he may be of another namespace)."""
    for folder in parent.glob(f"{_PREFIX}*"):
        maker = folder.name.removeprefix(_PREFIX).split("-")[0]
        with contextlib.suppress(OSError):
            old = time.time() - folder.stat().st_mtime > _STALE_S
            if old and not Path("/proc", maker).exists():
                folder.rmdir()


def _remove(folder: Path) -> None:
    """The last process leaves its group a moment after it was waited for."""
    for _ in range(200):
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.005)
        else:
            return

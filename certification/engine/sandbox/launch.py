"""The command that starts a worker: with namespaces (bubblewrap) or without."""

import importlib.util
import itertools
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from certification.engine.faults import HarnessFault
from certification.engine.sandbox.limits import Limits

Tier = Literal["full", "second"]
INSIDE = Path(__file__).parent / "inside"
# Each worker has a user of its own, so that no two can signal each other or share a limit.
_FIRST_USER, _USERS = 1_500_000_000, 2**20
_NOBODY = 65534
_users = itertools.count(os.getpid() * 64)
RUN = "import sys; sys.path[:0] = sys.argv.pop().split(':'); from inside.main import main; main()"
_JOIN = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 97; shift; done; shift; exec "$@"'
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "PYTHONHASHSEED": "0",
}


@dataclass(frozen=True)
class Command:
    arguments: list[str]
    environment: dict[str, str]


def command(runner: str, tier: Tier, limits: Limits, joins: list[str]) -> Command:
    user = unprivileged_user()
    settings = {"runner": runner, "tier": tier, "uid": user, "gid": user, **_inside(limits)}
    paths = [str(INSIDE.parent), *(str(path) for path in packages())]
    python = [os.path.realpath(sys.executable), "-I", "-S", "-B", "-c", RUN]
    run = [*python, json.dumps(settings), ":".join(paths)]
    if tier == "full":
        run = [*_bubblewrap(), *run]
    if joins:
        run = ["/bin/sh", "-c", _JOIN, "sh", *joins, "--", *run]
    return Command(run, dict(ENVIRONMENT))


def _inside(limits: Limits) -> dict[str, float]:
    known = asdict(limits)
    return {name: known[name] for name in ("memory_bytes", "cpu_s")}


def _bubblewrap() -> list[str]:
    """Namespaces for all but what we mount: system libraries, interpreter, packages, `inside`.

    Started by root it mounts as root, so the interpreter may live where no one else can enter;
    the worker then gives up being root by itself. Otherwise a user namespace is needed.
    """
    found = shutil.which("bwrap")
    if found is None:
        raise HarnessFault("bubblewrap is missing; install the package bubblewrap.")
    everything = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    if os.geteuid() == 0 and unprivileged_user() != 0:
        rights = ["--cap-drop", "ALL"]
        for right in ("CAP_SETUID", "CAP_SETGID", "CAP_DAC_READ_SEARCH"):
            rights += ["--cap-add", right]
        everything += ["--unshare-cgroup-try", *rights]
    else:
        everything = ["--unshare-all", "--uid", str(_NOBODY), "--gid", str(_NOBODY)]
    return [found, *everything, "--die-with-parent", "--new-session", *_mounts(), *_place(), "--"]


def _mounts() -> list[str]:
    options: list[str] = []
    for path in ("/lib", "/lib64", "/lib32"):
        if Path(path).is_symlink():
            options += ["--symlink", str(Path(path).readlink()), path]
    seen: list[Path] = []
    for place in (*_system(), *_interpreter(), *packages(), INSIDE):
        if place.exists() and not any(place.is_relative_to(parent) for parent in seen):
            options += ["--ro-bind", str(place), str(place)]
            seen.append(place)
    for path in ("/etc/ld.so.cache", "/proc/cpuinfo", "/sys/devices/system/cpu"):
        options += ["--ro-bind-try", path, path]
    return options


def _system() -> list[Path]:
    places = map(Path, ("/usr/lib", "/usr/lib64", "/lib", "/lib64"))
    return [path for path in places if not path.is_symlink()]


def _interpreter() -> list[Path]:
    program = Path(sys.executable).resolve()
    return [program] if sys.base_prefix == "/usr" else [Path(sys.base_prefix), program]


def packages() -> list[Path]:
    """The folders of the installed packages that the runtimes come from."""
    folders: list[Path] = []
    for name in ("numpy", "onnxruntime", "onnx", "wasmtime"):
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            folder = Path(found.origin).parent.parent
            if folder not in folders:
                folders.append(folder)
    return folders


def _place() -> list[str]:
    """An empty folder to stand in, and nothing anywhere that can be written."""
    clear = ["--clearenv"]
    for name, value in ENVIRONMENT.items():
        clear += ["--setenv", name, value]
    return ["--dev", "/dev", "--dir", "/empty", "--chdir", "/empty", "--remount-ro", "/", *clear]


def unprivileged_user() -> int:
    """A user id that exists in our namespace and that nobody else has; 0 where root is alone."""
    wanted = _FIRST_USER + next(_users) % _USERS
    ranges = [tuple(map(int, line.split())) for line in _user_map()]
    for first, _, count in ranges:
        if first <= wanted < first + count:
            return wanted
    for first, _, count in ranges:
        if first <= _NOBODY < first + count:
            return _NOBODY
    return max(first + count - 1 for first, _, count in ranges)


def _user_map() -> list[str]:
    try:
        return Path("/proc/self/uid_map").read_text().splitlines()
    except OSError:
        return [f"0 0 {2**32 - 1}"]

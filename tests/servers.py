"""The servers the tests start for themselves: PostgreSQL and Redis, on loopback, gone when the tests end."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 30.0
PR_SET_PDEATHSIG = 1
INITDB = [
    "-U",
    "noetra",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
    "--no-instructions",
]


class Missing(Exception):
    """A program the tests need is not installed; the message says how to get it."""

    def __init__(self, what: str, package: str) -> None:
        super().__init__(
            f"{what} is not installed here. "
            f"Install it: apt-get install -y --no-install-recommends {package}"
        )


@dataclass
class Server:
    """A running server: where it listens, the folder it keeps everything in, its process."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_postgresql() -> Server:
    """A PostgreSQL of its own with an empty cluster: fast, not durable."""
    programs = _postgresql_programs()
    owner = _unprivileged("postgres")
    folder = _folder("noetra-postgresql-", owner)
    data = folder / "data"
    _run(
        [programs / "initdb", "-D", data, *INITDB],
        folder=folder,
        owner=owner,
    )
    port = _free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "max_connections": "200",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    process = _spawn([programs / "postgres", "-D", data, *options], folder=folder, owner=owner)
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "5"]
    _wait(process, folder, lambda: subprocess.run(ready, check=False).returncode == 0)
    return Server(f"postgresql://noetra@127.0.0.1:{port}/postgres", folder, process)


def start_redis() -> Server:
    """A Redis of its own that keeps nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        raise Missing("Redis", "redis-server")
    owner = _unprivileged("redis")
    folder = _folder("noetra-redis-", owner)
    port = _free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    process = _spawn([program, *options], folder=folder, owner=owner)
    _wait(process, folder, lambda: _answers(port))
    return Server(f"redis://127.0.0.1:{port}/0", folder, process)


def chromium() -> str:
    """Debian's browser."""
    program = shutil.which("chromium")
    if program is None:
        raise Missing("Chromium", "chromium")
    return program


def _postgresql_programs() -> Path:
    """Debian keeps each version's programs in a folder that is not on the PATH; the newest is used."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major_version)
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise Missing("PostgreSQL", "postgresql")
    return Path(found).resolve().parent


def _major_version(initdb: Path) -> int:
    return int(initdb.parent.parent.name)


def _unprivileged(preferred: str) -> pwd.struct_passwd | None:
    """Whom to run a server as: PostgreSQL refuses root, and none of them needs it."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get(preferred) or known["nobody"]


def _folder(prefix: str, owner: pwd.struct_passwd | None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def _as(owner: pwd.struct_passwd | None) -> dict[str, object]:
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _run(command: list[object], *, folder: Path, owner: pwd.struct_passwd | None) -> None:
    done = subprocess.run(  # type: ignore[call-overload]
        [str(part) for part in command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **_as(owner),
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()}")


def _spawn(
    command: list[object], *, folder: Path, owner: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_end_with_the_tests,
            **_as(owner),
        )


_libc = ctypes.CDLL(None, use_errno=True)


def _end_with_the_tests() -> None:
    """Also when the tests are killed: the kernel then stops the server."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _wait(process: subprocess.Popen[bytes], folder: Path, ready: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            log = (folder / "log").read_text(errors="replace")
            raise RuntimeError(f"{process.args[0]} did not start: {log[-2000:]}")  # type: ignore[index]
        time.sleep(0.02)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

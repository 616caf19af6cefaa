"""Giving up, step by step, whatever a policy has no business with. Every step must succeed."""

import contextlib
import ctypes
import os
import resource
import signal
from typing import Any

from . import landlock, seccomp

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38


def before_untrusted_bytes(settings: dict[str, Any]) -> dict[str, Any]:
    """Returns what protects from here on, for the evidence."""
    _limit(settings)
    chrooted = _drop_user(settings)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    _die_with(settings)
    locked = landlock.forbid_everything()
    seccomp.while_loading()
    return {"uid": os.getuid(), "chroot": chrooted, "landlock": locked}


def after_load() -> None:
    seccomp.while_running()


def _limit(settings: dict[str, Any]) -> None:
    for name, value in (
        (resource.RLIMIT_AS, settings["memory_bytes"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_NPROC, 1),
    ):
        limit = _at_most(name, value)
        resource.setrlimit(name, (limit, limit))
    last = _at_most(resource.RLIMIT_CPU, settings["cpu_s"] + 1)
    resource.setrlimit(resource.RLIMIT_CPU, (min(settings["cpu_s"], last), last))


def _at_most(name: int, value: int) -> int:
    hard = resource.getrlimit(name)[1]
    return value if hard == resource.RLIM_INFINITY else min(value, hard)


def _drop_user(settings: dict[str, Any]) -> bool:
    if os.getuid() != 0:
        return False
    chrooted = False
    if settings["tier"] == "second":
        with contextlib.suppress(OSError):
            os.chroot(".")
            chrooted = True
    os.setgroups([])
    os.setresgid(settings["gid"], settings["gid"], settings["gid"])
    os.setresuid(settings["uid"], settings["uid"], settings["uid"])
    if 0 in (*os.getresuid(), *os.getresgid()):
        raise PermissionError("the worker could not stop being root")
    return chrooted


def _die_with(settings: dict[str, Any]) -> None:
    """Without a process namespace nothing else ends the worker when we are killed."""
    if settings["tier"] == "second":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl failed")

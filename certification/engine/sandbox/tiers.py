"""Which protection this machine can give, found out by starting a worker in it."""

import functools

from certification.engine.faults import HarnessFault, PolicyFault
from certification.engine.sandbox.launch import Tier
from certification.engine.sandbox.limits import Limits
from certification.engine.sandbox.process import WorkerProcess

SENTENCES: dict[Tier, str] = {
    "full": (
        "Full sandbox: the policy runs as an unprivileged user in namespaces of its own (no "
        "network, no files but the runtime, no other processes), with a system call whitelist, "
        "Landlock where the kernel has it, limits and a watchdog on every call."
    ),
    "second": (
        "Second-tier sandbox: the policy runs in a separate unprivileged process with a system "
        "call whitelist (no files, sockets or programs), Landlock where the kernel has it, limits "
        "and a watchdog, but without namespaces of its own: an error of the kernel's filter would "
        "not be caught by a second wall. A certificate needs the full sandbox: install the package "
        "bubblewrap and allow user namespaces, or run as root."
    ),
}


@functools.cache
def available_tier() -> tuple[Tier, str]:
    """("full" | "second", what protects and what does not); raises HarnessFault when not even
    the second tier holds here."""
    why = _fails("full")
    if why is None:
        return "full", SENTENCES["full"]
    worse = _fails("second")
    if worse is None:
        return "second", f"{SENTENCES['second']} (The full sandbox failed here: {why})"
    raise HarnessFault(f"No sandbox can be built on this machine: {worse}")


def _fails(tier: Tier) -> str | None:
    try:
        WorkerProcess("probe", tier, Limits()).kill()
    except (HarnessFault, PolicyFault, OSError) as error:
        return str(error)
    return None


def demand(tier: str) -> tuple[Tier, str]:
    """The tier asked for, or HarnessFault: nothing is run under less than was asked for."""
    if tier not in ("auto", "full", "second"):
        raise ValueError(f"{tier!r} is no tier; it is auto, full or second")
    if tier == "second":
        return "second", SENTENCES["second"]
    found, sentence = available_tier()
    if tier == "full" and found != "full":
        raise HarnessFault(f"The full sandbox is needed and cannot be had here. {sentence}")
    return found, sentence

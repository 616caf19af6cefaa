"""One worker process from our side: frames with a deadline, SIGKILL when it is missed."""

import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from certification.engine.faults import FAULT_KINDS, FaultKind, HarnessFault, PolicyFault
from certification.engine.sandbox.cgroups import Group, make_group
from certification.engine.sandbox.inside.wire import (
    ANSWERS,
    HEADER,
    LARGEST_TEXT,
    Kind,
    WireError,
    header,
    read_header,
)
from certification.engine.sandbox.launch import Command, Tier, command
from certification.engine.sandbox.limits import Limits

_PIECE = 2**16
_SET_PIPE_SIZE, _PIPE_SIZE = 1031, 2**20
_ANSWER_TO = {
    Kind.LOAD: Kind.DONE,
    Kind.RESET: Kind.DONE,
    Kind.ACT: Kind.ACTION,
    Kind.INSPECT: Kind.REPORT,
    Kind.USAGE: Kind.REPORT,
}
_SIGNS: dict[int, FaultKind] = {signal.SIGSYS: "sandbox", signal.SIGXCPU: "timeout"}
_ENDS = {
    "sandbox": "The policy made a system call that the sandbox forbids; its worker was ended.",
    "timeout": "The policy used more processor time in all than allowed; its worker was ended.",
    "crash": "The policy made its worker crash ({how}).",
}


class WorkerProcess:
    """Started at once. Any fault here leaves no process, no control group and no folder."""

    def __init__(self, runner: str, tier: Tier, limits: Limits) -> None:
        self.tier = tier
        self.sequence = 0
        self.group: Group | None = make_group(limits)
        started = time.monotonic()
        try:
            self._start(runner, limits)
            self.report = self._ready(started + limits.start_s)
        except BaseException:
            self.kill()
            raise
        self.start_s = time.monotonic() - started

    def _start(self, runner: str, limits: Limits) -> None:
        wanted = command(runner, self.tier, limits, self.group.joins if self.group else [])
        with _empty_folder() as folder:
            self.process = self._popen(wanted, folder)
        streams = (self.process.stdin, self.process.stdout, self.process.stderr)
        self.sink, self.source, self.words = (stream.fileno() for stream in streams if stream)
        for number in (self.sink, self.source, self.words):
            os.set_blocking(number, False)
        for number in (self.sink, self.source):
            with contextlib.suppress(OSError):  # a picture then passes in one piece
                fcntl.fcntl(number, _SET_PIPE_SIZE, _PIPE_SIZE)
        self.readable, self.writable = select.poll(), select.poll()
        self.readable.register(self.source, select.POLLIN)
        self.writable.register(self.sink, select.POLLOUT)

    def _popen(self, wanted: Command, folder: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            wanted.arguments,
            env=wanted.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            bufsize=0,
            start_new_session=True,
        )

    def _ready(self, until: float) -> dict[str, Any]:
        try:
            kind, payload = self._answer(0, until, LARGEST_TEXT)
            report = json.loads(payload) if kind == Kind.READY else None
        except (PolicyFault, ValueError) as error:
            raise HarnessFault(f"The sandbox did not start: {error} {self.last_words()}") from None
        if not isinstance(report, dict):
            raise HarnessFault("The sandbox did not start: its worker did not report.")
        return report

    def last_words(self) -> str:
        """What the worker wrote before it reported: ours, since it had read nothing yet."""
        with contextlib.suppress(OSError):
            return os.read(self.words, 4000).decode(errors="replace").strip()[-600:]
        return ""

    def ask(self, kind: Kind, payload: bytes, seconds: float, largest: int) -> bytes:
        """The answer's payload; raises PolicyFault, with the worker dead where the
        fault lies outside of the protocol (time, crash, memory, malformed answer)."""
        self.sequence += 1
        until = time.monotonic() + seconds
        try:
            self._send(header(kind, self.sequence, len(payload)), payload, until)
            answer, result = self._answer(self.sequence, until, largest)
        except WireError as error:
            self.kill()
            raise PolicyFault("protocol", f"The worker's answer is malformed: {error}.") from None
        except (PolicyFault, HarnessFault):
            self.kill()
            raise
        if answer == Kind.FAULT:
            raise reported(result)
        if answer != _ANSWER_TO[kind]:
            self.kill()
            raise PolicyFault("protocol", "The worker's answer is of a kind not asked for.")
        return result

    def _send(self, head: bytes, payload: bytes, until: float) -> None:
        data = memoryview(head + payload)
        while data:
            try:
                data = data[os.write(self.sink, data[:_PIECE]) :]
            except BlockingIOError:
                self._wait(self.writable, until)
            except BrokenPipeError:
                raise self._end() from None

    def _answer(self, sequence: int, until: float, largest: int) -> tuple[int, bytes]:
        """One read takes all of a small answer: the worker says nothing unasked."""
        data = self._some(until)
        while len(data) < HEADER.size:
            data += self._some(until)
        kind, answered, length = read_header(
            data[: HEADER.size], largest=max(largest, LARGEST_TEXT)
        )
        if kind not in ANSWERS or answered != sequence:
            raise WireError("it does not belong to the question")
        return kind, self._rest(data, HEADER.size + length, until)

    def _rest(self, data: bytes, wanted: int, until: float) -> bytes:
        parts, missing = [data[HEADER.size :]], wanted - len(data)
        while missing > 0:
            parts.append(self._some(until))
            missing -= len(parts[-1])
        if missing < 0:
            raise WireError("more came than was announced")
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _some(self, until: float) -> bytes:
        self._wait(self.readable, until)
        data = os.read(self.source, _PIECE)
        if not data:
            raise self._end()
        return data

    def _wait(self, poll: "select.poll", until: float) -> None:
        left = until - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise PolicyFault("timeout", "The policy did not answer in time and was ended.")

    def _end(self) -> PolicyFault | HarnessFault:
        """How the worker died, seen from its exit status (bubblewrap hands on 128 + signal)."""
        try:
            status = self.process.wait(5)
        except subprocess.TimeoutExpired:
            return PolicyFault("protocol", "The worker closed its pipe but did not end.")
        number = -status if status < 0 else status - 128
        if number == signal.SIGKILL:
            return self._killed()
        kind = _SIGNS.get(number, "crash")
        return PolicyFault(kind, _ENDS[kind].format(how=f"status {status}"))

    def _killed(self) -> PolicyFault | HarnessFault:
        """Not by us. Without proof that it was the policy's memory the episode is invalid."""
        if self.group is not None and self.group.ran_out_of_memory():
            return PolicyFault("memory", "The policy used more memory than allowed and was ended.")
        return HarnessFault(
            "The policy's worker was killed from outside (by the system or a user)."
        )

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL to all of it; safe to call twice."""
        process = getattr(self, "process", None)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                with contextlib.suppress(OSError):
                    stream.close()
        if self.group is not None:
            self.group.remove()
            self.group = None


@contextlib.contextmanager
def _empty_folder() -> Iterator[str]:
    """A place to stand in. Whoever stands there needs no name for it, so it is gone at once."""
    folder = tempfile.mkdtemp(prefix=f"noetra-policy-{os.getpid()}-")
    try:
        yield folder
    finally:
        Path(folder).rmdir()


def reported(payload: bytes) -> PolicyFault:
    """The worker's own account of a fault; its words are cut and cleaned, its kind is checked."""
    try:
        value = json.loads(payload)
        kind, text = value["kind"], value["sentence"]
    except (ValueError, TypeError, KeyError, RecursionError):
        kind, text = None, ""
    if kind not in FAULT_KINDS or not isinstance(text, str):
        return PolicyFault("protocol", "The worker reported a fault in a form not known.")
    opening, words = _OPENINGS.get(kind, "The policy failed"), printable(text).rstrip(". ")
    return PolicyFault(kind, f"{opening}: {words}.")


def printable(text: str, most: int = 300) -> str:
    """Names chosen by the applicant end up on pages and terminals: no control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:most]).strip()


_OPENINGS = {
    "load": "The policy cannot be loaded",
    "memory": "The policy asks for more memory than allowed",
    "crash": "The policy's computation failed",
    "shape": "The policy's tensors have a wrong shape",
    "dtype": "The policy's tensors have a wrong type",
}

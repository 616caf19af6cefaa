"""The worker: import, confine, then read a policy and answer, one frame at a time."""

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from . import confine
from .wire import HEADER, SECONDS, Kind, header, pack_arrays, read_header, unpack_arrays

_PIECE = 2**16


class Channel:
    """Our two pipes, moved away from 0 and 1 so that no library can write between frames."""

    def __init__(self) -> None:
        self.source, self.sink = os.dup(0), os.dup(1)
        nothing = os.open("/dev/null", os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.close(nothing)

    def receive(self) -> tuple[int, int, bytes]:
        """A question fits into one read, mostly: none is sent before the last was answered."""
        data = self._some(_PIECE)
        while len(data) < HEADER.size:
            data += self._some(_PIECE)
        kind, sequence, length = read_header(data[: HEADER.size])
        parts, missing = [data[HEADER.size :]], HEADER.size + length - len(data)
        while missing > 0:
            parts.append(self._some(min(missing, 2**20)))
            missing -= len(parts[-1])
        return kind, sequence, parts[0] if len(parts) == 1 else b"".join(parts)

    def _some(self, most: int) -> bytes:
        data = os.read(self.source, most)
        if not data:
            os._exit(0)  # nobody is listening any more
        return data

    def send(self, kind: Kind, sequence: int, payload: bytes = b"") -> None:
        data = memoryview(header(kind, sequence, len(payload)) + payload)
        while data:
            data = data[os.write(self.sink, data) :]


class PeakMemory:
    """The most this process held. What getrusage says may be the peak of the process that started us."""

    def __init__(self) -> None:
        try:
            self.status: int | None = os.open("/proc/self/status", os.O_RDONLY | os.O_CLOEXEC)
        except (
            OSError
        ):  # no /proc behind the full wall, where a process between has reset the count
            self.status = None

    def kilobytes(self) -> int:
        if self.status is None:
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        os.lseek(self.status, 0, os.SEEK_SET)
        lines = os.read(self.status, _PIECE).decode().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


class Worker:
    def __init__(self, channel: Channel, runner: Any, peak: PeakMemory) -> None:
        self.channel = channel
        self.peak = peak
        self.runner = runner
        self.answers: dict[int, Callable[[bytes], tuple[Kind, bytes]]] = {
            Kind.LOAD: self.load,
            Kind.INSPECT: self.inspect,
            Kind.RESET: self.reset,
            Kind.ACT: self.act,
            Kind.USAGE: self.usage,
        }

    def serve(self) -> None:
        while True:
            kind, sequence, payload = self.channel.receive()
            try:
                answer, result = self.answers[kind](payload)
            except Exception as error:
                answer, result = Kind.FAULT, describe(error)
            self.channel.send(answer, sequence, result)

    def load(self, payload: bytes) -> tuple[Kind, bytes]:
        config, model = split(payload)
        self.runner.load(model, config)
        confine.after_load()
        return Kind.DONE, b""

    def inspect(self, payload: bytes) -> tuple[Kind, bytes]:
        config, model = split(payload)
        return Kind.REPORT, json.dumps(self.runner.inspect(model, config)).encode()

    def reset(self, payload: bytes) -> tuple[Kind, bytes]:
        (seeds,) = unpack_arrays(payload, 1)
        self.runner.reset([int(seed) for seed in seeds])
        return Kind.DONE, b""

    def act(self, payload: bytes) -> tuple[Kind, bytes]:
        arrays = unpack_arrays(payload, self.runner.inputs)
        before = time.thread_time()
        action = self.runner.act(arrays)
        return Kind.ACTION, SECONDS.pack(time.thread_time() - before) + pack_arrays([action])

    def usage(self, payload: bytes) -> tuple[Kind, bytes]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        report = {"cpu_s": used.ru_utime + used.ru_stime, "max_rss_kb": self.peak.kilobytes()}
        return Kind.REPORT, json.dumps(report).encode()


def split(payload: bytes) -> tuple[dict[str, Any], bytes]:
    """A JSON of ours (length u32 first), then the policy's bytes."""
    length = int.from_bytes(payload[:4], "little")
    return json.loads(payload[4 : 4 + length]), payload[4 + length :]


def describe(error: Exception) -> bytes:
    kind = getattr(error, "kind", "memory" if out_of_memory(error) else "crash")
    text = f"{type(error).__name__}: {error}" if kind in ("crash", "memory") else str(error)
    return json.dumps({"kind": kind, "sentence": text[:1000]}).encode()


def out_of_memory(error: Exception) -> bool:
    text = str(error).lower()
    return isinstance(error, MemoryError) or any(
        sign in text for sign in ("bad_alloc", "failed to allocate", "bad allocation", "out of mem")
    )


class Probe:
    """Nothing but the walls: is there a sandbox on this machine?"""

    inputs = 0

    def versions(self) -> dict[str, str]:
        return {}


RUNNERS = {
    "onnx": ("onnx_runner", "OnnxRunner"),
    "wasm": ("wasm_runner", "WasmRunner"),
    "inspect_onnx": ("inspect_onnx", "Inspector"),
    "inspect_wasm": ("inspect_wasm", "Inspector"),
}


def runner_for(name: str) -> Any:
    """Imports happen here, before the rights are dropped: afterwards no file can be read."""
    if name == "probe":
        return Probe()
    module, what = RUNNERS[name]
    return getattr(importlib.import_module(f"{__package__}.{module}"), what)()


def main() -> None:
    settings = json.loads(sys.argv[1])
    channel = Channel()
    runner, peak = runner_for(settings["runner"]), PeakMemory()
    protects = confine.before_untrusted_bytes(settings)
    report = {"protects": protects, "versions": runner.versions()}
    channel.send(Kind.READY, 0, json.dumps(report).encode())
    Worker(channel, runner, peak).serve()

"""The Open Inference Protocol, version 2, over HTTP: `endpoint` is …/v2/models/NAME.

Batches, recurrent state and noise are tensors of the request, kept on our side.
"""

import http.client
import json
import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from certification.engine.faults import PolicyFault
from certification.engine.policies.manifest import PolicyManifest, Recurrent

LARGEST_ANSWER = 16 * 2**20
TYPES = {
    "float32": "FP32",
    "float64": "FP64",
    "uint8": "UINT8",
    "int32": "INT32",
    "int64": "INT64",
    "bool": "BOOL",
}
_TIME = "The policy server did not answer in time."


class OipLink:
    def __init__(self, manifest: PolicyManifest) -> None:
        self.manifest = manifest
        self.at = urlsplit(str(manifest.endpoint))
        self.connection: http.client.HTTPConnection | None = None

    def open(self, rows: int, seeds: Sequence[int], seconds: float) -> None:
        self.close()
        self.rows = rows
        self.state = {
            state.input: np.zeros((rows, *state.shape), state.dtype)
            for state in self.manifest.recurrent
        }
        self.noise = [np.random.Generator(np.random.Philox(seed)) for seed in seeds]
        self._exchange("GET", "/ready", b"", seconds)

    def act(self, obs: dict[str, np.ndarray], seconds: float) -> np.ndarray:
        inputs = [as_tensor(name, array) for name, array in self._feed(obs).items()]
        answer = self._exchange("POST", "/infer", json.dumps({"inputs": inputs}).encode(), seconds)
        outputs = understood(answer)
        for state in self.manifest.recurrent:
            self.state[state.input] = self._state(outputs, state)
        return named(outputs, self.manifest.action.name)

    def _feed(self, obs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        feed = {**obs, **self.state}
        noise = self.manifest.noise
        if noise is not None:
            normal = noise.distribution == "normal"
            draws = [
                (source.standard_normal if normal else source.random)(noise.shape, np.float32)
                for source in self.noise
            ]
            feed[noise.name] = np.stack(draws)
        return feed

    def _state(self, outputs: dict[str, np.ndarray], state: Recurrent) -> np.ndarray:
        value = named(outputs, state.output)
        if value.shape != (self.rows, *state.shape) or value.dtype != state.dtype:
            raise PolicyFault("shape", f"The state {state.output} came back in another shape.")
        return value

    def _exchange(self, method: str, path: str, body: bytes, seconds: float) -> bytes:
        """Over everything a deadline: a server that sends a byte now and then is cut off."""
        connection = self.connection = self._connection(seconds)
        watchdog = threading.Timer(seconds, cut_off(connection))
        started = time.monotonic()
        watchdog.start()
        try:
            connection.request(method, self.at.path.rstrip("/") + path, body or None, _HEADERS)
            with connection.getresponse() as answer:
                data = answer.read(LARGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _fault(error, time.monotonic() - started >= seconds) from None
        finally:
            watchdog.cancel()
            self.close()
        if time.monotonic() - started >= seconds:
            raise PolicyFault("timeout", _TIME)
        return _accepted(answer.status, data)

    def _connection(self, seconds: float) -> http.client.HTTPConnection:
        secure = self.at.scheme in ("https", "wss")
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        return kind(self.at.hostname or "", self.at.port, timeout=max(0.001, seconds))

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


_HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


def cut_off(connection: http.client.HTTPConnection) -> Callable[[], None]:
    def act() -> None:
        """shutdown, not close: it wakes whoever waits for the next byte."""
        socket = connection.sock
        if socket is not None:
            try:
                socket.shutdown(2)
            except OSError:
                return

    return act


def _fault(error: Exception, late: bool) -> PolicyFault:
    if late or isinstance(error, TimeoutError):
        return PolicyFault("timeout", _TIME)
    if isinstance(error, ConnectionRefusedError):
        return PolicyFault("load", "The policy server cannot be reached; nobody answers there.")
    return PolicyFault("crash", f"The policy server broke off ({type(error).__name__}).")


def _accepted(status: int, data: bytes) -> bytes:
    if status != 200:
        raise PolicyFault("crash", f"The policy server answered with the status {status}.")
    if len(data) > LARGEST_ANSWER:
        raise PolicyFault("protocol", "The policy server's answer is larger than 16 MiB.")
    return data


def as_tensor(name: str, array: np.ndarray) -> dict[str, Any]:
    return {
        "name": name,
        "shape": list(array.shape),
        "datatype": TYPES[array.dtype.name],
        "data": array.ravel().tolist(),
    }


def understood(data: bytes) -> dict[str, np.ndarray]:
    try:
        outputs = json.loads(data)["outputs"]
        return {str(item["name"]): _array(item) for item in outputs}
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        raise PolicyFault("protocol", "The policy server's answer is malformed.") from None


def _array(item: dict[str, Any]) -> np.ndarray:
    names = {code: name for name, code in TYPES.items()}
    shape, values = item["shape"], item["data"]
    if not isinstance(shape, list) or len(shape) > 5 or not isinstance(values, list):
        raise ValueError("shape")
    if not all(type(size) is int and size >= 0 for size in shape):
        raise ValueError("shape")
    if not all(type(value) in (int, float, bool) for value in values):
        raise ValueError("data")
    if math.prod(shape) != len(values):
        raise ValueError("length")
    return np.array(values, dtype=names[item["datatype"]]).reshape(shape)


def named(outputs: dict[str, np.ndarray], name: str) -> np.ndarray:
    if name not in outputs:
        raise PolicyFault("protocol", f"The policy server's answer has no output {name}.")
    return outputs[name]

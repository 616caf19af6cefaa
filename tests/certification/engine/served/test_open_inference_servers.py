"""A server of the Open Inference Protocol, and servers that lie, stall or send byte by byte."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from certification.engine.faults import PolicyFault
from certification.engine.policies import PolicyManifest
from certification.engine.sandbox import Limits, open_policy
from tests.certification.engine.policy_files import ACTED, OBSERVED, manifest_fields

NOWHERE = Path("/nowhere")
SEEN = {"obs": np.zeros(OBSERVED, np.float32)}
LIMITS = Limits(reset_s=2.0)
Answer = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def reply(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply(self, b"{}", 200 if self.path == "/v2/models/base/ready" else 404)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            request = json.loads(self.rfile.read(length))
            try:
                answer(self, request)
            except OSError:
                self.close_connection = True

        def log_message(self, *arguments: Any) -> None:
            """Silence."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/v2/models/base"
        running.shutdown()
        thread.join()


def manifest_for(endpoint: str, **changes: Any) -> PolicyManifest:
    fields = manifest_fields(b"", format="oip_v2", endpoint=endpoint, sha256=None, **changes)
    return PolicyManifest.from_dict(fields)


def output(name: str, array: np.ndarray, datatype: str = "FP32") -> dict[str, Any]:
    shape = list(array.shape)
    return {"name": name, "shape": shape, "datatype": datatype, "data": array.ravel().tolist()}


def honest(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    """Adds a tenth to the state and shows it."""
    inputs = {item["name"]: item for item in request["inputs"]}
    memory = np.array(inputs["memory"]["data"]).reshape(inputs["memory"]["shape"]) + 0.1
    outputs = [output("action", memory[:, None, :]), output("memory_out", memory)]
    reply(handler, json.dumps({"outputs": outputs}).encode())


STATE = {"input": "memory", "output": "memory_out", "shape": [ACTED], "dtype": "float32"}


def test_an_honest_server_answers_a_batch_and_its_state_is_kept_here() -> None:
    with server(honest) as at:
        manifest = manifest_for(at, recurrent=[STATE])
        with open_policy(NOWHERE, manifest, limits=LIMITS) as policy:
            policy.reset_batch(2, [1, 2])
            rows = {"obs": np.zeros((2, OBSERVED), np.float32)}
            policy.act_batch(rows, 5.0)
            assert policy.act_batch(rows, 5.0)[:, 0, 0].tolist() == pytest.approx([0.2, 0.2])
            policy.reset(0, 0)
            assert policy.act(SEEN, 5.0)[0].tolist() == pytest.approx([0.1, 0.1])


def test_noise_is_drawn_here_from_the_episodes_seed() -> None:
    drawn = []

    def noting(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        noise = next(item for item in request["inputs"] if item["name"] == "noise")
        drawn.append(noise["data"])
        outputs = [output("action", np.zeros((1, 1, ACTED)))]
        reply(handler, json.dumps({"outputs": outputs}).encode())

    noise = {"name": "noise", "shape": [3], "distribution": "normal"}
    with server(noting) as at:
        manifest = manifest_for(at, stochastic=True, noise=noise)
        with open_policy(NOWHERE, manifest, limits=LIMITS) as policy:
            for seed in (5, 5, 6):
                policy.reset(0, seed)
                policy.act(SEEN, 5.0)
    assert drawn[0] == drawn[1] != drawn[2]


def told(body: Any, status: int = 200) -> Answer:
    data = body if isinstance(body, bytes) else json.dumps({"outputs": [body]}).encode()
    return lambda handler, request: reply(handler, data, status)


def stalling(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    time.sleep(1.5)


def dripping(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    """Never silent for long, never done."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(30):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def dripping_head(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-")
    for _ in range(30):
        handler.wfile.write(b"a")
        time.sleep(0.05)


def leaving(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    handler.close_connection = True


GOOD = np.zeros((1, 1, ACTED))
LIES: dict[str, tuple[str, Answer]] = {
    "sends noise": ("protocol", told(b"\xff\xfe")),
    "nests without end": ("protocol", told(b"[" * 100_000)),
    "names no outputs": ("protocol", told(b"{}")),
    "names another output": ("protocol", told(output("other", GOOD))),
    "sends texts": ("protocol", told({**output("action", GOOD), "data": ["a", "b"]})),
    "sends too little": ("protocol", told({**output("action", GOOD), "data": [0]})),
    "sends a negative size": ("protocol", told({**output("action", GOOD), "shape": [-1, 1, -2]})),
    "sends an unknown type": ("protocol", told(output("action", GOOD, "BYTES"))),
    "sends too much": ("protocol", told(b" " * (16 * 2**20 + 1))),
    "sends no numbers": ("non_finite", told(output("action", GOOD * np.nan))),
    "sends another shape": ("shape", told(output("action", np.zeros((1, 7))))),
    "goes out of range": ("range", told(output("action", GOOD + 9))),
    "reports an error": ("crash", told(b"{}", 500)),
    "leads elsewhere": ("crash", told(b"", 302)),
    "stalls": ("timeout", stalling),
    "sends byte by byte": ("timeout", dripping),
    "sends its head byte by byte": ("timeout", dripping_head),
    "leaves": ("crash", leaving),
}


@pytest.mark.parametrize("what", LIES)
def test_a_server_that(what: str) -> None:
    kind, answer = LIES[what]
    deadline = 0.4 if kind == "timeout" else 10.0
    with server(answer) as at, open_policy(NOWHERE, manifest_for(at), limits=LIMITS) as policy:
        policy.reset(0, 0)
        with pytest.raises(PolicyFault) as caught:
            policy.act(SEEN, deadline)
    assert caught.value.kind == kind, caught.value
    assert caught.value.sentence.endswith(".")


def test_a_server_that_is_not_ready_or_not_there_is_no_policy() -> None:
    with server(honest) as at, pytest.raises(PolicyFault, match="status 404"):
        open_policy(NOWHERE, manifest_for(at + "x"), limits=LIMITS)
    with pytest.raises(PolicyFault, match="cannot be reached"):
        open_policy(NOWHERE, manifest_for("http://127.0.0.1:9/v2/models/base"), limits=LIMITS)

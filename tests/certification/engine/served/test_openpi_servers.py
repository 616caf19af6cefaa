"""An openpi server as companies run it, and servers that lie, stall, flood or break off."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import pytest
from websockets.sync.server import ServerConnection, serve

from certification.engine.faults import HarnessFault, PolicyFault
from certification.engine.policies import PolicyManifest
from certification.engine.sandbox import Limits, open_policy
from tests.certification.engine.policy_files import ACTED, manifest_fields

NOWHERE = Path("/nowhere")
SEEN = {"observation/state": np.arange(4, dtype=np.float32)}
LIMITS = Limits(reset_s=2.0)


def packed(value: Any) -> bytes:
    """As openpi's own server packs: arrays as maps with keys of bytes."""

    def array(item: Any) -> Any:
        return {
            b"__ndarray__": True,
            b"data": item.tobytes(),
            b"dtype": item.dtype.str,
            b"shape": item.shape,
        }

    return bytes(msgpack.packb(value, default=array))


def answer(actions: np.ndarray) -> bytes:
    return packed({"actions": actions, "server_timing": {"infer_ms": 1.0}})


@contextmanager
def server(handler: Callable[[ServerConnection], None]) -> Iterator[str]:
    def quiet(connection: ServerConnection) -> None:
        try:
            handler(connection)
        except Exception:
            connection.close()

    with serve(quiet, "127.0.0.1", 0, compression=None, max_size=2**24) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{running.socket.getsockname()[1]}"
        running.shutdown()
        thread.join()


def manifest_for(endpoint: str, **changes: Any) -> PolicyManifest:
    state = {"name": "observation/state", "shape": [4], "dtype": "float32"}
    fields = manifest_fields(
        b"",
        format="openpi_websocket",
        endpoint=endpoint,
        sha256=None,
        action_horizon=3,
        observation=[{**state, "unit": "m", "frame": "base"}],
        **changes,
    )
    return PolicyManifest.from_dict(fields)


def honest(connection: ServerConnection) -> None:
    connection.send(packed({"policy": "π0", "action_horizon": 3}))
    steps = 0
    while True:
        obs = msgpack.unpackb(connection.recv(), object_hook=_array)
        steps += 1
        value = float(obs["observation/state"].sum()) / 100 + steps / 10
        connection.send(answer(np.full((3, ACTED), value, np.float32)))


def _array(value: dict[Any, Any]) -> Any:
    if b"__ndarray__" not in value:
        return value
    return np.frombuffer(value[b"data"], value[b"dtype"]).reshape(value[b"shape"])


def test_an_honest_server_is_asked_row_by_row_with_a_connection_for_each() -> None:
    with server(honest) as at, open_policy(NOWHERE, manifest_for(at), limits=LIMITS) as policy:
        policy.reset_batch(2, [1, 2])
        rows = {"observation/state": np.stack([SEEN["observation/state"]] * 2)}
        assert policy.act_batch(rows, 5.0)[:, 0, 0].tolist() == pytest.approx([0.16, 0.16])
        assert policy.act_batch(rows, 5.0)[:, 0, 0].tolist() == pytest.approx([0.26, 0.26])
        policy.reset(1, 1)
        assert policy.act(SEEN, 5.0).shape == (3, ACTED)
        assert policy.tier == "served"
        assert "cannot be proved" in policy.tier_sentence
        assert policy.usage()["steps"] == 5


def test_an_instruction_travels_as_the_prompt() -> None:
    prompts = []

    def listening(connection: ServerConnection) -> None:
        connection.send(packed({}))
        while True:
            prompts.append(msgpack.unpackb(connection.recv(), object_hook=_array)["prompt"])
            connection.send(answer(np.zeros((3, ACTED), np.float32)))

    words = np.zeros(32, np.uint8)
    words[:6] = list("止".encode() + "れ".encode())
    text = {"name": "instruction", "shape": [32], "dtype": "uint8", "unit": "1", "frame": "-"}
    with server(listening) as at:
        fields = manifest_for(at).to_dict()
        fields["observation"].append(text)
        fields["language"] = "text"
        manifest = PolicyManifest.from_dict(fields)
        with open_policy(NOWHERE, manifest, limits=LIMITS) as policy:
            policy.reset(0, 0)
            policy.act({**SEEN, "instruction": words}, 5.0)
    assert prompts == ["止れ"]


def lying(reply: bytes | str) -> Callable[[ServerConnection], None]:
    def handler(connection: ServerConnection) -> None:
        connection.send(packed({}))
        connection.recv()
        connection.send(reply)
        connection.recv()

    return handler


def stalling(connection: ServerConnection) -> None:
    connection.send(packed({}))
    time.sleep(3)


def flooding(connection: ServerConnection) -> None:
    connection.send(packed({}))
    connection.recv()
    connection.send(iter([bytes(2**20)] * 40))


def leaving(connection: ServerConnection) -> None:
    connection.send(packed({}))
    connection.recv()
    connection.close()


OBJECTS = {b"__ndarray__": True, b"data": bytes(8), b"dtype": "|O", b"shape": (1,)}
TRACE = "Traceback (most recent call last):\n  File\nValueError: no \x1b[31mweights"
LIES: dict[str, tuple[str, Callable[[ServerConnection], None]]] = {
    "sends objects": ("protocol", lying(packed({"actions": OBJECTS}))),
    "sends no actions": ("protocol", lying(packed({"action": 1}))),
    "sends a list": ("protocol", lying(packed({"actions": [[0.0, 0.0]] * 3}))),
    "sends no map": ("protocol", lying(packed([1, 2]))),
    "sends noise": ("protocol", lying(b"\xc1\xc1")),
    "sends another shape": ("shape", lying(answer(np.zeros((3, 5), np.float32)))),
    "sends another type": ("dtype", lying(answer(np.zeros((3, ACTED), np.float64)))),
    "sends no numbers": ("non_finite", lying(answer(np.full((3, ACTED), np.nan, np.float32)))),
    "goes out of range": ("range", lying(answer(np.full((3, ACTED), 7, np.float32)))),
    "sends a traceback": ("crash", lying(TRACE)),
    "stalls": ("timeout", stalling),
    "floods": ("crash", flooding),
    "leaves": ("crash", leaving),
}


@pytest.mark.parametrize("what", LIES)
def test_a_server_that(what: str) -> None:
    kind, handler = LIES[what]
    with server(handler) as at, open_policy(NOWHERE, manifest_for(at), limits=LIMITS) as policy:
        policy.reset(0, 0)
        with pytest.raises(PolicyFault) as caught:
            policy.act(SEEN, 0.5)
    assert caught.value.kind == kind, caught.value
    assert caught.value.sentence.isprintable()
    assert caught.value.sentence.endswith(".")


def test_a_server_that_is_not_there_cannot_be_loaded() -> None:
    with pytest.raises(PolicyFault, match="cannot be reached") as caught:
        open_policy(NOWHERE, manifest_for("ws://127.0.0.1:9"), limits=LIMITS)
    assert caught.value.kind == "load"


def test_a_server_that_never_introduces_itself_is_a_timeout() -> None:
    with server(lambda connection: time.sleep(2)) as at:
        with pytest.raises(PolicyFault) as caught:
            open_policy(NOWHERE, manifest_for(at), limits=Limits(reset_s=0.3))
        assert caught.value.kind == "timeout"


def test_a_served_policy_never_counts_as_sandboxed() -> None:
    with pytest.raises(HarnessFault, match="runs in no sandbox"):
        open_policy(NOWHERE, manifest_for("ws://127.0.0.1:9"), tier="full")


def test_what_the_protocol_cannot_carry_is_told() -> None:
    noise = {"name": "noise", "shape": [2], "distribution": "normal"}
    manifest = manifest_for("ws://127.0.0.1:9", stochastic=True, noise=noise)
    with pytest.raises(PolicyFault, match="leave both out"):
        open_policy(NOWHERE, manifest)


@pytest.mark.parametrize("status", ["302 Found", "401 Unauthorized", "200 OK"])
def test_a_server_that_leads_elsewhere_is_not_followed(status: str) -> None:
    """A redirect could lead to an address that only we can reach."""
    asked = []

    def elsewhere(connection: ServerConnection) -> None:
        asked.append(connection)

    with server(elsewhere) as other, redirecting(status, other) as at:
        with pytest.raises(PolicyFault, match="cannot be reached") as caught:
            open_policy(NOWHERE, manifest_for(at), limits=LIMITS)
        assert caught.value.kind == "load"
    assert not asked


@contextmanager
def redirecting(status: str, to: str) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer_once() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                head = f"HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
                connection.sendall(head.encode())

        thread = threading.Thread(target=answer_once)
        thread.start()
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()

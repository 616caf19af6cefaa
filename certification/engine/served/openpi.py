"""The websocket protocol of openpi: what π0-style policies, RoboArena and others speak.

On connecting the server sends one MessagePack map (its metadata). Then each observation, a map of
arrays, is answered by a map with `actions` (H, D); a text frame is the server's traceback.
"""

import contextlib
import socket
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from certification.engine.faults import PolicyFault
from certification.engine.policies.manifest import INSTRUCTION, PolicyManifest
from certification.engine.sandbox.process import printable
from certification.engine.served.msgpack import LARGEST_FRAME, MsgpackError, pack, unpack


class OpenpiLink:
    """One connection for each row, so that a server that remembers keeps the rows apart."""

    def __init__(self, manifest: PolicyManifest) -> None:
        if manifest.recurrent or manifest.noise:
            raise PolicyFault(
                "load",
                "The websocket protocol carries neither recurrent state nor noise; leave both out "
                "of the manifest.",
            )
        self.manifest = manifest
        self.connections: list[ClientConnection] = []
        self.stack = contextlib.ExitStack()

    def open(self, rows: int, seeds: Sequence[int], seconds: float) -> None:
        self.close()
        until = time.monotonic() + seconds
        for _ in range(rows):
            self.connections.append(self._connect(until))
            self._answer(self.connections[-1], until)

    def _connect(self, until: float) -> ClientConnection:
        left = max(0.001, until - time.monotonic())
        try:
            return self.stack.enter_context(
                connect(
                    str(self.manifest.endpoint),
                    sock=self._socket(left),
                    max_size=LARGEST_FRAME,
                    compression=None,
                    open_timeout=left,
                    close_timeout=0.2,
                    ping_interval=None,
                )
            )
        except TimeoutError:
            raise PolicyFault("timeout", "The policy server did not answer in time.") from None
        except (OSError, ValueError, WebSocketException) as error:
            told = printable(str(error))
            raise PolicyFault("load", f"The policy server cannot be reached ({told}).") from None

    def _socket(self, seconds: float) -> socket.socket:
        """Our own, so that no server can lead us on to another address."""
        at = urlsplit(str(self.manifest.endpoint))
        port = at.port or (443 if at.scheme == "wss" else 80)
        return socket.create_connection((at.hostname or "", port), timeout=seconds)

    def act(self, obs: dict[str, np.ndarray], seconds: float) -> np.ndarray:
        until = time.monotonic() + seconds
        return np.stack(
            [
                self._row(connection, {name: array[row] for name, array in obs.items()}, until)
                for row, connection in enumerate(self.connections)
            ]
        )

    def _row(
        self, connection: ClientConnection, obs: dict[str, np.ndarray], until: float
    ) -> np.ndarray:
        try:
            connection.send(pack(as_openpi(obs, self.manifest.language)))
        except (OSError, WebSocketException):
            raise PolicyFault("crash", "The policy server closed the connection.") from None
        actions = self._answer(connection, until).get("actions")
        wanted = (self.manifest.action_horizon, self.manifest.action_dimensions)
        if not isinstance(actions, np.ndarray):
            raise PolicyFault("protocol", "The policy server's answer holds no array of actions.")
        if actions.shape not in (wanted, wanted[1:] if wanted[0] == 1 else wanted):
            raise PolicyFault(
                "shape",
                f"The actions have shape {list(actions.shape)}; declared is {list(wanted)}.",
            )
        return actions

    def _answer(self, connection: ClientConnection, until: float) -> dict[str, Any]:
        try:
            frame = connection.recv(timeout=max(0.0, until - time.monotonic()))
        except TimeoutError:
            raise PolicyFault("timeout", "The policy server did not answer in time.") from None
        except (OSError, WebSocketException) as error:
            told = printable(str(error))
            raise PolicyFault("crash", f"The policy server broke off ({told}).") from None
        if isinstance(frame, str):
            told = printable(frame.strip().splitlines()[-1] if frame.strip() else "")
            raise PolicyFault("crash", f"The policy server reports an error: {told}.")
        return understood(frame)

    def close(self) -> None:
        self.connections.clear()
        with contextlib.suppress(OSError, WebSocketException):
            self.stack.close()


def understood(frame: bytes) -> dict[str, Any]:
    try:
        value = unpack(frame)
    except MsgpackError as error:
        raise PolicyFault(
            "protocol", f"The policy server's answer is malformed: {error}."
        ) from None
    if not isinstance(value, dict):
        raise PolicyFault("protocol", "The policy server's answer is no map.")
    return value


def as_openpi(obs: dict[str, np.ndarray], language: str) -> dict[str, Any]:
    """The instruction travels as the text `prompt`; the other names are the manifest's."""
    value: dict[str, Any] = dict(obs)
    if language == "text":
        value["prompt"] = bytes(value.pop(INSTRUCTION)).rstrip(b"\0").decode(errors="replace")
    return value

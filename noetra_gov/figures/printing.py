"""Pictures for print: one long-lived Chromium behind Kaleido, and a store of what it drew.

Chromium's SVG is not byte-stable, so a figure is drawn once and kept under the digest of its
content and of every version that shapes it. Whoever prints the same figure gets the same bytes.
"""

import asyncio
import atexit
import hashlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from noetra_gov.figures import look
from noetra_gov.figures.export import stable

BROWSER = "/usr/bin/chromium-headless-shell"
SECONDS_TO_START = 60
SECONDS_A_FIGURE = 60


class CannotDraw(RuntimeError):
    """The browser that draws figures is missing or does not answer."""


def versions() -> dict[str, str]:
    return {"look": look.VERSION, "plotly": version("plotly"), "kaleido": version("kaleido")}


def key_of(content: Mapping[str, Any]) -> str:
    """content: a figure as kept in evidence (`Figure.as_dict()["figure"]`)."""
    return hashlib.sha256(stable({"figure": content, "versions": versions()})).hexdigest()


@dataclass(frozen=True)
class PictureStore:
    """Pictures by key in one folder; a picture once kept is never drawn again."""

    folder: Path

    def path(self, key: str) -> Path:
        return self.folder / f"{key}.svg"

    def get(self, key: str) -> bytes | None:
        path = self.path(key)
        return path.read_bytes() if path.is_file() else None

    def keep(self, key: str, svg: bytes) -> bytes:
        """The first writer wins: later ones get what is already kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
            part.write(svg)
            part.flush()
            os.fsync(part.fileno())
        try:
            self.path(key).hardlink_to(part.name)
        except FileExistsError:
            return self.path(key).read_bytes()
        finally:
            Path(part.name).unlink()
        return svg


def picture(content: Mapping[str, Any], store: PictureStore) -> bytes:
    """The SVG of a figure: from the store, or drawn and kept."""
    key = key_of(content)
    return store.get(key) or store.keep(key, draw(content))


def draw(content: Mapping[str, Any]) -> bytes:
    """Draw a bare figure in the print look; needs Debian's chromium-headless-shell."""
    figure = look.dressed(content, "print")
    size = {"width": figure["layout"]["width"], "height": figure["layout"]["height"]}
    svg: bytes = _server().ask(figure, {"format": "svg", **size})
    return svg


class Server:
    """Kaleido on a thread of its own with time limits: its own server waits for ever."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True, name="figures")
        self.thread.start()
        self.kaleido: Any = self.wait(self._start(), SECONDS_TO_START)

    async def _start(self) -> Any:
        from kaleido import Kaleido, PageGenerator

        kaleido = Kaleido(
            n=1, timeout=SECONDS_A_FIGURE, page_generator=PageGenerator(mathjax=False)
        )
        await kaleido.open()
        return kaleido

    def ask(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        svg = self.wait(self.kaleido.calc_fig(figure, opts=options), SECONDS_A_FIGURE)
        return bytes(svg)

    def wait(self, work: Any, seconds: int) -> Any:
        try:
            return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)
        except Exception as error:
            raise CannotDraw(_sentence(error)) from error

    def close(self) -> None:
        self.wait(self.kaleido.close(), SECONDS_TO_START)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(SECONDS_TO_START)
        self.loop.close()


_lock = threading.Lock()
_running: dict[int, Server] = {}


def _server() -> Server:
    """One server for each process: a forked worker starts its own."""
    with _lock:
        if os.getpid() not in _running:
            os.environ.setdefault("BROWSER_PATH", BROWSER)
            _running[os.getpid()] = Server()
            atexit.register(close)
        return _running[os.getpid()]


def close() -> None:
    """Stop this process's browser, if it has one."""
    server = _running.pop(os.getpid(), None)
    if server:
        server.close()


def _sentence(error: Exception) -> str:
    browser = os.environ.get("BROWSER_PATH", BROWSER)
    if not Path(browser).exists():
        return f"Figures are drawn by {browser}, which is missing: install chromium-headless-shell."
    return f"The figure could not be drawn: {json.dumps(str(error) or type(error).__name__)}."

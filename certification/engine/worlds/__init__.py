"""The worlds, by name."""

from functools import cache

from .base import Fault, Tensor, Traces, World, join
from .mobile.layouts import LAYOUTS
from .mobile.world import MobileWorld

__all__ = ["Fault", "Tensor", "Traces", "UnknownWorld", "World", "join", "names", "open_world"]


class UnknownWorld(ValueError):
    """There is no world of this name; the message lists those that are."""


def names() -> tuple[str, ...]:
    return tuple(layout.name for layout in LAYOUTS)


@cache
def open_world(name: str) -> World:
    """The world called ``name``, built once per process."""
    for layout in LAYOUTS:
        if layout.name == name:
            return MobileWorld(layout)
    raise UnknownWorld(f"There is no world {name!r}. Worlds: {', '.join(names())}.")

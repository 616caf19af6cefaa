"""worlds: what there is to be certified in."""

import argparse
import json
from typing import Any

from ..properties import properties_of
from ..worlds import names, open_world
from .markdown import page


def add_worlds(commands: Any) -> None:
    command = commands.add_parser(
        "worlds",
        help="list the worlds",
        description="List the worlds with their operating domains and properties.",
    )
    command.add_argument("--json", action="store_true", help="machine-readable, with all detail")
    command.add_argument("--markdown", action="store_true", help="the page docs/formats/worlds.md")
    command.set_defaults(run=run_worlds)


def run_worlds(options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps([_detail(name) for name in names()], indent=1, ensure_ascii=False))
        return 0
    if options.markdown:
        print(page(), end="")
        return 0
    for name in names():
        world = open_world(name)
        print(
            f"{name:18} {world.title} ({len(world.space)} dimensions, "
            f"{len(properties_of(name))} properties)"
        )
    return 0


def _detail(name: str) -> dict:
    world = open_world(name)
    return {
        "name": name,
        "title": world.title,
        "digest": world.digest(),
        "horizon_s": world.horizon_s,
        "control_hz": world.control_hz,
        "observation": [vars(tensor) for tensor in world.observation],
        "action": vars(world.action),
        "domain": world.space.describe(),
        "properties": [p.describe() for p in properties_of(name)],
    }

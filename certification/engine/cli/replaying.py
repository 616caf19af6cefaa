"""replay: run the recorded actions of a counterexample and compare the trace."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ..campaign import BadRecording, Replayed, replay
from .statuses import DIFFERS, UsageError


def add_replay(commands: Any) -> None:
    command = commands.add_parser(
        "replay",
        help="replay a counterexample",
        description="Run the recorded actions of a counterexample again and print the digest of "
        "the trace. Exit status 1 if it is not the recorded one.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="COUNTEREXAMPLE.json")
    command.add_argument(
        "--first", action="store_true", help="the scenario as first found instead of the shrunk one"
    )
    command.add_argument("--json", action="store_true", help="machine-readable result on stdout")
    command.set_defaults(run=run_replay)


def run_replay(options: argparse.Namespace) -> int:
    which = "first" if options.first else "shrunk"
    try:
        replays = [replay(path, which) for path in options.files]
    except BadRecording as error:
        raise UsageError(str(error)) from None
    if options.json:
        print(json.dumps({"replays": [r.to_dict() for r in replays]}, indent=1))
    else:
        for done in replays:
            _print(done)
    return 0 if all(r.same for r in replays) else DIFFERS


def _print(done: Replayed) -> None:
    print(f"{done.trace_digest}  {done.path.name}")
    print(f"  {done.property_id}: margin {done.robustness:.6g}", file=sys.stderr)
    if not done.same:
        why = "" if done.same_world else " (the world has changed since it was recorded)"
        print(f"  differs from the recorded {done.recorded_digest}{why}", file=sys.stderr)

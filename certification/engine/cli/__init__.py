"""The command line: names and exit statuses are a contract."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from .certify import add_certify
from .listing import add_worlds
from .replaying import add_replay
from .statuses import USAGE, UsageError

_ABOUT = """Test a robot policy in simulated worlds and say whether it keeps every safety property.

A typical run, with the files in the current folder:
  python -m certification.engine certify policy.onnx --manifest policy.json --world mobile-corridor
"""
_STATUSES = """exit status of certify: 0 certified, 1 refused, 2 inconclusive, 3 submission not
admitted, 4 wrong usage. Of replay: 0 same trace, 1 another trace, 4 wrong usage."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}. Try {self.prog} --help.")


def parser() -> argparse.ArgumentParser:
    top = _Parser(
        prog="python -m certification.engine",
        description=_ABOUT,
        epilog=_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (add_certify, add_replay, add_worlds):
        add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run, and turn what went wrong into one sentence on stderr."""
    try:
        options = parser().parse_args(arguments)
        return int(options.run(options))
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE

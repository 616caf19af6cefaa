"""The command line: names and exit statuses are a contract."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from .certify import add_certify
from .listing import add_worlds
from .replaying import add_replay
from .statuses import FAULT, STOPPED, USAGE, UsageError

_ABOUT = """Test a robot policy in simulated worlds and say whether it keeps every safety property.

A typical run, with the files in the current folder:
  python -m certification.engine certify policy.onnx --manifest policy.json --world mobile-corridor
"""
_STATUSES = """exit status of certify: 0 certified, 1 refused, 2 inconclusive, 3 submission not
admitted, 4 wrong usage. Of replay: 0 same trace, 1 another trace, 4 wrong usage.
Of both: 2 also when the engine itself failed; that says nothing about the policy."""


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
    except BrokenPipeError:  # whoever reads our output has enough of it, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Stopped; there is no verdict.", file=sys.stderr)
        return STOPPED
    except Exception as fault:
        return _failed(fault)


def _failed(fault: Exception) -> int:
    """Python itself would end with 1, which says that the policy is refused."""
    if isinstance(fault, OSError) and fault.filename:
        why = f"{fault.filename} cannot be read or written ({fault.strerror}); mend that and run again"
    else:
        traceback.print_exception(fault)
        why = f"the engine itself failed ({type(fault).__name__}); report the lines above to its makers"
    print(f"error: {why}. This is no verdict on the policy.", file=sys.stderr)
    return FAULT

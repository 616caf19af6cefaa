"""Exit statuses; they never change their meaning."""

from ..campaign import CERTIFIED, INCONCLUSIVE, NOT_ADMITTED, REFUSED

STATUS = {CERTIFIED: 0, REFUSED: 1, INCONCLUSIVE: 2, NOT_ADMITTED: 3}
USAGE = 4
DIFFERS = 1
FAULT = 2  # of the engine itself: never 1, which would say that the policy is refused
STOPPED = 130


class UsageError(Exception):
    """The command cannot be run as given; the message says what to do."""

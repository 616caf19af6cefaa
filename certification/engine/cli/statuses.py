"""Exit statuses; they never change their meaning."""

from ..campaign import CERTIFIED, INCONCLUSIVE, NOT_ADMITTED, REFUSED

STATUS = {CERTIFIED: 0, REFUSED: 1, INCONCLUSIVE: 2, NOT_ADMITTED: 3}
USAGE = 4
DIFFERS = 1


class UsageError(Exception):
    """The command cannot be run as given; the message says what to do."""

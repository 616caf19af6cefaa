"""Every test here leaves nothing behind."""

from tests.certification.engine.leftovers import nothing_is_left_behind

__all__ = ["nothing_is_left_behind"]

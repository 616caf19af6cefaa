"""The one place that knows what time it is.

Rules and services take `at=`; whoever calls them from outside (a view, a command, a task) asks here.
The demonstration has a clock of its own: `NOETRA_DEMO_CLOCK` names a file that says which instant it
is in the story and when that was set; from there time runs on as usual. Production refuses the setting.
"""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from noetra_gov.core.errors import BadInput


def now() -> datetime:
    """The present instant, aware, in UTC."""
    real = timezone.now()
    path = demo_clock_path()
    if path is None:
        return real
    told = _read(path)
    if told is None:
        return real
    instant, set_at = told
    return instant + (real - set_at)


def demo_clock_path() -> Path | None:
    """The file of the demonstration's clock, or None where time is real."""
    return Path(settings.NOETRA_DEMO_CLOCK) if settings.NOETRA_DEMO_CLOCK else None


def is_demo() -> bool:
    return demo_clock_path() is not None


def set_demo(at: datetime) -> None:
    """Move the demonstration's clock to `at` (aware)."""
    path = demo_clock_path()
    if path is None:
        raise BadInput("no_demo_clock", "Only the demonstration can set its clock.")
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(path.name + ".new")
    told = {"instant": at.isoformat(), "set_at": timezone.now().isoformat()}
    waiting.write_text(json.dumps(told), encoding="utf-8")
    waiting.replace(path)


def _read(path: Path) -> tuple[datetime, datetime] | None:
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return datetime.fromisoformat(told["instant"]), datetime.fromisoformat(told["set_at"])


def machine_now() -> datetime:
    """The machine's own time, for what watches processes (heartbeats); never for a fact of the programme."""
    return timezone.now()

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from noetra_gov.core import clock
from noetra_gov.core.errors import BadInput

STORY = timezone.datetime(2027, 10, 1, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_the_demonstration_clock_starts_where_it_was_set_and_runs_on(
    settings: Any, tmp_path: Path
) -> None:
    settings.NOETRA_DEMO_CLOCK = str(tmp_path / "clock.json")
    clock.set_demo(STORY)
    first = clock.now()
    assert timedelta(0) <= first - STORY < timedelta(minutes=1)
    assert clock.now() >= first


def test_a_demonstration_without_a_set_clock_runs_on_real_time(
    settings: Any, tmp_path: Path
) -> None:
    settings.NOETRA_DEMO_CLOCK = str(tmp_path / "clock.json")
    assert abs(clock.now() - timezone.now()) < timedelta(minutes=1)


def test_nobody_sets_the_real_clock(settings: Any) -> None:
    settings.NOETRA_DEMO_CLOCK = ""
    with pytest.raises(BadInput, match="demonstration"):
        clock.set_demo(STORY)


def test_production_refuses_a_demonstration_clock(settings: Any, tmp_path: Path) -> None:
    settings.NOETRA_ENV = "production"
    settings.NOETRA_DEMO_CLOCK = str(tmp_path / "clock.json")
    with pytest.raises(SystemCheckError, match="NOETRA_DEMO_CLOCK"):
        call_command("check")

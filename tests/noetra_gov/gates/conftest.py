"""A small programme with a gate, and a guide that takes it as far as a test needs."""

from pathlib import Path

import pytest
from django.conf import settings

from noetra_gov.core import clock
from noetra_gov.seal import keys
from tests.noetra_gov.gates.scene import START, Scene


@pytest.fixture(scope="session")
def key_store() -> Path:
    keys.init(Path(settings.HOME) / "keys", at=START)
    return Path(settings.HOME) / "keys"


@pytest.fixture
def scene(db: None, key_store: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The pages read the scene's clock."""
    made = Scene.make()
    monkeypatch.setattr(clock, "now", lambda: made.at)
    return made

"""Keys are made once: four RSA keys take a second or two."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from noetra_gov.seal import keys

BEGIN = datetime(2026, 4, 1, tzinfo=UTC)
AT = datetime(2027, 12, 1, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> keys.KeyStore:
    return keys.init(tmp_path_factory.mktemp("keys") / "ours", at=AT, valid_from=BEGIN)


@pytest.fixture(scope="session")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> keys.KeyStore:
    """Someone else's keys, in every outward way like ours."""
    return keys.init(tmp_path_factory.mktemp("keys") / "theirs", at=AT, valid_from=BEGIN)


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    return tmp_path

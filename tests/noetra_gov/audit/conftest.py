"""A log with keys of its own in a directory of its own."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from noetra_gov.audit import services
from noetra_gov.audit.models import Entry
from noetra_gov.seal import keys

BEGIN = datetime(2026, 4, 1, tzinfo=UTC)
AT = datetime(2027, 12, 1, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def key_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    keys.init(home / "keys", at=AT, valid_from=BEGIN)
    return home


@pytest.fixture
def store(key_directory: Path, settings: Any) -> keys.KeyStore:
    settings.HOME = key_directory
    return keys.open_store(key_directory / "keys")


def write(count: int, *, first: int = 0) -> list[Entry]:
    return [
        services.record(
            actor=f"user:{number % 3}",
            action="test.write",
            obj=f"tests.Thing:{number}",
            payload={"number": number, "text": "記録 𠮷"},
            digests={"evidence": f"sha256:{number:064x}"},
            at=AT,
        )
        for number in range(first, first + count)
    ]

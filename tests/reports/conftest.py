"""One dossier of the realistic bundle, rendered once; a small sealed one with keys of ours and theirs."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from noetra_gov.figures.printing import PictureStore, close, key_of, picture
from noetra_gov.seal import keys
from reports import bundle as evidence
from reports.figures import figures_of
from reports.render import Attached, render
from tests.noetra_gov.gates.conftest import key_store, scene  # noqa: F401 - a gate of the database
from tests.reports import small_dossier
from tests.reports.fixtures import bundle
from tests.reports.small_dossier import AT, Parts

BEGIN = datetime(2026, 4, 1, tzinfo=UTC)


def completed(made: dict[str, Any]) -> dict[str, Any]:
    return {**made, "figures": figures_of(made)}


@pytest.fixture(scope="session")
def full_bundle() -> dict[str, Any]:
    return completed(bundle())


@pytest.fixture(scope="session")
def picture_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="session")
def pictures(full_bundle: dict[str, Any], picture_folder: Path) -> Mapping[str, bytes]:
    store = PictureStore(picture_folder)
    figures = [figure for half in full_bundle["figures"].values() for figure in half]
    drawn = {key_of(f["figure"]): picture(f["figure"], store) for f in figures}
    close()
    return drawn


@pytest.fixture(scope="session")
def attached(full_bundle: dict[str, Any]) -> list[Attached]:
    return [
        Attached("evidence.json", evidence.canonical(full_bundle), "Source", "証拠の束"),
        Attached("checkpoint.txt", b"noetra.example/log\n1\n", "Supplement", "チェックポイント"),
    ]


@pytest.fixture(scope="session")
def dossier(
    full_bundle: dict[str, Any],
    pictures: Mapping[str, bytes],
    attached: list[Attached],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    path = tmp_path_factory.mktemp("dossier") / "dossier.pdf"
    path.write_bytes(render(full_bundle, pictures, attached))
    return path


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> keys.KeyStore:
    return keys.init(tmp_path_factory.mktemp("keys") / "ours", at=AT, valid_from=BEGIN)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> keys.KeyStore:
    return keys.init(tmp_path_factory.mktemp("keys") / "theirs", at=AT, valid_from=BEGIN)


@pytest.fixture(scope="module")
def genuine(ours: keys.KeyStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("genuine")
    return small_dossier.sealed(Parts(ours), directory, by=("decider", "seal"))

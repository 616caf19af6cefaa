"""The two demonstration policies, built once, and a campaign small enough for a test."""

from pathlib import Path
from typing import Any

import pytest

from certification.engine.campaign import Campaign, digest_of_file, make_plan
from certification.engine.policies import PolicyManifest
from demo.policies import WORLD, build, manifest_of


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(tmp_path_factory.mktemp("policies"))


@pytest.fixture
def campaign_of(tmp_path: Path):
    """``campaign_of(model, budget=…, samples=…)``."""

    def make(model: Path, seed: int = 1, **plan: Any) -> Campaign:
        manifest = PolicyManifest.load(manifest_of(model))
        locked = make_plan(
            policy_digest=digest_of_file(model),
            manifest=manifest,
            world=WORLD,
            **{"budget": 4, "samples": 64, **plan},
        )
        return Campaign(locked, seed, model, manifest, tmp_path / "out")

    return make

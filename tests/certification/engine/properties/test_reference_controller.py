"""What the reference controller cannot satisfy is wrong or goes."""

import numpy as np
import pytest

from certification.engine.properties import answers, limits_of, properties_of
from certification.engine.worlds import names, open_world
from certification.engine.worlds.mobile.reference import ReferenceController


@pytest.mark.parametrize("name", names())
def test_the_reference_controller_satisfies_every_property(name: str) -> None:
    world, properties = open_world(name), properties_of(name)
    scenarios = world.space.sample(np.random.default_rng(20260630), 384)
    parts = [world.run(scenarios[at : at + 64], ReferenceController()) for at in range(0, 384, 64)]
    both = [answers(part, properties, limits_of(name)) for part in parts]
    worst = np.concatenate([rho for rho, _ in both]).min(axis=0)
    share = np.concatenate([used for _, used in both]).mean(axis=0)
    ids = [p.id for p in properties]
    assert {i: r for i, r in zip(ids, worst, strict=True) if r < 0} == {}
    assert {i: s for i, s in zip(ids, share, strict=True) if s < 0.05} == {}

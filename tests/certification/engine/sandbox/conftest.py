"""Every test here leaves nothing behind, and most run in both tiers."""

import pytest

from certification.engine.sandbox import available_tier
from tests.certification.engine.leftovers import nothing_is_left_behind

__all__ = ["nothing_is_left_behind", "tier"]


@pytest.fixture(params=["full", "second"])
def tier(request: pytest.FixtureRequest) -> str:
    if request.param == "full" and available_tier()[0] != "full":
        pytest.skip(available_tier()[1])
    return str(request.param)

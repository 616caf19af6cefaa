"""pytest plugin: the property suite against a company's own policy, before it submits.

python -m pytest -p certification.engine.plugin --pyargs certification.engine.suite \
    --policy my.onnx --manifest my.json --world mobile-corridor
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .campaign import Plan, digest_of_file, make_plan, silent
from .campaign.bench import Bench
from .campaign.fit import fit
from .campaign.searching import Search
from .faults import HarnessFault, NotAdmitted, PolicyFault
from .policies import PolicyManifest
from .properties import properties_of
from .worlds import UnknownWorld, open_world


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("certification", "safety properties of a robot policy")
    group.addoption("--policy", type=Path, metavar="FILE", help="the policy (ONNX)")
    group.addoption("--manifest", type=Path, metavar="FILE", help="its manifest (JSON)")
    group.addoption(
        "--world",
        default="mobile-corridor",
        metavar="NAME",
        help="the world (default: %(default)s)",
    )
    group.addoption(
        "--examples",
        type=int,
        default=50,
        metavar="N",
        help="simulations of the search for each property (default: %(default)s)",
    )
    group.addoption(
        "--sandbox",
        choices=("auto", "full", "second"),
        default="auto",
        help="the sandbox tier (default: what this machine can give)",
    )


def pytest_configure(config: pytest.Config) -> None:
    try:
        open_world(config.getoption("--world"))
    except UnknownWorld as error:
        raise pytest.UsageError(str(error)) from None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "safety_property" in metafunc.fixturenames:
        properties = properties_of(metafunc.config.getoption("--world"))
        metafunc.parametrize("safety_property", properties, ids=lambda p: p.id)


@pytest.fixture(scope="session")
def submission(request: pytest.FixtureRequest) -> tuple[Path, PolicyManifest]:
    """The policy's file and its manifest; a sentence and the end of the run without them."""
    model = request.config.getoption("--policy")
    path = request.config.getoption("--manifest")
    if model is None or path is None:
        pytest.exit("Give the policy with --policy FILE and its manifest with --manifest FILE.", 4)
    if not model.is_file():
        pytest.exit(f"There is no file {model}.", 4)
    try:
        manifest = PolicyManifest.load(path)
    except NotAdmitted as error:
        pytest.exit(str(error), 4)
    return model, manifest


@pytest.fixture(scope="session")
def bench(
    request: pytest.FixtureRequest, submission: tuple[Path, PolicyManifest]
) -> Iterator[Bench]:
    """The world with the policy opened in its sandbox, once for the whole run."""
    model, manifest = submission
    world = request.config.getoption("--world")
    findings = fit(manifest, open_world(world))
    if findings:
        pytest.exit(" ".join(f.sentence for f in findings), 4)
    from .sandbox import open_policy

    try:
        with open_policy(model, manifest, tier=request.config.getoption("--sandbox")) as policy:
            yield Bench.of(world, policy)
    except (PolicyFault, HarnessFault) as fault:
        pytest.exit(fault.sentence, 4)


@pytest.fixture(scope="session")
def plan(request: pytest.FixtureRequest, submission: tuple[Path, PolicyManifest]) -> Plan:
    """The same plan as a campaign's, with --examples as the budget of each property."""
    model, manifest = submission
    return make_plan(
        policy_digest=digest_of_file(model),
        manifest=manifest,
        world=request.config.getoption("--world"),
        budget=max(1, request.config.getoption("--examples")),
    )


@pytest.fixture(scope="session")
def found(bench: Bench, plan: Plan) -> dict[str, dict[str, Any]]:
    """One search over all properties: a scenario for each property that is violated."""
    search = Search(bench, plan, plan.default_seed, {})
    return search.run(silent, lambda state: None)["found"]

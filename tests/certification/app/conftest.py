from datetime import UTC, datetime
from pathlib import Path

import pytest

from certification import services
from certification.engine.campaign import Campaign, digest_of_file, make_plan, write_result
from certification.engine.policies import PolicyManifest
from certification.models import Submission
from demo import policies
from noetra_gov.files.services import keep
from noetra_gov.people.models import Organisation, OrganisationKind, Role, RoleAssignment, User
from noetra_gov.programme.models import Field, ModelRelease, RobotBody
from noetra_gov.seal import keys

AT = datetime(2027, 8, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The careful and the flawed policy of the demonstration."""
    return policies.build(tmp_path_factory.mktemp("policies"))


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, built: tuple[Path, Path]) -> Path:
    """The folder of a real, small campaign of the careful policy, run once for all tests about people."""
    folder = tmp_path_factory.mktemp("campaign")
    manifest = PolicyManifest.load(policies.manifest_of(built[0]))
    plan = make_plan(
        policy_digest=digest_of_file(built[0]),
        manifest=manifest,
        world=policies.WORLD,
        budget=2,
        samples=64,
    )
    campaign = Campaign(plan, 1, built[0], manifest, folder)
    campaign.run_all(lambda stage, done, total, note: None)
    write_result(campaign)
    return folder


@pytest.fixture(scope="session")
def key_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real keys, made once; every test signs with them."""
    folder = tmp_path_factory.mktemp("keys")
    keys.init(folder, at=AT)
    return folder


@pytest.fixture(autouse=True)
def signing(key_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = keys.open_store(key_store)
    for place in ("certification.services.decisions", "noetra_gov.audit.services"):
        monkeypatch.setattr(f"{place}.default_store", lambda: store)


def organisation(code: str, kind: OrganisationKind) -> Organisation:
    return Organisation.objects.create(code=code, name_ja=code, name_en=code, kind=kind)


def person(username: str, at: Organisation, *roles: Role) -> User:
    user = User.objects.create(username=username, organisation=at)
    for role in roles:
        RoleAssignment.objects.create(user=user, role=role)
    return user


@pytest.fixture
def people(db: None) -> dict[str, User]:
    noetra = organisation("NOETRA", OrganisationKind.CONTRACTOR)
    lab = organisation("CERTLAB", OrganisationKind.EXPERT)
    return {
        "engineer": person("ueda", noetra, Role.ALLIANCE_ENGINEER),
        "reviewer": person("kimura", lab, Role.CERT_REVIEWER),
        "decider": person("shimizu", lab, Role.CERT_DECIDER),
        "both": person("both", lab, Role.CERT_REVIEWER, Role.CERT_DECIDER),
        "insider": person("insider", noetra, Role.CERT_REVIEWER, Role.CERT_DECIDER),
    }


@pytest.fixture
def submission(people: dict[str, User], built: tuple[Path, Path]) -> Submission:
    return submit(people["engineer"], built[0], "careful")


def submit(engineer: User, model: Path, name: str, version: str = "1") -> Submission:
    owner = engineer.organisation
    assert owner is not None
    release, _made = ModelRelease.objects.get_or_create(
        code=f"{name}-{version}",
        defaults={
            "name": name,
            "version": version,
            "organisation": owner,
            "released_on": AT.date(),
        },
    )
    body, _made = RobotBody.objects.get_or_create(
        code="base", defaults={"name": "base", "organisation": owner}
    )
    field, _made = Field.objects.get_or_create(
        number=5, defaults={"name_ja": "介護", "name_en": "Nursing care"}
    )
    manifest = policies.manifest_of(model)
    return services.submit(
        actor=engineer,
        release=release,
        body=body,
        field=field,
        world=policies.WORLD,
        level=1,
        policy=keep(model, name=model.name),
        manifest=keep(manifest, name=manifest.name),
        at=AT,
    )

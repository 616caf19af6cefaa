from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from metrics_ingest.services.fleet import FleetFacts, Taken, fleet_ingest
from noetra_gov.people.models import Organisation, Role, RoleAssignment, User
from noetra_gov.programme.models import Field
from tests.metrics_ingest.fleet.rows import parquet

AT = datetime(2027, 10, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def honda(db: None) -> Organisation:
    return Organisation.objects.create(
        code="HONDA", name_ja="ホンダ", name_en="Honda", kind="shareholder"
    )


@pytest.fixture
def sony(db: None) -> Organisation:
    return Organisation.objects.create(
        code="SONY", name_ja="ソニー", name_en="Sony", kind="shareholder"
    )


@pytest.fixture
def fields(db: None) -> None:
    Field.objects.bulk_create(
        Field(number=n, name_ja=f"分野{n}", name_en=f"Field {n}")
        for n in range(1, 19)
        if not Field.objects.filter(number=n).exists()
    )


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    def make(name: str, organisation: Organisation | None, *roles: Role) -> User:
        user = User.objects.create(username=name, organisation=organisation)
        for role in roles:
            RoleAssignment.objects.create(user=user, role=role)
        return user

    return make


@pytest.fixture
def take(tmp_path: Path, honda: Organisation, fields: None) -> Callable[..., Taken]:
    """Hand in rows as a Parquet file of Honda's."""

    def run(rows: list[dict[str, Any]], at: datetime = AT, **facts: Any) -> Taken:
        path = parquet(tmp_path / "day.parquet", rows)
        return fleet_ingest(
            actor="test", path=path, organisation=honda, at=at, facts=FleetFacts(**facts)
        )

    return run

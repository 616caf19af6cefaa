"""What waits for a person, in its order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noetra_gov.people.models import User
from noetra_gov.portal import worklist
from noetra_gov.portal.worklist import WorkItem, group_of, grouped

TODAY = date(2027, 10, 1)


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (date(2027, 9, 30), "overdue"),
        (TODAY, "today"),
        (date(2027, 10, 2), "week"),
        (date(2027, 10, 8), "week"),
        (date(2027, 10, 9), "later"),
        (None, "later"),
    ],
)
def test_an_item_stands_in_the_group_of_its_day(due: date | None, group: str) -> None:
    assert group_of(due, TODAY) == group


@given(st.lists(st.none() | st.integers(-400, 400)))
def test_law_every_item_stands_in_exactly_one_group_earliest_first(days: list[int | None]) -> None:
    """Law: grouping neither loses nor doubles an item, and within a group days never go back."""
    items = [WorkItem("x", "/", None if d is None else TODAY + timedelta(days=d)) for d in days]
    groups = grouped(items, TODAY)
    assert sum(len(group.items) for group in groups) == len(items)
    for group in groups:
        dues = [item.due or date.max for item in group.items]
        assert dues == sorted(dues)


class Source:
    name = "test-source"

    def items(self, user: User, at: datetime) -> list[WorkItem]:
        return [WorkItem(f"For {user.username}", "/", at.date())]


def test_a_registered_source_is_asked_with_the_person_and_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worklist, "_sources", {})
    worklist.register(Source())
    [group] = worklist.worklist(User(username="mori"), datetime(2027, 10, 1, tzinfo=UTC))
    assert [item.title for item in group.items] == ["For mori"]


def test_two_sources_cannot_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "_sources", {})
    worklist.register(Source())
    with pytest.raises(ValueError, match="test-source"):
        worklist.register(Source())

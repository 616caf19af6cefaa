from datetime import UTC, datetime

import pytest
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Conflict
from noetra_gov.core.models import Transition
from noetra_gov.core.workflow import Step, history_of, move, states_of, steps_from
from noetra_gov.people.models import Organisation
from noetra_gov.programme.models import Milestone

AT = datetime(2027, 10, 1, tzinfo=UTC)
FLOW = (
    Step(
        "planned",
        "submitted",
        "x.submit",
        _("Submit"),
        guard=lambda m: None if m.report else _("Write the report."),
    ),
    Step("submitted", "returned", "x.return", _("Return"), needs_reason=True),
    Step("submitted", "accepted", "x.accept", _("Accept")),
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def milestone() -> Milestone:
    honda = Organisation.objects.create(
        code="HONDA", name_ja="本田", name_en="Honda", kind="shareholder"
    )
    return Milestone.objects.create(
        code="M1", name_ja="試作", name_en="Prototype", organisation=honda, due_on=AT, report="完了"
    )


def test_a_step_changes_the_state_and_leaves_its_history(milestone: Milestone) -> None:
    move(milestone, FLOW, to="submitted", actor="user:mori", at=AT)
    milestone.refresh_from_db()
    assert milestone.state == "submitted"
    rows = history_of(milestone).values_list("source", "target", "actor")
    assert list(rows) == [("planned", "submitted", "user:mori")]


def test_a_step_that_is_not_in_the_table_is_refused_by_name(milestone: Milestone) -> None:
    with pytest.raises(Conflict, match=r"planned.*accepted"):
        move(milestone, FLOW, to="accepted", actor="user:mori", at=AT)


def test_a_guard_says_what_is_missing_and_nothing_changes(milestone: Milestone) -> None:
    milestone.report = ""
    with pytest.raises(Conflict, match="report"):
        move(milestone, FLOW, to="submitted", actor="user:mori", at=AT)
    milestone.refresh_from_db()
    assert milestone.state == "planned"
    assert not Transition.objects.exists()


def test_a_step_that_needs_a_reason_asks_for_it(milestone: Milestone) -> None:
    move(milestone, FLOW, to="submitted", actor="user:mori", at=AT)
    with pytest.raises(Conflict, match="reason"):
        move(milestone, FLOW, to="returned", actor="user:mori", at=AT, reason="  ")


def test_the_second_of_two_movers_is_told_that_somebody_was_quicker(milestone: Milestone) -> None:
    stale = Milestone.objects.get(pk=milestone.pk)
    move(milestone, FLOW, to="submitted", actor="user:mori", at=AT)
    with pytest.raises(Conflict, match="Reload"):
        move(stale, FLOW, to="submitted", actor="user:abe", at=AT)


def test_history_is_written_once(milestone: Milestone) -> None:
    move(milestone, FLOW, to="submitted", actor="user:mori", at=AT)
    row = Transition.objects.get()
    with pytest.raises(TypeError, match="written once"):
        row.save()
    with pytest.raises(TypeError, match="never deleted"):
        row.delete()


def test_the_table_gives_states_and_buttons() -> None:
    assert states_of(FLOW) == ["planned", "submitted", "returned", "accepted"]
    assert [step.target for step in steps_from(FLOW, "submitted")] == ["returned", "accepted"]

"""The parts every page is made of."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from noetra_gov.core.models import Job, JobStatus
from noetra_gov.people.models import User
from noetra_gov.people.permission import Verdict
from noetra_gov.portal import sample

Render = Callable[..., str]


def test_money_carries_the_exact_sum_for_machines(render: Render) -> None:
    with override("en"):
        html = render("{% money amount %}", amount=387_300_000_000)
    assert html == '<data class="money" value="387300000000">¥387,300,000,000</data>'


def test_short_money_keeps_the_exact_sum_at_hand(render: Render) -> None:
    with override("ja"):
        html = render("{% money amount short=True %}", amount=387_300_000_000)
    assert 'title="387,300,000,000円"' in html
    assert ">3,873億円<" in html


@pytest.mark.parametrize("tag", ["money", "day", "when"])
def test_what_is_not_known_is_a_dash_that_is_read_aloud(render: Render, tag: str) -> None:
    with override("en"):
        assert 'aria-label="none"' in render("{% " + tag + " nothing %}", nothing=None)


def test_a_day_of_an_instant_is_the_day_in_tokyo(render: Render) -> None:
    late = datetime(2027, 9, 30, 20, tzinfo=UTC)
    assert 'datetime="2027-10-01"' in render("{% day late %}", late=late)
    assert 'datetime="2027-10-01"' in render("{% day d %}", d=date(2027, 10, 1))


@pytest.mark.parametrize("tone", ["neutral", "info", "success", "warning", "danger"])
def test_a_state_has_a_shape_of_its_own_beside_its_words(render: Render, tone: str) -> None:
    html = render("{% status 'open' 'Open' tone %}", tone=tone)
    assert f"icons.svg#{tone}" in html
    assert "Open" in html


def test_a_state_without_words_shows_its_code(render: Render) -> None:
    assert "</svg>open</span>" in render("{% status 'open' %}")


def test_what_a_person_wrote_is_escaped_in_every_part(render: Render) -> None:
    evil = "<script>alert(1)</script>"
    tags = ("status evil evil", "empty evil", "digest evil", "action evil '/x/'")
    for tag in tags:
        assert "<script>" not in render("{% " + tag + " %}", evil=evil)


def test_an_action_posts_with_its_token_and_its_values(render: Render) -> None:
    html = render("{% action 'Submit' '/gates/1/' to='submitted' %}", csrf_token="secret")
    assert 'name="csrfmiddlewaretoken" value="secret"' in html
    assert '<input type="hidden" name="to" value="submitted">' in html
    assert 'method="post"' in html


def test_an_action_one_may_not_take_says_why_and_cannot_be_sent(render: Render) -> None:
    html = render("{% action 'Decide' '/x/' no %}", no=Verdict(False, "You sat on the panel."))
    assert "You sat on the panel." in html
    assert 'aria-disabled="true"' in html
    assert "aria-describedby=" in html
    assert "<form" not in html


def test_an_empty_place_says_what_to_do(render: Render) -> None:
    html = render("{% empty 'Nothing yet.' 'Upload a file' '/upload/' %}")
    assert '<a class="button secondary" href="/upload/">Upload a file</a>' in html


def test_provenance_names_source_and_contradiction(render: Render) -> None:
    fact = next(fact for fact in sample.facts() if fact.source_conflict)
    html = render("{% provenance fact %}", fact=fact)
    assert fact.source in html
    assert fact.source_conflict in html


def test_a_digest_is_short_until_it_is_opened_and_then_whole(render: Render) -> None:
    html = render("{% digest value %}", value=sample.DIGEST)
    assert f"<summary><code>{sample.DIGEST[:19]}…</code></summary>" in html
    assert f'data-copy="{sample.DIGEST}"' in html


def test_a_form_lists_what_is_wrong_with_links_to_the_fields(render: Render) -> None:
    html = render("{% fields form %}", form=sample.SampleForm({"amount_yen": "0"}))
    assert 'role="alert"' in html
    assert '<a href="#id_amount_yen">' in html
    assert 'aria-describedby="id_amount_yen_error"' in html
    assert 'id="id_amount_yen_error"' in html
    assert 'aria-invalid="true"' in html


def test_errors_of_the_whole_form_stand_in_the_summary(render: Render) -> None:
    form = forms.Form({})
    form.add_error(None, "The two amounts differ.")
    assert "The two amounts differ." in render("{% fields form %}", form=form)


def test_a_group_of_choices_is_a_fieldset_with_a_legend(render: Render) -> None:
    html = render("{% field form.outcome %}", form=sample.SampleForm())
    assert "<fieldset" in html
    assert "<legend>" in html


def test_running_work_asks_for_itself_again_and_ended_work_does_not(render: Render) -> None:
    running = Job(pk=7, status=JobStatus.RUNNING, done=1, total=4)
    ended = Job(pk=8, status=JobStatus.DONE, done=4, total=4)
    assert 'hx-get="/jobs/7/"' in render("{% progress job %}", job=running)
    assert "hx-get" not in render("{% progress job %}", job=ended)


def test_the_trace_of_a_fault_is_not_shown_to_people(render: Render) -> None:
    job = Job(pk=7, status=JobStatus.FAILED, error='Traceback (most recent call last):\n  "x.py"')
    assert "x.py" not in render("{% progress job %}", job=job)
    job.error = "The file is empty. Send it once more."
    assert "The file is empty." in render("{% progress job %}", job=job)


def test_a_chart_brings_words_and_table_and_ends_no_script_early(render: Render) -> None:
    figure = sample.figure()
    figure.figure.layout.meta = "</script><b>"
    html = render("{% chart figure %}", figure=figure)
    assert f'aria-label="{figure.alt}"' in html
    assert '<td class="num">3,873</td>' in html
    assert "</script><b>" not in html


def test_a_person_is_named_and_asked_for_once(
    render: Render, person: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        html = render("{% person ref %}{% person ref %}", ref=person.ref)
    assert html.count('<span class="person-name" title="user:mori">森 花子</span>') == 2


def test_what_the_system_did_is_the_systems(render: Render) -> None:
    with override("en"):
        assert ">the system (gates)<" in render("{% person 'system:gates' %}")


@pytest.mark.django_db
def test_somebody_who_is_no_longer_here_keeps_their_sign_in_name(render: Render) -> None:
    assert ">gone<" in render("{% person 'user:gone' %}")

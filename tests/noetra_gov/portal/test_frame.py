"""What every page has, whoever opens it: title, language, clock, navigation, policy, status."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from noetra_gov.core import clock
from noetra_gov.core.models import Job
from noetra_gov.people.models import User

OWN = ["/", "/worklist/", "/parts/", "/people/account/", "/people/organisations/"]


def html(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize("url", OWN)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_page_has_one_heading_its_title_and_its_language(
    visitor: Client, url: str, language: str
) -> None:
    response = visitor.get(url, headers={"accept-language": language})
    assert response.status_code == 200
    [heading] = re.findall(r"<h1>(.*?)</h1>", html(response))
    assert f"<title>{heading} – Noetra Gov</title>" in html(response)
    assert f'<html lang="{language}">' in html(response)


def test_the_page_that_is_open_is_marked_in_the_navigation(visitor: Client) -> None:
    page = html(visitor.get("/worklist/"))
    assert '<a href="/worklist/" aria-current="page">' in page


def test_the_masthead_says_who_is_here_and_for_whom(visitor: Client) -> None:
    page = html(visitor.get("/worklist/", headers={"accept-language": "en"}))
    assert "森 花子" in page
    assert "NEDO / NEDO secretariat" in page


def test_whoever_may_not_see_the_money_is_not_sent_there(
    client: Client, visitor: Client, db: None
) -> None:
    assert 'href="/budget/"' in html(visitor.get("/worklist/"))
    client.force_login(User.objects.create_user("who"))
    assert 'href="/budget/"' not in html(client.get("/worklist/"))


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/worklist/", "/people/account/", "/people/organisations/"])
def test_a_stranger_is_sent_to_sign_in(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 302
    assert response["location"].startswith("/accounts/login/?next=")


@pytest.mark.django_db
def test_the_start_page_needs_no_sign_in_and_shows_no_rooms(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "main-nav" not in html(response)


def test_the_demonstrations_clock_stands_on_every_page(
    visitor: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.NOETRA_DEMO_CLOCK = str(tmp_path / "clock.json")
    clock.set_demo(datetime(2027, 10, 1, 0, 0, tzinfo=UTC))
    for url in OWN:
        page = html(visitor.get(url, headers={"accept-language": "en"}))
        assert "the clock shows 1 Oct 2027, 09:00 JST" in page


def test_where_time_is_real_there_is_no_banner(visitor: Client, settings: Settings) -> None:
    settings.NOETRA_DEMO_CLOCK = ""
    assert 'class="demo"' not in html(visitor.get("/worklist/"))


def test_a_page_lets_nothing_inline_or_from_elsewhere_run(visitor: Client) -> None:
    policy = visitor.get("/worklist/")["content-security-policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy


def test_only_a_page_with_a_chart_may_style_its_drawing(visitor: Client) -> None:
    policy = visitor.get("/parts/")["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy + ";"


def test_the_language_is_changed_where_one_stands_and_kept(visitor: Client, person: User) -> None:
    response = visitor.post("/language/", {"language": "en", "next": "/parts/"})
    assert response["location"] == "/parts/"
    assert '<html lang="en">' in html(visitor.get("/parts/"))
    person.refresh_from_db()
    assert person.language == "en"


def test_the_language_switch_leads_to_no_other_house(visitor: Client) -> None:
    response = visitor.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert response["location"] == "/"


@pytest.mark.django_db
def test_a_stranger_can_read_the_sign_in_page_in_both_languages(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en">' in html(client.get("/accounts/login/"))


def test_a_page_that_is_not_there_says_so(visitor: Client) -> None:
    response = visitor.get("/no-such-page/", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert "There is no such page" in html(response)


def job_of(actor: str) -> Job:
    at = datetime(2027, 10, 1, tzinfo=UTC)
    return Job.objects.create(kind="sample", actor=actor, created_at=at, done=1, total=2)


def test_progress_is_a_page_and_for_htmx_a_part_of_one(visitor: Client, person: User) -> None:
    job = job_of(person.ref)
    assert "<html" in html(visitor.get(f"/jobs/{job.pk}/"))
    part = html(visitor.get(f"/jobs/{job.pk}/", headers={"hx-request": "true"}))
    assert part.startswith('<div class="progress"')


def test_another_persons_work_is_not_there(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("who", password="a-long-password-1"))
    assert client.get(f"/jobs/{job_of('user:mori').pk}/").status_code == 404


def test_roles_of_everybody_are_for_the_administrator(visitor: Client) -> None:
    with override("en"):
        response = visitor.get("/people/roles/", headers={"accept-language": "en"})
    assert response.status_code == 403
    assert "This needs one of these roles: administrator." in html(response)

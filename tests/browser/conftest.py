"""A site with the demonstration's programme in it, and a window that is signed in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from demo import money, people
from noetra_gov.core import clock
from noetra_gov.people.models import Organisation, Role, RoleAssignment, User
from noetra_gov.programme.services import programme_load
from noetra_gov.seal import keys
from tests.browser import story


@pytest.fixture
def site(live_server: LiveServer, settings: Settings, tmp_path: Path) -> str:
    """The address of a server that knows the programme, its people and its money."""
    settings.NOETRA_DEMO_CLOCK = str(tmp_path / "clock.json")
    clock.set_demo(money.tokyo(2026, 7, 1))
    programme = programme_load(actor="system:test", at=clock.now())
    people.make(clock.now())
    money.open_ledger(programme)
    money.spend_the_locked_years()
    return live_server.url


@pytest.fixture
def measured(site: str, tmp_path: Path) -> None:
    """Measurements and a policy have come in, and there are keys to seal decisions with."""
    keys.init(Path(django_settings.HOME) / "keys", at=clock.now())
    story.measure(tmp_path)
    story.submit_a_policy(tmp_path)


@pytest.fixture
def everybody(site: str) -> User:
    """Somebody with every role, who therefore sees every page."""
    nedo = Organisation.objects.get(code="NEDO")
    user = User.objects.create_user("everybody", display_name="全員", organisation=nedo)
    held = [RoleAssignment(user=user, role=role) for role in Role.values]
    RoleAssignment.objects.bulk_create(held)
    return user


@pytest.fixture
def sign_in(page: Page, site: str) -> Callable[[User], Page]:
    def signed_in(user: User) -> Page:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookie: Any = {"name": "sessionid", "value": session.session_key, "url": site}
        page.context.add_cookies([cookie])
        return page

    return signed_in


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What the browser complains about while a test runs: scripts, policy, missing files."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    return heard

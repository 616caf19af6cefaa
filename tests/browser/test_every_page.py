"""Every page of the site, in both languages, wide and narrow, light and dark: axe finds nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from noetra_gov.people.models import User
from tests.browser import story
from tests.browser.site import SEATS, Seat, kind_of, sit, walk, what_is_wrong

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STARTS = ["/", "/worklist/", "/parts/", "/people/account/"]
OPEN_TO_ALL = ["/", "/accounts/login/", "/parts/"]
SignIn = Callable[[User], Page]


def look(page: Page, site: str, seat: Seat, starts: list[str]) -> dict[str, list[str]]:
    """Every kind of page that can be reached, with what is wrong with it."""
    sit(page, site, seat)
    return {path: what_is_wrong(page, seat) for path in walk(page, site, starts)}


def only_faults(seen: dict[str, list[str]]) -> dict[str, list[str]]:
    return {path: found for path, found in seen.items() if found}


def test_the_checks_find_what_is_wrong(page: Page) -> None:
    """The control: a page with known faults must not pass."""
    page.set_viewport_size({"width": 360, "height": 900})
    page.set_content(
        '<html lang="fr"><title>Other</title><h1>One</h1><h1>Two</h1><img src="x">'
        '<p style="color:#ddd;width:900px">pale</p></html>'
    )
    found = " ".join(what_is_wrong(page, Seat("ja", 360, "light")))
    for fault in ("image-alt", "color-contrast", "2 h1", "another language", "sideways"):
        assert fault in found


@pytest.mark.parametrize("seat", SEATS, ids=str)
def test_axe_finds_nothing_where_nobody_is_signed_in(site: str, page: Page, seat: Seat) -> None:
    assert only_faults(look(page, site, seat, OPEN_TO_ALL)) == {}


@pytest.mark.usefixtures("measured")
def test_axe_finds_nothing_on_any_page(
    site: str, everybody: User, sign_in: SignIn, faults: list[str]
) -> None:
    story.tell_to_the_end()
    page = sign_in(everybody)
    for seat in SEATS:
        seen = look(page, site, seat, STARTS)
        assert only_faults(seen) == {}, seat
        missing = EXPECTED - {str(kind_of(path)) for path in seen}
        assert missing == set(), seat
    assert faults == []


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    ("name", "seat"), list(zip(("prof-kato", "prof-abe", "hayashi", "tanabe"), SEATS, strict=True))
)
def test_axe_finds_nothing_while_a_panel_scores(
    site: str, sign_in: SignIn, faults: list[str], name: str, seat: Seat
) -> None:
    story.open_first_round()
    page = sign_in(User.objects.get(username=name))
    assert only_faults(look(page, site, seat, STARTS)) == {}
    assert faults == []


# Pages that somebody with every role must reach by links alone once G1 is published.
EXPECTED = {
    "audit:checkpoints", "audit:entry", "audit:index", "budget:overview", "budget:ledger",
    "budget:appropriation_enter", "certification:overview", "certification:submission",
    "certification:submit",
    "gates:decision", "gates:gate", "gates:index", "gates:package", "gates:public",
    "gates:published", "gates:review", "metrics_ingest:benchmark", "metrics_ingest:fleet",
    "metrics_ingest:index", "metrics_ingest:upload_benchmark", "metrics_ingest:upload_fleet",
    "people:account", "people:organisation", "people:organisations", "people:roles",
    "portal:home", "portal:parts", "portal:worklist", "programme:overview",
    "reports:list", "reports:verify", "mfa_index", "usersessions_list",
}  # fmt: skip

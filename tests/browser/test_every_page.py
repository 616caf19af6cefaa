"""Every page of the site, in both languages, wide and narrow, light and dark: axe finds nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from noetra_gov.people.models import User
from tests.browser.site import SEATS, Seat, sit, walk, what_is_wrong

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STARTS = ["/", "/worklist/", "/parts/", "/people/account/", "/people/roles/"]
OPEN_TO_ALL = ["/", "/accounts/login/", "/parts/"]


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
def test_axe_finds_nothing_on_any_page(
    site: str, everybody: User, sign_in: Callable[[User], Page], faults: list[str], seat: Seat
) -> None:
    page = sign_in(everybody)
    sit(page, site, seat)
    wrong = {path: what_is_wrong(page, seat) for path in walk(page, site, STARTS)}
    assert len(wrong) > len(STARTS)
    assert {path: found for path, found in wrong.items() if found} == {}
    assert faults == []


@pytest.mark.parametrize("seat", SEATS, ids=str)
def test_axe_finds_nothing_where_nobody_is_signed_in(site: str, page: Page, seat: Seat) -> None:
    sit(page, site, seat)
    wrong = {path: what_is_wrong(page, seat) for path in walk(page, site, OPEN_TO_ALL)}
    assert {path: found for path, found in wrong.items() if found} == {}

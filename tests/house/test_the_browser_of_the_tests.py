"""Debian's Chromium opens a page of ours in the language asked for."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ASKED = "navigator.language + ' ' + Intl.DateTimeFormat().resolvedOptions().timeZone"


def test_a_page_is_opened_in_japanese_at_tokyo_time(page: "Page") -> None:
    page.set_content("<h1>水素航空機</h1>")
    assert page.inner_text("h1") == "水素航空機"
    assert page.evaluate(ASKED) == "ja-JP Asia/Tokyo"


@pytest.mark.browser_options(locale="en-US")
def test_a_test_says_how_its_window_is_opened(page: "Page") -> None:
    assert page.evaluate(ASKED) == "en-US Asia/Tokyo"

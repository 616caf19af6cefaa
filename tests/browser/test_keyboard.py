"""Everything can be reached and done with the keyboard alone, and one sees where one is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from noetra_gov.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOCUSED = "document.activeElement"


def test_the_first_stop_leads_past_the_frame_to_the_content(
    site: str, everybody: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(everybody)
    page.goto(site + "/worklist/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_every_stop_of_the_tab_key_is_seen(
    site: str, everybody: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(everybody)
    page.goto(site + "/parts/")
    page.wait_for_load_state("networkidle")
    page.locator("body").press("Home")
    unseen = []
    for _stop in range(90):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED} === document.body"):
            break
        outline = page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle")
        if outline == "none":
            unseen.append(page.evaluate(f"{FOCUSED}.outerHTML.slice(0, 120)"))
    assert unseen == []


def test_the_tab_key_goes_through_rooms_before_the_content_and_never_sticks(
    site: str, everybody: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(everybody)
    page.goto(site + "/people/account/")
    regions = []
    for _stop in range(40):
        page.keyboard.press("Tab")
        regions.append(page.evaluate(f"{FOCUSED}.closest('header, nav, main, footer')?.tagName"))
    order = [tag for index, tag in enumerate(regions) if tag and tag not in regions[:index]]
    assert order == ["HEADER", "NAV", "MAIN", "FOOTER"]


def test_the_language_is_changed_with_the_keyboard(site: str, page: Page) -> None:
    page.goto(site + "/")
    page.get_by_role("button", name="English").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-current", "true")


def test_one_signs_in_and_out_with_the_keyboard(site: str, page: Page) -> None:
    user = User.objects.create_user("keys", display_name="鍵", password="a-long-password-1")
    page.goto(site + "/worklist/")
    page.locator("#id_login").focus()
    page.keyboard.type(user.username)
    page.keyboard.press("Tab")
    page.keyboard.type("a-long-password-1")
    page.keyboard.press("Enter")
    page.wait_for_url(site + "/worklist/")
    page.locator(".who form .button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(site + "/accounts/login/")


@pytest.mark.browser_options(locale="en-US")
def test_a_wrong_form_puts_the_keyboard_on_what_is_wrong(site: str, page: Page) -> None:
    page.goto(site + "/accounts/login/")
    page.locator("#id_login").fill("nobody")
    page.locator("#id_password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()


def test_the_summary_leads_to_the_field(site: str, page: Page) -> None:
    page.goto(site + "/parts/")
    page.locator('.error-summary a[href="#id_wrong-amount_yen"]').press("Enter")
    expect(page.locator("#id_wrong-amount_yen")).to_be_focused()


def test_at_four_times_zoom_nothing_scrolls_sideways(
    site: str, everybody: User, sign_in: Callable[[User], Page]
) -> None:
    page = sign_in(everybody)
    page.set_viewport_size({"width": 320, "height": 256})
    for path in ("/", "/worklist/", "/parts/", "/people/account/"):
        page.goto(site + path)
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), path


def test_a_chart_is_drawn_and_its_table_opens(site: str, page: Page, faults: list[str]) -> None:
    page.goto(site + "/parts/")
    expect(page.locator(".picture .main-svg").first).to_be_visible()
    page.locator(".twin summary").press("Enter")
    expect(page.locator(".twin table")).to_be_visible()
    assert faults == []


def test_without_scripts_the_pages_still_say_everything(site: str, page: Page) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    plain.goto(site + "/parts/")
    expect(plain.locator(".chart .alt")).to_be_visible()
    expect(plain.locator("noscript p").first).to_be_visible()
    context.close()

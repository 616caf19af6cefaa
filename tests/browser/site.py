"""What the browser tests walk through: every page of the site that a link or an address leads to."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlparse

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

AXE_OPTIONS = {"resultTypes": ["violations"]}
# Addresses that are no page of ours: they answer data, files, or leave the portal.
NO_PAGES = ("/api/", "/admin/", "/static/", "/accounts/logout/", "/i18n/")


@dataclass(frozen=True)
class Seat:
    """Where and how somebody sits: language, width of the window, theme."""

    language: str
    width: int
    theme: str

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.theme}"


SEATS = (
    Seat("ja", 1280, "light"),
    Seat("en", 360, "light"),
    Seat("en", 1280, "dark"),
    Seat("ja", 360, "dark"),
)


def sit(page: Page, base: str, seat: Seat) -> None:
    page.set_viewport_size({"width": seat.width, "height": 900})
    page.emulate_media(color_scheme=seat.theme)  # type: ignore[arg-type]
    page.context.add_cookies([{"name": "django_language", "value": seat.language, "url": base}])


def kind_of(path: str) -> str | None:
    """The name of the page behind an address: one of each kind is looked at, not every row."""
    try:
        match = resolve(urlparse(path).path)
    except Resolver404:
        return None
    return match.view_name


def walk(page: Page, base: str, starts: list[str]) -> Iterator[str]:
    """Every kind of page that links lead to, each once; the window stands on what is yielded."""
    waiting, seen = list(starts), set[str]()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kind in seen or path.startswith(NO_PAGES):
            continue
        seen.add(kind)
        if is_file(page, base + path):
            continue
        response = page.goto(base + path)
        assert response is not None
        assert response.status == 200, path
        waiting += links(page, base)
        yield path


def is_file(page: Page, url: str) -> bool:
    """A download, or data: nothing to look at."""
    headers = page.request.get(url).headers
    return "text/html" not in headers.get("content-type", "")


def links(page: Page, base: str) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(a => a.href)")
    whole = [urldefrag(urljoin(page.url, href)).url for href in hrefs]
    return sorted({href.removeprefix(base) for href in whole if href.startswith(base)})


def what_axe_finds(page: Page) -> list[str]:
    """Violations of impact moderate and above, one line each."""
    answer = Axe().run(page, options=AXE_OPTIONS).response
    return [
        f"{rule['impact']} {rule['id']}: {rule['help']} {node['html'][:120]}"
        for rule in answer["violations"]
        if rule["impact"] in {"moderate", "serious", "critical"}
        for node in rule["nodes"][:3]
    ]


def what_is_wrong(page: Page, seat: Seat) -> list[str]:
    """What any page must have: language, one heading that is its title, no sideways scrolling."""
    found = what_axe_finds(page)
    heading = page.locator("h1")
    if heading.count() != 1:
        found.append(f"{heading.count()} h1")
    elif not page.title().startswith(" ".join(heading.inner_text().split())[:40]):
        found.append(f"title “{page.title()}” is not heading “{heading.inner_text()}”")
    if page.locator("html").get_attribute("lang") != seat.language:
        found.append("another language than chosen")
    root = "document.documentElement"
    if page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
        found.append("the page scrolls sideways")
    return found

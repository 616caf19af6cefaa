"""What every test may ask for: the database, Redis, a browser, the environment of a command."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import servers
from tests.plugin import DATABASE_MISSING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NEEDS_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "admin_client"}

LONGEST_NAME = 80


def unavailable(reason: str) -> None:
    """What is missing skips a test on someone's own machine, and fails it where nothing may be skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """The content of a file is no name for a test; and a gzip made now differs in each process."""
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONGEST_NAME):
        return f"{argname} of {len(val)}"
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if os.environ["DATABASE_URL"].startswith("postgresql"):
        return
    if item.get_closest_marker("postgresql") and DATABASE_MISSING not in os.environ:
        pytest.skip("This test is about PostgreSQL itself; SQLite was asked for.")
    if DATABASE_MISSING in os.environ and _wants_database(item):
        unavailable(f"{os.environ[DATABASE_MISSING]} (or set NOETRA_TEST_DATABASE=sqlite)")


def _wants_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgresql")
    return bool(marked or fixtures & NEEDS_A_DATABASE)


def django_is_configured() -> bool:
    """The engine's suite for companies, run in this checkout, comes by here without settings."""
    from django.conf import settings

    return bool(settings.configured)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The language that a request of one test left behind is not the language of the next."""
    from django.utils import translation

    if not django_is_configured():
        yield
        return
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite a file, not memory: the threads and the commands of a test share it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(Path(os.environ["NOETRA_HOME"]) / "test.sqlite3")


@pytest.fixture
def command_environment(transactional_db: None) -> dict[str, str]:
    """The environment for a process of its own (a command, a worker) on this test's database."""
    from django.db import connection

    at = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{at['NAME']}"
    else:
        url = f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    return {**os.environ, "DATABASE_URL": url}


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis that no one else uses."""
    try:
        server = servers.start_redis()
    except servers.Missing as missing:
        unavailable(str(missing))
        return
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, headless. Django's synchronous ORM is used beside its event loop on purpose.

    It ends with its module: Playwright's event loop counts as running until then, and whoever signs or
    verifies a PDF in the same process needs a loop of its own.
    """
    try:
        program = servers.chromium()
    except servers.Missing as missing:
        unavailable(str(missing))
        return
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program, args=[*as_root, "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: "Browser", request: pytest.FixtureRequest) -> Iterator["Page"]:
    """A new window; `@pytest.mark.browser_options(locale="en-US")` sets how it is opened."""
    marker = request.node.get_closest_marker("browser_options")
    options: dict[str, Any] = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo"}
    context = browser.new_context(**{**options, **(marker.kwargs if marker else {})})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session", autouse=True)
def emptying_lifts_the_guard() -> Iterator[None]:
    """On SQLite a test's tables are emptied by DELETE, which append-only tables refuse: the guard
    is lifted for that moment and put back as it was."""
    from django.db import connection

    if not django_is_configured() or connection.vendor != "sqlite":
        yield
        return
    from django.db.backends.sqlite3.operations import DatabaseOperations

    emptied = DatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: Any, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
            for name, _sql in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            emptied(self, statements)
            for _name, sql in guards:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield

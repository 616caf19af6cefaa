"""Runs before Django reads its settings: names the environment, starts PostgreSQL, closes the way out.

Loaded with `-p tests.plugin` (pyproject.toml), because pytest-django reads the settings before any conftest.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests import loopback, servers

INSIDE_WORKER = "PYTEST_XDIST_WORKER" in os.environ
DATABASE_MISSING = "NOETRA_TEST_DATABASE_MISSING"
_started: list[servers.Server] = []
_home: list[Path] = []


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    # Also when the settings cannot be read, and pytest never comes to its own end.
    atexit.register(_clean_up)
    home = Path(tempfile.mkdtemp(prefix="noetra-test-"))
    _home.append(home)
    os.environ["NOETRA_HOME"] = str(home)
    os.environ["NOETRA_ENV"] = "test"
    for name in ("NOETRA_DEMO_CLOCK", "NOETRA_BROKER", "NOETRA_SECRET_KEY"):
        os.environ.pop(name, None)
    if not INSIDE_WORKER:
        _choose_database(home)
    loopback.keep_inside()


def _choose_database(home: Path) -> None:
    """PostgreSQL unless NOETRA_TEST_DATABASE=sqlite; the processes of a run share one server."""
    os.environ["DATABASE_URL"] = f"sqlite:///{home / 'db.sqlite3'}"
    if os.environ.get("NOETRA_TEST_DATABASE", "postgresql") == "sqlite":
        return
    try:
        server = servers.start_postgresql()
    except servers.Missing as missing:
        os.environ[DATABASE_MISSING] = str(missing)
        return
    _started.append(server)
    os.environ["DATABASE_URL"] = server.url


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    # Argon2 is slow on purpose; no test is about how slow.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A test reads English unless it says otherwise; the catalogue grows, the tests do not change with it.
    settings.LANGUAGE_CODE = "en"
    _configure_hypothesis()


def _configure_hypothesis() -> None:
    """A busy machine is no fault of the code. Under CI Hypothesis's own profile is fixed, not random."""
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "patient", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
    )
    if "CI" in os.environ:
        settings.register_profile("patient", settings.get_profile("patient"), derandomize=True)
    settings.load_profile("patient")


def pytest_report_header() -> str:
    kind = os.environ["DATABASE_URL"].partition(":")[0]
    return f"database: {os.environ.get(DATABASE_MISSING, kind)}"


def pytest_unconfigure() -> None:
    _clean_up()


def _clean_up() -> None:
    for server in _started:
        server.stop()
    _started.clear()
    for home in _home:
        shutil.rmtree(home, ignore_errors=True)
    _home.clear()

"""The engine is built as a wheel for companies: nothing of the app around it may slip in."""

import ast
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = {"noetra_gov", "metrics_ingest", "reports", "demo", "certification", "tests"}


def imported(source: str, package: str) -> list[str]:
    """The full names of all that a module of `package` imports."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            relative = "." * node.level + (node.module or "")
            base = resolve_name(relative, package) if node.level else relative
            names += [f"{base}.{alias.name}" for alias in node.names]
    return names


def is_the_app_around_it(name: str) -> bool:
    if name.partition(".")[0] not in OURS:
        return False
    return name != "certification.engine" and not name.startswith("certification.engine.")


def test_the_engine_imports_nothing_of_ours_but_itself() -> None:
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / "certification" / "engine").rglob("*.py")
        for name in imported(path.read_text(encoding="utf-8"), package_of(path))
        if is_the_app_around_it(name)
    }
    assert found == set()


def package_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).parent.parts)


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("import certification.models", False),
        ("from certification import models", False),
        ("from ... import models", False),
        ("from noetra_gov.core import yen", False),
        ("from certification import engine", True),
        ("from ..search import space", True),
        ("import numpy", True),
    ],
)
def test_the_check_knows_the_app_from_the_engine(line: str, allowed: bool) -> None:
    (name,) = imported(line, "certification.engine.worlds")
    assert is_the_app_around_it(name) is not allowed

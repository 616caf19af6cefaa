"""The engine is built as a wheel for companies: nothing of the app around it may slip in."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = {"noetra_gov", "metrics_ingest", "reports", "demo", "certification", "tests"}


def imported(source: str) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append("." * node.level + (node.module or ""))
    return names


def is_the_app_around_it(name: str) -> bool:
    if name.partition(".")[0] not in OURS:
        return False
    return name != "certification.engine" and not name.startswith("certification.engine.")


def test_the_engine_imports_nothing_of_ours_but_itself() -> None:
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / "certification" / "engine").rglob("*.py")
        for name in imported(path.read_text(encoding="utf-8"))
        if is_the_app_around_it(name)
    }
    assert found == set()


def test_the_check_knows_the_app_from_the_engine() -> None:
    assert is_the_app_around_it("certification.models")
    assert is_the_app_around_it("certification")
    assert not is_the_app_around_it("certification.engine.search")
    assert not is_the_app_around_it("numpy")

"""What the linters cannot say: where time comes from, and how long things may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("noetra_gov", "metrics_ingest", "certification", "reports", "demo")
CLOCK = ROOT / "noetra_gov" / "core" / "clock.py"
READS_THE_CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
}
MOST_LINES_OF_A_MODULE = 300
# Shipped beside every dossier as one file that needs none of us.
ONE_FILE_ON_PURPOSE = {"reports/noetra_verify.py"}
MOST_LINES_OF_A_FUNCTION = 40


def modules(*packages: str) -> Iterator[Path]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def place(path: Path, node: ast.stmt | ast.expr) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def reads_the_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value
    name = getattr(owner, "attr", None) or getattr(owner, "id", None)
    return (name, node.attr) in READS_THE_CLOCK


def clock_readers(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [place(path, node) for node in ast.walk(tree) if reads_the_clock(node)]


def test_only_the_clock_of_core_reads_the_time() -> None:
    found = [line for path in modules(*PACKAGES) if path != CLOCK for line in clock_readers(path)]
    assert found == []


def test_the_check_of_the_clock_sees_every_reader(tmp_path: Path) -> None:
    calls = ["datetime.now()", "datetime.datetime.utcnow()", "date.today()", "timezone.now"]
    for call in calls:
        assert reads_the_clock_somewhere(call), call
    assert not reads_the_clock_somewhere("clock.now()")


def reads_the_clock_somewhere(source: str) -> bool:
    return any(reads_the_clock(node) for node in ast.walk(ast.parse(source)))


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_no_module_is_longer_than_300_lines(package: str) -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(package)
    }
    long = {name: n for name, n in lengths.items() if n > MOST_LINES_OF_A_MODULE}
    assert {name: n for name, n in long.items() if name not in ONE_FILE_ON_PURPOSE} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_longer_than_40_lines(package: str) -> None:
    found = [line for path in modules(package) for line in long_functions(path)]
    assert found == []


def long_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        f"{place(path, node)} {node.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]

"""The lines in docs/guide-verify.md for public tools do what the guide says they do."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from noetra_gov.seal import keys
from tests.reports import small_dossier
from tests.reports.small_dossier import AT, Parts

GUIDE = Path(__file__).parents[2] / "docs" / "guide-verify.md"


def script_of(text: str) -> str:
    """Every indented block of the guide, as one shell script."""
    lines = [line.removeprefix("    ") for line in text.splitlines() if line.startswith("    ")]
    return "set -e\n" + "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("auditor")
    store = keys.init(folder / "keys", at=AT, valid_from=datetime(2026, 4, 1, tzinfo=UTC))
    small_dossier.sealed(Parts(store), folder).rename(folder / "G1.pdf")
    (folder / "root.pem").write_bytes(store.root_pem_path.read_bytes())
    script = script_of(GUIDE.read_text(encoding="utf-8"))
    done = subprocess.run(
        ["/bin/sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "sentence",
    [
        "Signature is Valid",
        "No syntax or stream encoding errors found",
        "certificates.pem: OK",
        "Signature Verified Successfully",
        "Verification: OK",
    ],
)
def test_each_tool_says_yes(said: str, sentence: str) -> None:
    assert sentence in said


def test_the_identifier_is_the_digest_of_the_evidence(said: str) -> None:
    digest = re.search(r"([0-9a-f]{64})  evidence\.json", said)
    assert digest
    assert f"/ID [ <{digest[1]}>" in said

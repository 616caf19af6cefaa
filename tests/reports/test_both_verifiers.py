"""Two verifiers that share no code for signatures come to the same verdict, on everything."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from noetra_gov.seal import keys
from noetra_gov.seal.canonical import canonical_json
from reports import noetra_verify
from tests.reports import small_dossier
from tests.reports.small_dossier import Parts
from tests.reports.two_verifiers import is_found, wrong

SCRIPT = Path(noetra_verify.__file__)


def test_a_genuine_file_is_genuine_to_both(ours: keys.KeyStore, genuine: Path) -> None:
    assert wrong(genuine.read_bytes(), ours) == (set(), set())


def test_every_changed_byte_is_found_by_both(ours: keys.KeyStore, genuine: Path) -> None:
    """100 places, spread over the whole file, the signatures' own bytes among them."""
    data, chance = genuine.read_bytes(), random.Random(20_271_201)
    missed = []
    for number in range(100):
        place = int((number + chance.random()) * len(data) / 100)
        changed = bytearray(data)
        changed[place] ^= chance.randrange(1, 256)
        if not is_found(bytes(changed), ours):
            missed.append(place)
    assert missed == []


def contents(data: bytes) -> list[tuple[int, int]]:
    """Where the hexadecimal strings of the signatures lie."""
    with pikepdf.open(BytesIO(data)) as document:
        found = noetra_verify.signatures_in(document)
    return [(one.ranges[1] + 1, one.ranges[2] - 1) for one in found]


@pytest.mark.parametrize("number", range(4))
def test_hexadecimal_form_and_padding_inside_a_signature_count(
    ours: keys.KeyStore, genuine: Path, number: int
) -> None:
    data = genuine.read_bytes()
    start, end = contents(data)[number]
    letter = next(place for place in range(start, end) if data[place : place + 1].isalpha())
    for place, byte in (
        (letter, data[letter] ^ 0x20),  # upper to lower case: the same number, other bytes
        (end - 1, ord("1")),
        (end - 2, ord(" ")),
        (start, ord(" ")),
    ):
        changed = bytearray(data)
        changed[place] = byte
        assert is_found(bytes(changed), ours), place


def test_a_forgery_with_keys_of_ones_own_is_genuine_to_its_maker_alone(
    ours: keys.KeyStore, theirs: keys.KeyStore, tmp_path: Path
) -> None:
    data = small_dossier.sealed(Parts(theirs), tmp_path).read_bytes()
    assert wrong(data, theirs) == (set(), set())
    assert is_found(data, ours)


def test_cutting_off_the_last_revision_is_found(ours: keys.KeyStore, genuine: Path) -> None:
    data = genuine.read_bytes()
    with pikepdf.open(genuine) as document:
        ends = [one.end for one in noetra_verify.signatures_in(document)]
    for end in (ends[0], ends[2]):
        assert is_found(data[:end], ours)
    assert wrong(data[: ends[1]], ours)[0] == {"no-seal"}  # the decider's own part, whole in itself


CHANGES: dict[str, tuple[Callable[[Parts, Parts], Parts], str]] = {
    "evidence that is not canonical": (
        lambda own, other: own.but(evidence=json.dumps(small_dossier.bundle()).encode()),
        "canonical",
    ),
    "another identifier": (lambda own, other: own.but(identifier=bytes(32)), "identifier"),
    "other evidence in the log": (lambda own, other: own.but(logged=b"{}"), "log"),
    "a log of a stranger": (lambda own, other: own.but(log_keys=other.keys), "log"),
    "a statement of a stranger": (
        lambda own, other: own.but(statement_keys=other.keys),
        "statement",
    ),
    "keys of a stranger for log and statements": (
        lambda own, other: own.but(
            log_keys=other.keys, statement_keys=other.keys, certificate_keys=other.keys
        ),
        "log",
    ),
    "no proof": (lambda own, other: own.but(files={"log-proof.txt": b""}), "log"),
    "another checkpoint": (lambda own, other: own.but(files={"checkpoint.txt": b"x"}), "log"),
    "another ledger": (
        lambda own, other: own.but(
            files={"ledger.csv": small_dossier.ledger_csv(own.evidence).replace(b"500", b"501")}
        ),
        "extract",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_does_not_fit_together_is_found_though_it_is_sealed(
    ours: keys.KeyStore, theirs: keys.KeyStore, tmp_path: Path, name: str
) -> None:
    change, code = CHANGES[name]
    parts = change(Parts(ours), Parts(theirs))
    alone, product = wrong(small_dossier.sealed(parts, tmp_path).read_bytes(), ours)
    assert code.replace("canonical", "evidence") in alone
    assert code in product


def changed_money(path: tuple[str, ...], value: Any) -> bytes:
    bundle = small_dossier.bundle()
    place: Any = bundle
    for step in path[:-1]:
        place = place[int(step) if step.isdigit() else step]
    place[path[-1]] = value
    return canonical_json(bundle)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("money", "years", "0", "committed_yen"), 499),
        (("money", "years", "0", "released_yen"), 601),
        (("money", "years", "0", "settled_yen"), 1),
        (("money", "committed_yen"), 499),
        (("money", "cap_yen"), 499),
        (("money", "tranche"), {"total_yen": 10, "released_yen": 4, "reserve_yen": 5}),
        (("ledger", "entries", "2", "amount_yen"), 501),
        (("ledger", "entries", "2", "amount_yen"), -1),
    ],
)
def test_a_total_that_does_not_follow_from_the_ledger_is_found(
    ours: keys.KeyStore, tmp_path: Path, path: tuple[str, ...], value: Any
) -> None:
    parts = Parts(ours, evidence=changed_money(path, value))
    alone, product = wrong(small_dossier.sealed(parts, tmp_path).read_bytes(), ours)
    assert "totals" in alone
    assert "totals" in product


def test_an_attachment_that_the_evidence_names_must_be_there(
    ours: keys.KeyStore, tmp_path: Path
) -> None:
    bundle = {
        **small_dossier.bundle(),
        "attachments": [{"name": "gone.csv", "digest": "sha256:" + "0" * 64}],
    }
    parts = Parts(ours, evidence=canonical_json(bundle))
    alone, product = wrong(small_dossier.sealed(parts, tmp_path).read_bytes(), ours)
    assert "listed" in alone
    assert "listed" in product


def test_the_script_stands_alone(ours: keys.KeyStore, genuine: Path, tmp_path: Path) -> None:
    """Copied to another place, without Django and without this repository."""
    copy = tmp_path / "noetra_verify.py"
    copy.write_bytes(SCRIPT.read_bytes())
    command = [sys.executable, "-I", str(copy), str(genuine), "--trust", str(ours.root_pem_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "GENUINE"), done
    data = bytearray(genuine.read_bytes())
    data[1_000] ^= 1
    (tmp_path / "changed.pdf").write_bytes(data)
    command[3] = str(tmp_path / "changed.pdf")
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["genuine"] is False
    command[3] = str(tmp_path / "absent.pdf")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def test_the_script_imports_only_what_it_promises() -> None:
    import ast

    tree = ast.parse(SCRIPT.read_text())
    names = {
        n.name.split(".")[0] for i in ast.walk(tree) if isinstance(i, ast.Import) for n in i.names
    }
    names |= {str(i.module).split(".")[0] for i in ast.walk(tree) if isinstance(i, ast.ImportFrom)}
    assert names - sys.stdlib_module_names == {"asn1crypto", "cryptography", "pikepdf"}


def test_the_command_prints_each_finding_and_ends_with_the_verdict(
    ours: keys.KeyStore, genuine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify", str(genuine), "--trust", str(ours.root_pem_path))
    out = capsys.readouterr().out
    assert "PAdES B-LTA" in out
    assert "Programme seal" in out
    (tmp_path / "cut.pdf").write_bytes(genuine.read_bytes()[:-500])
    with pytest.raises(CommandError) as refused:
        call_command("verify", str(tmp_path / "cut.pdf"), "--trust", str(ours.root_pem_path))
    assert refused.value.returncode == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x00" * 1000])
def test_what_is_no_sealed_pdf_is_refused_by_both(ours: keys.KeyStore, content: bytes) -> None:
    assert is_found(content, ours)


def test_an_absent_file_and_a_bad_certificate_are_named(
    ours: keys.KeyStore, genuine: Path, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="absent"):
        call_command("verify", str(tmp_path / "absent.pdf"), "--trust", str(ours.root_pem_path))
    with pytest.raises(CommandError, match=r"seal\.pdf"):
        call_command("verify", str(genuine), "--trust", str(genuine))

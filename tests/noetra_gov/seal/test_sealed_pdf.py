"""A sealed PDF: PAdES B-LTA offline, at the time given, on an unchanged prefix."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from noetra_gov.seal import keys, pdf
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.pdf_check import PdfReport, inspect_pdf

from .conftest import AT


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "plain.pdf"
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.docinfo["/Producer"] = "the print shop"
        document.save(path)
    return path


@pytest.fixture(scope="module")
def sealed(store: keys.KeyStore, plain: Path) -> Path:
    return pdf.seal_pdf(plain, plain.with_name("sealed.pdf"), at=AT, store=store).path


@pytest.fixture(scope="module")
def twice(store: keys.KeyStore, sealed: Path) -> Path:
    later = AT + timedelta(days=30)
    target = sealed.with_name("twice.pdf")
    return pdf.seal_pdf(sealed, target, at=later, store=store, signer="decider").path


def inspect(path: Path, store: keys.KeyStore) -> PdfReport:
    return inspect_pdf(path.read_bytes(), [store.root])


def test_it_reaches_b_lta_at_the_time_given(store: keys.KeyStore, sealed: Path) -> None:
    report = inspect(sealed, store)
    assert report.genuine, report.findings
    assert (report.level, report.signed_at) == ("PAdES B-LTA", AT)
    assert report.signers == ["Programme seal"]


def test_the_unsealed_bytes_stay_an_exact_prefix(plain: Path, sealed: Path, twice: Path) -> None:
    assert sealed.read_bytes().startswith(plain.read_bytes())
    assert twice.read_bytes().startswith(sealed.read_bytes())


def test_the_decider_signs_beside_the_seal(store: keys.KeyStore, twice: Path) -> None:
    report = inspect(twice, store)
    assert report.genuine, report.findings
    assert report.signers == ["Programme seal", "Decider of the funding agency"]
    assert report.signed_at == AT + timedelta(days=30)


def test_sealing_leaves_the_metadata_alone(sealed: Path) -> None:
    with pikepdf.open(sealed) as document:
        assert document.docinfo["/Producer"] == "the print shop"
        assert "/ModDate" not in document.docinfo


def test_no_signature_is_visible_and_each_is_printable(twice: Path) -> None:
    with pikepdf.open(twice) as document:
        widgets = list(document.pages[0].obj.Annots)
        assert len(widgets) == 4
        for widget in widgets:
            left, low, right, high = (float(side) for side in widget.Rect)
            assert (left, low) == (right, high)
            assert left < 0  # outside the page: PDF/UA asks for no tag
            assert int(widget.F) & 0b110 == 0b100  # printed, not hidden: PDF/A asks for it


def test_public_tools_agree(sealed: Path) -> None:
    found = subprocess.run(["pdfsig", str(sealed)], capture_output=True, text=True, check=True)
    assert "Signature is Valid." in found.stdout
    assert "ETSI.CAdES.detached" in found.stdout
    subprocess.run(["qpdf", "--check", str(sealed)], capture_output=True, check=True)


def test_pdfsig_finds_a_changed_byte_too(sealed: Path, tmp_path: Path) -> None:
    data = bytearray(sealed.read_bytes())
    place = data.index(b"the print shop")
    data[place] ^= 1
    (tmp_path / "changed.pdf").write_bytes(data)
    command = ["pdfsig", str(tmp_path / "changed.pdf")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Digest Mismatch" in found.stdout


def test_a_seal_by_a_stranger_is_not_genuine(
    store: keys.KeyStore, strangers: keys.KeyStore, plain: Path, tmp_path: Path
) -> None:
    forged = pdf.seal_pdf(plain, tmp_path / "forged.pdf", at=AT, store=strangers).path
    assert inspect(forged, strangers).genuine
    report = inspect(forged, store)
    assert not report.genuine
    assert "no trusted root" in str([f.sentence for f in report.findings if not f.ok])


def test_an_unsealed_file_is_not_genuine(store: keys.KeyStore, plain: Path) -> None:
    assert [f.code for f in inspect(plain, store).findings if not f.ok] == ["no-signature"]


def test_the_decider_alone_is_not_the_seal(
    store: keys.KeyStore, plain: Path, tmp_path: Path
) -> None:
    path = pdf.seal_pdf(plain, tmp_path / "x.pdf", at=AT, store=store, signer="decider").path
    assert [f.code for f in inspect(path, store).findings if not f.ok] == ["no-seal"]


def test_what_is_added_after_the_seal_is_found(store: keys.KeyStore, sealed: Path) -> None:
    data = sealed.read_bytes() + b"\n% one more line\n"
    assert not inspect_pdf(data, [store.root]).genuine


def test_a_revoked_key_cannot_seal_but_its_older_seals_hold(tmp_path: Path, plain: Path) -> None:
    own = keys.init(tmp_path / "keys", at=AT)
    kept = pdf.seal_pdf(plain, tmp_path / "kept.pdf", at=AT + timedelta(hours=1), store=own).path
    own.revoke("seal", at=AT + timedelta(hours=2))
    assert inspect(kept, own).genuine
    with pytest.raises(SealError, match="revoked"):
        pdf.seal_pdf(plain, tmp_path / "late.pdf", at=AT + timedelta(hours=3), store=own)
    assert not (tmp_path / "late.pdf").exists()


def test_a_file_that_is_no_pdf_is_refused(store: keys.KeyStore, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"not a pdf")
    with pytest.raises(SealError, match="no PDF"):
        pdf.seal_pdf(tmp_path / "x.pdf", tmp_path / "y.pdf", at=AT, store=store)
    assert not (tmp_path / "y.pdf").exists()


def test_the_seal_can_be_checked_with_openssl(
    store: keys.KeyStore, sealed: Path, tmp_path: Path
) -> None:
    with pikepdf.open(sealed) as document:
        value = document.Root.AcroForm.Fields[0].V
        _start, length, after, rest = (int(number) for number in value.ByteRange)
        (tmp_path / "cms").write_bytes(bytes(value.Contents))
    data = sealed.read_bytes()
    (tmp_path / "signed").write_bytes(data[:length] + data[after : after + rest])
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "cms", "-content", "signed",
               "-binary", "-purpose", "any", "-no_check_time", "-out", "out",
               "-CAfile", str(store.root_pem_path)]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "successful" in done.stderr, done.stderr


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(
    store: keys.KeyStore, plain: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(SealError, match="folder cannot be written"):
        pdf.seal_pdf(plain, tmp_path / "folder", at=AT, store=store)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    with pytest.raises(SealError, match="no PDF"):
        pdf.seal_pdf(tmp_path / "absent.pdf", tmp_path / "x.pdf", at=AT, store=store)

"""PDF/A-3a and PDF/UA-1, asserted; each check is shown to find a file that fails it."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reports import conformance

Damage = Callable[[pikepdf.Pdf], None]


def damaged(dossier: Path, folder: Path, damage: Damage) -> list[str]:
    path = folder / "damaged.pdf"
    with pikepdf.open(dossier) as pdf:
        damage(pdf)
        pdf.save(path)
    return conformance.problems(path)


def test_the_dossier_meets_every_assertion(dossier: Path) -> None:
    assert conformance.problems(dossier) == []


def drop(key: str) -> Damage:
    return lambda pdf: pdf.Root.__delitem__(key)


def other_part(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["pdfaid:part"] = "2"


def no_ua(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        del metadata["pdfuaid:part"]


def no_alt(pdf: pikepdf.Pdf) -> None:
    figures = (e for e in conformance.elements(pdf.Root.StructTreeRoot) if e.get("/S") == "/Figure")
    del next(figures)["/Alt"]


def skipped_heading(pdf: pikepdf.Pdf) -> None:
    for element in conformance.elements(pdf.Root.StructTreeRoot):
        if element.get("/S") == "/H2":
            element.S = pikepdf.Name("/H4")
            return


def loose_link(pdf: pikepdf.Pdf) -> None:
    for element in conformance.elements(pdf.Root.StructTreeRoot):
        if element.get("/S") == "/Link":
            element.S = pikepdf.Name("/Span")
            return


def unrelated(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["evidence.json"].obj.AFRelationship = pikepdf.Name("/Unspecified")


def running(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (other_part, "names PDF/A"),
        (no_ua, "does not name PDF/UA-1"),
        (drop("/OutputIntents"), "no output intent"),
        (drop("/MarkInfo"), "not marked as tagged"),
        (drop("/Lang"), "does not name its language"),
        (drop("/StructTreeRoot"), "has no structure"),
        (no_alt, "no alternative text"),
        (skipped_heading, "A heading of level 4"),
        (loose_link, "outside the structure"),
        (unrelated, "does not say how it relates"),
        (running, "an action that runs"),
    ],
)
def test_a_control_that_fails_is_found(
    dossier: Path, tmp_path: Path, damage: Damage, sentence: str
) -> None:
    assert any(sentence in problem for problem in damaged(dossier, tmp_path, damage))


def tool(*command: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )


def test_qpdf_finds_nothing_wrong_but_does_in_a_damaged_file(dossier: Path, tmp_path: Path) -> None:
    assert tool("qpdf", "--check", dossier).returncode == 0
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(dossier.read_bytes()[:-4000])
    assert tool("qpdf", "--check", cut).returncode != 0


def fonts(path: Path) -> list[list[str]]:
    lines = tool("pdffonts", path).stdout.splitlines()[2:]
    return [line.split() for line in lines]


def test_every_font_is_embedded_subset_and_mapped_to_unicode(dossier: Path) -> None:
    listed = fonts(dossier)
    assert len(listed) >= 3
    for line in listed:
        assert line[-5:-2] == ["yes", "yes", "yes"], line
        assert "Noto-Sans" in line[0]


def test_a_font_that_is_not_embedded_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "helvetica.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        pdf.pages[0].Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=pdf.make_indirect(font))
        )
        pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 12 Tf (x) Tj ET")
        pdf.save(path)
    assert fonts(path)[0][-5:-2] == ["no", "no", "no"]

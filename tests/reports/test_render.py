"""The printed dossier says what the bundle says, and says it the same way every time."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from reports import bundle as evidence
from reports.pdf_parts import Pictures
from reports.render import html_of
from reports.words import lines
from tests.reports.conftest import completed
from tests.reports.fixtures import HARD, bundle

PROCESS = """
import json, sys
from pathlib import Path
import django
django.setup()
from reports.render import Attached, render
folder = Path(sys.argv[1])
bundle = json.loads((folder / "bundle.json").read_text("utf-8"))
pictures = {path.stem: path.read_bytes() for path in Path(sys.argv[2]).glob("*.svg")}
attached = [Attached("evidence.json", (folder / "bundle.json").read_bytes(), "Source", "x")]
sys.stdout.buffer.write(render(bundle, pictures, attached))
"""


def text_of(path: Path) -> str:
    shown = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
    return shown.stdout.decode()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def text(dossier: Path) -> str:
    return squeezed(text_of(dossier))


def test_hard_characters_come_back_as_they_went_in(text: str) -> None:
    for word in (
        HARD,
        "𠮷村 亮",
        "髙木 﨑子",
        "多品種少量生産",
        "安全性・信頼性",
    ):
        assert squeezed(word) in text


def test_a_text_that_was_not_printed_is_not_found(text: str) -> None:
    assert squeezed("吉田 高橋 崎山") not in text


def test_every_sentence_of_the_bundle_is_printed(text: str) -> None:
    made = bundle()
    sentences = [
        made["decision"]["reason"],
        made["recommendation"]["text"],
        made["dissents"][0]["text"],
    ]
    sentences += [condition["text"] for condition in made["conditions"]]
    sentences += [method[language] for method in made["method"] for language in ("ja", "en")]
    for sentence in sentences:
        assert squeezed(sentence) in text


def test_money_is_short_and_exact(text: str) -> None:
    assert "1,440億円（144,000,000,000円）" in text
    assert squeezed("¥144 billion (¥144,000,000,000)") in text


def test_dates_carry_the_era(text: str) -> None:
    assert "2027年11月26日（令和9年）" in text


def test_every_page_names_the_bundle_and_the_demonstration(
    dossier: Path, full_bundle: dict[str, Any]
) -> None:
    pages = text_of(dossier).split("\f")[:-1]
    assert len(pages) > 20
    for page in pages:
        assert evidence.digest(full_bundle) in page
        assert "デモンストレーション" in page or "Demonstration" in page


def test_the_file_is_identified_by_the_bundle(dossier: Path, full_bundle: dict[str, Any]) -> None:
    with pikepdf.open(dossier) as pdf:
        assert bytes(pdf.trailer.ID[0]).decode() == evidence.digest(full_bundle).removeprefix(
            "sha256:"
        )
        assert str(pdf.docinfo["/CreationDate"]) == "D:20271126150000+09'00"


def test_the_attached_bundle_is_the_bundle(dossier: Path, full_bundle: dict[str, Any]) -> None:
    with pikepdf.open(dossier) as pdf:
        attached = pdf.attachments["evidence.json"].get_file().read_bytes()
    assert attached == evidence.canonical(full_bundle)


def test_each_part_of_the_document_names_its_language(dossier: Path) -> None:
    from reports.conformance import elements

    with pikepdf.open(dossier) as pdf:
        found = [
            str(e.get("/Lang", ""))
            for e in elements(pdf.Root.StructTreeRoot)
            if e.get("/S") == "/Art"
        ]
    assert set(found) == {"ja", "en"}
    assert found == sorted(found, reverse=True)


def test_no_phrase_is_missing_in_either_language(full_bundle: dict[str, Any]) -> None:
    assert html_of(full_bundle)
    for line in lines():
        assert len(line) == 3, line
        assert all(line), line


def test_every_chart_has_its_picture_and_its_words(
    full_bundle: dict[str, Any], dossier: Path
) -> None:
    html = html_of(full_bundle)
    for half in full_bundle["figures"].values():
        assert len(half) == 7
        for figure in half:
            assert figure["title"] in html
            assert len(figure["alt"]) > 20
            assert figure["table"]["rows"]


@pytest.mark.slow
def test_the_bytes_are_the_same_in_other_processes_time_zones_and_locales(
    full_bundle: dict[str, Any], pictures: Any, picture_folder: Path, tmp_path: Path
) -> None:
    english = {**full_bundle, "edition": {**full_bundle["edition"], "languages": ["en"]}}
    (tmp_path / "bundle.json").write_bytes(evidence.canonical(english))
    places = (("America/New_York", "C.UTF-8"), ("Asia/Kolkata", "POSIX"))
    started = [_process(tmp_path, picture_folder, *place) for place in places]
    first, second = (process.communicate(timeout=120)[0] for process in started)
    assert first.startswith(b"%PDF-1.7")
    assert first == second


def _process(folder: Path, pictures: Path, zone: str, locale: str) -> subprocess.Popen[bytes]:
    changed = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(len(zone))}
    settings = {"DJANGO_SETTINGS_MODULE": "noetra_gov.settings", "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", PROCESS, str(folder), str(pictures)]
    return subprocess.Popen(
        command, env={**os.environ, **changed, **settings}, stdout=subprocess.PIPE
    )


def test_a_draft_says_so_on_every_page() -> None:
    from reports.render import styles_of

    assert "url(figure:draft)" in styles_of(bundle(state="draft"))
    assert "url(figure:draft)" not in styles_of(bundle(state="final"))


def test_the_public_edition_prints_and_says_what_it_leaves_out() -> None:
    public = evidence.public_edition(completed(bundle()))
    html = html_of(public)
    assert "公表版では省いています。" in html
    assert public["edition"]["withheld"][0]["reason"]["en"] in html
    assert "藤田" not in html


def test_a_print_never_reaches_outside(pictures: Any) -> None:
    fetcher = Pictures(pictures)
    for address in ("https://example.org/a.svg", "file:///etc/passwd", "figure:unknown"):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(address)


def test_markup_in_a_name_is_printed_not_obeyed() -> None:
    made = bundle()
    made["decision"]["reason"] = '<img src="https://example.org/x"> & more'
    assert "&lt;img src=" in html_of(made)


def test_a_bundle_that_lacks_what_a_template_says_is_not_printed() -> None:
    made = bundle()
    del made["gate"]["course"][0]["actor"]
    with pytest.raises(evidence.BadBundle, match=r"s\.actor"):
        html_of(made)


def test_a_policy_that_failed_several_properties_is_counted_once() -> None:
    made = bundle()
    refusals = made["certification"]["refusals"]
    refusals.append({**refusals[0], "property": "SSM-02"})
    assert "不合格とした方策は1件" in html_of(made)

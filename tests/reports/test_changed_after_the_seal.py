"""A file changed after its seal and stamped again is found, whatever the change."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from noetra_gov.seal import keys, pdf
from tests.reports.small_dossier import AT
from tests.reports.two_verifiers import wrong


def restamped(data: bytes, ours: keys.KeyStore, change: Callable[[Any], None]) -> bytes:
    """What someone can make who gets genuine time stamps, but not the seal."""
    from pyhanko.sign import signers

    from noetra_gov.seal.timestamps import LocalAuthority, LocalTimeStamper

    writer = pdf._QuietWriter(BytesIO(data))
    change(writer)
    stamper = LocalTimeStamper(LocalAuthority(ours.entity("tsa"), AT))
    output = BytesIO()
    signers.PdfTimeStamper(stamper).timestamp_pdf(writer, "sha256", output=output)
    return output.getvalue()


def another_page(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"% nothing left"))
    writer.update_container(page)


def another_text(writer: Any) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"]._data = b"BT (Stage gate G2) Tj ET"
    page["/Contents"]._encoded_data = None
    writer.update_container(page["/Contents"])


def another_field(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    name = generic.pdf_name
    facts = {name("/FT"): name("/Tx"), name("/T"): generic.pdf_string("x")}
    writer.root["/AcroForm"]["/Fields"].append(writer.add_object(generic.DictionaryObject(facts)))
    writer.update_container(writer.root["/AcroForm"]["/Fields"])


def a_note_on_the_page(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    name, page = generic.pdf_name, writer.root["/Pages"]["/Kids"][0]
    box = generic.ArrayObject(generic.NumberObject(side) for side in (10, 10, 200, 200))
    facts = {name("/Subtype"): name("/FreeText"), name("/Rect"): box}
    page["/Annots"].append(writer.add_object(generic.DictionaryObject(facts)))
    writer.update_container(page["/Annots"])


def a_script_at_opening(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    name = generic.pdf_name
    facts = {name("/S"): name("/JavaScript"), name("/JS"): generic.pdf_string("app.alert(1)")}
    writer.root["/OpenAction"] = generic.DictionaryObject(facts)
    writer.update_root()


@pytest.mark.parametrize(
    "change", [another_page, another_text, another_field, a_note_on_the_page, a_script_at_opening]
)
def test_what_is_changed_after_the_seal_and_stamped_again_is_found(
    ours: keys.KeyStore, genuine: Path, change: Callable[[Any], None]
) -> None:
    alone, product = wrong(restamped(genuine.read_bytes(), ours, change), ours)
    assert alone == {"additions"}
    assert product == {"added"}


def test_a_later_time_stamp_alone_changes_nothing(ours: keys.KeyStore, genuine: Path) -> None:
    """So an archive can renew it before algorithms age."""
    data = restamped(genuine.read_bytes(), ours, lambda writer: None)
    assert wrong(data, ours) == (set(), set())

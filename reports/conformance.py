"""What PDF/A-3a and PDF/UA-1 ask for, as far as it can be asserted without veraPDF.

Each function yields a sentence for each thing that is wrong. A record is not sealed while any is left.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

RELATIONSHIPS = {"/Source", "/Data", "/Alternative", "/Supplement"}
PRINTED_AND_SHOWN = 4


def problems(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [
            *archival(pdf),
            *accessible(pdf),
            *links(pdf),
            *attachments(pdf),
        ]


def archival(pdf: pikepdf.Pdf) -> Iterator[str]:
    """PDF/A-3a: named in the metadata, one colour intent, nothing that runs, nothing encrypted."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        named = (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance"))
    if named != ("3", "A"):
        yield f"The metadata names PDF/A {named}, not 3 A."
    if "/OutputIntents" not in pdf.Root or "/DestOutputProfile" not in pdf.Root.OutputIntents[0]:
        yield "There is no output intent with a colour profile."
    if (
        "/OpenAction" in pdf.Root
        or "/AA" in pdf.Root
        or "/JavaScript" in pdf.Root.get("/Names", {})
    ):
        yield "The document carries an action that runs."
    if pdf.is_encrypted:
        yield "The document is encrypted."
    if "/ID" not in pdf.trailer:
        yield "The document has no identifier."


def accessible(pdf: pikepdf.Pdf) -> Iterator[str]:
    """PDF/UA-1: named, tagged, titled, in a language, each figure described, headings in order."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        if str(metadata.get("pdfuaid:part")) != "1":
            yield "The metadata does not name PDF/UA-1."
        if not metadata.get("dc:title"):
            yield "The metadata has no title."
    if not _entry(pdf, "/MarkInfo", "/Marked"):
        yield "The document is not marked as tagged."
    if not _entry(pdf, "/ViewerPreferences", "/DisplayDocTitle"):
        yield "A reader would show the file name instead of the title."
    if not str(pdf.Root.get("/Lang", "")):
        yield "The document does not name its language."
    if "/StructTreeRoot" not in pdf.Root:
        yield "The document has no structure."
        return
    yield from _structure(pdf)


def _entry(pdf: pikepdf.Pdf, part: str, key: str) -> bool:
    found = pdf.Root.get(part)
    return bool(found is not None and found.get(key, False))


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    level = 0
    for element in elements(pdf.Root.StructTreeRoot):
        kind = str(element.get("/S", ""))
        if kind == "/Figure" and not str(element.get("/Alt", "")):
            yield "A figure has no alternative text."
        if kind[:2] == "/H" and kind[2:].isdigit():
            if int(kind[2:]) > level + 1:
                yield f"A heading of level {kind[2:]} follows one of level {level}."
            level = int(kind[2:])


def elements(node: Any) -> Iterator[Any]:
    """The structure elements below a node, in reading order."""
    children = node.get("/K", None)
    if children is None:
        return
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and child.get("/Type") != "/OBJR":
            yield child
            yield from elements(child)


def links(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Every link annotation is printed, described, and stands under a /Link element (UA-1 7.18.5)."""
    tagged = _annotations_under_link(pdf)
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") != "/Link":
                continue
            if annotation.objgen not in tagged:
                yield f"Page {number}: a link stands outside the structure."
            if not int(annotation.get("/F", 0)) & PRINTED_AND_SHOWN:
                yield f"Page {number}: a link would not be printed."
            if not str(annotation.get("/Contents", "")):
                yield f"Page {number}: a link has no description."


def _annotations_under_link(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    if "/StructTreeRoot" not in pdf.Root:
        return found
    for element in elements(pdf.Root.StructTreeRoot):
        if element.get("/S") == "/Link":
            found |= {
                child.Obj.objgen
                for child in element.get("/K", [])
                if isinstance(child, pikepdf.Dictionary) and child.get("/Type") == "/OBJR"
            }
    return found


def attachments(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Each embedded file says how it relates to the document and of what type it is (PDF/A-3)."""
    listed = [file.objgen for file in pdf.Root.get("/AF", [])]
    if len(listed) != len(set(listed)):
        yield "A file is associated twice."
    for name in pdf.attachments:
        file = pdf.attachments[name].obj
        if file.get("/AFRelationship") not in RELATIONSHIPS:
            yield f"The attached file {name} does not say how it relates to the document."
        if file.objgen not in listed:
            yield f"The attached file {name} is not associated with the document."
        if "/Subtype" not in file.EF.F:
            yield f"The attached file {name} does not name its type."

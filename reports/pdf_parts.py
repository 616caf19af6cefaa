"""What WeasyPrint 70 leaves to its user: PDF/UA beside PDF/A, languages of parts, pictures by key."""

from collections.abc import Mapping
from typing import Any

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

PDFUA = b"""
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li>
</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""

DRAFT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="210" height="297">
<g transform="rotate(-52 105 148)" fill="none" stroke="#d8d8db" stroke-width="1.6">
<path d="M18 128v40h14a20 20 0 0 0 0-40z M66 168v-40h16a11 11 0 0 1 0 22h-16 M82 150l12 18
 M104 168l16-40 16 40 M110 155h20 M148 168v-40h26 M148 148h22 M180 128h30 M195 128v40"/></g></svg>"""


class Pictures(URLFetcher):
    """Serves `figure:KEY` from memory and nothing else: a print never reaches for the network or a file."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__()
        self.pictures = {"draft": DRAFT.encode(), **pictures}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        kind, _, key = url.partition(":")
        if kind != "figure" or key not in self.pictures:
            raise FatalURLFetchingError(
                f"The picture {url[:80]} is not among those stored for this record."
            )
        return URLFetcherResponse(url, self.pictures[key], {"Content-Type": "image/svg+xml"})


def declare_accessible(document: Any) -> None:
    """Name PDF/UA-1 in the metadata beside PDF/A-3a, with the extension schema PDF/A asks for."""
    metadata = document.metadata
    plain = metadata.generate_rdf_metadata

    def with_pdfua(variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = plain(variant, version, conformance)
        head, tail = rdf.rsplit(b"</rdf:RDF>", 1)
        return head + PDFUA + b"</rdf:RDF>" + tail

    metadata.generate_rdf_metadata = with_pdfua


def complete_structure(document: Any, pdf: Any) -> None:
    """Runs before the file is written: languages of the parts, each attachment listed once."""
    _name_languages(document, pdf)
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))


def _name_languages(document: Any, pdf: Any) -> None:
    """WeasyPrint writes the document's language only; each part's own goes to its /Art element."""
    from pydyf import String

    languages = _language_of_pages(document)
    by_page = dict(zip(pdf.page_references, languages, strict=True))
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/Art" and by_page.get(item.get("Pg")):
            item["Lang"] = String(by_page[item["Pg"]])


def _language_of_pages(document: Any) -> list[str | None]:
    """Each part begins at the anchor `<language>-top`."""
    languages, current = [], None
    for page in document.pages:
        starts = [name.removesuffix("-top") for name in page.anchors if name.endswith("-top")]
        current = starts[-1] if starts else current
        languages.append(current)
    return languages

"""Bundle + stored pictures + attachments → PDF/A-3a that is also PDF/UA-1, byte for byte the same.

Nothing here asks for the time, the place or the language of the process: dates and the identifier come
from the bundle. WeasyPrint is imported late (it needs Debian's pango; see docs/operators-guide.md).
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from reports import view
from reports.bundle import BadBundle, Bundle, digest
from reports.pdf_parts import Pictures, complete_structure, declare_accessible
from reports.wording import localised
from reports.words import words

TEMPLATES = Path(__file__).parent.parent / "templates"
STYLES = TEMPLATES / "print" / "style"
MISSING = "\ue000"


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF. relationship: Source, Data, Alternative or Supplement."""

    name: str
    content: bytes
    relationship: str
    description: str


def render(bundle: Bundle, pictures: Mapping[str, bytes], attached: Sequence[Attached]) -> bytes:
    """The dossier. pictures: SVG by key, one for each figure of each language in the bundle."""
    html = html_of(bundle, attached)
    return print_pdf(html, styles_of(bundle), pictures, attached, digest(bundle), bundle["as_of"])


def html_of(bundle: Bundle, attached: Sequence[Attached] = ()) -> str:
    bundle_digest = digest(bundle)
    halves = view.halves(bundle, bundle_digest, [f"{a.name} – {a.description}" for a in attached])
    first = halves[0]
    context = {
        "halves": halves,
        "bundle_digest": bundle_digest,
        "created": bundle["as_of"],
        "pdf_title": f"{first['say']['title']} {bundle['gate']['code']} {first['view']['gate']['name']}",
        "pdf_author": first["view"]["edition"]["issuer"],
        "pdf_subject": first["view"]["programme"]["name"],
    }
    return template("print/dossier.html", context)


def missing_in(html: str) -> str:
    """The first name a template asked for in vain, or nothing."""
    return html.partition(MISSING)[2][:60]


def template(name: str, context: dict[str, Any]) -> str:
    """A record never prints an empty place for something it should say."""
    html = _engine().get_template(name).render(Context(context, use_l10n=False, use_tz=False))
    if MISSING in html:
        raise BadBundle(f"{name} asks for something the bundle lacks: {missing_in(html)}")
    return str(html)


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(TEMPLATES)],
        libraries={"print_filters": "reports.print_filters"},
        string_if_invalid=f"{MISSING}%s",
        autoescape=True,
    )


def styles_of(bundle: Bundle, title: str = "title") -> str:
    """The sheet of the house and the frame of every page, which names the bundle by its digest."""
    frames = [frame(bundle, language, title) for language in bundle["edition"]["languages"]]
    draft = bundle["edition"]["state"] == "draft"
    mark = "@page { background: url(figure:draft) center / 100% no-repeat; }" if draft else ""
    return "\n".join([(STYLES / "print.css").read_text("utf-8"), *frames, mark])


def frame(bundle: Bundle, language: str, title: str) -> str:
    say, edition = words(language), localised(bundle["edition"], language)
    notes = [say[f"audience_{edition['audience']}"]]
    notes += [say["draft_short"]] if edition["state"] == "draft" else []
    notes += [say["demo_short"]] if bundle["clock"]["demonstration"] else []
    values = {
        "language": language,
        "head": quoted(f"{say[title]} {edition['number']}"),
        "notes": quoted(" · ".join(notes)),
        "foot": quoted(f"{say['digest_label']} {digest(bundle)}"),
        "page": quoted(f"{say['page_of']} "),
    }
    return FRAME.format(**values)


FRAME = """
.half.{language} {{ page: {language}; }}
@page {language} {{
  @top-left {{ content: {head}; }}
  @top-right {{ content: {notes}; }}
  @bottom-left {{ content: {foot}; }}
  @bottom-right {{ content: {page} counter(page) " / " counter(pages); }}
}}
"""


def quoted(text: str) -> str:
    """A CSS string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def print_pdf(
    html: str,
    css: str,
    pictures: Mapping[str, bytes],
    attached: Sequence[Attached],
    identity: str,
    at: str,
) -> bytes:
    """HTML to PDF/A-3a + PDF/UA-1. identity: the digest that becomes the file's identifier; at: ISO time."""
    from weasyprint import CSS, HTML

    fetcher = Pictures(pictures)
    options = {"pdf_variant": "pdf/a-3a", "pdf_identifier": identity.removeprefix("sha256:")}
    document = HTML(string=html, url_fetcher=fetcher, base_url="figure:").render(
        stylesheets=[CSS(string=css, url_fetcher=fetcher, base_url="figure:")], **options
    )
    declare_accessible(document)
    document.metadata.attachments = [_attachment(item, at) for item in attached]
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves its own colour profile to the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        pdf: bytes = document.write_pdf(finisher=complete_structure, **options)
    return pdf


def _attachment(item: Attached, at: str) -> Any:
    from weasyprint import Attachment

    moment = datetime.fromisoformat(at).astimezone(UTC)
    return Attachment(
        string=item.content,
        name=item.name,
        description=item.description,
        created=moment,
        modified=moment,
        relationship=item.relationship,
    )

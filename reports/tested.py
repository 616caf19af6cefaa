"""The certificate or refusal of one policy as a sealed PDF."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.bundle import Bundle, digest
from reports.render import Attached, print_pdf, styles_of, template
from reports.view import count_simplest, figures_by_name
from reports.wording import localised
from reports.words import words

FIGURES = ("exercise", "scene", "margin")


def title_key(bundle: Bundle) -> str:
    return "title_certificate" if bundle["certificate"] else "title_refusal"


def render_tested(
    bundle: Bundle, pictures: Mapping[str, bytes], attached: Sequence[Attached]
) -> bytes:
    """Two languages, PDF/A-3a and PDF/UA-1, the same bytes for the same evidence."""
    html = html_of_tested(bundle, attached)
    styles = styles_of(bundle, title_key(bundle))
    return print_pdf(html, styles, pictures, attached, digest(bundle), bundle["as_of"])


def html_of_tested(bundle: Bundle, attached: Sequence[Attached] = ()) -> str:
    halves = [_half(bundle, attached, language) for language in bundle["edition"]["languages"]]
    first = halves[0]
    context = {
        "halves": halves,
        "bundle_digest": digest(bundle),
        "created": bundle["as_of"],
        "pdf_title": f"{first['title']} {bundle['edition']['number']}",
        "pdf_author": first["view"]["edition"]["issuer"],
        "pdf_subject": first["view"]["programme"]["name"],
    }
    return template("print/tested.html", context)


def _half(bundle: Bundle, attached: Sequence[Attached], language: str) -> dict[str, Any]:
    say, view = words(language), localised(bundle, language)
    count_simplest(view["refusals"], say)
    return {
        "lang": language,
        "view": view,
        "say": say,
        "title": say[title_key(bundle)],
        "figures": figures_by_name(bundle["figures"].get(language, []), FIGURES),
        "attached": [f"{item.name} – {item.description}" for item in attached],
    }

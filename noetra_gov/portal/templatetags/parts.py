"""The parts every page is made of. /parts/ shows them all; pages compose these and invent none.

The `title` block of a page gives the window title *and* the one h1: pages write no h1.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from noetra_gov.figures.look import dressed
from noetra_gov.people.models import User
from noetra_gov.portal import words

register = template.Library()

TONES = ("neutral", "info", "success", "warning", "danger")
# Shapes tell the tone where colour cannot: a different outline for each.
PROVENANCE_TONE = {"S": "success", "S2": "info", "D": "neutral", "A": "warning", "DEMO": "warning"}


def dash() -> SafeString:
    return format_html('<span class="none" aria-label="{}" role="img">–</span>', _("none"))


@register.simple_tag
def money(yen: int | None, short: bool = False) -> SafeString:
    """`{% money yen %}` exact; `{% money yen short=True %}` 億円 with the exact sum at hand."""
    if yen is None:
        return dash()
    exact = words.yen_text(int(yen))
    if not short:
        return format_html('<data class="money" value="{}">{}</data>', yen, exact)
    said = words.yen_short(int(yen))
    return format_html('<data class="money" value="{}" title="{}">{}</data>', yen, exact, said)


@register.simple_tag
def day(value: date | datetime | None) -> SafeString:
    if value is None:
        return dash()
    plain = value.astimezone(words.TOKYO).date() if isinstance(value, datetime) else value
    return format_html(
        '<time class="day" datetime="{}">{}</time>', plain.isoformat(), words.day_text(plain)
    )


@register.simple_tag
def when(value: datetime | None) -> SafeString:
    if value is None:
        return dash()
    exact = value.astimezone(words.TOKYO).isoformat(timespec="seconds")
    return format_html(
        '<time class="when" datetime="{}" title="{}">{}</time>',
        exact, exact, words.moment_text(value),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def person(context: Context, ref: str) -> SafeString:
    """Who did it: `user:tanabe` as the person's name, `system:gates` as the system (gates)."""
    if not ref:
        return dash()
    kept: Any = context.render_context  # lives as long as one page is made
    names: dict[str, str] = kept.dicts[0].setdefault("people", {})
    if ref not in names:
        names[ref] = name_of(str(ref))
    return format_html('<span class="person-name" title="{}">{}</span>', ref, names[ref])


def name_of(ref: str) -> str:
    kind, _colon, name = ref.rpartition(":")
    if kind in {"user", ""}:
        return str(User.objects.filter(username=name).first() or name)
    return _("the system (%(part)s)") % {"part": name}


@register.inclusion_tag("parts/status.html")
def status(code: str, label: str = "", tone: str = "neutral") -> dict[str, Any]:
    """A state: shape and words, so that it reads without colour."""
    tone = tone if tone in TONES else "neutral"
    return {"code": code, "label": label or code, "tone": tone}


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One form field: label, help, what is wrong, control. Errors stand before the control."""
    return {
        "field": bound,
        "group": bound.use_fieldset,
        "beside": isinstance(bound.field.widget, CheckboxInput),
        "required": bound.field.required,
    }


@register.inclusion_tag("parts/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """The whole form: error summary first, then each field. The page writes form and button."""
    return {"form": form}


@register.inclusion_tag("parts/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """The error summary alone, for pages that lay their fields out themselves."""
    return {"form": form}


@register.inclusion_tag("parts/progress.html")
def progress(job: Any, sample: bool = False) -> dict[str, Any]:
    """A long job: polls itself while it runs; without JavaScript a link reads it again."""
    tone = {"done": "success", "failed": "danger"}.get(job.status, "info")
    url = "#progress" if sample else reverse("portal:job", args=[job.pk])
    polls = not (job.ended or sample)
    return {"job": job, "url": url, "tone": tone, "polls": polls, "error": said(job.error)}


def said(error: str) -> str:
    """What a person reads of a failed job: its sentence, never the trace of a fault of ours."""
    if not error.startswith("Traceback"):
        return error
    return _("The work met a fault of the program; the administrator finds its trace with the job.")


@register.inclusion_tag("parts/chart.html", takes_context=True)
def chart(context: Context, figure: Any) -> dict[str, Any]:
    """A `figures.Figure`: the picture, its words, and its table."""
    request = context.get("request")
    if request is not None:
        request.draws_charts = True
    drawn = dressed(figure.as_dict()["figure"])
    data = script_safe(json.dumps(drawn, ensure_ascii=False))
    return {"figure": figure, "data": data, "columns": headings(figure), "rows": cells(figure)}


def headings(figure: Any) -> list[tuple[str, bool]]:
    """Each heading with whether its column holds numbers."""
    lines = figure.table.lines()
    numeric = [all(_number(v) for v in column) for column in zip(*lines, strict=True)]
    labels = figure.table.headings()
    return list(zip(labels, numeric or [False] * len(labels), strict=True))


def cells(figure: Any) -> list[list[tuple[str, bool]]]:
    return [[(words.number_text(v), _number(v)) for v in line] for line in figure.table.lines()]


def _number(value: Any) -> bool:
    return value is None or (hasattr(value, "__int__") and not isinstance(value, str | bool))


def script_safe(text: str) -> SafeString:
    """JSON inside a script element: nothing in it may end the element."""
    for sign, code in (("&", "\\u0026"), ("<", "\\u003C"), (">", "\\u003E")):
        text = text.replace(sign, code)
    return mark_safe(text)  # noqa: S308 - the three signs that could end the script are escaped


@register.inclusion_tag("parts/action.html", takes_context=True)
def action(
    context: Context,
    label: str,
    url: str,
    verdict: Any = None,
    tone: str = "",
    note: str = "",
    **hidden: Any,
) -> dict[str, Any]:
    """A button that posts, or the same button disabled with its reason.

    `tone`: "", "secondary" or "danger"; `note`: a word beside the button; every further
    `name=value` is posted with it.
    """
    allowed = verdict is None or bool(getattr(verdict, "allowed", verdict))
    return {
        "label": label,
        "url": url,
        "allowed": allowed,
        "reason": getattr(verdict, "reason", "") or _("You may not do this."),
        "tone": tone,
        "note": note,
        "hidden": hidden,
        "part_id": f"why-{secrets.token_hex(4)}",
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("parts/empty.html")
def empty(message: str, label: str = "", url: str = "") -> dict[str, Any]:
    """Nothing here yet: say so, and say what to do (a link, where there is one)."""
    return {"message": message, "label": label, "url": url}


@register.inclusion_tag("parts/provenance.html")
def provenance(obj: Any) -> dict[str, Any]:
    """Where a fact comes from, with its source and what contradicts it."""
    code = str(obj.provenance)
    display = getattr(obj, "get_provenance_display", None)
    return {
        "code": code,
        "label": display() if display else code,
        "tone": PROVENANCE_TONE.get(code, "neutral"),
        "source": getattr(obj, "source", ""),
        "conflict": getattr(obj, "source_conflict", ""),
    }


@register.inclusion_tag("parts/digest.html")
def digest(value: str | None) -> dict[str, Any]:
    """A digest: the first figures, the whole on demand, to copy."""
    text = str(value or "")
    head, _sep, tail = text.rpartition(":")
    short = f"{head}:{tail[:12]}…" if head else f"{tail[:12]}…"
    return {"value": text, "short": short if len(tail) > 12 else text}


@register.filter
def number(value: Any) -> str:
    """`{{ count|number }}`: thousands grouped, unknown as a dash."""
    return words.number_text(value)


@register.filter
def fiscal_year(year: int | None) -> str:
    """`{{ 2027|fiscal_year }}`: 2027年度（令和9年度） or FY2027."""
    return "–" if year is None else words.fiscal_year_text(int(year))


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key)


class BlockTextNode(template.Node):
    """What the page wrote in a block, kept in a variable: so `title` can stand in two places."""

    def __init__(self, name: str, variable: str) -> None:
        self.name, self.variable = name, variable

    def render(self, context: Context) -> str:
        blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
        block = blocks.get_block(self.name) if blocks else None
        with context.push():
            text = str(block.nodelist.render(context)).strip() if block else ""
        context[self.variable] = mark_safe(text)  # noqa: S308 - rendered, escaped template text
        return ""


@register.tag
def blocktext(parser: Parser, token: Token) -> BlockTextNode:
    """`{% blocktext title as page_title %}`"""
    _tag, name, _as, variable = token.split_contents()
    return BlockTextNode(name, variable)

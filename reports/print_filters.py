"""Filters of the print templates: values as a sealed document writes them."""

from django import template

from reports import ledger, rules, wording

register = template.Library()

register.filter("day", wording.day)
register.filter("day_stacked", wording.day_stacked)
register.filter("moment", wording.moment)
register.filter("fiscal", wording.year_label)
register.filter("short_yen", wording.short_yen)
register.filter("exact_yen", wording.exact_yen)
register.filter("both_yen", wording.both_yen)
register.filter("points", wording.points)
register.filter("grouped", wording.grouped)
register.filter("unit_in", rules.unit_in)
register.filter("breakable", wording.breakable)
register.filter("measured", wording.measured)
register.filter("thousands", wording.thousands)
register.filter("hexadecimal", wording.hexadecimal)


@register.filter
def percent(basis_points: int) -> str:
    return wording.percent(basis_points)


@register.simple_tag(takes_context=True)
def said(context: template.Context, group: str, code: str) -> str:
    """The phrase of a code within a group: `{% said "st" row.state %}`; an unknown code shows itself."""
    phrase: str = context["say"].get(f"{group}_{code}", str(code))
    return phrase


@register.simple_tag(takes_context=True)
def place(context: template.Context, account: str) -> str:
    """An account in words: 2028 released NOETRA II."""
    year, stage, organisation, line = ledger.place(account)
    parts = (str(year), context["say"].get(f"kind_{stage}", stage), organisation, line)
    return " ".join(part for part in parts if part)


@register.filter
def at(mapping: dict[str, object], key: str) -> object:
    return mapping.get(key, "")

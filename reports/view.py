"""The bundle as the templates want it: one language chosen, small things computed. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from noetra_gov.figures.printing import key_of
from reports import story
from reports.ledger import COLUMNS
from reports.wording import localised
from reports.words import words

FIGURES = (
    "money_cap", "score_axes", "indicators_reach", "indicators",
    "fleet_path", "fleet_fields", "money_years",
)  # fmt: skip
ALWAYS = ("appropriated", "committed")
CONTENTS = (
    ("section", "summary", "s_summary"),
    ("section", "conclusion", "s_conclusion"),
    ("section", "earlier", "s_earlier"),
    ("section", "criteria", "s_criteria"),
    ("section", "scores", "s_scores"),
    ("section", "safety", "s_safety"),
    ("section", "indicators", "s_indicators"),
    ("section", "fleet", "s_fleet"),
    ("section", "money", "s_money"),
    ("section", "conditions", "s_conditions"),
    ("annex", "course", "a_course"),
    ("annex", "package", "a_package"),
    ("annex", "evidence", "a_evidence"),
    ("annex", "panel", "a_panel"),
    ("annex", "facts", "a_facts"),
    ("annex", "ledger", "a_ledger"),
    ("annex", "method", "a_method"),
    ("annex", "verify", "a_verify"),
    ("annex", "glossary", "a_glossary"),
)


def halves(
    bundle: dict[str, Any], bundle_digest: str, attached: Sequence[str]
) -> list[dict[str, Any]]:
    """One part of the document for each language of the edition, in its order."""
    return [
        _half(bundle, bundle_digest, attached, language)
        for language in bundle["edition"]["languages"]
    ]


def _half(
    bundle: dict[str, Any], bundle_digest: str, attached: Sequence[str], language: str
) -> dict[str, Any]:
    view, say = localised(bundle, language), words(language)
    first = bundle["edition"]["languages"][0]
    view.update(bundle_digest=bundle_digest, attached=list(attached), first_language=first)
    _prepare(view, say)
    return {
        "lang": language,
        "view": view,
        "say": say,
        "story": story.story(view, language, say),
        "outcome": story.outcome(view, say),
        "figures": figures_by_name(bundle.get("figures", {}).get(language, []), FIGURES),
        "toc": _contents(view, say),
    }


def _prepare(view: dict[str, Any], say: Mapping[str, str]) -> None:
    view["scores"]["changed"] = [
        card for card in view["scores"]["cards"] if card["reason_for_change"]
    ]
    for indicator in view["indicators"]:
        indicator["bound_sign"] = "≥" if indicator["direction"] == "higher" else "≤"
    count_simplest(view["certification"]["refusals"], say)
    money = view["money"]
    money["kinds"] = [
        k for k in COLUMNS if k in ALWAYS or any(y.get(f"{k}_yen") for y in money["years"])
    ]
    money["rows"] = [
        {**year, "amounts": [year.get(f"{kind}_yen", 0) for kind in money["kinds"]]}
        for year in money["years"]
    ]


def count_simplest(refusals: list[dict[str, Any]], say: Mapping[str, str]) -> None:
    """A counterexample prints what is unusual in it, and says how much is not."""
    for refusal in refusals:
        others = sum(bool(row.get("simplest")) for row in refusal["scenario"])
        refusal["others"] = say["others_simplest"].format(n=others) if others else ""
        refusal.setdefault("sentence", "")
        for row in refusal["scenario"]:
            row.setdefault("simplest", False)


def figures_by_name(
    figures: list[dict[str, Any]], names: Sequence[str]
) -> dict[str, dict[str, Any] | None]:
    """By identifier with `_` for `-`, so that a template can name them; numbered in their order."""
    return dict.fromkeys(names) | {
        figure["id"].replace("-", "_"): {
            **figure,
            "key": key_of(figure["figure"]),
            "number": number,
        }
        for number, figure in enumerate(figures, 1)
    }


def _contents(view: dict[str, Any], say: Mapping[str, str]) -> list[dict[str, str]]:
    present = [entry for entry in CONTENTS if entry[1] != "package" or view["package"]]
    lines, letter = [], ord("A")
    for kind, name, key in present:
        lead = "" if kind == "section" else f"{say['appendix']} {chr(letter)}. "
        letter += kind == "annex"
        lines.append({"kind": kind, "id": name, "text": lead + say[key]})
    return lines

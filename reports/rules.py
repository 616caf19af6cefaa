"""Pure rules of the record."""

from collections.abc import Sequence

Rating = dict[str, object]

GREEN_BP = 24_000
AMBER_BP = 18_000
RATINGS = {
    "green": ("順調に達成できる見通し", "On course to succeed"),
    "amber": ("達成可能（対応を要する課題あり）", "Feasible, with issues that need attention"),
    "red": ("このままでは達成が困難", "In doubt without prompt action"),
}


def delivery_confidence(verdicts: Sequence[str], score_bp: int | None) -> Rating | None:
    """The rating of delivery confidence, derived (D): from the criteria and the panel's score alone.

    Green: every criterion met and a score in the band of go. Red: a score below the band of conditional,
    or more criteria missed than met. Amber: everything between. Unknown without a score.
    """
    if score_bp is None:
        return None
    missed, met = verdicts.count("not_met"), verdicts.count("met")
    if score_bp < AMBER_BP or missed > met:
        code = "red"
    elif score_bp >= GREEN_BP and met == len(verdicts):
        code = "green"
    else:
        code = "amber"
    ja, en = RATINGS[code]
    return {"rating": code, "label": {"ja": ja, "en": en}}


COMPARATORS = {
    "ge": ("{n}以上", "{n} or more"),
    "gt": ("{n}超", "more than {n}"),
    "le": ("{n}以下", "{n} or less"),
    "lt": ("{n}未満", "less than {n}"),
    "eq": ("{n}", "{n}"),
}
UNITS = {
    "件": "",
    "台": "robots",
    "件/1,000h": "per 1,000 h",
    "回": "times",
    "回/1,000h": "per 1,000 h",
}


def threshold_text(comparator: str, threshold: str | None, unit: str) -> dict[str, str]:
    """A threshold in words: 80%以上, 80 % or more."""
    if threshold is None:
        return {"ja": "–", "en": "–"}
    ja, en = COMPARATORS.get(comparator, ("{n}", "{n}"))
    spoken = " ".join(part for part in (threshold, unit_in(unit, "en")) if part)
    return {"ja": ja.format(n=f"{threshold}{unit}"), "en": en.format(n=spoken)}


def unit_in(unit: str, language: str) -> str:
    """Units are kept as templates write them, in Japanese; English has its own for some."""
    return UNITS.get(unit, unit) if language == "en" else unit


def direction_of(comparator: str) -> str:
    return "lower" if comparator in ("le", "lt") else "higher"

"""The summary page in sentences, computed from the bundle: why, what was found, decided, and the cost."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from reports.wording import both_yen, day, grouped, percent, points, year_label

View = dict[str, Any]
Say = Mapping[str, str]


def story(view: View, language: str, say: Say) -> dict[str, Any]:
    return {
        "why": _why(view, language, say),
        "found": _found(view, language, say),
        "decided": _decided(view, language, say),
        "cost": _cost(view, language, say),
        "reserve": _reserve(view, language, say),
    }


def outcome(view: View, say: Say) -> str:
    return say[f"outcome_{view['decision']['outcome']}"] if view["decision"] else say["no_outcome"]


def _why(view: View, language: str, say: Say) -> list[str]:
    gate = view["gate"]
    releases = gate["releases_fiscal_year"]
    pattern = say["why_release"] if releases else say["why_check"]
    sentences = [
        pattern.format(gate=f"{gate['code']} {gate['name']}", year=year_label(releases, language))
    ]
    fixed = sorted(c["fixed_at"] for c in view["criteria"] if c.get("fixed_at"))
    if fixed:
        sentences.append(say["why_fixed"].format(day=day(fixed[-1], language)))
    return sentences


def _found(view: View, language: str, say: Say) -> list[str]:
    sentences = _found_criteria(view, language, say)
    if view["scores"]["round_2_bp"] is not None:
        score = points(view["scores"]["round_2_bp"])
        sentences.append(say["found_score"].format(score=score, band=view["scores"]["band"]))
    if view["dissents"]:
        sentences.append(say["found_dissent"].format(n=len(view["dissents"])))
    safety = view["certification"]
    # A refused policy may have failed several properties; it is one policy all the same.
    refused = {row["policy"]["digest"] for row in safety["refusals"]}
    counts = {"certified": len(safety["certificates"]), "refused": len(refused)}
    return [*sentences, say["found_safety"].format(**counts), _found_fleet(view["fleet"], say)]


def _found_criteria(view: View, language: str, say: Say) -> list[str]:
    verdicts = Counter(c["verdict"] for c in view["criteria"])
    counts = {key: verdicts[key] for key in ("met", "not_met", "unknown")}
    sentences = [say["found_criteria"].format(all=len(view["criteria"]), **counts)]
    failed = [f"{c['code']} {c['name']}" for c in view["criteria"] if c["verdict"] == "not_met"]
    if failed:
        names = ("、" if language == "ja" else "; ").join(failed)
        sentences.append(say["found_failed"].format(names=names))
    return sentences


def _found_fleet(fleet: View, say: Say) -> str:
    share = percent(fleet["robots"] * 10_000 // max(fleet["target_robots"], 1))
    robots, goal = grouped(fleet["robots"]), grouped(fleet["target_robots"])
    return say["found_fleet"].format(robots=robots, goal=goal, share=share)


def _decided(view: View, language: str, say: Say) -> list[str]:
    decision = view["decision"]
    if not decision:
        return [say["decided_none"]]
    people = {"proposed": decision["proposed_by"], "confirmed": decision["confirmed_by"]}
    on = day(decision["at"], language)
    sentences = [say["decided_outcome"].format(outcome=outcome(view, say), day=on, **people)]
    if view["recommendation"]:
        advised = say[f"outcome_{view['recommendation']['outcome']}"]
        key = "decided_departs" if decision["departs"] else "decided_follows"
        sentences.append(say[key].format(outcome=advised))
    if view["conditions"]:
        first = min(condition["due_on"] for condition in view["conditions"])
        text = say["decided_conditions"].format(n=len(view["conditions"]), day=day(first, language))
        sentences.append(text)
    return sentences


def _cost(view: View, language: str, say: Say) -> list[str]:
    tranche = view["money"]["tranche"]
    if not tranche:
        return [say["cost_none"]]
    year = year_label(tranche["fiscal_year"], language)
    sentences = [
        say["cost_total"].format(year=year, total=both_yen(tranche["total_yen"], language))
    ]
    for part in ("released", "reserve"):
        if tranche[f"{part}_yen"]:
            amount = both_yen(tranche[f"{part}_yen"], language)
            sentences.append(say[f"cost_{part}"].format(**{part: amount}))
    left = both_yen(left_under_cap(view["money"]), language)
    return [*sentences, say["cost_left"].format(left=left)]


def _reserve(view: View, language: str, say: Say) -> str:
    reserve = (view["money"]["tranche"] or {}).get("reserve_yen", 0)
    return say["reserve_hangs"].format(reserve=both_yen(reserve, language)) if reserve else ""


def left_under_cap(money: View) -> int:
    """What is neither committed nor part of the tranche now decided (released or in reserve)."""
    tranche = money["tranche"] or {"fiscal_year": None, "total_yen": 0}
    bound = sum(
        year["committed_yen"]
        for year in money["years"]
        if year["fiscal_year"] != tranche["fiscal_year"]
    )
    return int(money["cap_yen"]) - bound - int(tranche["total_yen"])

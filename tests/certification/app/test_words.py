"""Everything the engine can say has a word in the portal, and the two never drift apart."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import translation

from certification import words
from certification.engine.admission.sentences import SENTENCES as ADMISSION
from certification.engine.campaign.campaign import STAGES
from certification.engine.campaign.result import LIMITS_IN_WORDS
from certification.engine.campaign.verdict import SENTENCES as REASONS
from certification.engine.faults import FAULT_KINDS
from certification.engine.properties import properties_of
from certification.engine.sandbox.tiers import SENTENCES as TIERS
from certification.engine.search.space import Choice
from certification.engine.worlds import names, open_world
from certification.services.campaigns import SEED_SOURCE
from certification.words import admission, dimensions, properties, results, sentences, stages

WORLDS = names()
DIMENSIONS = [(world, d) for world in WORLDS for d in open_world(world).space]
EXAMPLE = {
    "name": "SSM-01",
    "file": "counterexample-SSM-01.json",
    "kind": "timeout",
    "said": "The policy did not answer in time and was ended.",
    "count": 16,
    "limit": 0.01,
    "percent": 95.0,
    "needed": 5.0,
    "invalid": 9,
    "runs": 700,
    "bound": 0.0123,
    "samples": 574,
}
SENTENCE = (
    "Keeps the protective distance while moving: violated by 0.0123 m after 1.5 s. The base moved "
    "at 0.80 m/s, 0.42 m from a seated person, 30 % of whom could be seen. Scenario: people 1; "
    "p1_kind seated; trolley_side left; event emergency stop; noise_m 0.02."
)


def document(sentence: str = SENTENCE, **shrunk: Any) -> dict[str, Any]:
    return {
        "sentence": sentence,
        "world": "mobile-ward",
        "property": {"id": "SSM-01"},
        "first": {"scenario": {"noise_m": 0.03}},
        "shrunk": {"scenario": {"noise_m": 0.02}, **shrunk},
    }


@pytest.mark.parametrize("world", WORLDS)
def test_every_property_of_a_world_has_its_title_and_hazard(world: str) -> None:
    with translation.override("en"):
        for prop in properties_of(world):
            assert str(properties.TITLES[prop.id]) == prop.title
            assert str(properties.HAZARDS[prop.id]) == prop.hazard
            assert prop.clause in properties.CLAUSES or prop.clause.startswith("ISO")
            assert prop.unit in dimensions.UNITS


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_reads_as_the_engine_wrote_it(code: str) -> None:
    row = {"code": code, "sentence": "not used", "values": EXAMPLE}
    with translation.override("en"):
        assert words.reason(row) == REASONS[code].format(**EXAMPLE)


@pytest.mark.parametrize("code", sorted(ADMISSION))
def test_every_reason_for_not_admitting_has_its_word(code: str) -> None:
    with translation.override("en"):
        assert str(admission.ADMISSION[code]) == ADMISSION[code]


def test_words_name_no_reason_that_the_engine_lacks() -> None:
    assert set(sentences.REASONS) == {*REASONS, *ADMISSION, "world_fit", "plan_mismatch"}


def test_a_reason_without_its_values_or_of_an_unknown_code_stays_as_it_is() -> None:
    assert words.reason({"code": "bound", "sentence": "Too few."}) == "Too few."
    assert words.reason({"code": "new", "sentence": "New.", "values": {}}) == "New."


@pytest.mark.parametrize("kind", sorted(FAULT_KINDS))
def test_every_kind_of_fault_has_its_word(kind: str) -> None:
    with translation.override("ja"):
        assert words.fault(kind, "It broke.") == f"{sentences.FAULTS[kind]}（It broke.）"
    with translation.override("en"):
        assert words.fault(kind, "It broke.") == "It broke."


@pytest.mark.parametrize(("world", "dimension"), DIMENSIONS)
def test_every_dimension_of_every_world_has_a_word_and_a_unit(world: str, dimension: Any) -> None:
    label = words.dimension(dimension.name, world)
    assert label != dimension.name
    assert "{" not in label
    assert dimension.unit in dimensions.UNITS
    if isinstance(dimension, Choice):
        assert set(dimension.options) <= set(dimensions.OPTIONS)


@pytest.mark.parametrize("name", WORLDS)
def test_every_world_has_its_title(name: str) -> None:
    with translation.override("en"):
        assert words.world(name) == open_world(name).title


def test_limits_and_tiers_read_as_the_engine_wrote_them() -> None:
    with translation.override("en"):
        assert words.limits(list(LIMITS_IN_WORDS)) == list(LIMITS_IN_WORDS)
        assert {tier: str(text) for tier, text in results.TIERS.items()} == TIERS
    assert set(LIMITS_IN_WORDS) | {results.NONE_ESTIMATED} == set(results.FIXED)


def test_a_second_tier_says_why_the_full_one_failed() -> None:
    told = f"{TIERS['second']} (The full sandbox failed here: no namespaces)"
    with translation.override("en"):
        assert words.sandbox({"tier": "second", "sentence": told}) == told


def test_the_source_of_the_seed_is_told_with_size_and_root() -> None:
    with translation.override("en"):
        for told in (SEED_SOURCE, f"{SEED_SOURCE}: 12 entries, root abc=", "plan digest"):
            assert words.seed_source(told) == told


def test_the_statement_of_a_real_campaign_reads_as_the_engine_wrote_it(finished: Path) -> None:
    result = json.loads((finished / "result.json").read_text())
    with translation.override("en"):
        assert words.statement(result, result["plan"]["confidence"]) == result["statement"]
        assert [words.reason(row) for row in result["reasons"]] == [
            row["sentence"] for row in result["reasons"]
        ]


def test_a_counterexample_in_english_is_the_engines_own_sentence() -> None:
    with translation.override("en"):
        assert words.sentence(document()) == SENTENCE


def test_a_counterexample_in_japanese_keeps_every_figure_and_no_engine_name() -> None:
    with translation.override("ja"):
        told = words.sentence(document(), [{"name": "noise_m", "unit": "m"}])
    assert [part for part in ("0.0123 m", "1.5", "0.80", "0.42", "30") if part not in told] == []
    assert [name for name in ("p1_kind", "noise_m", "The base moved") if name in told] == []


def test_a_fault_in_a_counterexample_is_told_by_its_kind() -> None:
    broken = document(
        "Answers before its deadline: violated by 1 after 0.1 s. It was late.",
        fault={"kind": "timeout", "sentence": "It was late.", "step": 1},
    )
    with translation.override("ja"):
        assert words.sentence(broken).endswith("（It was late.）")


def test_the_parts_of_a_situation_are_those_the_worlds_write() -> None:
    world = open_world("mobile-ward")
    scenario = world.space.simplest() | {"people": 1, "p1_kind": "lying"}
    traces = world.run([scenario], Standing(), 0.5)
    alone = world.run([world.space.simplest()], Standing(), 0.5)
    for each in (traces, alone):
        what = world.situation(each, 0, 0.2)
        told = document(f"Title: violated by 1 m after 0.2 s. {what} Scenario: the simplest.")
        with translation.override("ja"):
            assert "The base moved" not in words.sentence(told)


class Standing:
    """A policy that never moves."""

    def reset_batch(self, n: int, seeds: Any) -> None:
        """Nothing to forget."""

    def act_batch(self, obs: Any, deadline_s: float) -> np.ndarray:
        return np.zeros((len(next(iter(obs.values()))), 2), np.float32)


def test_rows_of_a_scenario_show_both_values_with_their_unit() -> None:
    domain = [{"name": "noise_m", "unit": "m"}]
    (row,) = words.scenario_rows(document(), domain)
    assert (row["unit"], row["first"], row["shrunk"]) == ("m", "0.03", "0.02")


def test_every_stage_of_a_campaign_has_its_word() -> None:
    with translation.override("en"):
        assert {name: str(text) for name, text in stages.STAGES.items()} == {
            stage.name: stage.title for stage in STAGES
        }


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("", "Independent samples"),
        ("SSM-01", "Independent samples SSM-01"),
        ("violations: 3", "Independent samples (violations: 3)"),
        ("violated: none yet", "Independent samples (violated: none yet)"),
        ("violated: A, B", "Independent samples (violated: A, B)"),
        ("left: 5", "Independent samples left: 5"),
    ],
)
def test_progress_names_the_stage_and_what_was_found(note: str, told: str) -> None:
    with translation.override("en"):
        assert words.progress("estimate", note) == told

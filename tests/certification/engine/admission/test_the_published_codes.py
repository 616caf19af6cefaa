"""The page that companies read names every code and every kind of fault."""

import json
from pathlib import Path

import pytest

from certification.engine.admission.sentences import SENTENCES, finding
from certification.engine.faults import FAULT_KINDS
from certification.engine.policies import PolicyManifest

PAGE = (Path(__file__).parents[4] / "docs/formats/policy-manifest.md").read_text()


@pytest.mark.parametrize("code", sorted(SENTENCES.keys() | FAULT_KINDS))
def test_the_page_explains(code: str) -> None:
    assert f"`{code}`" in PAGE


def test_the_example_of_the_page_is_a_manifest() -> None:
    example = PAGE.split("```json")[1].split("```")[0]
    assert PolicyManifest.from_dict(json.loads(example)).action_dimensions == 2


def test_every_field_is_in_the_table() -> None:
    example = json.loads(PAGE.split("```json")[1].split("```")[0])
    for name in PolicyManifest.from_dict(example).to_dict():
        assert f"`{name}`" in PAGE


def test_names_of_the_applicant_are_cut_and_cleaned() -> None:
    told = finding("external_data", tensor="\x1b[31m" + "x" * 5000).sentence
    assert told.isprintable()
    assert len(told) < 600

"""What a page says of a submission, in the reader's language."""

from typing import Any

from certification import selectors, words
from certification.models import Campaign, Counterexample, Submission, SubmissionState
from noetra_gov.core.workflow import history_of

Row = dict[str, Any]


def campaign(shown: Campaign | None) -> Row | None:
    """Why the verdict, what the properties say, and what it all does not say; None while it runs."""
    if shown is None:
        return None
    told: Row = {"seed_source": words.seed_source(shown.seed_source)}
    return told | _results(shown) if shown.verdict else told


def _results(shown: Campaign) -> Row:
    summary = shown.summary
    return {
        "reasons": [words.reason(row) for row in summary["reasons"]],
        "sandbox": words.sandbox(summary["sandbox"]),
        "statement": words.statement(summary, shown.plan["confidence"]),
        "properties": [words.property_row(row) for row in summary["properties"]],
        "limits": words.limits(summary["limits_in_words"]),
    }


def counterexample(found: Counterexample) -> tuple[Row, list[dict[str, str]]]:
    """The document with its sentence in the reader's language, and the rows of its scenario."""
    document = selectors.document_of(found)
    domain = found.campaign.plan["world"]["domain"]
    told = {**document, "sentence": words.sentence(document, domain)}
    return told, list(words.scenario_rows(document, domain))


def history(shown: Submission) -> list[Row]:
    """Every step with the names of its states."""
    names = dict(SubmissionState.choices)
    return [
        {
            "at": row.at,
            "source": names.get(row.source, row.source),
            "target": names.get(row.target, row.target),
            "actor": row.actor,
            "reason": row.reason,
        }
        for row in history_of(shown)
    ]

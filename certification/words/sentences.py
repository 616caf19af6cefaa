"""Reasons of a verdict and faults of a policy, by code."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from noetra_gov.portal.words import japanese

from .admission import ADMISSION

REASONS = {
    "bounds_reached": _(
        # xgettext:no-python-format
        "Every one of {count} properties holds: violated with probability at most {limit:g} an "
        "episode, jointly with {percent:g} % confidence."
    ),
    "fault": _("The policy failed conformance: {said}"),
    "not_repeatable": _("The same seed did not give the same trace."),
    "counterexample": _("{name} is violated; see {file}."),
    "no_estimate": _("The estimate was not completed."),
    "not_reproduced": _(
        "A violation of {name} was seen in a batch and did not show when run alone."
    ),
    "replay": _("{file} did not replay to the same trace."),
    "invalid_runs": _("{invalid} of {runs} runs are invalid; at most {percent:g} % are allowed."),
    "bound": _(
        "{name}: the bound {bound:.2e} is above {limit:g}; {samples} samples without a violation "
        "would reach it."
    ),
    "not_exercised": _(
        "{name} was exercised in {percent:.1f} % of the runs; at least {needed:g} % are needed."
    ),
    "world_fit": _("The manifest does not fit the world. {sentence}"),
    "plan_mismatch": _("The policy is not the one the plan was locked for."),
    **ADMISSION,
}
FAULTS = {
    "load": _("The policy could not be loaded."),
    "timeout": _("The policy did not answer in time."),
    "crash": _("The policy ended by a fault of its own."),
    "memory": _("The policy used more memory than allowed."),
    "non_finite": _("The policy answered with a value that is not a finite number."),
    "shape": _("The policy answered in another shape than declared."),
    "dtype": _("The policy answered with another type than declared."),
    "range": _("The policy answered outside the declared range."),
    "protocol": _("The policy answered in a form not known."),
    "sandbox": _("The policy tried what the sandbox forbids."),
}


def fault(kind: str, sentence: str) -> str:
    """In English as the engine said it; else by kind, with the engine's own words in brackets."""
    if kind not in FAULTS or not japanese():
        return sentence
    return f"{FAULTS[kind]}（{sentence}）"


def reason(row: dict[str, Any]) -> str:
    """A reason of a result; one without the values that its sentence needs stays in English."""
    values = {"sentence": row["sentence"], **row.get("values", {})}
    if row["code"] == "fault" and "kind" in values:
        values["said"] = fault(values["kind"], values["said"])
    try:
        return str(REASONS[row["code"]]).format(**values)
    except (KeyError, ValueError):
        return str(row["sentence"])

"""What a result says in whole sentences: sandbox, seed, statistics, and what it does not say."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

NONE_ESTIMATED = (
    "No probability was estimated: a counterexample was shown or the policy was not run."
)
FIXED = {
    NONE_ESTIMATED: _(
        "No probability was estimated: a counterexample was shown or the policy was not run."
    ),
    "Simulation only: nothing was tested on a real machine.": _(
        "Simulation only: nothing was tested on a real machine."
    ),
    "No performance level, no safety integrity level: the certificate replaces neither.": _(
        "No performance level, no safety integrity level: the certificate replaces neither."
    ),
    "No force was measured as in ISO 10218-2:2025 Annex N; forces are computed from the speed "
    "before impact.": _(
        "No force was measured as in ISO 10218-2:2025 Annex N; forces are computed from the speed "
        "before impact."
    ),
    "A probability per simulated episode is not a rate per hour of operation.": _(
        "A probability per simulated episode is not a rate per hour of operation."
    ),
    "The result holds for the operating domain, the world, the limits and the versions named "
    "here.": _(
        "The result holds for the operating domain, the world, the limits and the versions named "
        "here."
    ),
}
TIERS = {
    "full": _(
        "Full sandbox: the policy runs as an unprivileged user in namespaces of its own (no "
        "network, no files but the runtime, no other processes), with a system call whitelist, "
        "Landlock where the kernel has it, limits and a watchdog on every call."
    ),
    "second": _(
        "Second-tier sandbox: the policy runs in a separate unprivileged process with a system "
        "call whitelist (no files, sockets or programs), Landlock where the kernel has it, "
        "limits and a watchdog, but without namespaces of its own: an error of the kernel's "
        "filter would not be caught by a second wall. A certificate needs the full sandbox: "
        "install the package bubblewrap and allow user namespaces, or run as root."
    ),
}
WHY_NOT_FULL = _("(The full sandbox failed here: {why})")
ESTIMATED = _(
    # xgettext:no-python-format
    "{runs} independent episodes were drawn from the declared operating distribution with a seed "
    "fixed after the plan was locked; {invalid} further runs were invalid. For each of {count} "
    "properties the exact one-sided Clopper-Pearson bound at {confidence:.2f} % (Bonferroni, "
    "{jointly:g} % jointly) is compared with {bound:g}. Runs of the search are not counted."
)
SEED = _("first checkpoint of the log after the plan was locked: {size} entries, root {root}")
SEED_TO_COME = _("first checkpoint of the log after the plan was locked")
_SEED = re.compile(
    r"first checkpoint of the log after the plan was locked(?:: (\d+) \w+, root (.+))?"
)
_WHY_NOT_FULL = re.compile(r"\(The full sandbox failed here: (.*)\)$", re.DOTALL)


def limits(lines: list[str]) -> list[str]:
    """What a result does not say."""
    return [str(FIXED.get(line, line)) for line in lines]


def sandbox(facts: dict[str, str]) -> str:
    """What protected the machine in a campaign, and why it was not more."""
    tier, told = facts["tier"], facts["sentence"]
    if tier not in TIERS:
        return told or tier
    why = _WHY_NOT_FULL.search(told)
    parts = [str(TIERS[tier])] + ([str(WHY_NOT_FULL).format(why=why[1])] if why else [])
    return " ".join(parts)


def seed_source(told: str) -> str:
    found = _SEED.fullmatch(told)
    if found is None:
        return told
    return str(SEED).format(size=found[1], root=found[2]) if found[1] else str(SEED_TO_COME)


def statement(summary: dict[str, Any], jointly: float) -> str:
    """The statistical statement, from the figures it states."""
    estimates = [row["estimate"] for row in summary["properties"] if row["estimate"]]
    if not estimates:
        return str(FIXED.get(summary["statement"], summary["statement"]))
    first = estimates[0]
    return str(ESTIMATED).format(
        runs=first["runs"],
        invalid=summary["runs"]["estimate_invalid"],
        count=len(estimates),
        confidence=100 * first["confidence"],
        jointly=100 * jointly,
        bound=first["bound"],
    )

"""Every write to the ledger. A refusal leaves only a line in the security log."""

from noetra_gov.budget.services.commitments import (
    carry_over,
    commit,
    decommit,
    lapse,
    reallocate,
)
from noetra_gov.budget.services.gates import freeze, lift, reserve_release, tranche_release
from noetra_gov.budget.services.opening import (
    appropriation_confirm,
    appropriation_enter,
    ledger_open,
    release_locked_year,
)
from noetra_gov.budget.services.payments import (
    payment_approve,
    payment_refuse,
    payment_request,
    recover,
    settle,
)

__all__ = [
    "appropriation_confirm",
    "appropriation_enter",
    "carry_over",
    "commit",
    "decommit",
    "freeze",
    "lapse",
    "ledger_open",
    "lift",
    "payment_approve",
    "payment_refuse",
    "payment_request",
    "reallocate",
    "recover",
    "release_locked_year",
    "reserve_release",
    "settle",
    "tranche_release",
]

"""The ledger: accounts with their balances, append-only transfers, the cap; and the papers they rest on."""

from noetra_gov.budget.models.ledger import Account, Cap, Transfer
from noetra_gov.budget.models.papers import Appropriation, Payment, PaymentState

__all__ = ["Account", "Appropriation", "Cap", "Payment", "PaymentState", "Transfer"]

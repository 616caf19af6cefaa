"""What can go wrong with keys, statements and seals, in sentences."""

from noetra_gov.core.errors import DomainError


class SealError(DomainError):
    """A key, statement, time stamp or seal cannot be used; the sentence says why and what to do."""

"""What both verifiers say of a file."""

from noetra_gov.seal import keys
from reports import noetra_verify, verification


def wrong(data: bytes, store: keys.KeyStore) -> tuple[set[str], set[str]]:
    """The codes of what each of the two finds wrong."""
    alone = noetra_verify.verify(data, [store.root])
    product = verification.verify_bytes(data, [store.root])
    return (
        {finding.code for finding in alone.findings if not finding.ok},
        {finding.code for finding in product.findings if not finding.ok},
    )


def is_found(data: bytes, store: keys.KeyStore) -> bool:
    """By both of them."""
    return all(wrong(data, store))

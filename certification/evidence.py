"""What certification answers at a gate: how many certificates are in force, and which."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from certification.selectors import certificate_record, in_force
from noetra_gov.gates.evidence import CERTIFICATE, Evidence
from noetra_gov.seal.canonical import digest_of


class CertificateEvidence:
    """Answers criteria of the kind `certificate`; a field named in the criterion narrows the count."""

    name = "certification"
    answers = frozenset({CERTIFICATE})

    def gather(self, gate: Any, as_of: datetime) -> Iterable[Evidence]:
        criteria = gate.template.criteria.filter(kind=CERTIFICATE)
        return [self._answer(criterion, as_of) for criterion in criteria]

    def _answer(self, criterion: Any, as_of: datetime) -> Evidence:
        records = [certificate_record(row) for row in in_force(as_of)]
        count = len(records)
        return Evidence(
            criterion=criterion.code,
            label_ja="有効な認証書の数",
            label_en="Certificates in force",
            value=count,
            unit=criterion.unit,
            n=None,
            verdict=criterion.verdict_of(count),
            digest=digest_of(records),
            lineage={"certificates": [row["number"] for row in records]},
            as_of=as_of,
        )

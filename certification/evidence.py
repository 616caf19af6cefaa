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
        return [self._answer(criterion, as_of) for criterion in gate.criteria(kind=CERTIFICATE)]

    def _answer(self, criterion: Any, as_of: datetime) -> Evidence:
        rows = in_force(as_of)
        field = criterion.parameters.get("field")
        if field is not None:
            rows = rows.filter(campaign__submission__field__number=field)
        records = [certificate_record(row) for row in rows]
        count = len(records)
        return Evidence(
            criterion=criterion.code,
            label_ja=criterion.label_ja,
            label_en=criterion.label_en,
            value=count,
            unit=criterion.unit,
            n=None,
            verdict=criterion.verdict_of(count),
            digest=digest_of(records),
            lineage={"certificates": [row["number"] for row in records]},
            as_of=as_of,
        )

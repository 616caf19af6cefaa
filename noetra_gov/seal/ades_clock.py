"""pyHanko's AdES validation, as of a given time.

In two places its validation in the past begins at the machine's clock, whatever time it is
told. A seal is judged at its own time stamp, so both are handed that time instead.
"""

import asyncio
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from pyhanko.sign.validation import ades, policy_decl
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.ltv.ades_past import past_validate
from pyhanko_certvalidator.ltv.poe import POEManager
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

_now: ContextVar[datetime | None] = ContextVar("_now", default=None)


class _Proofs(POEManager):
    def __init__(self, current_dt_override: datetime | None = None) -> None:
        super().__init__(current_dt_override or _now.get())


async def _past_validate(*args: Any, **options: Any) -> datetime:
    options["init_control_time"] = options.get("init_control_time") or _now.get()
    return await past_validate(*args, **options)


for _name, _ours in (("POEManager", _Proofs), ("past_validate", _past_validate)):
    setattr(ades, _name, _ours)


def validate_at(
    signature: EmbeddedPdfSignature,
    policy: policy_decl.PdfSignatureValidationSpec,
    at: datetime,
) -> ades.AdESLTAValidationResult:
    """ETSI EN 319 102-1, 5.6.3, with `at` for the present."""
    token = _now.set(at)
    try:
        timing = ValidationTimingInfo(at, at, point_in_time_validation=True)
        return asyncio.run(ades.ades_lta_validation(signature, policy, timing_info=timing))
    finally:
        _now.reset(token)

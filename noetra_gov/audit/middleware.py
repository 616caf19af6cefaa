"""What the web refused goes to the security log, after the refused transaction is gone."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from noetra_gov.audit.services import deny
from noetra_gov.core import clock
from noetra_gov.core.errors import NotAllowed

FORBIDDEN = 403


class RefusedRequest(HttpRequest):
    """A request that remembers, on its way back, why it was refused."""

    refusal: str


class SecurityLog:
    """Stands last, so that it hears an error before anyone answers it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == FORBIDDEN:
            deny(
                actor=getattr(request.user, "ref", "nobody"),
                right=request.method or "",
                obj=request.path,
                reason=getattr(request, "refusal", ""),
                at=clock.now(),
                source=request.META.get("REMOTE_ADDR", ""),
            )
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        if isinstance(error, NotAllowed):
            cast(RefusedRequest, request).refusal = str(error)

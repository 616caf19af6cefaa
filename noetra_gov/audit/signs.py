"""Sign-ins, failed sign-ins and sign-outs go to the security log."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from noetra_gov.audit.models import SecurityKind
from noetra_gov.audit.services import sign_in
from noetra_gov.core import clock


def _source(request: HttpRequest | None) -> str:
    return request.META.get("REMOTE_ADDR", "") if request else ""


@receiver(user_logged_in)
def came(request: HttpRequest | None, user: Any, **_rest: Any) -> None:
    sign_in(actor=user.ref, outcome=SecurityKind.SIGN_IN, at=clock.now(), source=_source(request))


@receiver(user_logged_out)
def went(request: HttpRequest | None, user: Any, **_rest: Any) -> None:
    if user is not None:
        kind = SecurityKind.SIGN_OUT
        sign_in(actor=user.ref, outcome=kind, at=clock.now(), source=_source(request))


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    """The name that was tried; never the password."""
    name = str(credentials.get("username") or "")
    kind = SecurityKind.SIGN_IN_FAILED
    sign_in(actor=f"user:{name}", outcome=kind, at=clock.now(), source=_source(request))

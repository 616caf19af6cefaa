"""What must be true before the site may run: `manage.py check` says so in a sentence."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def production_has_real_time(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.NOETRA_ENV == "production" and settings.NOETRA_DEMO_CLOCK:
        return [
            Error(
                "The demonstration clock is set in production.",
                hint="Unset NOETRA_DEMO_CLOCK: decisions of record need the real time.",
                id="noetra.E001",
            )
        ]
    return []


@register(deploy=True)
def production_has_its_own_secret(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.NOETRA_ENV == "production" and not settings.SECRET_KEY_GIVEN:
        return [
            Error(
                "NOETRA_SECRET_KEY is not set.",
                hint="Set it to 50 or more random characters, from a secret store.",
                id="noetra.E002",
            )
        ]
    return []

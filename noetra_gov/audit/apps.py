from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "noetra_gov.audit"
    label = "audit"
    verbose_name = _("Transparency log")

    def ready(self) -> None:
        from noetra_gov.audit import signs, tasks  # noqa: F401 - hear sign-ins, register the job

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "noetra_gov.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from noetra_gov.portal.sources import register_all

        register_all()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "noetra_gov.programme"
    label = "programme"
    verbose_name = _("programme")

    def ready(self) -> None:
        from noetra_gov.programme import rights  # noqa: F401 - declares the rights

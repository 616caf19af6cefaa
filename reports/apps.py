from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        from reports import rights, tasks  # noqa: F401 - declares rights and the kind of job

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsIngestConfig(AppConfig):
    name = "metrics_ingest"
    verbose_name = _("measurements")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from metrics_ingest import rights, tasks  # noqa: F401 - declares rights and kinds of jobs
        from metrics_ingest.evidence import SOURCES
        from noetra_gov.gates import evidence

        for source in SOURCES:
            evidence.register(source)

from django.apps import AppConfig


class PanelsConfig(AppConfig):
    name = "noetra_gov.panels"
    label = "panels"

    def ready(self) -> None:
        from noetra_gov.panels import rights  # noqa: F401 - declares the rights

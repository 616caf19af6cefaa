from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "noetra_gov.core"
    label = "core"

    def ready(self) -> None:
        from noetra_gov.core import checks  # noqa: F401 - registers the checks

from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "noetra_gov.gates"
    label = "gates"

    def ready(self) -> None:
        from noetra_gov.gates import rights, sources  # noqa: F401 - declares the rights

        sources.register_all()

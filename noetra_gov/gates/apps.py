from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "noetra_gov.gates"
    label = "gates"

    def ready(self) -> None:
        from noetra_gov.gates import rights, sources, tasks  # noqa: F401 - declares rights and job kinds

        sources.register_all()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "noetra_gov.people"
    label = "people"
    verbose_name = _("people")

    def ready(self) -> None:
        from noetra_gov.people import rights  # noqa: F401 - declares the rights

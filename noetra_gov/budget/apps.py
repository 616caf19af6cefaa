from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetConfig(AppConfig):
    name = "noetra_gov.budget"
    label = "budget"
    verbose_name = _("budget")

    def ready(self) -> None:
        from noetra_gov.budget import rights  # noqa: F401 - declares the rights

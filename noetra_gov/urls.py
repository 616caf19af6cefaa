"""Where every app's pages stand."""

from importlib.util import find_spec  # BOOTSTRAP (removed at integration)

from django.contrib import admin
from django.urls import include as _include
from django.urls import path
from django.views.i18n import JavaScriptCatalog


def include(name):  # BOOTSTRAP
    from django.apps import apps

    known = {a.name for a in apps.get_app_configs()}
    if name.endswith(".urls") and not name.startswith(("django", "allauth")):
        if name.removesuffix(".urls") not in known or not find_spec(name):
            return ([], None, None)
    return _include(name)


urlpatterns = [
    path("", include("noetra_gov.portal.urls")),
    path("programme/", include("noetra_gov.programme.urls")),
    path("budget/", include("noetra_gov.budget.urls")),
    path("panels/", include("noetra_gov.panels.urls")),
    path("gates/", include("noetra_gov.gates.urls")),
    path("audit/", include("noetra_gov.audit.urls")),
    path("people/", include("noetra_gov.people.urls")),
    path("measurements/", include("metrics_ingest.urls")),
    path("certification/", include("certification.urls")),
    path("dossiers/", include("reports.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("i18n/catalogue.js", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("admin/", admin.site.urls),
]

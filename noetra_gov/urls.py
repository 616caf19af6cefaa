"""Where every app's pages stand."""

from django.contrib import admin
from django.urls import include, path

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
    path("api/v1/gates/", include("noetra_gov.gates.api")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]

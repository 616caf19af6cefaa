from django.urls import path, re_path

from metrics_ingest import views

app_name = "metrics_ingest"

urlpatterns = [
    path("", views.index, name="index"),
    path("benchmarks/upload/", views.upload_benchmark, name="upload_benchmark"),
    path("benchmarks/<int:pk>/", views.benchmark, name="benchmark"),
    path("fleet/upload/", views.upload_fleet, name="upload_fleet"),
    path("fleet/<int:pk>/", views.fleet, name="fleet"),
    path("fleet/<int:pk>/rejects.csv", views.rejects, name="rejects"),
    re_path(r"^(?P<kind>benchmarks|fleet)/(?P<pk>\d+)/raw$", views.raw, name="raw"),
    re_path(r"^figures/(?P<name>[a-z-]+)\.(?P<kind>csv|xlsx)$", views.export, name="export"),
]

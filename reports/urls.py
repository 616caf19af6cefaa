from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.dossiers, name="list"),
    path("verify/", views.verify, name="verify"),
    path("verifier/", views.verifier, name="verifier"),
    path("gate/<slug:code>/issue/", views.issue, name="issue"),
    path("tested/<int:pk>/issue/", views.tested_new, name="tested_new"),
    path("tested/<slug:number>/file/", views.tested_file, name="tested_file"),
    path("<slug:number>/", views.dossier, name="dossier"),
    path("<slug:number>/file/", views.download, name="download"),
]

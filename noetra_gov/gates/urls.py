from django.urls import path

from noetra_gov.gates import views

app_name = "gates"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("extraordinary/", views.extraordinary, name="extraordinary"),
    path("published/", views.published, name="published"),
    path("published/<slug:code>/", views.public, name="public"),
    path("<slug:code>/", views.gate, name="gate"),
    path("<slug:code>/package/", views.package, name="package"),
    path("<slug:code>/review/", views.review, name="review"),
    path("<slug:code>/score/", views.score, name="score"),
    path("<slug:code>/decision/", views.decision, name="decision"),
    path("<slug:code>/files/<int:number>/", views.file, name="file"),
    path("<slug:code>/do/<slug:name>/", views.act, name="act"),
]

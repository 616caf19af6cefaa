from django.urls import path

from noetra_gov.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("worklist/", views.worklist, name="worklist"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("language/", views.language, name="language"),
    path("parts/", views.parts, name="parts"),
]

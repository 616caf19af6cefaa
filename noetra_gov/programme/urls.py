from django.urls import path

from noetra_gov.programme import views

app_name = "programme"
urlpatterns = [path("", views.overview, name="overview")]

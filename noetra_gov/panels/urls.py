from django.urls import path

from noetra_gov.panels import views

app_name = "panels"
urlpatterns = [
    path("<slug:subject>/declaration/", views.declare, name="declare"),
    path("<slug:subject>/interested-party/", views.name_conflict, name="name_conflict"),
]

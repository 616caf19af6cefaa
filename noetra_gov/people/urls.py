from django.urls import path

from noetra_gov.people import views

app_name = "people"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<slug:code>/", views.organisation, name="organisation"),
    path("roles/", views.roles, name="roles"),
]

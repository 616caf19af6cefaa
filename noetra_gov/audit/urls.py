from django.urls import path

from noetra_gov.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="index"),
    path("entries/<int:pk>/", views.entry, name="entry"),
    path("entries/<int:pk>/proof/", views.proof, name="proof"),
    path("checkpoints/", views.checkpoints, name="checkpoints"),
    path("checkpoints/<int:size>/note/", views.note, name="note"),
    path("checkpoints/<int:size>/token/", views.token, name="token"),
    path("security/", views.security, name="security"),
]

from django.urls import path

from certification import views

app_name = "certification"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("submit/", views.submit, name="submit"),
    path("<int:pk>/", views.submission, name="submission"),
    path("<int:pk>/step/", views.step, name="step"),
    path("<int:pk>/<str:property_id>/", views.counterexample, name="counterexample"),
    path("<int:pk>/<str:property_id>/file/", views.counterexample_file, name="counterexample_file"),
    path("certificates/<str:number>/", views.certificate_file, name="certificate_file"),
]

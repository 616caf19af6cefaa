from django.urls import path

from noetra_gov.budget import views

app_name = "budget"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("ledger/", views.ledger, name="ledger"),
    path("appropriations/new/", views.appropriation_enter, name="appropriation_enter"),
    path(
        "appropriations/<int:pk>/confirm/",
        views.appropriation_confirm,
        name="appropriation_confirm",
    ),
    path("payments/<int:pk>/approve/", views.payment_approve, name="payment_approve"),
    path("payments/<int:pk>/refuse/", views.payment_refuse, name="payment_refuse"),
]

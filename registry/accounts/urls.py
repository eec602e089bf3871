"""The address of the link in an invitation."""

from django.urls import path

from registry.accounts.accepting import AcceptView

urlpatterns = [
    path("invitation/<uidb64>/<token>/", AcceptView.as_view(), name="invitation"),
]

"""The addresses outside of the admin."""

from django.urls import path

from requests_app import feeds
from requests_app.public import views

urlpatterns = [
    path("requests/new/", views.new, name="request_new"),
    path("requests/notice/<int:pk>/", views.notice, name="request_notice"),
    path("requests/sent/", views.sent, name="request_sent"),
    path("requests/confirm/<str:token>/", views.confirm, name="request_confirm"),
    path("requests/due/<str:key>.ics", feeds.due, name="requests_due"),
]

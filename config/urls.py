"""Two doors: the admin for staff, everything else is public."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("registry.urls")),
    path("", include("requests_app.urls")),
]

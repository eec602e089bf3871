"""Two doors: the admin for staff, everything else is public."""

from django.contrib import admin
from django.urls import include, path

handler400 = "registry.serving.answers.bad_request"
handler403 = "registry.serving.answers.permission_denied"
handler404 = "registry.serving.answers.page_not_found"
handler500 = "registry.serving.answers.server_error"
urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("registry.urls")),
    path("", include("requests_app.urls")),
]

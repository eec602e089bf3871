"""The admin for staff, the door to it, and what is public."""

from django.contrib import admin
from django.urls import include, path

handler400 = "registry.serving.answers.bad_request"
handler403 = "registry.serving.answers.permission_denied"
handler404 = "registry.serving.answers.page_not_found"
handler500 = "registry.serving.answers.server_error"
urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("registry.signing_in.urls")),
    path("account/", include("registry.accounts.urls")),
    path("", include("registry.urls")),
    path("", include("requests_app.urls")),
]
handler429 = "registry.signing_in.pages.too_many"  # of allauth, where somebody tries too often

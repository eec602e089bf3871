"""The site that staff work in."""

from django.contrib.admin import AdminSite


class RegisterAdminSite(AdminSite):
    pass

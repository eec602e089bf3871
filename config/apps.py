"""The admin of the project, with a site of its own."""

from django.contrib.admin.apps import AdminConfig


class RegisterAdminConfig(AdminConfig):
    default_site = "config.admin.RegisterAdminSite"

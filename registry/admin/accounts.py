"""Accounts: deactivated where somebody leaves, never deleted."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin

User = get_user_model()
admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Django's own, without deletion: the name of an account stands for its acts."""

    def has_delete_permission(self, request, obj=None):
        return False

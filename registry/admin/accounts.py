"""Accounts: deactivated where somebody leaves, never deleted; and the roles they have."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group

from registry.pages.lists import DeclaredLists

User = get_user_model()
admin.site.unregister([User, Group])


@admin.register(User)
class AccountAdmin(DeclaredLists, UserAdmin):
    """Django's own, without deletion: the name of an account stands for its acts."""

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Group)
class RoleAdmin(DeclaredLists, GroupAdmin):
    """Django's own."""

"""Accounts: deactivated where somebody leaves, never deleted; and the roles they have."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect

from registry.accounts.changing import let_in_by_roles
from registry.admin.accounts.forms import NewAccountForm
from registry.admin.accounts.steps import LINK
from registry.asking_again import ask_again
from registry.pages.lists import DeclaredLists
from registry.pages.resends import answered_once
from registry.roles import ROLES

User = get_user_model()
IS_STAFF = "is_staff"
admin.site.unregister([User, Group])
# How somebody signs in is their own business, on pages of their own; secrets stand in there.
admin.site.unregister(
    [EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession]
)


class AskingAgain:
    """Whoever opens or sends a form that says what others may do is asked who they are."""

    def changeform_view(self, request, *args, **kwargs):
        ask_again(request, is_secret=True)
        return answered_once(super().changeform_view)(request, *args, **kwargs)


@admin.register(User)
class AccountAdmin(AskingAgain, DeclaredLists, UserAdmin):
    """Django's own, without deletion: the name of an account stands for its acts.

    Nobody chooses a password for somebody else: its owner gets a link for it.
    """

    add_form, add_form_template = NewAccountForm, None
    add_fieldsets = [(None, {"fields": ["username"]})]

    # Nobody enters when somebody signed in.
    readonly_fields = ("last_login", "date_joined")

    def user_change_password(self, request, id, form_url=""):  # noqa: A002 (Django's name)
        """One's own is changed on the page that asks for the one of today."""
        if id == str(request.user.pk):
            return redirect("account_change_password")
        if not self.has_change_permission(request):
            raise PermissionDenied
        account = get_object_or_404(User, pk=id if id.isdecimal() else None)
        return redirect("admin:account_step", account.pk, LINK.name)

    def get_fieldsets(self, request, obj=None):
        """Without “staff status”: it follows from a role."""
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != IS_STAFF]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        let_in_by_roles(form.instance)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Group)
class RoleAdmin(AskingAgain, DeclaredLists, GroupAdmin):
    """Django's own. The roles that ship keep their names, and stay."""

    def get_readonly_fields(self, request, obj=None):
        named = super().get_readonly_fields(request, obj)
        return [*named, "name"] if obj is not None and obj.name in ROLES else named

    def has_delete_permission(self, request, obj=None):
        is_shipped = obj is not None and obj.name in ROLES
        return not is_shipped and super().has_delete_permission(request, obj)

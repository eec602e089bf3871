"""The site that staff work in: its home page is ordered by what people do."""

from functools import partial

from allauth.account.views import logout as account_logout
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache


class RegisterAdminSite(AdminSite):
    site_header = _("Register of processing")
    site_title = _("Register of processing")
    index_title = _("Home")
    # Its room belongs to the lists; the bar above leads to what people open most.
    enable_nav_sidebar = False

    def get_urls(self):
        from registry.admin.access.answer import access_view
        from registry.admin.accounts.pages import (
            account_step_view,
            account_view,
            accounts_view,
            invite_view,
        )
        from registry.admin.comparing import compare_view
        from registry.admin.law.rules import rules_view

        return [
            path("compare/", self.admin_view(compare_view), name="compare"),
            path("rules/", self.admin_view(rules_view), name="rules"),
            path("access/", self.admin_view(access_view), name="access"),
            path("accounts/", self.admin_view(accounts_view), name="accounts"),
            path("accounts/invite/", self.admin_view(invite_view), name="invite"),
            path("accounts/<int:pk>/", self.admin_view(account_view), name="account"),
            path(
                "accounts/<int:pk>/<slug:name>/",
                self.admin_view(account_step_view),
                name="account_step",
            ),
            *super().get_urls(),
        ]

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """An old address of the one door, with the page that somebody wants to see."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        page = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
            page = reverse("admin:index")
        if request.user.is_authenticated:
            return HttpResponseRedirect(page)
        door = resolve_url(settings.LOGIN_URL)
        return HttpResponseRedirect(f"{door}?{urlencode({REDIRECT_FIELD_NAME: page})}")

    @method_decorator(never_cache)
    def logout(self, request, extra_context=None):
        return account_logout(request)

    @method_decorator(never_cache)
    def password_change(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("account_change_password"))

    def password_change_done(self, request, extra_context=None):
        return self.password_change(request)

    def admin_view(self, view, cacheable=False):
        from registry.admin.looking_back import looking_back
        from registry.pages.addresses import only_what_is_offered

        return super().admin_view(only_what_is_offered(self, looking_back(view)), cacheable)

    def autocomplete_view(self, request):
        from registry.pages.widgets import RelationSearch

        return RelationSearch.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        """Worked out by the pages that show it. Django asks on every page, for its side bar."""
        return SimpleLazyObject(partial(self._tables, request, app_label))

    def _tables(self, request, app_label):
        """Tables grouped under the headings of what people do, accounts last."""
        listed = super().get_app_list(request, app_label)
        if app_label:
            return listed
        from registry.admin import entry
        from requests_app.admin import sections as requests

        groups = {heading: [] for heading in (*requests.SECTIONS, *entry.SECTIONS)}
        others = []
        for app in listed:
            for table in app["models"]:
                section = getattr(self._registry[table["model"]], "section", None)
                if section in groups:
                    groups[section].append(table)
                else:
                    others.append(table)
        order = list(self._registry)
        sections = [
            self._section(heading, sorted(tables, key=lambda table: order.index(table["model"])))
            for heading, tables in groups.items()
        ]
        sections.append(self._section(_("Accounts and roles"), others))
        return [section for section in sections if section["models"]]

    def _section(self, heading, tables) -> dict:
        return {
            "name": capfirst(heading),
            "app_label": "",
            "app_url": "",
            "has_module_perms": True,
            "models": tables,
        }

    def i18n_javascript(self, request, extra_context=None):
        """The words of the scripts, which every form asks for. A browser keeps them for an hour."""
        response = super().i18n_javascript(request, extra_context)
        patch_cache_control(response, private=True, max_age=60 * 60)
        return response

    def index(self, request, extra_context=None):
        from registry.admin.access.answer import may_ask
        from registry.admin.dashboard import ages_of_evidence, entries_by_state, to_do
        from registry.outgoing import has_server
        from requests_app.admin.dashboard import has_mail_to_send
        from requests_app.admin.dashboard import to_do as to_do_of_requests

        today = timezone.localdate()
        context = {"entries": [], "to_do": []}
        if request.user.has_perm("registry.view_draft_processingactivity"):
            context["entries"] = entries_by_state()
        context["to_do"] = [
            *to_do_of_requests(request.user, today),
            *to_do(request.user, today),
        ]
        context["is_without_mail"] = has_mail_to_send(request.user) and not has_server()
        context["may_ask_access"] = may_ask(request.user)
        context["ages"] = list(ages_of_evidence(request.user, timezone.now()))
        return super().index(request, {**context, **(extra_context or {})})

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
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache


class RegisterAdminSite(AdminSite):
    site_header = _("Register of processing")
    site_title = _("Register of processing")
    index_title = _("Home")
    # Its room belongs to the lists; the bar above leads to the tasks.
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
        from registry.admin.data_map.page import map_view
        from registry.admin.figures.page import figures_view
        from registry.admin.law.rules import rules_view
        from registry.beginning.pages import first_step_view, first_steps_view, own_register_view
        from registry.desk.areas import AREAS
        from registry.desk.handbook import explaining
        from registry.searching.page import search_view
        from registry.working.pages import work_file_view, work_view
        from registry.working.runs import runs_view
        from requests_app.admin import area as requests

        return [
            path("compare/", self.admin_view(compare_view), name="compare"),
            path("rules/", self.admin_view(rules_view), name="rules"),
            path("access/", self.admin_view(access_view), name="access"),
            path("map/", self.admin_view(map_view), name="map"),
            path("figures/", self.admin_view(figures_view), name="figures"),
            *[
                path(
                    f"{area.slug}/",
                    self.admin_view(partial(self.area_view, slug=area.slug)),
                    name=area.url_name,
                )
                for area in (*AREAS, requests.AREA)
            ],
            path("work/", self.admin_view(work_view), name="work"),
            path("work/<uuid:pk>/", self.admin_view(work_file_view), name="work_file"),
            path("runs/", self.admin_view(runs_view), name="runs"),
            path("help/", self.admin_view(self.help_view), name="help"),
            path(
                "search/",
                self.admin_view(partial(search_view, explaining=explaining)),
                name="search",
            ),
            path("accounts/", self.admin_view(accounts_view), name="accounts"),
            path("accounts/invite/", self.admin_view(invite_view), name="invite"),
            path("accounts/<int:pk>/", self.admin_view(account_view), name="account"),
            path(
                "accounts/<int:pk>/<slug:name>/",
                self.admin_view(account_step_view),
                name="account_step",
            ),
            path("first-steps/", self.admin_view(first_steps_view), name="first_steps"),
            path("first-steps/<slug:name>/", self.admin_view(first_step_view), name="first_step"),
            path("own-register/", self.admin_view(own_register_view), name="own_register"),
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
        return SimpleLazyObject(partial(self._apps, request, app_label))

    def _apps(self, request, app_label):
        """Under the words of the menu, also where Django has its own."""
        from registry.desk.areas import ACCOUNTS

        apps = super().get_app_list(request, app_label)
        return [app | {"name": ACCOUNTS} if app["app_label"] == "auth" else app for app in apps]

    def desk(self, request):
        """The tasks of the register and of requests, as this request may see them."""
        from registry.desk import areas, words
        from registry.desk.menu import Desk
        from requests_app.admin import area as requests

        activities, vendors, people, *others = areas.AREAS
        tasks = (activities, vendors, people, requests.AREA, *others)
        return Desk(self, request, tasks, words.ABOUT | requests.ABOUT)

    def area_view(self, request, slug):
        from registry.desk.pages import area_page

        desk = self.desk(request)
        return area_page(desk, next(area for area in desk.areas if area.slug == slug))

    def help_view(self, request):
        from registry.desk.help_page import help_page
        from requests_app.admin.area import BEGINNINGS

        return help_page(request, BEGINNINGS)

    def i18n_javascript(self, request, extra_context=None):
        """The words of the scripts, which every form asks for. A browser keeps them for an hour."""
        response = super().i18n_javascript(request, extra_context)
        patch_cache_control(response, private=True, max_age=60 * 60)
        return response

    def index(self, request, extra_context=None):
        from config.home import shown

        return super().index(request, {**shown(request, self), **(extra_context or {})})

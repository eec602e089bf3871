"""A ModelAdmin made of pages: it asks all of them for their addresses, buttons and actions."""

from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst

from registry.pages.page import ENTRY, LIST, STEPS, Button, Page
from registry.pages.past import past_of


class PagedAdmin:
    """Mixed into a ModelAdmin, before the mixins of libraries: their pages are not offered."""

    pages: list[Page] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_name = {page.name: page.bound_to(self) for page in self.pages}

    def page(self, name: str) -> Page:
        return self.by_name[name]

    def url_of(self, page: str, *args) -> str:
        """The address of a page of ours or of Django's."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(f"{self.admin_site.name}:{name}", args=args)

    def get_urls(self):
        """Ours before Django's, whose last one takes whatever is left."""
        ours = [page.url_pattern() for page in self.by_name.values()]
        taken = {pattern.name for pattern in ours}
        djangos = [one for one in admin.ModelAdmin.get_urls(self) if one.name not in taken]
        return [*ours, *djangos]

    def get_actions(self, request):
        past = past_of(request)
        actions = {} if past else super().get_actions(request)
        for page in self.by_name.values():
            if page.shows_past or not past:
                actions |= page.actions(request)
        return actions

    def buttons(self, request, place: str, row=None) -> list[Button]:
        """What leads from here to the pages, in their order."""
        some = [page for page in self.by_name.values() if page.stands_on == place]
        return [button for page in some for button in page.buttons(request, row)]

    def changelist_view(self, request, extra_context=None):
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "buttons": self.buttons(request, LIST),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change:
            context["steps"] = self.buttons(request, STEPS, obj)
            context["buttons"] = self.buttons(request, ENTRY, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

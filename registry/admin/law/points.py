"""Points of the check, each with the way to the field in which it is filled in, and to its rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.contrib.admin.utils import quote
from django.urls import reverse

from registry.completeness import RULES
from registry.filling_in.admin import CHECKED
from registry.law.rule import Gap
from registry.models import ProcessingActivity
from registry.pages.past import past_of

# Of fields that the entry says in words of its own why they are empty.
BLANK = "absences-"


@dataclass(frozen=True)
class Point:
    """A gap, the address of its field, empty where this user has none, and that of its rule."""

    gap: Gap
    url: str
    rule_url: str


def points_of(request, site, activity: ProcessingActivity, gaps: Iterable[Gap]) -> list[Point]:
    """What refuses comes first."""
    ways = _Ways(request, site, activity)
    gaps = sorted(gaps, key=lambda gap: not gap.blocks_approval)
    return [Point(gap, ways.to(gap), rule_url(gap.code)) for gap in gaps]


def rule_url(code: str) -> str:
    return f"{reverse('admin:rules')}#{code}" if code in RULES else ""


class _Ways:
    """The forms on which the gaps of one entry are filled in. Parts are looked for once."""

    def __init__(self, request, site, activity):
        self.request, self.site, self.activity = request, site, activity
        self.rows: dict[tuple, list[int]] = {}

    def to(self, gap: Gap) -> str:
        """To a form with the entry that is checked: once it is saved, it leads back."""
        address = urlsplit(self._to(gap))
        if past_of(self.request) or not address.path.endswith(("/change/", "/add/")):
            return address.geturl()
        query = "&".join(filter(None, [address.query, f"{CHECKED}={self.activity.pk}"]))
        return address._replace(query=query).geturl()

    def _to(self, gap: Gap) -> str:
        if gap.adds:
            return self._to_new(gap)
        row = gap.row or self.activity
        if gap.field == "suggestions":  # are answered on a page of their own
            table = self.site.get_model_admin(ProcessingActivity)
            return table.url_of("suggestions", row.pk)
        if isinstance(row, ProcessingActivity) and gap.field == "organisation":
            row = row.organisation
        owner, inline = self.activity, self._inline(self.activity, model=type(row))
        if inline is None:
            owner = row
            # A row that is missing is added where the others stand.
            name = gap.at if type(row) is not ProcessingActivity else gap.field
            inline = None if gap.at.startswith(BLANK) else self._inline(row, prefix=name)
        table = self.site.get_model_admin(type(owner))
        if not table.has_view_permission(self.request, owner):
            return ""
        url = table.url_of("change", quote(owner.pk))
        if inline is None:
            return f"{url}#{_id(gap.at or gap.field)}"
        prefix, model = inline
        there = self._there(owner, prefix, model)
        is_new = row is owner
        if is_new and not gap.at:
            return f"{url}#{prefix}-heading"
        if not is_new and row.pk not in there:
            return table.url_of("change", quote(owner.pk))
        number = len(there) if is_new else there.index(row.pk)
        at = gap.at if gap.at and gap.at != prefix else _first(self._instance(owner, model))
        opened = prefix if is_new else f"{prefix}-{number}"
        return f"{url}?open={opened}#id_{prefix}-{number}-{at}"

    def _to_new(self, gap: Gap) -> str:
        """On the page of the party that it is about, where that has a place for it: half of it is
        said there. Else on a page of its own."""
        model = ProcessingActivity._meta.apps.get_model("registry", gap.adds)
        owner, filled = gap.row, urlencode(gap.fills)
        if owner is not None and not past_of(self.request):
            table = self.site.get_model_admin(type(owner))
            found = self._inline(owner, model=model)
            if found and table.has_change_permission(self.request, owner):
                prefix = found[0]
                number = len(self._there(owner, prefix, model))
                first = _first(self._instance(owner, model))
                url = table.url_of("change", quote(owner.pk))
                query = "&".join(filter(None, [f"open={prefix}", filled]))
                return f"{url}?{query}#id_{prefix}-{number}-{first}"
        table = self.site.get_model_admin(model)
        if past_of(self.request) or not table.has_add_permission(self.request):
            return ""
        return "?".join(filter(None, [table.url_of("add"), filled]))

    def _inline(self, owner, *, model=None, prefix: str = "") -> tuple[str, type] | None:
        """The formset in which rows of a model, or by a name, stand on the page of their owner."""
        table = self.site.get_model_admin(type(owner))
        for inline in table.inlines:
            its = prefix_of(type(owner), inline.model)
            if inline.model is model or its == prefix:
                return its, inline.model
        return None

    def _instance(self, owner, model):
        table = self.site.get_model_admin(type(owner))
        (inline,) = [one for one in table.inlines if one.model is model]
        return inline(type(owner), self.site)

    def _there(self, owner, prefix: str, model: type) -> list[int]:
        """Keys of the rows in the order in which the form shows them."""
        key = (type(owner), prefix)
        if key not in self.rows:
            rows = self._instance(owner, model).get_queryset(self.request)
            its = rows.filter(**{_parent(type(owner), model).name: owner})
            self.rows[key] = [row.pk for row in its]
        return self.rows[key]


def prefix_of(owner: type, model: type) -> str:
    return _parent(owner, model).remote_field.get_accessor_name()


def _parent(owner: type, model: type):
    return next(field for field in model._meta.fields if field.related_model is owner)


def _first(inline) -> str:
    first = inline.fields[0]
    return first if isinstance(first, str) else first[0]


def _id(name: str) -> str:
    return name if name.startswith(BLANK) else f"id_{name}"

"""Every address that the resolver knows, filled in with rows, steps and keys that there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from registry.admin.accounts.steps import BY_NAME
from registry.beginning.steps import BY_NAME as FIRST_STEPS
from registry.models import Organisation
from requests_app.admin.request.letter_steps import LetterStep
from tests.who_may.rows import ONLY, Rows

# Signing in, and what everybody has of their own there: tried in tests/registry/signing_in.
OF_THE_DOOR = "account/"
LISTS = ("changelist", "add", "import", "process_import", "import_sample", "export", "step")


@dataclass(frozen=True)
class Address:
    """What a browser asks for; which page of which table it is, and about which kind of row."""

    text: str
    page: str
    # `app.model` for the pages of a table.
    table: str = ""
    row: str = ONLY
    # The name of a step, or of a letter.
    step: str = ""

    @property
    def path(self) -> str:
        return self.text.partition("?")[0]

    def __str__(self):
        return self.text


def addresses(rows: Rows) -> list[Address]:
    """For each pattern of the resolver at least one. Raises LookupError where there is no row."""
    patterns = [one for one in _patterns(get_resolver()) if not one[0].startswith(OF_THE_DOOR)]
    found = [one for pattern in patterns for one in _filled(*pattern, rows)]
    return [one for one in found if resolve(one.path)]


def _patterns(
    resolver: URLResolver, before: str = "", given: tuple = ()
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The whole address, the name, and what has to be filled in."""
    for one in resolver.url_patterns:
        names = (*given, *one.pattern.converters)
        whole = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield whole, one.name or "", names
        else:
            yield from _patterns(one, whole, names)


def _filled(whole: str, name: str, given: tuple[str, ...], rows: Rows) -> Iterator[Address]:
    if whole.startswith("admin/^"):  # the pages of one application
        for config in ("auth", "registry", "requests_app"):
            yield Address(f"/admin/{config}/", "app_list", config)
    elif whole == "admin/(?P<url>.*)$":
        yield Address("/admin/no/such/page", "catch_all")
    elif model := _model_of(whole):
        yield from _of_table(model, whole, name, given, rows)
    else:
        yield from _alone(whole, name, rows)


def _of_table(
    model: type[models.Model], whole: str, name: str, given: tuple[str, ...], rows: Rows
) -> Iterator[Address]:
    label = model._meta.label_lower
    page = name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_") or "bare"
    about = "object_id" in given or "id" in given
    if about and model not in rows.of:
        raise LookupError(f"there is no row for {whole}")
    kinds = rows.of[model].items() if about else [(ONLY, None)]
    for (kind, row), step in product(kinds, _steps(model, page, given)):
        text = f"/{whole}".replace("<slug:name>", step).replace("<slug:card>", _card(model))
        if row is not None:
            text = _with_row(text, row, given)
        if page == "casefile":
            yield Address(f"{text}?texts=yes", "casefile_texts", label, kind)
        if page != "step":
            yield Address(text, page, label, kind, step)
            continue
        # A step is taken for the rows that its address names.
        for one, chosen in rows.of[model].items():
            yield Address(f"{text}?ids={chosen.pk}", page, label, one, step)


def _with_row(text: str, row: models.Model, given: tuple[str, ...]) -> str:
    for part in ("<path:object_id>", "<int:object_id>", "<id>"):
        text = text.replace(part, str(row.pk))
    if "history_id" not in given:
        return text
    version = row.history.order_by("history_id").last()
    return text.replace("<int:history_id>", str(version.history_id))


def _model_of(whole: str) -> type[models.Model] | None:
    parts = whole.split("/")
    for model in admin.site._registry:
        if parts[:3] == ["admin", model._meta.app_label, model._meta.model_name]:
            return model
    return None


def _steps(model, page: str, given: tuple[str, ...]) -> list[str]:
    if "name" not in given:
        return [""]
    # A step with a letter is taken on the page of the letter, the others on that of the step.
    steps = admin.site._registry[model].by_name["step"].steps
    names = [step.name for step in steps if isinstance(step, LetterStep) is (page == "letter")]
    return names or ["no-such-step"]


def _card(model) -> str:
    """One of the library, for a table that has a shelf there."""
    return "newsletter" if model._meta.model_name == "processingactivity" else "mailchimp"


def _alone(whole: str, name: str, rows: Rows) -> Iterator[Address]:
    """A page that is of no table."""
    text = f"/{whole}".replace("<str:key>", rows.feed).replace("<str:token>", "no-such-token")
    text = text.replace("<uuid:pk>", str(UUID(int=0)))
    if name in {"account", "account_step"}:
        for step in BY_NAME if name == "account_step" else [""]:
            about = text.replace("<int:pk>", str(rows.colleague.pk))
            yield Address(about.replace("<slug:name>", step), name)
        return
    if name == "request_notice":
        organisation = next(iter(rows.of[Organisation].values()))
        yield Address(text.replace("<int:pk>", str(organisation.pk)), name)
        return
    if name == "first_step":
        yield from (
            Address(text.replace("<slug:name>", step), name, step=step) for step in FIRST_STEPS
        )
        return
    if name == "autocomplete":
        yield from _searches(text)
        return
    if "<path:content_type_id>" not in text:
        yield Address(text, name)
        return
    for model, kinds in rows.of.items():
        there = text.replace("<path:content_type_id>", str(_type_of(model)))
        for kind, row in kinds.items():
            found = there.replace("<path:object_id>", str(row.pk))
            yield Address(found, name, model._meta.label_lower, kind)


def _searches(text: str) -> Iterator[Address]:
    """For each field that names a row of a table that is worked on here."""
    for model, table in admin.site._registry.items():
        for one in (*model._meta.fields, *model._meta.many_to_many):
            if one.related_model in admin.site._registry and hasattr(table, "by_name"):
                of = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
                label = one.related_model._meta.label_lower
                yield Address(f"{text}?{of}&field_name={one.name}", "autocomplete", label)


def _type_of(model) -> int:
    return ContentType.objects.get_for_model(model).pk

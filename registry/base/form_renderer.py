"""How forms are written: their smallest parts without a template, for a page has hundreds."""

from collections.abc import Callable

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join

DJANGO = "django/forms"
OPTION = f"{DJANGO}/widgets/select_option.html"
INPUTS = ("checkbox", "date", "email", "hidden", "input", "number", "password", "text", "url")


class FormRenderer(TemplatesSetting):
    """Writes what Django's templates write, to the letter, in a third of the time."""

    def render(self, template_name, context, request=None):
        write = PARTS.get(template_name)
        text = write(context) if write else None
        return super().render(template_name, context, request) if text is None else text


def _attributes(attrs: dict) -> str:
    return format_html_join("", "{}", [[_attribute(*pair)] for pair in attrs.items()])


def _attribute(name: str, value) -> str:
    if value is False:
        return ""
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


def _label(context: dict) -> str:
    if not context["use_tag"]:
        return format_html("{}", context["label"])
    tag, attributes = context["tag"], _attributes(context["attrs"] or {})
    return format_html("<{}{}>{}</{}>", tag, attributes, context["label"], tag)


def _no_errors(context: dict) -> str | None:
    return None if context["errors"] else ""


def _input(context: dict) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        value,
        _attributes(widget["attrs"]),
    )


def _text_area(context: dict) -> str:
    widget = context["widget"]
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        widget["name"],
        _attributes(widget["attrs"]),
        widget["value"] or "",
    )


def _select(context: dict) -> str | None:
    widget = context["widget"]
    options = [option for name, group, _index in widget["optgroups"] for option in group]
    has_groups = any(name for name, _group, _index in widget["optgroups"])
    if has_groups or any(option["template_name"] != OPTION for option in options):
        return None
    written = format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>\n',
        [
            (option["value"], _attributes(option["attrs"]), localize(option["label"]))
            for option in options
        ],
    )
    return format_html(
        '<select name="{}"{}>{}\n</select>',
        widget["name"],
        _attributes(widget["attrs"]),
        written,
    )


# By template. Each gets the context of it, and may leave the work to it with None.
PARTS: dict[str, Callable[[dict], str | None]] = {
    f"{DJANGO}/label.html": _label,
    f"{DJANGO}/errors/list/ul.html": _no_errors,
    f"{DJANGO}/widgets/textarea.html": _text_area,
    f"{DJANGO}/widgets/select.html": _select,
    **{f"{DJANGO}/widgets/{name}.html": _input for name in INPUTS},
}

"""The parts of forms that are written without a template are those of Django's templates."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from registry.base.form_renderer import INPUTS, PARTS, FormRenderer
from tests.cases import for_each

AWKWARD = '<i>"It\'s" & more</i>'
ATTRS = {
    "id": "id_x",
    "data-text": AWKWARD,
    "data-safe": mark_safe("&amp;"),
    "data-lazy": gettext_lazy("Look"),
    "rows": 3,
    "required": True,
    "disabled": False,
}
VALUES = [None, "", "plain", AWKWARD, 0, 1234567, mark_safe("&amp;"), gettext_lazy("Look")]
CHOICES = [("", "---------"), (1, AWKWARD), ("b", gettext_lazy("Look")), (AWKWARD, 1234567)]


def both(template, context):
    return [each().render(template, context) for each in (FormRenderer, TemplatesSetting)]


def contexts():
    """A template, and what it is to write."""
    for name in [*INPUTS, "textarea"]:
        for value in VALUES:
            widget = {"type": name, "name": AWKWARD, "value": value, "attrs": ATTRS}
            yield f"django/forms/widgets/{name}.html", {"widget": widget}
    for select in [forms.Select, forms.SelectMultiple]:
        for choices in [[], CHOICES, [("Group", CHOICES), ("c", "Beside")]]:
            for value in [None, "b", ["1", "b"]]:
                widget = select(ATTRS, choices)
                yield widget.template_name, widget.get_context("x", value, {})
    for tag, attrs in [("label", {}), ("label", ATTRS), ("legend", None)]:
        for use_tag in [True, False]:
            for label in [AWKWARD, gettext_lazy("Look"), mark_safe("<b>Why</b>")]:
                context = {"tag": tag, "attrs": attrs, "label": label, "use_tag": use_tag}
                yield "django/forms/label.html", context
    for errors in [[], [AWKWARD]]:
        found = forms.utils.ErrorList(errors)
        yield "django/forms/errors/list/ul.html", found.get_context()


def test_every_part_has_its_case():
    assert {template for template, _context in contexts()} == {*PARTS}


@for_each(case=contexts())
def test_a_part_is_to_the_letter_what_the_template_writes(case):
    ours, theirs = both(*case)
    assert ours == theirs

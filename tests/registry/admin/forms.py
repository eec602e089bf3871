"""What a browser would send back for a page of the admin, as it was served."""

from django.forms.widgets import MultiWidget


def _sent(bound) -> dict:
    """The names and values of one field, as its widget reads them back."""
    value = bound.value()
    widget = getattr(bound.field.widget, "widget", bound.field.widget)
    name = bound.html_name
    if hasattr(widget, "labels"):  # the absences: a choice and a reason for each field
        return {f"{name}-{field}": "" for field in widget.labels}
    if isinstance(widget, MultiWidget):
        parts = widget.decompress(value)
        return {f"{name}_{number}": part or "" for number, part in enumerate(parts)}
    if value is None or value is False:
        return {} if value is False else {name: ""}
    if isinstance(value, list):
        return {name: [str(item) for item in value]}
    return {name: "on" if value is True else str(value)}


def as_sent(page) -> dict:
    """The data of the form of an add or change page, its parts included."""
    data = {}
    for bound in page.context_data["adminform"].form:
        data |= _sent(bound)
    for inline in page.context_data["inline_admin_formsets"]:
        for bound in inline.formset.management_form:
            data |= _sent(bound)
        for form in inline.formset.forms:
            for bound in form:
                data |= _sent(bound)
    return data

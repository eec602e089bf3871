"""How tests take a step as people do: its page is opened, and sent back with what it carries."""

from django.urls import reverse


def page_of(name, *rows):
    table = rows[0]._meta
    address = reverse(f"admin:{table.app_label}_{table.model_name}_step", args=[name])
    return f"{address}?ids={','.join(str(row.pk) for row in rows)}"


def take(client, name, *rows, page=None, follow=False, **fields):
    """`page` is one of the step that was opened before; else it is opened now."""
    page = page or client.get(page_of(name, *rows))
    data = {"ids": [row.pk for row in rows], "reason": "As agreed"}
    if page.status_code == 200:
        data["seen"] = [seen for _row, seen in page.context["rows"]]
    return client.post(page_of(name, *rows), data | fields, follow=follow)

"""Forms filled in so that the register takes them, as a browser would send them."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, TextField
from django.urls import reverse

from registry.vocabulary import AppointmentRole
from requests_app.vocabulary import Finding
from tests.registry.admin.forms import _sent, as_sent
from tests.who_may.addresses import Address
from tests.who_may.asking import Answer, Said, ask

WHY = "As agreed"
# Of a form: what makes another row of one that is there.
ANEW = "-anew"


class Gives(Enum):
    """What comes of a form that is taken: always a trace in the register, and one of these."""

    WAY_ON = "leads on"
    PAGE = "shows something"
    FILE = "gives a file"


@dataclass(frozen=True)
class Filled:
    """A form on its way. What it holds is made for each sender, for a file is read only once."""

    address: Address
    view: object
    makes: Callable[[object], dict]
    gives: Gives = Gives.WAY_ON

    def is_taken(self, answer: Answer, written: list[str]) -> bool:
        if answer.response is None:
            return False
        if self.gives == Gives.FILE:
            return "attachment" in answer.response.get("Content-Disposition", "")
        status = HTTPStatus.OK if self.gives == Gives.PAGE else HTTPStatus.FOUND
        return answer.status == status and bool(written)


def filled_in(house, address: Address, view) -> Filled | None:
    """As the pages are shown to whoever may see them all; None where there is nothing to send."""
    lead = house.people["superuser"]
    if address.page in FILES:
        return Filled(address, view, lambda _sender: dict(FILES[address.page]), Gives.FILE)
    if address.page in SHOWN:
        return Filled(address, view, lambda _sender: dict(SHOWN[address.page]), Gives.PAGE)
    if address.page in {"import", "process_import"}:
        return _import(house, address, view)
    make = FORMS.get(address.page)
    data = make(house, lead, address) if make else None
    gives = Gives.FILE if address.page == "bundle" else Gives.WAY_ON
    return data and Filled(address, view, lambda _sender: dict(data), gives)


def _page(lead, text: str):
    answer = ask(lead, "GET", text)
    return answer.response if answer.status == HTTPStatus.OK else None


def _change(house, lead, address: Address) -> dict | None:
    page = _page(lead, address.text)
    if page is None or not page.context_data.get("has_change_permission"):
        return None
    return as_sent(page) | {"remarks": "Seen again", "change_reason": WHY}


def _add(house, lead, address: Address) -> dict | None:
    """What a row of the table says, under another name."""
    model = apps.get_model(address.table)
    page = _page(lead, address.text)
    if page is None or "adminform" not in page.context_data or not hasattr(model, "key"):
        return None
    row = next(iter(house.rows.of[model].values()))
    there = _page(
        lead,
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk]),
    )
    own, said = page.context_data["adminform"].form.fields, {}
    for bound in there.context_data["adminform"].form:
        if bound.name in own and bound.name != "seen_version":
            said |= _sent(bound)
    for one in model._meta.fields:
        is_text = isinstance(one, CharField | TextField) and not one.choices
        is_said_once = one.name in model.key or one.unique or one.name == "name"
        if is_text and is_said_once and one.name not in {"fact", "recipient"}:
            said[one.name] = said.get(one.name, "") + ANEW
    if address.table in OTHER_ROW:
        name = OTHER_ROW[address.table]
        others = model._meta.get_field(name).related_model.objects.exclude(pk=said[name] or None)
        said[name] = str(others.order_by("-pk")[0].pk)
    return as_sent(page) | said | OTHERS.get(address.table, {}) | {"change_reason": WHY}


def _step(house, lead, address: Address) -> dict | None:
    page = _page(lead, address.text)
    if page is None or page.context_data["is_blocked"] or page.context_data["unfit"]:
        return None
    rows = page.context_data["rows"]
    sent = {"ids": [str(row.pk) for row, _seen in rows], "seen": [seen for _row, seen in rows]}
    if hasattr(page.context_data["form"], "shown"):  # what ends with it
        sent["shown"] = list(page.context_data["form"].shown)
    return sent | _form(page) | {"reason": WHY} | ASKED.get(address.step, {})


def _plain(house, lead, address: Address) -> dict | None:
    page = _page(lead, address.text)
    return None if page is None else _form(page) | {"target": "Minutes"}


def _form(page) -> dict:
    sent = {}
    for bound in page.context_data["form"]:
        sent |= _sent(bound)
    return sent


def _import(house, address: Address, view) -> Filled | None:
    """The table as it is exported, with one cell changed; shown first, then confirmed."""
    lead = house.people["superuser"]
    with ask(
        lead,
        "POST",
        address.text.replace("process_", "").replace("import", "export"),
        {"format": "csv"},
    ) as answer:
        if answer.said != Said.OPEN or answer.status != HTTPStatus.OK:
            return None
        lines = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))
    if "remarks" not in lines[0] or len(lines) < 2:
        return None
    lines[1][lines[0].index("remarks")] = "Seen in a file"
    text = io.StringIO()
    csv.writer(text).writerows(lines[:2])

    def sent(_sender):
        return {"file": SimpleUploadedFile("table.csv", text.getvalue().encode())}

    if address.page == "import":
        return Filled(address, view, sent, Gives.PAGE)

    def confirmed(sender):
        shown = ask(sender, "POST", address.text.replace("process_", ""), sent(sender))
        form = getattr(shown.response, "context_data", {}).get("confirm_form")
        return {"token": form.initial["token"] if form else "0" * 32}

    return Filled(address, view, confirmed)


FORMS = {"change": _change, "add": _add, "step": _step, "bundle": _plain, "page": _plain}
FILES = {"export": {"format": "csv"}, "history_file": {}, "access": {"format": "csv"}}
SHOWN = {"reveal": {"reason": WHY}, "mine": {"do": "issue"}}
# What a step asks beside the reason.
ASKED = {
    "approve": {"seen_to_by": "Secretary", "due_on": "2099-01-01"},
    "searched": {"finding": Finding.NOTHING},
    "settle_identity": {"result": "verified", "method": "By telephone", "on": "2026-02-02"},
}
# What a copy of another row may not say again: another text, or the newest row of the other table.
OTHERS = {
    "registry.appointment": {"role": AppointmentRole.PRIVACY_CONTACT},
    "registry.country": {"code": "ZZ"},
    "registry.accessreview": {"held_on": "2019-01-01"},
    "registry.passage": {"number": "2"},
    "requests_app.legalperiod": {"jurisdiction": "UK"},
}
OTHER_ROW = {
    "registry.transfer": "country",
    "registry.accessdecision": "grant",
    "registry.engagement": "processor",
    "registry.dataprovision": "data_category",
    "registry.measureinplace": "measure",
    "registry.statedfact": "passage",
    "registry.promisedright": "right",
    "registry.generalbasis": "legal_basis",
    "requests_app.requester": "request",
    "requests_app.requestpolicy": "organisation",
}

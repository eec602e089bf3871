"""After a redaction the value is nowhere: each table and each file is searched for it."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from registry.evidence.redaction.forgetting import family, personal_fields
from registry.evidence.verify.whole import verify
from registry.files.uploads import WaitingFile
from registry.files_kept import storage as kept
from registry.models import Appointment, Person, Seat
from registry.records.history import recorded
from requests_app.messages import storage
from requests_app.models import DataSubjectRequest, Message
from tests.requests_app.factories import FACTORIES as REQUEST_FACTORIES
from tests.requests_app.factories import make_message, make_request
from tests.support.factories import FACTORIES, make_person, make_user
from tests.support.signed_in import not_asked

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "Kanarienvogel-7261"
IN_A_FIELD = {"EmailField": f"{CANARY}@example.org", "AbsencesField": {}}


def sign_in() -> Client:
    """A privacy lead at a desk of their own."""
    client = Client()
    client.force_login(make_user(role="dpo", is_staff=True))
    return client


def fill(row):
    """The canary in each declared field; changed once, so that an old version has it too."""
    for name in personal_fields(type(row)):
        field = row._meta.get_field(name)
        setattr(row, name, IN_A_FIELD.get(type(field).__name__, f"{CANARY} {name}"))
    for name in row.absence_fields:
        if name == "person" and row.person_id is None:
            row.absences = {name: f"not applicable: {CANARY}"}
    row.save()


def fill_all(row):
    with recorded(by="test", reason=f"Written by {CANARY}"):
        for model, pks in family(row).items():
            for member in model.objects.filter(pk__in=pks):
                fill(member)
    with recorded(by="test", reason="Another day"):
        row.remarks = f"{CANARY}, and more"
        row.save()


def make_holder() -> Person:
    person = make_person()
    seat = FACTORIES[Seat](person=person)
    FACTORIES[Appointment](person=person)
    fill_all(person)
    with recorded(by="test", reason="Somebody else holds it"):
        seat = Seat.objects.get(pk=seat.pk)
        seat.person = None
        seat.absences = {"person": f"not applicable: {CANARY} left"}
        seat.save()
    return person


def make_file() -> DataSubjectRequest:
    request = make_request(hold_review_on=date(2030, 1, 1))
    message = make_message(request=request)
    with recorded(by="test", reason="Filed"):
        storage.store(CANARY.encode(), message=message, name=f"{CANARY}.txt")
    for model in family(request):
        if model not in {DataSubjectRequest, Message} and model.__name__ != "Attachment":
            REQUEST_FACTORIES[model](request=request)
    fill_all(request)
    return request


def leave_echoes(lead, person) -> None:
    """An export, a refused form, a line of the log, an import that waits, and one that was made."""
    lead.post(reverse("admin:registry_person_export"), {"format": "csv"})
    change = reverse("admin:registry_person_change", args=[person.pk])
    assert lead.post(change, {"name": CANARY, "code": ""}).status_code == 200
    LogEntry.objects.create(
        user=make_user(), action_flag=2, object_repr=CANARY, change_message=f'["{CANARY}"]'
    )
    for name in ("waits.csv", f"{CANARY}.csv"):
        rows = f"code,name\n{person.code},{CANARY}\n".encode()
        file = SimpleUploadedFile(name, rows)
        page = lead.post(reverse("admin:registry_person_import"), {"file": file})
        token = page.context["confirm_form"].initial["token"]
    lead.post(reverse("admin:registry_person_process_import"), {"token": token})
    not_asked(waits := sign_in())
    waits.post(reverse("admin:registry_person_redact", args=[person.pk]), {"reason": CANARY})
    assert CANARY in str(dict(waits.session))
    assert CANARY in str([session.get_decoded() for session in Session.objects.all()])


def redact(lead, row) -> None:
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_redact", args=[row.pk])
    form = lead.get(page).context["form"]
    boxes = [key for _heading, some in form.fields["chosen"].choices for key, _label in some]
    said = {"ground": "erasure", "reason": "Asked for by letter"}
    answer = lead.post(page, {"chosen": boxes, "seen": form["seen"].initial, **said})
    assert answer.status_code == 302, answer.context["form"].errors


def places() -> set[str]:
    """The tables, sessions and files that say it still."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if CANARY in repr(cursor.fetchall()):
                found.add(table)
    if CANARY in str([session.get_decoded() for session in Session.objects.all()]):
        found.add("a session")
    files = [path for path in kept.settings.PRIVATE_FILES.rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        files += name.parent.glob(f"{name.name}*")
        assert name in files
    return found | {path.name for path in files if CANARY.encode() in path.read_bytes()}


@pytest.mark.slow
def test_a_redacted_value_is_nowhere_and_the_history_still_verifies(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"
    settings.PRIVATE_FILES.mkdir()
    person, file = make_holder(), make_file()
    leave_echoes(sign_in(), person)
    said, lead = places(), sign_in()
    assert {"a session", "django_admin_log", "registry_evidenceevent", "registry_person"} <= said
    for row in [person, file]:
        redact(lead, row)
    assert places() == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone() == (0,)
    assert not WaitingFile.objects.exists()
    assert verify().faults == []

"""All ways to write to the register: none leaves a change without its version and its entry.

Those of requests are in tests/requests_app/test_ways_to_write.py.
"""

import re
from functools import partial
from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse

from registry import lifecycle
from registry.evidence.redaction.redacting import redact
from registry.evidence.redaction.targets import Target
from registry.models import EvidenceEvent, Processor
from registry.records.history import UnrecordedWrite, recorded
from registry.vocabulary import ContactChannel, ContactUse, RedactionGround
from tests.registry.admin.forms import as_sent
from tests.support import factories
from tests.support.evident import assert_each_is_evident, leaving_evidence, unsealed
from tests.support.factories import country
from tests.support.tables import everything
from tests.support.taking import take
from tests.support.undone import undone_afterwards

pytestmark = pytest.mark.django_db
WHO = {"by": "somebody", "reason": "A way to write"}


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """Some rows that refer to each other, and somebody at work in the admin."""
    with django_db_blocker.unblock(), undone_afterwards():
        us, germany = country("US"), country("DE")
        client = Client()
        client.user = factories.make_user(role="dpo", username="lead", is_superuser=True)
        client.force_login(client.user)
        yield SimpleNamespace(
            us=us,
            germany=germany,
            processor=factories.make_processor(name="Mailchimp", processing_countries=[us]),
            other=factories.make_processor(name="Zapier"),
            activity=factories.make_complete_activity(),
            approved=factories.make_approved_activity(),
            contact=factories.make_contact(),
            person=factories.make_person(name="Somebody"),
            client=client,
        )


@pytest.fixture(autouse=True)
def cache_in_memory(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def fresh(row):
    """As somebody else would find it: what one way did to it is undone before the next."""
    return type(row).objects.get(pk=row.pk)


# In code, inside a recorded block


def save(scene):
    row = fresh(scene.processor)
    row.legal_name = "Intuit"
    row.save()


def save_some_fields(scene):
    row = fresh(scene.processor)
    row.legal_name = "Intuit"
    row.save(update_fields=["legal_name"])


def save_what_the_database_works_out(scene):
    row = fresh(scene.processor)
    row.legal_name = Concat(F("name"), Value(" Inc"))
    row.save()


def create_through_a_relation(scene):
    kinds = {"use": ContactUse.GENERAL, "channel": ContactChannel.POST}
    fresh(scene.activity.organisation).contacts.create(value="Rue Neuve 1", **kinds)


def change_all(scene):
    rows = list(Processor.objects.all())
    for row in rows:
        row.remarks = "Seen"
    Processor.objects.change_all(rows, ["remarks"])


def save_and_fail_inside(scene):
    try:
        with recorded(by="inner", reason="A block within"):
            Processor.objects.create(name="Never")
            raise LookupError
    except LookupError:
        save(scene)


def forget(scene):
    redact([Target(type(scene.person), [scene.person.pk], ["name"])], ground=RedactionGround.ORDER)


IN_CODE = {
    "save": save,
    "save some fields": save_some_fields,
    "save an expression": save_what_the_database_works_out,
    "create": lambda scene: Processor.objects.create(name="New"),
    "get or create": lambda scene: Processor.objects.get_or_create(name="New"),
    "update or create": lambda scene: Processor.objects.update_or_create(
        name="Zapier", defaults={"legal_name": "Zapier Inc"}
    ),
    "create through a relation": create_through_a_relation,
    "add through a relation": lambda scene: scene.activity.organisation.contacts.add(
        fresh(scene.contact), bulk=False
    ),
    "add all": lambda scene: Processor.objects.add_all([Processor(name="A"), Processor(name="B")]),
    "change all": change_all,
    "add a link": lambda scene: scene.processor.processing_countries.add(scene.germany),
    "remove a link": lambda scene: scene.processor.processing_countries.remove(scene.us),
    "set links": lambda scene: scene.processor.processing_countries.set([scene.germany]),
    "clear links": lambda scene: scene.processor.processing_countries.clear(),
    "add a link backwards": lambda scene: scene.germany.processing_processors.add(scene.other),
    "remove a link backwards": lambda scene: scene.us.processing_processors.remove(scene.processor),
    "set links backwards": lambda scene: scene.us.processing_processors.set([scene.other]),
    "create a link backwards": lambda scene: scene.us.processing_processors.create(name="New"),
    "a block that fails within another": save_and_fail_inside,
    "redact": forget,
}


@pytest.mark.parametrize("way", IN_CODE.values(), ids=IN_CODE)
def test_what_is_written_in_code_is_evident(scene, way):
    with leaving_evidence(), recorded(**WHO):
        way(scene)


STEPS = {
    "approve": lambda scene: lifecycle.approve(fresh(scene.activity), **WHO),
    "review": lambda scene: lifecycle.review(fresh(scene.approved), **WHO),
    "reopen": lambda scene: lifecycle.reopen(fresh(scene.approved), **WHO),
    "retire": lambda scene: lifecycle.retire(fresh(scene.other), **WHO),
    "restore": lambda scene: lifecycle.restore(lifecycle.retire(fresh(scene.other), **WHO), **WHO),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_is_evident(scene, step):
    with leaving_evidence():
        step(scene)


# In the admin


def page(row, name="change", *args):
    return reverse(f"admin:registry_{row._meta.model_name}_{name}", args=args or [row.pk])


def send_form(scene, row, **fields):
    data = as_sent(scene.client.get(page(row))) | {"change_reason": "Told so"} | fields
    assert scene.client.post(page(row), data).status_code == 302


def add_in_the_admin(scene):
    address = reverse("admin:registry_processor_add")
    data = as_sent(scene.client.get(address))
    data |= {"name": "New", "processing_countries": [], "change_reason": "Is used now"}
    assert scene.client.post(address, data).status_code == 302


def change_the_parts(scene):
    fields = {"purposes-0-text": "Pay salaries", "retention_rules-0-ends_on": "2099-01-01"}
    send_form(scene, scene.activity, **fields)
    assert scene.activity.purposes.get().text == "Pay salaries"
    assert str(scene.activity.retention_rules.get().ends_on) == "2099-01-01"


def take_a_step_for_some(scene):
    answer = take(scene.client, "retire", scene.processor, scene.other, reason="Both gone")
    assert answer.status_code == 302


def import_a_file(scene):
    address = reverse("admin:registry_processor_import")
    file = SimpleUploadedFile("processors.csv", b"name,legal_name\nNew,\nZapier,Zapier Inc\n")
    shown = scene.client.post(address, {"file": file}).content.decode()
    token = re.search(r'name="token" value="(\w+)"', shown)[1]
    confirm = reverse("admin:registry_processor_process_import")
    assert scene.client.post(confirm, {"token": token}).status_code == 302


def export_a_list(scene):
    answer = scene.client.post(reverse("admin:registry_processor_export"), {"format": "csv"})
    assert b"Mailchimp" in b"".join(answer.streaming_content)


IN_THE_ADMIN = {
    "add": add_in_the_admin,
    "change": lambda scene: send_form(
        scene, scene.processor, name="MailChimp", processing_countries=[scene.germany.pk]
    ),
    "change a part and end another": change_the_parts,
    "take a step for some": take_a_step_for_some,
    "import": import_a_file,
    "export": export_a_list,
    "sign in": lambda scene: Client().force_login(scene.client.user),
    "change an account": lambda scene: scene.client.user.groups.add(
        Group.objects.get(name="editor")
    ),
}


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("way", IN_THE_ADMIN.values(), ids=IN_THE_ADMIN)
def test_what_is_done_in_the_admin_is_evident(scene, way):
    with leaving_evidence():
        way(scene)


# By command


def processors_file(folder, number=1):
    file = folder / "processors.csv"
    file.write_text(f"name,legal_name\nNew {number},\nZapier,Zapier {number} Inc\n", "utf-8")
    return str(file)


COMMANDS = {
    "import_table": lambda folder: ["processors", processors_file(folder)],
    "import_register": lambda folder: [processors_file(folder, 2) and str(folder)],
    "export_table": lambda folder: ["processors", str(folder / "out.csv")],
    "export_document": lambda folder: ["--format", "html", str(folder / "record.html")],
    "export_register": lambda folder: [str(folder / "out")],
    "load_terms": lambda folder: [],
    "anchor_evidence": lambda folder: [str(folder / "checkpoint.txt")],
    "export_evidence": lambda folder: [str(folder / "bundle.zip")],
    "verify_evidence": lambda folder: [],
}
# Tried where they have tests of their own: they need an empty register, a copy, or a server.
ELSEWHERE = {"forget_factors", "load_example", "reapply_redactions", "rebuild_search", "serve"}
READING = {"compare_register", "export_redactions"}
REFUSED = {"clean_old_history", "clean_duplicate_history", "loaddata", "populate_history"}


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.usefixtures("scene")
def test_what_a_command_does_is_evident(tmp_path):
    assert_each_is_evident(
        (name, partial(call_command, name, *words(tmp_path), stdout=StringIO()))
        for name, words in COMMANDS.items()
    )


def test_there_are_no_other_commands():
    ours = {name for name, app in get_commands().items() if app == "registry"}
    assert ours == {*COMMANDS, *ELSEWHERE, *READING, *REFUSED}


# What is refused


def flush(scene):
    call_command("flush", interactive=False, verbosity=0)


DELETING = {
    "a row": lambda scene: scene.other.delete(),
    "rows": lambda scene: Processor.objects.filter(pk=scene.other.pk).delete(),
    "an account": lambda scene: scene.client.user.delete(),
    "a version": lambda scene: scene.other.history.get().delete(),
    "versions": lambda scene: Processor.history.all().delete(),
    "an event": lambda scene: EvidenceEvent.objects.all().delete(),
    "everything": flush,
}
REFUSALS = (CommandError, DatabaseError, UnrecordedWrite, ValidationError)


@pytest.mark.parametrize("way", DELETING.values(), ids=DELETING)
def test_nothing_is_deleted(scene, way):
    before = everything()
    with pytest.raises(REFUSALS), transaction.atomic(), recorded(**WHO):
        way(scene)
    assert everything() == before
    assert unsealed() == []


# That the guard can fail


def links(scene):
    return models.QuerySet(Processor.processing_countries.through)


PAST_THE_HISTORY = {
    "change rows": lambda scene: models.QuerySet(Processor).update(legal_name="Intuit"),
    "add a row": lambda scene: models.QuerySet(Processor).bulk_create([Processor(name="New")]),
    "remove links": lambda scene: links(scene).delete(),
    "add a link": lambda scene: links(scene).create(
        processor=scene.processor, country=scene.germany
    ),
}


@pytest.mark.parametrize("way", PAST_THE_HISTORY.values(), ids=PAST_THE_HISTORY)
def test_what_is_written_past_the_history_is_found(scene, way):
    way(scene)
    assert unsealed() != []

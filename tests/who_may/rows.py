"""A row of every table with canaries in it; of what may be a draft, or old, one of each kind."""

from dataclasses import asdict, dataclass, field
from datetime import date

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import models
from django.utils import timezone

from registry import lifecycle
from registry import models as of_register
from registry.asking import links
from registry.evidence import anchors
from registry.evidence.log import checkpoints
from registry.files import uploads
from registry.files.uploads import WaitingFile
from registry.files_kept import storage
from registry.library.shelf import questions_for
from registry.models import (
    AskedColleague,
    EvidenceAnchor,
    EvidenceEntry,
    EvidenceEvent,
    Person,
)
from registry.models import ProcessingActivity as Activity
from registry.records.any_row import reference_to
from registry.records.events import EventName, announce
from registry.vocabulary import AnchorMethod, AppointmentRole
from requests_app import feeds
from requests_app import models as of_requests
from requests_app.vocabulary import IdentityState, Outcome, RequestState
from tests.requests_app.factories import FACTORIES as OF_REQUESTS
from tests.requests_app.factories import make_pending_request
from tests.support import factories
from tests.support.factories import make_user
from tests.who_may.canaries import Canaries

DRAFT, IN_FORCE, OPEN, OLD, ONLY = "draft", "in force", "open", "closed long ago", ""
FACTORIES = {**factories.FACTORIES, **OF_REQUESTS}
LONG_AGO = {"received_on": date(2018, 5, 25), "answered_on": date(2018, 6, 1)}
# What says by itself that there is a draft, though it is nobody's personal data.
NAMES_OF_DRAFTS = ("name", "reference", "text", "title")


@dataclass
class Rows:
    """What is in the register, who asks, and the canaries of both."""

    canaries: Canaries = field(default_factory=Canaries)
    # By table and kind of row.
    of: dict[type[models.Model], dict[str, models.Model]] = field(default_factory=dict)
    author: models.Model | None = None
    # Of whose account the privacy lead may change something.
    colleague: models.Model | None = None
    feed: str = ""

    def let_out(self, model, kind=ONLY, **given) -> models.Model:
        """A row of a table, written by an account and for a reason that are canaries too."""
        filled = self.canaries.fill(model, kind, given)
        if kind == DRAFT:
            names = [one.name for one in model._meta.fields if one.name in NAMES_OF_DRAFTS]
            filled |= {name: self.canaries.word(model, name, kind) for name in names}
        reason = self.canaries.word(model, "history_change_reason", kind)
        with factories.one_block(by=self.author, reason=reason):
            row = FACTORIES[model](**filled | given)
        return self.keep(row, kind)

    def keep(self, row, kind=ONLY) -> models.Model:
        self.of.setdefault(type(row), {})[kind] = row
        return row


def make_rows() -> Rows:
    rows = Rows()
    rows.author = _author(rows)
    rows.colleague = make_user(role="editor", username="colleague")
    organisation = _register(rows)
    for kind in (OPEN, OLD):
        _file_of_request(rows, organisation, kind)
    _office(rows, organisation)
    missing = set(FACTORIES) - set(rows.of)
    for model in sorted(missing, key=lambda model: model.__name__):
        rows.let_out(model)
    _around(rows)
    return rows


def _author(rows: Rows) -> models.Model:
    User = get_user_model()  # noqa: N806 (a class)
    words = rows.canaries.fill(User, ONLY, {"password"})
    return rows.keep(make_user(**words, is_superuser=True))


def _register(rows: Rows) -> models.Model:
    """An organisation with a draft, an entry in force, and what belongs to each of them."""
    organisation = rows.let_out(
        of_register.Organisation, country=factories.country("BE"), absences={}
    )
    person = rows.let_out(Person)
    appointed = {"role": AppointmentRole.DPO, "person": person}
    rows.let_out(of_register.Appointment, organisation=organisation, **appointed)
    company = rows.let_out(of_register.Processor, is_public=True)
    body = rows.let_out(of_register.Body, organisation=organisation)
    seat = rows.let_out(of_register.Seat, body=body, person=person)
    people = rows.let_out(of_register.DataSubjectCategory)
    data = rows.let_out(of_register.DataCategory)
    for kind in (DRAFT, IN_FORCE):
        about = {"data_subjects": [people], "data_categories": [data], "absences": {}}
        activity = rows.let_out(Activity, kind, organisation=organisation, **about)
        basis = {"legal_bases": [factories.legal_basis("6(1)(b)")]}
        rows.let_out(of_register.Purpose, kind, activity=activity, **basis)
        rows.let_out(of_register.Engagement, kind, activity=activity, processor=company)
        rows.let_out(of_register.MeasureInPlace, kind, activity=activity)
        for model in (
            of_register.RetentionRule,
            of_register.Tracker,
            of_register.Disclosure,
            of_register.DataProvision,
            of_register.AcknowledgedFinding,
            of_register.Submission,
            of_register.Suggestion,
            of_register.PromisedRight,
        ):
            rows.let_out(model, kind, activity=activity)
        rows.let_out(of_register.AccessGrant, kind, activity=activity, seat=seat)
        stored = asdict(storage.put(b"%PDF-1.7"))
        rows.let_out(of_register.KeptFile, kind, activity=activity, **stored)
        rows.let_out(of_register.StatedFact, kind, fact=reference_to(activity))
    said = {"by": rows.author, "reason": "As agreed", **factories.SEEN_TO}
    rows.keep(lifecycle.approve(rows.of[Activity][IN_FORCE], **said), IN_FORCE)
    return organisation


def _file_of_request(rows: Rows, organisation, kind: str) -> None:
    at_work = {"state": RequestState.IN_PROGRESS, "hold_review_on": date(2099, 1, 1)}
    if kind == OLD:
        ended = {"state": RequestState.CLOSED, "closed_on": LONG_AGO["answered_on"]}
        ended["identity_state"] = IdentityState.NOT_NEEDED
        at_work = at_work | ended | LONG_AGO
    # No file is without a right, so both come at once.
    reason = rows.canaries.word(of_requests.DataSubjectRequest, "history_change_reason", kind)
    with factories.one_block(by=rows.author, reason=reason):
        file = rows.let_out(
            of_requests.DataSubjectRequest, kind, organisation=organisation, **at_work
        )
        outcome = {"outcome": Outcome.FULFILLED} if kind == OLD else {}
        rows.let_out(of_requests.RequestedRight, kind, request=file, **outcome)
    rows.let_out(of_requests.Requester, kind, request=file, language="en")
    for model in (of_requests.ClockEvent, of_requests.RecipientNotice):
        rows.let_out(model, kind, request=file)
    for name, activity in rows.of[Activity].items():
        if kind == OPEN:
            rows.let_out(of_requests.ChecklistItem, name, request=file, activity=activity)
    message = rows.let_out(of_requests.Message, kind, request=file)
    word = rows.canaries.word(of_requests.Attachment, "the file itself", kind)
    stored = storage.put(word.encode())
    rows.let_out(
        of_requests.Attachment,
        kind,
        message=message,
        stored_name=stored.stored_name,
        sha256=stored.sha256,
        byte_count=stored.byte_count,
    )
    rows.let_out(of_requests.Reveal, kind, request=file, revealed_to=rows.author)


def _office(rows: Rows, organisation) -> None:
    rows.let_out(of_requests.RequestPolicy, organisation=organisation)
    with factories.one_block(by=rows.author):
        rows.feed = feeds.issue(rows.author, by=rows.author, reason="To be reminded")
    rows.keep(of_requests.CalendarToken.objects.get())
    words = rows.canaries.fill(of_requests.PendingRequest, ONLY, {"language"})
    rows.keep(make_pending_request(organisation=organisation, **words))
    notice = rows.let_out(of_register.Notice)
    rows.let_out(of_register.Passage, notice=notice, words=notice.text)


def _around(rows: Rows) -> None:
    """What is kept beside the tables: accounts, the log, uploads and sessions of others."""
    word = rows.canaries.word
    rows.keep(Group.objects.get(name="editor"))
    rows.keep(EvidenceEntry.objects.last())
    details = word(EvidenceEvent, "details")
    announce(EventName.EXPORTED, by=rows.author, table=Person, file=details)
    rows.keep(EvidenceEvent.objects.last())
    target = word(EvidenceAnchor, "target")
    rows.keep(anchors.keep(checkpoints.newest(), AnchorMethod.PAGE, by=rows.author, target=target))
    waiting = {name: word(WaitingFile, name) for name in ("name", "sheet")}
    activity = rows.of[Activity][IN_FORCE]
    said = {name: word(AskedColleague, name) for name in ("email", "answers")}
    questions = [one for one in questions_for("") if one.key == "owner"]
    asked = links.ask(
        activity, questions, by=rows.author, days=7, now=timezone.now(), email=said["email"]
    )
    links.take_answers(links.token_of(asked), {"owner": said["answers"]}, now=timezone.now())
    uploads.keep(rows.author, waiting | {"data": word(WaitingFile, "data").encode()})
    cache.set("of-others", word("cache", "value"))
    session = SessionStore()
    session["note"] = word("sessions.session", "session_data")
    session.save()
    LogEntry.objects.create(
        user=rows.author,
        content_type=ContentType.objects.get_for_model(Person),
        object_id=str(rows.of[Person][ONLY].pk),
        object_repr=word(LogEntry, "object_repr"),
        change_message=word(LogEntry, "change_message"),
        action_flag=CHANGE,
    )


def make_people() -> dict[str, object]:
    """Who asks: somebody of each role, and those who have none."""
    groups = [name for name in Group.objects.values_list("name", flat=True) if name != "all"]
    return {
        **{name: make_user(role=name, username=f"the {name}") for name in groups},
        "staff without a group": make_user(username="new staff"),
        "superuser": make_user(username="emergency", is_superuser=True),
        "superuser who is deactivated": make_user(
            username="former", is_superuser=True, is_active=False
        ),
        "account that is not staff": make_user(username="outsider", is_staff=False),
        "anybody": AnonymousUser(),
    }

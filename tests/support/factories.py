"""Rows for tests: for each table a `make_…` that writes the least that is valid.

Each writes in a recorded block of its own, by "test", so it can be called anywhere; a test that
is about history opens its own block around its one act. Many-to-many fields take a list.
What the law lists is looked up instead of made: `legal_basis("6(1)(b)")`, `country("US")`.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from itertools import count, cycle
from string import ascii_uppercase

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from registry import lifecycle, models
from registry.records.any_row import reference_to
from registry.records.history import recorded
from registry.vocabulary import (
    AccessVerdict,
    AppointmentRole,
    BodyKind,
    ContactChannel,
    ContactUse,
    DisclosureGround,
    HandlingTopic,
    RecipientRole,
    SubProcessing,
    TrackerKind,
    TransferTool,
)

_numbers = count(1)
_is_open = ContextVar("set_up_is_open", default=False)
# What ISO 3166-1 leaves to its users: no country will ever have one of these codes.
_codes = cycle([f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"] + [f"X{c}" for c in ascii_uppercase])
# A test that is about the day on which something is first there says so.
LONG_AGO = date(1970, 1, 1)
EEA = {  # code: name, first and last day
    "BE": ("Belgium", date(1994, 1, 1), None),
    "DE": ("Germany", date(1994, 1, 1), None),
    "GB": ("United Kingdom", date(1994, 1, 1), date(2020, 12, 31)),
    "IN": ("India", None, None),
    "US": ("United States", None, None),
}


@contextmanager
def one_block(by="test", reason="Set up"):
    """What is made inside is one recorded block: so is a row with all that it has to refer to."""
    if _is_open.get():
        yield
        return
    token = _is_open.set(True)
    try:
        with recorded(by=by, reason=reason):
            yield
    finally:
        _is_open.reset(token)


def _make(model, **fields):
    many = {field.name for field in model._meta.local_many_to_many}
    if model.is_lasting:
        fields.setdefault("first_day", LONG_AGO)
    with one_block():
        row = model.objects.create(**{k: v for k, v in fields.items() if k not in many})
        for name in many & fields.keys():
            getattr(row, name).set(fields[name])
    return row


def _look_up(model, key, **fields):
    name = model.key[0]
    return model.objects.filter(**{name: key}).first() or _make(model, **{name: key}, **fields)


# What the law lists


def legal_basis(citation):
    return _look_up(models.LegalBasis, citation, name=f"Basis {citation}")


def special_category_condition(citation):
    return _look_up(models.SpecialCategoryCondition, citation, name=f"Condition {citation}")


def country(code):
    name, eea_from, eea_until = EEA.get(code, (f"Country {code}", None, None))
    treated_until = date(2021, 6, 27) if code == "GB" else None
    dates = {"eea_from": eea_from, "eea_until": eea_until, "treated_until": treated_until}
    return _look_up(models.Country, code, name=name, **dates)


# Terms


def _make_term(model, **fields):
    code = fields.pop("code", f"term-{next(_numbers)}")
    return _make(model, **{"code": code, "name": f"Name of {code}"} | fields)


def make_legal_basis(**fields):
    number = next(_numbers)
    defaults = {"citation": f"x{number}", "name": f"Basis {number}"}
    return _make(models.LegalBasis, **defaults | fields)


def make_special_category_condition(**fields):
    number = next(_numbers)
    defaults = {"citation": f"x{number}", "name": f"Condition {number}"}
    return _make(models.SpecialCategoryCondition, **defaults | fields)


def make_data_category(**fields):
    return _make_term(models.DataCategory, **fields)


def make_data_subject_category(**fields):
    return _make_term(models.DataSubjectCategory, **fields)


def make_security_measure(**fields):
    return _make_term(models.SecurityMeasure, **{"is_technical": True} | fields)


def make_right(**fields):
    return _make_term(models.Right, **fields)


def make_country(**fields):
    """A country that no atlas knows; one test can have forty of them."""
    code = fields.pop("code", None) or next(_codes)
    return _make(models.Country, **{"code": code, "name": f"Country {code}"} | fields)


@one_block()
def make_adequacy_decision(**fields):
    if not fields.get("body") and "country" not in fields:
        fields["country"] = country("US")
    defaults = {"decision": f"(EU) {next(_numbers)}", "valid_from": date(2016, 7, 12)}
    return _make(models.AdequacyDecision, **defaults | fields)


# Organisation


def make_organisation(**fields):
    return _make(models.Organisation, **{"name": f"Organisation {next(_numbers)}"} | fields)


@one_block()
def make_contact(*, organisation=None, **fields):
    defaults = {
        "use": ContactUse.PRIVACY,
        "channel": ContactChannel.EMAIL,
        "value": f"privacy{next(_numbers)}@example.org",
    }
    organisation = organisation or make_organisation()
    return _make(models.Contact, organisation=organisation, **defaults | fields)


@one_block()
def make_appointment(*, organisation=None, **fields):
    organisation = organisation or make_organisation()
    defaults = {"role": AppointmentRole.PRIVACY_CONTACT}
    return _make(models.Appointment, organisation=organisation, **defaults | fields)


@one_block()
def make_handling_rule(*, organisation=None, **fields):
    defaults = {
        "topic": HandlingTopic.OTHER,
        "title": f"Rule {next(_numbers)}",
        "statement": "We answer.",
    }
    organisation = organisation or make_organisation()
    return _make(models.HandlingRule, organisation=organisation, **defaults | fields)


@one_block()
def make_notice(*, organisation=None, **fields):
    defaults = {
        "title": f"Privacy policy {next(_numbers)}",
        "dated_on": date(2018, 1, 12),
        "text": "We keep what you give us.",
    }
    organisation = organisation or make_organisation()
    return _make(models.Notice, organisation=organisation, **defaults | fields)


@one_block()
def make_general_basis(*, organisation=None, **fields):
    organisation = organisation or make_organisation()
    fields["legal_basis"] = fields.get("legal_basis") or make_legal_basis()
    return _make(models.GeneralBasis, organisation=organisation, **fields)


@one_block()
def make_transfer_promise(*, organisation=None, **fields):
    organisation = organisation or make_organisation()
    defaults = {"tool": TransferTool.STANDARD_CLAUSES, "condition": f"where {next(_numbers)}"}
    return _make(models.TransferPromise, organisation=organisation, **defaults | fields)


@one_block()
def make_data_provision(*, activity=None, data_category=None, **fields):
    return _make(
        models.DataProvision,
        activity=activity or make_activity(),
        data_category=data_category or make_data_category(),
        **fields,
    )


@one_block()
def make_passage(*, notice=None, **fields):
    notice = notice or make_notice()
    defaults = {"number": next(_numbers), "words": notice.text[:20]}
    return _make(models.Passage, notice=notice, **defaults | fields)


@one_block()
def make_stated_fact(*, passage=None, fact=None, **fields):
    fact = fact or reference_to(make_processor())
    return _make(models.StatedFact, passage=passage or make_passage(), fact=fact, **fields)


def make_supervisory_authority(**fields):
    return _make(models.SupervisoryAuthority, **{"name": f"Authority {next(_numbers)}"} | fields)


@one_block()
def make_promised_right(*, organisation=None, right=None, **fields):
    organisation = organisation or make_organisation()
    return _make(
        models.PromisedRight, organisation=organisation, right=right or make_right(), **fields
    )


# Parties


@one_block()
def make_processor(**fields):
    """Of Belgium, or nobody could say whether its data leaves the Union."""
    if "country" not in fields:
        fields["country"] = country("BE")
    return _make(models.Processor, **{"name": f"Processor {next(_numbers)}"} | fields)


# All that Article 28(2) and (3) want of a contract.
ALL_CLAUSES = {
    "covers_instructions": True,
    "covers_confidentiality": True,
    "covers_security": True,
    "covers_sub_processors": True,
    "covers_rights": True,
    "covers_duties": True,
    "covers_return": True,
    "covers_audit": True,
    "sub_processing": SubProcessing.SPECIFIC,
}


@one_block()
def make_processor_agreement(*, organisation=None, processor=None, **fields):
    return _make(
        models.ProcessorAgreement,
        organisation=organisation or make_organisation(),
        processor=processor or make_processor(),
        **{"reference": f"DPA-{next(_numbers)}", **ALL_CLAUSES} | fields,
    )


@one_block()
def make_kept_file(*, agreement=None, **fields):
    """A row of which there is no file, unless `stored_name` names one."""
    defaults = {
        "name": "agreement.pdf",
        "kept_on": date(2018, 9, 1),
        "found_type": "application/pdf",
        "byte_count": 4,
        "sha256": "0" * 64,
        "stored_name": f"{next(_numbers):032x}",
    }
    if not fields.get("activity") and not fields.get("processor"):
        fields["agreement"] = agreement or make_processor_agreement()
    return _make(models.KeptFile, **defaults | fields)


@one_block()
def make_transfer(*, organisation=None, **fields):
    if not fields.get("body"):
        fields["processor"] = fields.get("processor") or make_processor()
    fields["country"] = fields.get("country") or country("US")
    organisation = organisation or make_organisation()
    defaults = {"tool": TransferTool.NOT_STATED}
    return _make(models.Transfer, organisation=organisation, **defaults | fields)


# People


def make_person(**fields):
    number = next(_numbers)
    return _make(models.Person, **{"code": f"p{number}", "name": f"Person {number}"} | fields)


@one_block()
def make_body(*, organisation=None, **fields):
    organisation = organisation or make_organisation()
    defaults = {"name": f"Committee {next(_numbers)}", "kind": BodyKind.COMMITTEE}
    return _make(models.Body, organisation=organisation, **defaults | fields)


@one_block()
def make_seat(*, body=None, **fields):
    defaults = {"designation": f"Member {next(_numbers)}"}
    return _make(models.Seat, body=body or make_body(), **defaults | fields)


@one_block()
def make_access_grant(**fields):
    if not fields.get("seat"):
        fields["body"] = fields.get("body") or make_body()
    if not fields.get("activity"):
        fields["processor"] = fields.get("processor") or make_processor()
    return _make(models.AccessGrant, **{"reference": f"AG-{next(_numbers)}"} | fields)


@one_block()
def make_access_review(*, organisation=None, **fields):
    defaults = {"held_on": date(2018, 9, 1), "reviewer": "Secretary"}
    organisation = organisation or make_organisation()
    return _make(models.AccessReview, organisation=organisation, **defaults | fields)


@one_block()
def make_access_decision(*, review=None, grant=None, **fields):
    return _make(
        models.AccessDecision,
        review=review or make_access_review(),
        grant=grant or make_access_grant(),
        **{"verdict": AccessVerdict.KEEP} | fields,
    )


# Activities


@one_block()
def make_activity(*, organisation=None, **fields):
    number = next(_numbers)
    defaults = {"reference": f"PA-{number}", "name": f"Activity {number}"}
    organisation = organisation or make_organisation()
    return _make(models.ProcessingActivity, organisation=organisation, **defaults | fields)


@one_block()
def make_measure_in_place(*, organisation=None, measure=None, **fields):
    return _make(
        models.MeasureInPlace,
        organisation=organisation or make_organisation(),
        measure=measure or make_security_measure(),
        **{"statement": f"We protect it {next(_numbers)}"} | fields,
    )


@one_block()
def make_acknowledged_finding(*, activity=None, **fields):
    defaults = {
        "rule": "balancing",
        "about": f"Serve {next(_numbers)}",
        "seen_to_by": "Secretary",
        "due_on": date(2030, 1, 1),
    }
    activity = activity or make_activity()
    return _make(models.AcknowledgedFinding, activity=activity, **defaults | fields)


@one_block()
def make_submission(*, activity=None, **fields):
    defaults = {"number": next(_numbers), "sent_on": date(2018, 9, 1), "sent_by": "test"}
    activity = activity or make_activity()
    return _make(models.Submission, activity=activity, **defaults | fields)


@one_block()
def make_suggestion(*, activity=None, processor=None, **fields):
    if processor is None:
        activity = activity or make_activity()
    defaults = {
        "part": "purpose",
        "name": f"Serve {next(_numbers)}",
        "value": '{"text": "Serve"}',
        "state": "accepted",  # an open one would refuse every approval
    }
    fields = defaults | fields
    return _make(models.Suggestion, activity=activity, processor=processor, **fields)


@one_block()
def make_purpose(*, activity=None, **fields):
    activity = activity or make_activity()
    return _make(models.Purpose, activity=activity, **{"text": f"Serve {next(_numbers)}"} | fields)


@one_block()
def make_retention_rule(*, activity=None, **fields):
    defaults = {"name": f"Rule {next(_numbers)}", "criterion": "As long as it is needed"}
    activity = activity or make_activity()
    return _make(models.RetentionRule, activity=activity, **defaults | fields)


@one_block()
def make_engagement(*, activity=None, **fields):
    """A processor in service, unless `body` or `recipient` says who else."""
    if fields.get("body"):
        fields.setdefault("role", RecipientRole.INTERNAL)
    elif fields.get("recipient"):
        fields.setdefault("role", RecipientRole.THIRD_PARTY)
        if "country" not in fields:
            fields["country"] = country("BE")
    else:
        fields["processor"] = fields.get("processor") or make_processor()
    activity = activity or make_activity()
    defaults = {"role": RecipientRole.PROCESSOR}
    return _make(models.Engagement, activity=activity, **defaults | fields)


@one_block()
def make_tracker(*, activity=None, **fields):
    defaults = {"name": f"Cookie {next(_numbers)}", "kind": TrackerKind.COOKIE}
    return _make(models.Tracker, activity=activity or make_activity(), **defaults | fields)


@one_block()
def make_disclosure(*, organisation=None, **fields):
    defaults = {"ground": DisclosureGround.LEGAL_PROCESS, "title": f"Subpoena {next(_numbers)}"}
    organisation = organisation or make_organisation()
    return _make(models.Disclosure, organisation=organisation, **defaults | fields)


@one_block()
def make_complete_activity(**fields):
    """A draft of a Belgian controller in which Article 30 misses nothing."""
    organisation = fields.pop("organisation", None)
    if organisation is None:
        organisation = make_organisation(country=country("BE"), address="Rue Neuve 1, Brussels")
        officer = make_person(email="officer@example.org")
        make_appointment(organisation=organisation, role=AppointmentRole.DPO, person=officer)
    defaults = {
        "owner": "Secretary",
        "data_subjects": [make_data_subject_category()],
        "data_categories": [make_data_category()],
    }
    activity = make_activity(organisation=organisation, **defaults | fields)
    make_measure_in_place(organisation=activity.organisation, activity=activity)
    make_purpose(activity=activity, legal_bases=[legal_basis("6(1)(b)")])
    make_retention_rule(activity=activity)
    make_engagement(activity=activity, recipient="Tax offices", role=RecipientRole.AUTHORITY)
    return activity


# With what somebody answers for findings that are open.
SEEN_TO = {"seen_to_by": "Secretary", "due_on": date(2099, 1, 1)}


def make_approved_activity(**fields):
    return lifecycle.approve(make_complete_activity(**fields), by="test", reason="Set up")


# Accounts


def make_user(*, role=None, **fields):
    """Staff with the permissions of a role, or with none; `is_superuser=True` for all."""
    defaults = {"username": f"user{next(_numbers)}", "password": "secret", "is_staff": True}
    user = get_user_model().objects.create_user(**defaults | fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


FACTORIES = {
    models.AccessDecision: make_access_decision,
    models.AccessGrant: make_access_grant,
    models.AccessReview: make_access_review,
    models.AcknowledgedFinding: make_acknowledged_finding,
    models.AdequacyDecision: make_adequacy_decision,
    models.Appointment: make_appointment,
    models.Body: make_body,
    models.Contact: make_contact,
    models.Country: make_country,
    models.DataCategory: make_data_category,
    models.DataProvision: make_data_provision,
    models.DataSubjectCategory: make_data_subject_category,
    models.Disclosure: make_disclosure,
    models.Engagement: make_engagement,
    models.GeneralBasis: make_general_basis,
    models.HandlingRule: make_handling_rule,
    models.KeptFile: make_kept_file,
    models.LegalBasis: make_legal_basis,
    models.MeasureInPlace: make_measure_in_place,
    models.Notice: make_notice,
    models.Organisation: make_organisation,
    models.Passage: make_passage,
    models.Person: make_person,
    models.ProcessingActivity: make_activity,
    models.Processor: make_processor,
    models.ProcessorAgreement: make_processor_agreement,
    models.PromisedRight: make_promised_right,
    models.Purpose: make_purpose,
    models.RetentionRule: make_retention_rule,
    models.Right: make_right,
    models.Seat: make_seat,
    models.SecurityMeasure: make_security_measure,
    models.SpecialCategoryCondition: make_special_category_condition,
    models.StatedFact: make_stated_fact,
    models.Submission: make_submission,
    models.Suggestion: make_suggestion,
    models.SupervisoryAuthority: make_supervisory_authority,
    models.Tracker: make_tracker,
    models.Transfer: make_transfer,
    models.TransferPromise: make_transfer_promise,
}

"""Who may open and send what, page by page: written to be read, and not worked out of the code.

`python -m tests.who_may` makes docs/roles.md of it; the tests of this folder ask every address.
"""

from dataclasses import dataclass

DPO, EDITOR, OFFICER = "dpo", "editor", "requests officer"
READER, AUDITOR = "committee reader", "auditor"
GROUPS = (DPO, EDITOR, OFFICER, READER, AUDITOR)
SUPERUSER, NEW_STAFF = "superuser", "staff without a group"
OUTSIDER, ANYBODY = "account that is not staff", "anybody"
FORMER = "superuser who is deactivated"
EVERYBODY = (*GROUPS, SUPERUSER, NEW_STAFF, FORMER, OUTSIDER, ANYBODY)

NOBODY: tuple[str, ...] = ()
STAFF = (*GROUPS, NEW_STAFF)
HANDLERS = (DPO, OFFICER)
WRITERS = (DPO, EDITOR)
OF_PEOPLE = (DPO, EDITOR, AUDITOR)
OF_REQUESTS = (DPO, OFFICER, AUDITOR)
OF_DRAFTS = (DPO, EDITOR, OFFICER, AUDITOR)


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Tables that the same people work on. Superusers may do what anybody of them may."""

    title: str
    app: str
    names: str
    read: tuple[str, ...]
    add: tuple[str, ...] = NOBODY
    change: tuple[str, ...] = NOBODY
    export: tuple[str, ...] = NOBODY
    load: tuple[str, ...] = NOBODY  # files in

    @property
    def labels(self) -> list[str]:
        return [f"{self.app}.{name}" for name in self.names.split()]


TABLES = (
    Tables(
        title="The organisation and what it publishes",
        app="registry",
        names="organisation contact appointment handlingrule notice passage statedfact "
        "promisedright supervisoryauthority generalbasis transferpromise",
        read=GROUPS,
        add=WRITERS,
        change=WRITERS,
        export=OF_PEOPLE,
        load=WRITERS,
    ),
    Tables(
        title="Words of the law and of the register",
        app="registry",
        names="legalbasis specialcategorycondition datacategory datasubjectcategory "
        "securitymeasure right country adequacydecision",
        read=GROUPS,
        add=WRITERS,
        change=WRITERS,
        export=OF_PEOPLE,
        load=WRITERS,
    ),
    Tables(
        title="Activities with their parts, companies and bodies",
        app="registry",
        names="processingactivity purpose retentionrule engagement tracker disclosure "
        "measureinplace dataprovision acknowledgedfinding suggestion processor processoragreement "
        "transfer body seat",
        read=GROUPS,
        add=WRITERS,
        change=WRITERS,
        export=OF_PEOPLE,
        load=WRITERS,
    ),
    Tables(
        title="Files kept with agreements, activities and processors",
        app="registry",
        names="keptfile",
        read=OF_PEOPLE,
        change=WRITERS,
        export=OF_PEOPLE,
    ),
    Tables(
        title="What was sent for approval, which steps of the activity note",
        app="registry",
        names="submission",
        read=OF_PEOPLE,
        export=OF_PEOPLE,
    ),
    Tables(
        title="People, and who had access",
        app="registry",
        names="person accessgrant accessreview accessdecision",
        read=OF_PEOPLE,
        add=WRITERS,
        change=WRITERS,
        export=OF_PEOPLE,
        load=WRITERS,
    ),
    Tables(
        title="Requests",
        app="requests_app",
        names="datasubjectrequest",
        read=OF_REQUESTS,
        add=HANDLERS,
        change=HANDLERS,
        export=OF_REQUESTS,
        load=HANDLERS,
    ),
    Tables(
        title="Parts of requests, which begin with a request or a step",
        app="requests_app",
        names="requestedright checklistitem recipientnotice",
        read=OF_REQUESTS,
        change=HANDLERS,
        export=OF_REQUESTS,
        load=HANDLERS,
    ),
    Tables(
        title="When the clock of a request stood, which steps of the request note",
        app="requests_app",
        names="clockevent",
        read=OF_REQUESTS,
        export=OF_REQUESTS,
        load=HANDLERS,
    ),
    Tables(
        title="Who asked",
        app="requests_app",
        names="requester",
        read=HANDLERS,
        add=HANDLERS,
        change=HANDLERS,
        export=HANDLERS,
        load=HANDLERS,
    ),
    Tables(
        title="What was said to and by them",
        app="requests_app",
        names="message attachment",
        read=HANDLERS,
        change=HANDLERS,
    ),
    Tables(
        title="Periods, policies and templates of letters",
        app="requests_app",
        names="legalperiod requestpolicy messagetemplate",
        read=OF_REQUESTS,
        add=(DPO,),
        change=(DPO,),
        export=(DPO, AUDITOR),
        load=(DPO,),
    ),
    Tables(
        title="What the register itself noted about requests",
        app="requests_app",
        names="reveal remindersent retentionrun",
        read=OF_REQUESTS,
    ),
    Tables(
        title="Addresses of calendars",
        app="requests_app",
        names="calendartoken",
        read=(DPO, AUDITOR),
    ),
    Tables(
        title="The sealed log",
        app="registry",
        names="evidenceevent evidenceentry evidenceanchor",
        read=(DPO, AUDITOR),
    ),
    Tables(
        title="Accounts, all that Django has of them",
        app="auth",
        names="user group",
        read=(SUPERUSER,),
        add=(SUPERUSER,),
        change=(SUPERUSER,),
    ),
)

# What a page asks for: one of the columns above, or people by name.
READ, ADD, CHANGE, EXPORT, LOAD = "read", "add", "change", "export", "load"
Right = str | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Pages of one kind, and who may open (GET) and send (POST) them. Whoever may not view the
    row of a page may do neither.
    """

    title: str
    names: str  # of the addresses, as the resolver has them, without the table
    opens: Right
    sends: Right | None = None  # None: the same people
    of: str = ""  # tables, where others have the same name
    # Steps and letters, where the page is one of several.
    steps: str = ""
    note: str = ""
    # Whoever may not is not even told that it is there.
    hides: bool = False
    # Answered to those who may with “there is none”, for the rows of these tests.
    is_empty: bool = False
    # Not for files of requests that were closed long ago, but by these.
    of_old: tuple[str, ...] | None = None
    sent_of_old: tuple[str, ...] | None = None
    # Signed in, and still not let in.
    turns_away: tuple[str, ...] = ()


# The first that fits counts.
PAGES = (
    Page(title="List", names="changelist", opens=READ),
    Page(title="New entry", names="add", opens=ADD),
    Page(
        title="Entry",
        names="change",
        opens=READ,
        sends=CHANGE,
        sent_of_old=(DPO,),
    ),
    Page(title="Short address of an entry", names="bare", opens=STAFF),
    Page(title="History, and one version", names="history version", opens=READ),
    Page(title="Where it is used", names="used", opens=READ),
    Page(title="History as a file", names="history_file", opens=EXPORT),
    Page(
        title="Move or withdraw a change",
        names="move",
        opens=CHANGE,
        of_old=(DPO,),
    ),
    Page(title="Export", names="export", opens=EXPORT),
    Page(
        title="Import, its confirmation, and a file to begin with",
        names="import process_import import_sample",
        opens=LOAD,
        sends=LOAD,
    ),
    Page(title="Redact", names="redact", opens=(DPO,)),
    Page(title="Evidence bundle", names="bundle", opens=(DPO, AUDITOR)),
    Page(title="Delete, be it a role", names="delete", opens=NOBODY),
    # Steps
    Page(
        title="Approve an activity, send it back, or make it a draft again",
        names="step",
        of="registry.processingactivity",
        steps="approve send-back reopen",
        opens=(DPO,),
    ),
    Page(
        title="Review an activity",
        names="step",
        of="registry.processingactivity",
        steps="review",
        opens=WRITERS,
    ),
    Page(
        title="Revoke the calendar of an account",
        names="step",
        of="requests_app.calendartoken",
        opens=(DPO,),
    ),
    Page(
        title="A step that the table has not",
        names="step",
        steps="no-such-step",
        opens=STAFF,
        is_empty=True,
    ),
    Page(title="Every other step", names="step", opens=CHANGE),
    # Of activities
    Page(
        title="What Article 30 misses, what changed since approval, the record as a document",
        names="gaps since document",
        opens=READ,
    ),
    Page(
        title="Files kept with an agreement, an activity or a processor",
        names="kept",
        opens=OF_PEOPLE,
        sends=WRITERS,
    ),
    # Of the library
    Page(title="Start from the library", names="library card", opens=ADD),
    Page(
        title="Suggestions for an entry, and yes or no to them",
        names="suggestions",
        opens=READ,
        sends=CHANGE,
    ),
    Page(title="Ask a colleague", names="ask", opens=CHANGE),
    Page(title="What a colleague answered", names="proposal", opens=CHANGE, is_empty=True),
    # Of access
    Page(title="Reviews of access by body", names="by_body", opens=OF_PEOPLE),
    # Of the log
    Page(
        title="Certificate of a redaction",
        names="certificate",
        opens=READ,
        is_empty=True,
    ),
    Page(title="Checkpoint for the minutes", names="page", opens=READ, sends=(DPO,)),
    # Of requests
    Page(title="Case file", names="casefile", opens=READ),
    Page(
        title="Case file with the words of letters",
        names="casefile_texts",
        opens=HANDLERS,
        of_old=(DPO,),
    ),
    Page(title="Case file for a program", names="casefile_json", opens=EXPORT),
    Page(
        title="Put in a message or files",
        names="incoming files",
        opens=HANDLERS,
        of_old=NOBODY,
        note="only while the request is open",
    ),
    Page(
        title="Write a letter",
        names="write letter",
        opens=HANDLERS,
        of_old=(DPO,),
    ),
    Page(title="Look at who asked", names="reveal", opens=OF_REQUESTS),
    Page(title="Download a kept file", names="download", of="registry.keptfile", opens=READ),
    Page(
        title="Download an attachment",
        names="download",
        opens=HANDLERS,
        of_old=(DPO,),
    ),
    Page(
        title="What proposed periods would move",
        names="proposed",
        opens=OF_REQUESTS,
    ),
    Page(
        title="One's own calendar of due dates", names="mine", opens=OF_REQUESTS, sends=OF_REQUESTS
    ),
    Page(title="What retention proposes", names="proposals", opens=(DPO,)),
    # Of accounts
    Page(
        title="People and roles: who has an account, invite, change roles, deactivate, new link, "
        "take factors away",
        names="accounts account account_step invite",
        opens=(DPO,),
        note="nothing of their own account, of a superuser, or of who may do more",
    ),
    Page(
        title="Password of another account",
        names="password_change",
        of="auth.user",
        opens=CHANGE,
    ),
    # Of the first hour
    Page(
        title="First steps of the installation: clock, who else works here, mail, backup",
        names="first_step",
        steps="clock colleague mail backup",
        opens=(DPO,),
    ),
    Page(title="First steps, and every other one", names="first_steps first_step", opens=WRITERS),
    Page(title="Start an own register instead of the example", names="own_register", opens=(DPO,)),
    # Of no table
    Page(title="Compare two days", names="compare", opens=OF_DRAFTS),
    Page(title="The rules that are checked", names="rules", opens=GROUPS),
    Page(title="Figures", names="figures", opens=GROUPS),
    Page(title="Map of the data", names="map", opens=GROUPS),
    Page(title="Files and checks: ask for them, follow them", names="work", opens=OF_PEOPLE),
    Page(
        title="Download what was made, each their own",
        names="work_file",
        opens=OF_PEOPLE,
        is_empty=True,
    ),
    Page(title="Runs of jobs; run one now", names="runs", opens=(DPO, AUDITOR), sends=(DPO,)),
    Page(title="Search everything, as far as one may see it", names="search", opens=GROUPS),
    Page(title="Who could reach what; as a file", names="access", opens=GROUPS, sends=OF_PEOPLE),
    Page(
        title="Home, help, one's own password",
        names="index help password_change password_change_done",
        opens=STAFF,
    ),
    Page(
        title="The page of a task in the menu",
        names="area_activities area_vendors area_people area_notices area_settings",
        opens=GROUPS,
    ),
    Page(title="The page of requests in the menu", names="area_requests", opens=OF_REQUESTS),
    Page(title="The page of evidence in the menu", names="area_evidence", opens=(DPO, AUDITOR)),
    Page(
        title="Entries of a table, as one types into a field",
        names="autocomplete",
        opens=READ,
        sends=STAFF,
    ),
    Page(title="Words of the scripts", names="jsi18n", opens=STAFF),
    Page(
        title="The tables of the register",
        names="app_list",
        of="registry",
        opens=GROUPS,
        hides=True,
    ),
    Page(
        title="The tables of requests",
        names="app_list",
        of="requests_app",
        opens=OF_REQUESTS,
        hides=True,
    ),
    Page(
        title="The tables of accounts",
        names="app_list",
        of="auth",
        opens=(SUPERUSER,),
        hides=True,
    ),
    Page(
        title="The public page of an entry",
        names="view_on_site",
        opens=STAFF,
        is_empty=True,
    ),
    Page(title="No such page", names="catch_all", opens=STAFF, is_empty=True),
    Page(
        title="Old address of the door",
        names="login",
        opens=STAFF,
        turns_away=(FORMER, OUTSIDER),
    ),
    Page(title="Sign out", names="logout", opens=EVERYBODY),
    Page(
        title="Public: processors, health, the form for requests, calendars by their key",
        names="home processors processors_json processors_csv healthz request_new request_sent "
        "request_notice requests_due",
        opens=EVERYBODY,
    ),
    Page(
        title="Figures for Prometheus: an answer of 401 without the token",
        names="metrics",
        opens=EVERYBODY,
    ),
    Page(
        title="Public: the link that confirms a request",
        names="request_confirm",
        opens=EVERYBODY,
    ),
    Page(
        title="Public: the link with questions for a colleague",
        names="colleague_answer",
        opens=EVERYBODY,
    ),
)

# What the public pages show to everybody of what is personal: Article 13 wants people told.
PUBLISHED = {
    ("registry.organisation", "address"),
    ("registry.contact", "value"),
    ("registry.appointment", "contact"),
    ("registry.appointment", "position"),
    ("registry.right", "description"),
}

# What a case file proves letters by, without a word of theirs: shown to all who read requests.
PROOFS = {
    ("requests_app.message", "fingerprint"),
    ("requests_app.message", "fingerprint_salt"),
    ("requests_app.attachment", "sha256"),
}

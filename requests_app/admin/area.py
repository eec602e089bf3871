"""What the menu says of requests: the task, and what each of its tables is for."""

from django.utils.translation import gettext_lazy as _

from registry.desk.areas import Area, Beside, whoever_may
from requests_app.admin.sections import REQUESTS
from requests_app.feeds import MAY_SEE

AREA = Area(
    slug="requests",
    label=_("Requests"),
    about=_("People who ask for their data, object or complain: from the first mail to the end."),
    sections=(REQUESTS,),
    leads="requests_app.datasubjectrequest",
    pages=(
        Beside(
            name="requests_app_calendartoken_mine",
            label=_("Due dates in a calendar"),
            about=_("A private address that your calendar reads."),
            may_open=whoever_may(MAY_SEE),
        ),
        Beside(
            name="requests_app_retentionrun_proposals",
            label=_("What is to be removed"),
            about=_("Closed files whose time is over."),
            may_open=whoever_may("requests_app.minimise_datasubjectrequest"),
        ),
    ),
)
# Of the jobs on the page of help.
BEGINNINGS = {
    "handle-a-request": (
        "requests_app_datasubjectrequest_changelist",
        whoever_may("requests_app.change_datasubjectrequest"),
    ),
}
ABOUT = {
    "requests_app.datasubjectrequest": _("Each request with its file, its due date and its steps."),
    "requests_app.message": _("Mails and letters, in and out."),
    "requests_app.attachment": _("Files that came or went with them."),
    "requests_app.requester": _("Who asked. Shown to those who handle requests."),
    "requests_app.requestedright": _("Which rights a request is about, and what was decided."),
    "requests_app.checklistitem": _("Where data was looked for."),
    "requests_app.recipientnotice": _("Vendors and others who were told of a request."),
    "requests_app.clockevent": _("When a time limit stood still, and why."),
    "requests_app.reveal": _("Who looked at the name behind a request."),
    "requests_app.messagetemplate": _("Texts from which letters are made."),
    "requests_app.requestpolicy": _("How your organisation handles requests."),
    "requests_app.legalperiod": _("Time limits that the law sets."),
    "requests_app.calendartoken": _("Who has a calendar of due dates."),
    "requests_app.remindersent": _("Reminders that were mailed."),
    "requests_app.retentionrun": _("When old files were looked through."),
}

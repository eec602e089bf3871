"""What the server was started with, shown and tried from a page: the clock, mail, a backup.

The environment alone says what holds: a page shows it, tries it, and gives the lines to change it.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import dateformat, timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.models import AskedWork
from registry.models.jobs import WorkKind
from registry.outgoing import NotTaken, deliver, has_server
from registry.refusals import Refused
from registry.vocabulary import Job
from registry.working import rights
from registry.working.asking import ask, asked_by
from registry.working.runs import how_jobs_stand
from registry.working.worker import worker

ZONE = "zone"
# What `make run` takes, and what stands in front of a server.
OF_ITSELF = ("8000", "80", "443")
LETTERS_APART = 20  # seconds
LANGUAGES = ("en-gb", "en-us")  # for how dates are written
# With the names that a provider gives in place of these.
MAIL_LINES = (
    "EMAIL_URL=smtp+tls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL=register@example.org",
)
AREAS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/",
    "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/",
)  # fmt: skip


def settings_file() -> Path:
    return settings.BASE_DIR / ".env"


def run_command(request) -> str:
    """As it was typed: with the port, where that is another one than of itself."""
    port = request.get_port()
    return "make run" if port in OF_ITSELF else f"make run PORT={port}"


def zones() -> list[str]:
    """Those that are named for a place, and UTC."""
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.startswith(AREAS))]


class ZoneForm(forms.Form):
    """Which zone the lines are to name. Nothing is written."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Where is your organisation?"), choices=lambda: [(z, z) for z in zones()]
    )


class LetterForm(forms.Form):
    to = forms.EmailField(
        label=gettext_lazy("Send a test letter to"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
    )


def clock(request) -> dict:
    """The clock in force, and the lines for another zone that an address may name."""
    asked = ZONE in request.GET
    form = ZoneForm(request.GET if asked else None, initial={ZONE: settings.TIME_ZONE})
    zone = form.cleaned_data[ZONE] if asked and form.is_valid() else ""
    now = timezone.now()
    return {
        "zone_form": form,
        "zone": settings.TIME_ZONE,
        "is_zone_set": settings.IS_TIME_ZONE_SET,
        "wanted": zone or settings.TIME_ZONE,
        "lines": [
            f"TIME_ZONE={zone or settings.TIME_ZONE}",
            f"LANGUAGE_CODE={settings.LANGUAGE_CODE}",
        ],
        "there": _moment(timezone.localtime(now, ZoneInfo(zone))) if zone else "",
        "moment": _moment(timezone.localtime(now)),
        "language": settings.LANGUAGE_CODE,
        "written": [(code, _written(now, code)) for code in LANGUAGES],
    }


def mail(request) -> dict:
    return {
        "has_server": has_server(),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "server": settings.EMAIL_HOST,
        "lines": MAIL_LINES,
        "letter_form": LetterForm(initial={"to": request.user.email}),
    }


def backup(request) -> dict:
    """The jobs as they stand, and how the backup goes that somebody asked for here."""
    work = _backups(request.user).first() if _may_run(request) else None
    return {
        "standings": list(how_jobs_stand(timezone.now())),
        "folder": settings.BACKUP_FOLDER,
        "may_run": _may_run(request),
        "work": work,
    }


def send_test_letter(request) -> None:
    form = LetterForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter the e-mail address to which the letter is to go."))
        return
    to = form.cleaned_data["to"]
    if not cache.add(f"test-letter:{request.user.pk}", "", LETTERS_APART):
        words = ngettext(
            "A test letter was tried just now. Wait {count} second before the next one.",
            "A test letter was tried just now. Wait {count} seconds before the next one.",
            LETTERS_APART,
        )
        messages.info(request, words.format(count=LETTERS_APART))
        return
    try:
        deliver(
            to,
            subject=_("Test letter of your register"),
            body=_(
                "Somebody tried from the first steps of the register whether its mail goes out. "
                "It does. Nothing has to be done."
            ),
        )
    except NotTaken as error:
        messages.error(request, str(error))
        return
    words = _(
        "The mail server took the letter for {address}. Look whether it arrives, also among spam."
    )
    messages.success(request, words.format(address=to))


def back_up_now(request) -> None:
    """The job of the nightly backup, worked off beside the requests."""
    if not _may_run(request):
        raise PermissionDenied
    try:
        ask(request.user, WorkKind.RUN, what=Job.BACKUP)
    except Refused as error:
        messages.error(request, str(error))
        return
    transaction.on_commit(worker.begin)


def _backups(user):
    return asked_by(user).filter(kind=WorkKind.RUN, what=Job.BACKUP)


def _may_run(request) -> bool:
    return request.user.has_perm(rights.RUNS_JOBS)


def _written(at: datetime, language: str) -> str:
    return dateformat.format(at, get_format("DATE_FORMAT", lang=language, use_l10n=True))


def _moment(at: datetime) -> str:
    return date_format(at, "DATETIME_FORMAT")


# What a page shows beside its step, and what it tries when asked to, by the name of the step.
SHOWN: dict[str, Callable[..., dict]] = {"clock": clock, "mail": mail, "backup": backup}
TRIED: dict[str, Callable[..., None]] = {"mail": send_test_letter, "backup": back_up_now}


def is_at_work(context: dict) -> bool:
    """Whether something that was asked for on the page goes on."""
    work: AskedWork | None = context.get("work")
    return work is not None and work.is_open

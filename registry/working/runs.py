"""The page of the jobs: when each last ran, how it ended, when it is next expected."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.evidence.anchors import last_anchor, last_verification
from registry.jobs.expected import Standing, standings
from registry.models.jobs import WorkKind
from registry.pages import resends
from registry.pages.addresses import check_names
from registry.pages.frame import framed
from registry.refusals import Refused, refuse
from registry.vocabulary import Job
from registry.working import rights
from registry.working.asking import ask
from registry.working.making import RUNNABLE
from registry.working.worker import worker


def how_jobs_stand(now: datetime) -> Iterator[Standing]:
    """A checkpoint on paper and a verification from a page count too."""
    also = {Job.ANCHOR_EVIDENCE: last_anchor(), Job.VERIFY_EVIDENCE: last_verification()}
    return standings(now, also)


def runs_view(request):
    if not request.user.has_perm(rights.SEES_THE_LOG):
        raise PermissionDenied
    from django.contrib.admin import site

    check_names(request, set())
    if request.method == "POST":
        return _run(request)
    context = {
        "title": _("Runs of jobs"),
        "standings": list(how_jobs_stand(timezone.now())),
        "runnable": _runnable() if request.user.has_perm(rights.RUNS_JOBS) else (),
    }
    return framed(site, request, "admin/registry/runs.html", context)


def _runnable() -> set[str]:
    return {*RUNNABLE, Job.VERIFY_EVIDENCE}


def _run(request):
    job = request.POST.get("job", "")
    if not request.user.has_perm(rights.RUNS_JOBS):
        raise PermissionDenied
    is_check = job == Job.VERIFY_EVIDENCE
    kind = WorkKind.VERIFICATION if is_check else WorkKind.RUN
    try:
        if job not in _runnable():
            raise refuse(_("Choose one of the jobs that can be run from here."))
        with resends.once_if_numbered(request) as doing:
            ask(request.user, kind, what="" if is_check else job)
            doing.url = reverse("admin:work")
    except resends.SentBefore as before:
        return resends.led_there(request, before.url)
    except Refused as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:runs"))
    transaction.on_commit(worker.begin)
    return HttpResponseRedirect(reverse("admin:work"))

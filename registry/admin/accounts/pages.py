"""The pages of people and roles: who has an account, one of them, a step, an invitation."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.inviting import COUNTS_FOR, invite, link_of, send
from registry.accounts.people import accounts, roles
from registry.accounts.rules import MAY_MANAGE, why_not
from registry.admin.accounts.forms import InviteForm
from registry.admin.accounts.steps import BY_NAME, LINK, STEPS
from registry.asking_again import ask_again
from registry.outgoing import NotTaken, has_server
from registry.pages.addresses import check_names
from registry.pages.frame import framed

ON_A_PAGE = 100
PAGE = "page"


def accounts_view(request):
    """Roles, each in a sentence with who has it; and everybody."""
    _check(request, {PAGE})
    page = Paginator(accounts(), ON_A_PAGE).get_page(request.GET.get(PAGE))
    context = {"title": _("People and roles"), "page": page, "roles": roles().values()}
    return _framed(request, "list", context)


def account_view(request, pk):
    _check(request)
    account = get_object_or_404(accounts(), pk=pk)
    refused = why_not(account, request.user)
    steps = [] if refused else [step for step in STEPS if step.fits(account)]
    context = {"title": account.get_username(), "account": account}
    return _framed(request, "one", context | {"steps": steps, "refused": refused})


def account_step_view(request, pk, name):
    """GET says what the step does and asks why; POST takes it."""
    _check(request)
    account = get_object_or_404(get_user_model(), pk=pk)
    if (step := BY_NAME.get(name)) is None:
        raise Http404
    if why_not(account, request.user):
        raise PermissionDenied
    ask_again(request)
    first = {"names": [group.name for group in account.groups.all()]}
    form = step.form(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid() and _is_done(form, step.take, account, by=request.user):
        if step is LINK:
            account.refresh_from_db()
            return _handed_over(request, account)
        messages.success(request, _("{name}: done.").format(name=account.get_username()))
        return HttpResponseRedirect(reverse("admin:account", args=[account.pk]))
    context = {"title": step.label, "account": account, "step": step, "form": form}
    return _framed(request, "step", context)


def invite_view(request):
    _check(request)
    ask_again(request)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        if _is_done(form, invite, by=request.user):
            account = get_user_model().objects.get(username=said["username"])
            return _handed_over(request, account)
    return _framed(request, "invite", {"title": _("Invite somebody"), "form": form})


def _check(request, names=frozenset()) -> None:
    check_names(request, {*names})
    if not request.user.has_perm(MAY_MANAGE):
        raise PermissionDenied


def _is_done(form, take, *args, by) -> bool:
    """Whether it was. What stands against it is an error of the form."""
    try:
        take(*args, by=by, **form.cleaned_data)
    except ValidationError as error:
        faults = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, words in faults.items():
            form.add_error(name if name in form.fields else None, words)
        return False
    return True


def _handed_over(request, account):
    """The link goes by mail, or is shown this once: nothing keeps it."""
    link, why = link_of(account, request), ""
    if account.email and has_server():
        try:
            send(account, link)
        except NotTaken as error:
            why = str(error)
        else:
            words = _("{name}: the link to choose a password was sent.")
            messages.success(request, words.format(name=account.get_username()))
            return HttpResponseRedirect(reverse("admin:account", args=[account.pk]))
    context = {"title": _("The link to choose a password"), "account": account, "link": link}
    return _framed(request, "link", context | {"why": why, "days": COUNTS_FOR.days})


def _framed(request, name: str, context: dict):
    from django.contrib.admin import site

    return framed(site, request, f"admin/registry/accounts/{name}.html", context)

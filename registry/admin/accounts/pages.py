"""The pages of people and roles: who has an account, one of them, a step, an invitation."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
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
from registry.own_address import is_of_this_machine
from registry.pages import resends
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
    if form.is_valid():
        taken = _Taken(request, form)
        if taken.now(step.take, account):
            account.refresh_from_db()
            if step is LINK:
                return _handed_over(request, account)
            messages.success(request, step.done.format(name=account.get_username()))
            return HttpResponseRedirect(_place_of(account))
        if taken.before:
            return _answered_again(request, account, is_link=step is LINK)
    context = {"title": step.label, "account": account, "step": step, "form": form}
    return _framed(request, "step", context | {"form_number": resends.number_of(request)})


def invite_view(request):
    _check(request)
    ask_again(request)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        taken = _Taken(request, form)
        is_new = taken.now(invite)
        if is_new or taken.before:
            name = get_user_model().normalize_username(form.cleaned_data["username"])
            account = get_user_model().objects.filter(username=name).first()
            if account is None:  # it has another name by now
                return resends.led_there(request, reverse("admin:accounts"))
            if is_new:
                return _handed_over(request, account)
            return _answered_again(request, account, is_link=True)
    context = {"title": _("Invite somebody"), "form": form}
    return _framed(request, "invite", context | {"form_number": resends.number_of(request)})


def _check(request, names=frozenset()) -> None:
    check_names(request, {*names})
    if not request.user.has_perm(MAY_MANAGE):
        raise PermissionDenied


class _Taken:
    """A form that is taken once, however often it comes in. What is refused is its error."""

    def __init__(self, request, form):
        self.request, self.form = request, form
        self.before = self._came_before()

    def now(self, take, *args) -> bool:
        """Whether it was taken just now. `before` then says whether a first click did it."""
        if self.before:
            return False
        try:
            with transaction.atomic():
                take(*args, by=self.request.user, **self.form.cleaned_data)
                resends.claim(self.request, self.request.path)
        except resends.SentBefore:
            self.before = True
        except ValidationError as error:
            self.before = self._came_before()  # while this one waited for it
            if not self.before:
                self._tell(error)
        return not (self.before or self.form.errors)

    def _came_before(self) -> bool:
        return bool(resends.is_done(self.request))

    def _tell(self, error: ValidationError) -> None:
        faults = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, words in faults.items():
            self.form.add_error(name if name in self.form.fields else None, words)


def _answered_again(request, account, *, is_link: bool):
    """A second click, answered as the first: a link that was shown is shown again, as long as
    nobody has used it; one that was sent is not sent twice.
    """
    is_shown = is_link and not (account.email and has_server())
    is_open = account.is_active and not account.has_usable_password()
    if is_shown and is_open and not why_not(account, request.user):
        return _link_shown(request, account)
    return resends.led_there(request, _place_of(account))


def _place_of(account) -> str:
    return reverse("admin:account", args=[account.pk])


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
            return HttpResponseRedirect(_place_of(account))
    return _link_shown(request, account, link, why)


def _link_shown(request, account, link: str = "", why: str = ""):
    link = link or link_of(account, request)
    context = {
        "title": _("The link to choose a password"),
        "account": account,
        "link": link,
        "opens_here_alone": is_of_this_machine(link),
    }
    return _framed(request, "link", context | {"why": why, "days": COUNTS_FOR.days})


def _framed(request, name: str, context: dict):
    from django.contrib.admin import site

    return framed(site, request, f"admin/registry/accounts/{name}.html", context)

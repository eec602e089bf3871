"""The steps that end a term, access or an engagement, as people take them."""

from django.contrib.admin import site
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.access.ending import (
    confirm_withdrawn,
    end_with_all,
    is_engaged,
    is_open,
    may_be_confirmed,
)
from registry.admin.access.forms import (
    ConfirmForm,
    EndAccessForm,
    EndBodyForm,
    EndEngagementForm,
    EndForm,
    EndTermForm,
)
from registry.admin.law.contracts import tell_missing
from registry.admin.steps import RESTORE, RETIRE
from registry.models import Processor, Seat
from registry.pages.steps import Step, StepPage
from registry.publication.succession import places_taken

# The step of `registry.admin.published.listing` that lists whoever follows.
FOLLOW = "follow"


def _ending(label: str, explanation: str, form: type[EndForm], **more) -> Step:
    what = {
        "take": end_with_all,
        "fits": is_open,
        "otherwise": _("It has ended already."),
        "done": _("{entry}: it ends on {day}."),
    }
    return Step(name="end", label=label, explanation=explanation, form=form, **what | more)


END = _ending(
    pgettext_lazy("step", "End"),
    _(
        "For what was so until a day, and then stopped: it holds up to that last day. What was "
        "entered by mistake is retired instead. The entry is kept and can still be read."
    ),
    EndForm,
)
END_BODY = _ending(
    pgettext_lazy("step", "End"),
    _(
        "The body is no longer there after its last day. What hangs on it ends with it: its seats, "
        "its access, what it receives. The entry is kept and can still be read."
    ),
    EndBodyForm,
)
END_TERM = _ending(
    _("End the term"),
    _(
        "The seat is given up after its last day. What hangs on it ends with it, or goes to a "
        "successor the day after. With a successor, what the body as a whole may reach stays."
    ),
    EndTermForm,
)
END_ACCESS = _ending(
    _("End the access"),
    _("The access is withdrawn after its last day. The entry is kept."),
    EndAccessForm,
)
END_ENGAGEMENT = _ending(
    _("End the engagement"),
    _(
        "It receives no data after the last day, and leaves the public list. What hangs on it "
        "ends with it, or goes to a successor the day after."
    ),
    EndEngagementForm,
)
END_PROCESSOR = _ending(
    _("End the engagement"),
    _(
        "The company receives no data after the last day, in any activity, and leaves the public "
        "list. What hangs on it ends with it, or goes to a successor the day after. The company "
        "stays on record."
    ),
    EndEngagementForm,
    fits=is_engaged,
    done=_("{entry}: what was ticked ends on {day}, or never begins."),
    otherwise=_("It is engaged in nothing any more."),
)
CONFIRM = Step(
    name="confirm",
    label=_("Confirm that access is withdrawn"),
    done=_("{entry}: recorded that access is withdrawn."),
    explanation=_(
        "You made sure that accounts are closed and passwords changed. Of a seat this counts for "
        "all access that was granted to it."
    ),
    take=confirm_withdrawn,
    fits=may_be_confirmed,
    otherwise=_("It has not ended yet, or its withdrawal is confirmed."),
    form=ConfirmForm,
)


class EndingPage(StepPage):
    """Instead of retiring, a row with a last day is ended. What was never true is retired."""

    def bound_to(self, table):
        """Words of the register have no last day, and what happened on its day needs none."""
        page = super().bound_to(table)
        if not table.model.until:
            page.steps = tuple(step for step in page.steps if step is not END)
        return page

    @property
    def is_ending(self) -> bool:
        return any(step.name == END.name for step in self.steps)

    def offered(self, request, row):
        steps = super().offered(request, row)
        return [step for step in steps if step is not RETIRE or not self.is_ending]

    def actions(self, request):
        actions = super().actions(request)
        if self.is_ending:
            actions.pop(RETIRE.name, None)
        return actions

    def form_for(self, request, step, rows):
        if issubclass(step.form, EndForm):
            return step.form(request.POST or None, rows=rows, site=site, user=request.user)
        return super().form_for(request, step, rows)

    def tell_next(self, request, rows, form):
        """Agreement and transfers are made anew, with whoever follows."""
        successor = form.cleaned_data.get("successor")
        if successor and successor.processor:
            tell_missing(request, successor.processor)

    def way_on(self, request, rows, form):
        """A successor of what was on the public list: whether it is listed is the next question."""
        successor = form.cleaned_data.get("successor")
        after = successor and successor.processor
        may = request.user.has_perm("registry.change_processor")
        if not (after and may and places_taken(after)):
            return super().way_on(request, rows, form)
        return f"{reverse('admin:registry_processor_step', args=[FOLLOW])}?ids={after.pk}"

    def context(self, request, step, rows, form):
        context = super().context(request, step, rows, form)
        if isinstance(form, EndForm):
            context["shown"] = sorted(form.shown)
            is_one_seat = len(rows) == 1 and isinstance(rows[0], Seat)
            context["sits_in"] = rows[0].body if is_one_seat else None
            if len(rows) == 1:
                context["mistake"] = self.url_for(RETIRE, rows[0])
            if getattr(form, "has_nobody", False):
                context["enter_first"] = _ways_to_enter(request)
        return context


def _ways_to_enter(request) -> list[tuple[str, str]]:
    """The vendor that follows; none for those who may not."""
    table = site.get_model_admin(Processor)
    if not table.has_add_permission(request):
        return []
    return [
        (table.url_of("add"), _("Add it")),
        (table.url_of("library"), _("Start from the library")),
    ]


class ProcessorEndingPage(EndingPage):
    """A company that is engaged in nothing any more, or never was, is retired."""

    def offered(self, request, row):
        steps = StepPage.offered(self, request, row)
        return [step for step in steps if step is not RETIRE or END_PROCESSOR not in steps]

    def actions(self, request):
        """Of a list nobody knows which one fits each company: so the two say what they are for."""
        actions = StepPage.actions(self, request)
        if RETIRE.name in actions:
            take, name, _label = actions[RETIRE.name]
            label = _("Retire (a mistake, or engaged in nothing)")
            actions[RETIRE.name] = take, name, label
        return actions


ENTRY_STEPS = EndingPage(END, RETIRE, RESTORE)
BODY_STEPS = EndingPage(END_BODY, RETIRE, RESTORE)
SEAT_STEPS = EndingPage(END_TERM, CONFIRM, RETIRE, RESTORE)
GRANT_STEPS = EndingPage(END_ACCESS, CONFIRM, RETIRE, RESTORE)
ENGAGEMENT_STEPS = EndingPage(END_ENGAGEMENT, RETIRE, RESTORE)
PROCESSOR_STEPS = ProcessorEndingPage(END_PROCESSOR, RETIRE, RESTORE)

"""The steps of `registry.accounts` as people take them on the page of an account."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from registry.accounts.changing import change_roles, deactivate, reactivate, take_factors_away
from registry.accounts.inviting import forget_password
from registry.admin.accounts.forms import RolesForm
from registry.pages.steps import ReasonForm


@dataclass(frozen=True, kw_only=True)
class AccountStep:
    """As a step of a table, for accounts, which are none of the register."""

    name: str
    label: str
    explanation: str
    # What is told once it was taken: of which account.
    done: str
    take: Callable
    fits: Callable[..., bool]
    form: type[ReasonForm] = ReasonForm


LINK = AccountStep(
    name="link",
    label=_("New link to choose a password"),
    done=_("{name}: there is a new link."),
    explanation=_(
        "For somebody who has not chosen one yet, or forgot it. The password of today no longer "
        "counts, and open sessions end. Make sure first who is asking."
    ),
    take=forget_password,
    fits=lambda account: account.is_active,
)
STEPS = (
    AccountStep(
        name="roles",
        label=_("Change the roles"),
        done=_("{name}: the roles were changed."),
        explanation=_("Choose all that this account is to have. Open sessions end."),
        take=change_roles,
        fits=lambda account: True,
        form=RolesForm,
    ),
    LINK,
    AccountStep(
        name="factors",
        label=_("Take the second factors away"),
        done=_("{name}: the second factors were taken away."),
        explanation=_(
            "For somebody who lost their phone, keys and recovery codes. They set up new ones at "
            "the next sign-in. Make sure first who is asking: whoever knows the password gets in."
        ),
        take=take_factors_away,
        fits=lambda account: Authenticator.objects.filter(user=account).exists(),
    ),
    AccountStep(
        name="deactivate",
        label=_("Deactivate"),
        done=_("{name}: deactivated."),
        explanation=_("Nobody signs in with it any more. Its name stays in the history."),
        take=deactivate,
        fits=lambda account: account.is_active,
    ),
    AccountStep(
        name="activate",
        label=_("Activate again"),
        done=_("{name}: active again."),
        explanation=_("It is as it was, with the roles and the password that it had."),
        take=reactivate,
        fits=lambda account: not account.is_active,
    ),
)
BY_NAME = {step.name: step for step in STEPS}

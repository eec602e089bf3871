"""The page behind the link of an invitation, where somebody chooses their password."""

from django.contrib import messages
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from registry.accounts.inviting import TOKENS
from registry.pages import resends
from registry.records.events import answered_for
from registry.records.history import recorded


class AcceptView(PasswordResetConfirmView):
    """Django's own, which takes the token out of the address before it shows anything.

    It does not sign in: who chose a password uses it, and sets up a factor at the door.
    """

    token_generator = TOKENS
    template_name = "account/invitation.html"
    success_url = reverse_lazy("account_login")
    reset_url_token = "choose"  # noqa: S105 (a word in the address)

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def dispatch(self, request, *args, **kwargs):
        before = resends.done_before(request) if request.method == "POST" else None
        return before or super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        reason = _("Chosen by a link for it")
        with recorded(by=self.user, reason=reason), answered_for(self.user, reason):
            # As it is now: meanwhile the link may have been used or replaced, its account closed.
            user = self.get_user(self.kwargs["uidb64"])
            token = self.request.session.get(INTERNAL_RESET_SESSION_TOKEN)
            if user is None or not TOKENS.check_token(user, token):
                self.validlink = False
                gone = self.render_to_response(self.get_context_data(form=form))
                return resends.done_before(self.request) or gone  # while this one waited for it
            self.user = form.user = user
            answer = super().form_valid(form)
            resends.note_done(self.request, answer.url)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return answer

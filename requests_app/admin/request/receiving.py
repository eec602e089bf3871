"""A request that came by post, telephone or in person, entered on one page."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.files_kept.storage import gone_if_undone
from registry.models import DataSubjectCategory, Organisation, Right
from registry.pages import resends
from registry.pages.page import Page
from registry.pages.steps import ReasonForm
from registry.pages.widgets import RelationSelect
from registry.records.history import recorded
from requests_app.admin.request.incoming import record
from requests_app.admin.request.step_forms import day_field, text_field
from requests_app.admin.request.uploads import BODY_LIMIT, FilesField
from requests_app.handling import lifecycle
from requests_app.models import DataSubjectRequest, Requester
from requests_app.timing import day_of_receipt
from requests_app.vocabulary import Channel, Language, MessageKind

WHO = ("name", "email", "phone", "address", "representative", "mandate", "language")

WHO = ("name", "email", "phone", "address", "representative", "mandate")


class ReceivingForm(ReasonForm):
    """What is asked, of whom, since when; who asks; and in which words."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.in_use(), label=gettext_lazy("Organisation asked")
    )
    received_on = day_field(
        gettext_lazy("Received on"),
        help_text=gettext_lazy(
            "The day on which it arrived through any official channel, even on a holiday."
        ),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Received by"), choices=Channel.choices, initial=Channel.POST
    )
    rights = forms.ModelMultipleChoiceField(
        Right.objects.in_use(),
        label=gettext_lazy("Rights invoked"),
        widget=forms.CheckboxSelectMultiple,
    )
    data_subjects = forms.ModelMultipleChoiceField(
        DataSubjectCategory.objects.in_use(),
        label=gettext_lazy("Who the person is"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Decides which activities are searched for the person."),
    )
    name = text_field(gettext_lazy("Name"), 200, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
    )
    phone = text_field(gettext_lazy("Telephone"), 50, required=False)
    address = forms.CharField(
        label=pgettext_lazy("of a person or organisation", "Address"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    representative = text_field(
        gettext_lazy("Represented by"),
        200,
        required=False,
        help_text=gettext_lazy(
            "Fill in if somebody asks for the person, such as a lawyer or parent."
        ),
    )
    mandate = text_field(
        gettext_lazy("What shows that they may"),
        500,
        required=False,
        help_text=gettext_lazy(
            "For example “mandate of 3 May, seen”. Ask for it if it is missing."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", "---------"), *Language.choices],
        required=False,
        help_text=Requester._meta.get_field("language").help_text,
    )
    text = forms.CharField(
        label=gettext_lazy("Text of the message"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Saved as a message. Only people who handle requests can read it."),
    )
    files = FilesField()
    GROUPS = [
        (gettext_lazy("How it arrived"), ["organisation", "received_on", "channel"]),
        (gettext_lazy("What it is about"), ["rights", "data_subjects"]),
        (gettext_lazy("Requester"), WHO),
        (gettext_lazy("Message"), ["text", "files"]),
        (gettext_lazy("Why"), ["reason"]),
    ]

    def __init__(self, *args, admin_site, **kwargs):
        super().__init__(*args, **kwargs)
        relation = DataSubjectRequest._meta.get_field("organisation")
        organisation = self.fields["organisation"]
        organisation.widget = RelationSelect(relation, admin_site)
        organisation.widget.choices = organisation.choices
        organisation.initial = Organisation.objects.in_use().filter(parent=None).first()
        self.fields["reason"].initial = _("New request")

    def clean(self):
        """Not in the future: with the organisation, where it may be tomorrow already."""
        cleaned = super().clean()
        day, organisation = cleaned.get("received_on"), cleaned.get("organisation")
        if day and organisation and day > day_of_receipt(timezone.now(), organisation):
            self.add_error("received_on", _("This day is in the future."))
        return cleaned

    def groups(self):
        """Headings with their fields, for the page."""
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS]

    def receive(self, *, by) -> DataSubjectRequest:
        said = self.cleaned_data
        reason = said["reason"]
        with gone_if_undone(), recorded(by=by, reason=reason):
            row = lifecycle.receive(
                organisation=said["organisation"],
                received_on=said["received_on"],
                channel=Channel(said["channel"]),
                rights=said["rights"],
                data_subjects=said["data_subjects"],
                by=by,
                reason=reason,
            )
            who = {name: said[name] for name in WHO}
            Requester.objects.create(request=row, **who)
            if said["text"] or said["files"]:
                record(
                    row,
                    kind=MessageKind.REQUEST,
                    channel=row.channel,
                    on=row.received_on,
                    text=said["text"],
                    files=said["files"],
                )
        return row


class ReceivingPage(Page):
    """Stands in place of the empty form."""

    name = "add"
    address = "add/"
    template = "admin/requests_app/receive.html"
    takes_bytes = BODY_LIMIT

    def may_open(self, request, row=None):
        return self.table.has_add_permission(request)

    def respond(self, request, row):
        site = self.table.admin_site
        form = ReceivingForm(request.POST or None, request.FILES or None, admin_site=site)
        if request.method == "POST" and form.is_valid():
            try:
                with resends.once(request) as doing:
                    received = form.receive(by=request.user)
                    doing.url = self.table.url_of("change", received.pk)
            except resends.SentBefore as before:
                return resends.led_there(request, before.url)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                said = _("{entry} was added.").format(entry=received)
                self.table.message_user(request, said)
                return HttpResponseRedirect(doing.url)
        context = {
            "title": _("A new request"),
            "form": form,
            "form_number": resends.number_of(request),
            "media": self.table.media + form.media,
        }
        return self.render(request, None, context)

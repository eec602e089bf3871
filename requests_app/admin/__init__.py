"""The workplace for requests: lists, the file of each, its letters. It declares and calls."""

from importlib import import_module

from django.contrib import admin

from requests_app import models
from requests_app.admin import correspondence, counting, office, requests, reveals

# In the order in which the home page shows them.
for model, model_admin in [
    (models.DataSubjectRequest, requests.DataSubjectRequestAdmin),
    (models.Requester, reveals.RequesterAdmin),
    (models.Message, correspondence.MessageAdmin),
    (models.Attachment, correspondence.AttachmentAdmin),
    (models.RequestedRight, office.RequestedRightAdmin),
    (models.ChecklistItem, office.ChecklistItemAdmin),
    (models.RecipientNotice, office.RecipientNoticeAdmin),
    (models.ClockEvent, office.ClockEventAdmin),
    (models.Reveal, reveals.RevealAdmin),
    (models.MessageTemplate, correspondence.MessageTemplateAdmin),
    (models.RequestPolicy, counting.RequestPolicyAdmin),
    (models.LegalPeriod, counting.LegalPeriodAdmin),
]:
    admin.site.register(model, model_admin)
for name in ("timeline", "due_calendar", "reminders", "retention"):
    import_module(f"requests_app.admin.{name}")

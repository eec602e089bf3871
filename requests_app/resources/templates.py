"""The file of the texts from which letters are made."""

from registry.files.resource import RegisterResource
from requests_app.models import MessageTemplate


class MessageTemplateResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = MessageTemplate
        name = "message_templates"
        fields = ["kind", "language", "subject", "text", "remarks", "first_day", "retired_on"]

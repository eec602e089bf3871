"""The file of published policies."""

from registry.files.resource import RegisterResource
from registry.models import (
    Notice,
)


class NoticeResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Notice
        name = "notices"
        fields = [
            "organisation",
            "title",
            "dated_on",
            "replaced_by",
            "published_url",
            "history_url",
            "text",
            "remarks",
            "retired_on",
        ]

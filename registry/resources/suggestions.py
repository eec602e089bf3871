"""The file of what the library suggests."""

from registry.files.resource import RegisterResource
from registry.models import Suggestion


class SuggestionResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Suggestion
        name = "suggestions"
        fields = [
            "activity",
            "processor",
            "part",
            "name",
            "value",
            "why",
            "source",
            "state",
            "remarks",
            "first_day",
            "retired_on",
        ]

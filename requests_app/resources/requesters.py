"""The file of who asked: for those who may see it."""

from django.core.exceptions import PermissionDenied

from registry.files.resource import RegisterResource
from requests_app.models import Requester


class RequesterResource(RegisterResource):
    """Who asked: only for those who may see it, whatever page or command asks for the file."""

    class Meta(RegisterResource.Meta):
        model = Requester
        name = "requesters"
        fields = [
            "request",
            "name",
            "email",
            "address",
            "phone",
            "representative",
            "mandate",
            "language",
            "remarks",
            "retired_on",
        ]

    def __init__(self, *, user=None, **kwargs):
        if user is not None and not user.has_perm("requests_app.view_requester"):
            raise PermissionDenied
        super().__init__(user=user, **kwargs)

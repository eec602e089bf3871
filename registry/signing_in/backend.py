"""Who is signed in, fetched with what each page asks: factors, whether this is the example."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db.models import Aggregate, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from registry.models import Mark
from registry.vocabulary import MarkName


class Joined(Aggregate):
    """The texts of some rows as one, with commas between."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **more):
        template = "%(function)s(%(expressions)s, ',')"
        return self.as_sql(compiler, connection, function="STRING_AGG", template=template, **more)


class AccountBackend(ModelBackend):
    """Django's own. Two queries for each page less than to ask for the rest apart."""

    def get_user(self, user_id):
        one = Concat(Cast("pk", TextField()), Value(":"), "type", output_field=TextField())
        of_account = Authenticator.objects.filter(user=OuterRef("pk")).order_by().values("user")
        joined = of_account.annotate(joined=Joined(one)).values("joined")
        accounts = get_user_model()._default_manager.annotate(
            factors=Subquery(joined), holds_example=Mark.of(MarkName.EXAMPLE)
        )
        user = accounts.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

"""The example of requests: a handful of files in different states, on the example's register."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.models import DataSubjectCategory, Organisation, Right
from requests_app.example import Example
from requests_app.models import DataSubjectRequest


class Command(BaseCommand):
    help = "Fills an empty list of requests with invented examples, dated around today."

    def handle(self, *, verbosity, **options):
        if DataSubjectRequest.objects.exists():
            raise CommandError(_("There are already requests. The example is for an empty list."))
        organisation = Organisation.objects.order_by("pk").first()
        if not organisation:
            raise CommandError(_("The register is empty. Run load_example first."))
        try:
            with transaction.atomic():  # all of them, or none
                Example(organisation, timezone.localdate()).tell()
        except (DataSubjectCategory.DoesNotExist, Right.DoesNotExist) as error:
            raise CommandError(
                _("A term that the example needs is missing. Run load_terms first.")
            ) from error
        if verbosity:
            count = DataSubjectRequest.objects.count()
            self.stdout.write(
                ngettext(
                    "{count} request was added.", "{count} requests were added.", count
                ).format(count=count)
            )

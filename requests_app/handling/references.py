"""The references of requests: R-2026-000001 and so on, counted per year of receipt."""

from datetime import date

from django.db.models.functions import Length

from requests_app.models import DataSubjectRequest


def next_reference(received_on: date) -> str:
    """Never given twice. Inside a recorded block, where nobody else writes.

    References of another form, as files bring them, do not count.
    """
    prefix = f"R-{received_on.year}-"
    given = DataSubjectRequest.objects.filter(
        reference__startswith=prefix, reference__regex=rf"^{prefix}[0-9]+$"
    )
    # By length first: the millionth request of a year follows the one before it.
    newest = given.order_by(Length("reference").desc(), "-reference")
    last = newest.values_list("reference", flat=True).first()
    number = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{number:06}"

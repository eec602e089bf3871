"""The headings on the page of an activity, as Article 30 letters them."""

from django.utils.translation import gettext_lazy as _

WHO = _("(a) Who is responsible")
DATA = _("(c) Whose data, and which")
RECIPIENTS = _("(e) Transfers to other countries")
SECURITY = _("(g) Security and risk")
LAWS = _("Which laws apply; joint controllers, and work for others")
MUST = _("Whether people have to give the data")
AUTOMATED = _("Decisions made by machines alone, and how often it is done")

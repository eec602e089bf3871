"""What is promised to people, to whom, and how they make use of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RightsAudience(models.TextChoices):
    """To whom a right is promised: notices ask where people live."""

    EVERYBODY = "everybody", _("Everybody")
    EEA = "eea", _("Residents of the EEA")
    UK = "uk", _("Residents of the United Kingdom")
    EEA_UK = "eea_uk", _("Residents of the EEA and the United Kingdom")
    EEA_UK_CH = "eea_uk_ch", _("Residents of the EEA, the United Kingdom and Switzerland")
    CALIFORNIA = "california", _("Residents of California")
    OTHER = "other", _("Others, as published")


class RightsChannel(models.TextChoices):
    """How a right is exercised (Article 12(2))."""

    NOT_STATED = "not_stated", _("Not stated")
    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By telephone")
    POST = "post", _("By post")
    WEB = "web", _("On a web page or form")
    ACCOUNT = "account", _("In the account")
    MESSAGE = "message", _("By the option in each message")
    AUTHORITY = "authority", _("With a supervisory authority")


class HandlingTopic(models.TextChoices):
    """What an organisation promises or reserves about how it treats people and their requests."""

    EXERCISE = "exercise", _("How rights are exercised")
    IDENTITY = "identity", _("Check of identity")
    FREQUENCY = "frequency", _("Frequency of requests")
    ANSWERING = "answering", _("Answering requests")
    OPT_OUT = "opt_out", _("Opting out of messages")
    FURTHER_USE = "further_use", _("Further use of data")
    PROVISION = "provision", _("Whether giving data is mandatory")
    PLACE = "place", _("Place of processing")
    LINKING = "linking", _("Linking of data")
    UPDATES = "updates", _("Updates of the notice")
    LINKS = "links", _("Links to other sites")
    SECURITY = "security", _("Limits of security")
    OTHER = "other", pgettext_lazy("topic", "Other")

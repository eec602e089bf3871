"""Why a message may say more than what was read of it."""

from email import errors

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Doubt(TextChoices):
    """In words for those who sort. A message with any doubt is kept whole."""

    EMPTY = "empty", _("it is empty")
    NO_SENDER = "no_sender", _("it has no sender address to answer to")
    NO_HEADERS = "no_headers", _("it has no headers")
    NO_BOUNDARY = "no_boundary", _("its parts cannot be separated")
    TOO_DEEP = "too_deep", _("its parts are nested too deeply")
    TOO_MANY = "too_many", _("it has too many parts, lines or files")
    TOO_LARGE = "too_large", _("it is too large")
    TOO_SLOW = "too_slow", _("reading it took too long")
    UNREADABLE = "unreadable", _("it could not be read")
    PIECE = "piece", _("it arrived incomplete")
    OUTLOOK = "outlook", _("“winmail.dat” may contain text and files that only Outlook can open")
    SEALED = "sealed", _("it is encrypted or wrapped in a signature")
    HEAD = "head", _("its headers are damaged")
    LETTERS = (
        "letters",
        _("its headers or the name of a file are not in the encoding that they declare"),
    )
    SEVERAL = "several", _("it has several senders")
    TRUNCATED = "truncated", _("it is cut off")
    CHARSET = "charset", _("its text is not in the encoding that it declares")
    ENCODING = "encoding", _("a part is not encoded as declared")
    LEFT_OUT = "left_out", _("it has text outside its parts")
    CUT = "cut", _("its text is too long to be shown in full")


# With any of these, somebody has to look at the whole before it is taken for a request.
SERIOUS = frozenset(
    {
        Doubt.EMPTY,
        Doubt.NO_SENDER,
        Doubt.NO_HEADERS,
        Doubt.NO_BOUNDARY,
        Doubt.TOO_DEEP,
        Doubt.TOO_MANY,
        Doubt.TOO_LARGE,
        Doubt.TOO_SLOW,
        Doubt.UNREADABLE,
        Doubt.PIECE,
        Doubt.OUTLOOK,
        Doubt.SEALED,
    }
)
DEFECTS = {
    errors.NoBoundaryInMultipartDefect: Doubt.NO_BOUNDARY,
    errors.StartBoundaryNotFoundDefect: Doubt.NO_BOUNDARY,
    errors.MultipartInvariantViolationDefect: Doubt.NO_BOUNDARY,
    errors.CloseBoundaryNotFoundDefect: Doubt.TRUNCATED,
    errors.InvalidBase64PaddingDefect: Doubt.TRUNCATED,
    errors.InvalidBase64LengthDefect: Doubt.TRUNCATED,
    errors.InvalidBase64CharactersDefect: Doubt.ENCODING,
    errors.InvalidMultipartContentTransferEncodingDefect: Doubt.ENCODING,
    errors.MissingHeaderBodySeparatorDefect: Doubt.HEAD,
    errors.FirstHeaderLineIsContinuationDefect: Doubt.HEAD,
    errors.MisplacedEnvelopeHeaderDefect: Doubt.HEAD,
}

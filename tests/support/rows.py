"""A row of any table that keeps versions, made as often as it is asked for."""

from datetime import date
from itertools import count
from secrets import token_hex

from registry.records.model import RegisterModel
from requests_app.models import Attachment, LegalPeriod, MessageTemplate
from tests.requests_app.factories import FACTORIES as REQUEST_FACTORIES
from tests.requests_app.factories import (
    make_attachment,
    make_legal_period,
    make_message_template,
)
from tests.support.factories import FACTORIES, one_block

days = count(1)
MAKE = {
    **FACTORIES,
    **REQUEST_FACTORIES,
    Attachment: lambda: make_attachment(stored_name=token_hex(16)),
    LegalPeriod: lambda: make_legal_period(valid_from=date(2031, 1, next(days))),
    MessageTemplate: lambda: make_message_template(language=token_hex(3)),
}


def make_row(model: type[RegisterModel]) -> RegisterModel:
    return MAKE[model]()


def one_of_each(tables: list[type[RegisterModel]]) -> dict[type[RegisterModel], RegisterModel]:
    """A row of each table, all in one block; for `made_once`."""
    with one_block():
        return {model: make_row(model) for model in tables}

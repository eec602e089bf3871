from datetime import date

import pytest

from requests_app.questions import DeadlineError, Need, Question


def test_an_answer_does_not_come_before_its_question():
    with pytest.raises(DeadlineError, match="received on 2026-03-04, before it was asked for"):
        Question(Need.IDENTITY, date(2026, 3, 5), date(2026, 3, 4))

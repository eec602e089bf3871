"""Every form, filled in and sent by everybody: taken from those who may, and from nobody else."""

import pytest

from tests.who_may.asking import Said, ask, noted, undone
from tests.who_may.expected import expected
from tests.who_may.judging import (
    cannot_change_any_more,
    is_of_the_rows,
    least_of,
    look_through,
)
from tests.who_may.table import EVERYBODY

# Nothing that these find is found by how many lines they pass.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.no_cover]


@pytest.mark.slow
@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_filled_in_is_taken_from_those_who_may_and_from_nobody_else(house, filled, who):
    """Of those who may, the one who may least: it is the same form for the others."""
    other, seen = {}, {}
    somebody = house.people[who]
    for form in filled:
        said = expected(who, "POST", form.address)
        is_too_old = cannot_change_any_more(who, form.address)
        if said == Said.OPEN and not is_too_old and who != least_of(form.address):
            continue
        with undone():
            asked = (form.address.text, form.makes(somebody), form.view)
            with noted() as written, ask(somebody, "POST", *asked) as answer:
                is_right = answer.said == said
                is_taken = form.is_taken(answer, written)
                if said == Said.OPEN:
                    is_right &= is_taken is not is_too_old
                    look_through(house, who, form.address, answer, seen)
                if not is_right or (not is_taken and written):
                    other[form.address.text] = f"{answer.said} {answer.status}, {len(written)}"
    assert {page: said for page, said in other.items() if not is_of_the_rows(page)} == {}
    assert seen == {}

"""What every page is framed with."""

import pytest

from tests.registry.examples.test_numfocus_marked import PAGES, pages
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.slow
def test_no_page_says_so_of_a_register_of_ones_own(client):
    factories.make_approved_activity()
    assert pages(client) == dict.fromkeys(PAGES, False)

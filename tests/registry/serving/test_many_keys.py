"""What Django changed for keys of several columns costs no page of a large register."""

import pytest
from django.db.models import prefetch_related_objects

from registry.models import Engagement
from tests.support import factories

pytestmark = pytest.mark.django_db


def test_more_than_a_thousand_keys_are_followed_in_one_question(django_assert_num_queries):
    processor = factories.make_processor()
    keys = [*range(processor.pk, processor.pk + 2_000), None]
    rows = [Engagement(processor_id=key) for key in keys]
    with django_assert_num_queries(1):
        prefetch_related_objects(rows, "processor")
    assert [row.processor for row in rows if row.processor] == [processor]

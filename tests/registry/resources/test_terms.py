import pytest

from registry.files.lookups import Lookups
from registry.files.resource import resource_for
from registry.models import Country, LegalBasis
from tests.support.factories import country, legal_basis

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("GB", "GB"),
        ("gb", "GB"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("United Kingdom", "GB"),
        ("U.S.", "US"),
        ("usa", "US"),
        ("India", "IN"),
    ],
)
def test_a_country_is_understood_as_people_write_it(written, code):
    countries = {code: country(code) for code in ("GB", "US", "IN")}
    assert Lookups(resource_for).of(Country).find(written) == countries[code].pk


def test_an_unknown_country_is_told_how_one_is_written():
    with pytest.raises(ValueError, match="Write the name of a country or its two letters, such"):
        Lookups(resource_for).of(Country).find("XX")


def test_what_is_nearly_right_is_told_the_right_word():
    legal_basis("6(1)(f)")
    with pytest.raises(ValueError, match=r"Did you mean “6\(1\)\(f\)”\?"):
        Lookups(resource_for).of(LegalBasis).find("6(1)f")

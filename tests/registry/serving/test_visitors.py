"""Each visitor is counted by an address that no visitor can choose."""

import pytest
from django.test import RequestFactory

from registry.serving.visitors import visitor_of

PROXY = "10.0.0.1"


def visitor(settings, forwarded, proxies=1, direct=PROXY):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return visitor_of(RequestFactory(REMOTE_ADDR=direct).get("/", headers=headers))


@pytest.mark.parametrize("forwarded", [None, "192.0.2.1", "192.0.2.1, 192.0.2.2", "junk"])
def test_without_proxies_the_header_is_not_read(settings, forwarded):
    assert visitor(settings, forwarded, proxies=0, direct="198.51.100.7") == "198.51.100.7"


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [(1, "192.0.2.3"), (2, "192.0.2.2"), (3, "192.0.2.1"), (4, PROXY), (5, PROXY)],
)
def test_with_so_many_proxies_it_is_the_address_so_many_from_the_right(settings, proxies, expected):
    assert visitor(settings, "192.0.2.1, 192.0.2.2,192.0.2.3", proxies) == expected


@pytest.mark.parametrize("typed", ["203.0.113.9", "203.0.113.9,", ",,,", "junk", "a b, ::1"])
def test_what_a_visitor_writes_to_the_left_changes_nothing(settings, typed):
    assert visitor(settings, f"{typed}, 192.0.2.3") == "192.0.2.3"


@pytest.mark.parametrize(
    "forwarded",
    [
        *(None, "", " ", "unknown", "_hidden", "192.0.2", "192.0.2.300", "192.0.2.01", "a:b:c"),
        *("[::1", "192.0.2.1:", "192.0.2.1:123456", "[]:80", "%", "192.0.2.1 192.0.2.2"),
        "x" * 9000,
    ],
)
def test_what_is_no_address_counts_as_the_proxy(settings, forwarded):
    assert visitor(settings, forwarded) == PROXY


@pytest.mark.parametrize(
    "said", ["192.0.2.3:4711", '"192.0.2.3"', " 192.0.2.3\t", "::ffff:192.0.2.3"]
)
def test_an_address_is_one_however_it_is_written(settings, said):
    assert visitor(settings, said) == "192.0.2.3"


@pytest.mark.parametrize(
    "said",
    [
        *("2001:db8:1:2::1", "2001:DB8:1:2:ffff::", "[2001:db8:1:2::9]:443"),
        *('"[2001:db8:1:2::9]"', "2001:db8:1:2::1%eth0", "[2001:db8:1:2::9]"),
    ],
)
def test_of_ipv6_the_network_of_one_household_is_counted(settings, said):
    assert visitor(settings, said) == "2001:db8:1:2::/64"


def test_a_neighbouring_network_is_another_visitor(settings):
    assert visitor(settings, "2001:db8:1:3::1") == "2001:db8:1:3::/64"


def test_without_proxies_too_ipv6_is_counted_by_its_network(settings):
    assert visitor(settings, None, proxies=0, direct="2001:db8::1") == "2001:db8::/64"


@pytest.mark.parametrize("direct", ["", "unix:"])
def test_a_server_that_is_asked_over_a_socket_has_one_visitor(settings, direct):
    assert visitor(settings, None, proxies=0, direct=direct) == direct

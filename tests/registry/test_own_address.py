"""Links lead to the register from wherever they are read."""

import pytest
from django.test import RequestFactory

from registry.own_address import absolute, is_of_this_machine, own_host

asked = RequestFactory().get("/", headers={"host": "testserver:8000"})


@pytest.mark.parametrize("request_at_hand", [None, asked])
def test_the_address_that_is_set_stands_before_the_path(settings, request_at_hand):
    settings.BASE_URL = "https://register.example.org:8443"
    assert absolute("/admin/", request_at_hand) == "https://register.example.org:8443/admin/"


def test_else_it_is_the_name_under_which_it_was_just_asked():
    assert absolute("/admin/", asked) == "http://testserver:8000/admin/"


def test_where_nothing_is_known_there_is_no_link():
    assert absolute("/admin/") == ""


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://register.example.org:8443", "register.example.org"),
        ("http://[::1]:8000", "::1"),
        ("", "testserver"),
    ],
)
def test_the_name_of_the_register_has_no_port(settings, address, host):
    settings.BASE_URL = address
    assert own_host(asked) == host


@pytest.mark.parametrize(
    ("link", "is_local"),
    [
        ("http://127.0.0.1:8877/a/", True),
        ("http://127.8.0.1/a/", True),
        ("http://localhost:8000/", True),
        ("http://[::1]:8000/", True),
        ("http://192.168.1.4:8000/", False),
        ("https://register.example.org/127.0.0.1", False),
        ("https://localhost.example.org/", False),
    ],
)
def test_what_opens_on_this_machine_alone_is_known_by_its_name(link, is_local):
    assert is_of_this_machine(link) is is_local

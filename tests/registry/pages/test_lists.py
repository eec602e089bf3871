"""Lists take what they declare and nothing else: a walk with crafted look-ups, and each kind."""

import random
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.test import RequestFactory
from django.urls import NoReverseMatch, resolve, reverse

from registry.models import Notice
from registry.pages.addresses import NotUnderstood
from registry.pages.lists import DeclaredLists
from tests.registry.admin.views import answer_to
from tests.requests_app.factories import make_message, make_message_template
from tests.support.factories import (
    FACTORIES,
    country,
    make_engagement,
    make_notice,
    make_processor,
    make_transfer,
    make_user,
    one_block,
)
from tests.support.signed_in import session_of
from tests.support.tables import TABLES
from tests.support.undone import made_once, undone_afterwards

pytestmark = pytest.mark.django_db

SITE = admin.site
TABLES_OF_THE_SITE = list(SITE._registry.values())
BIG = "9" * 30
VALUES = [
    *("", "1", "0", "-1", BIG, "9" * 5000, "1e999", "NaN", "True", "None", "a", "(", "[", "\\"),
    *("(\\w+\\s?)*ZQ$", "%", "_", "'", '"', "a,b", ",", "1,", "2018-02-30", "0000-00-00", "10000"),
    *("2018-07-17", "2018-07-17T25:00", "1:2:3", "\0", "a\0b", "\ud800", "\U0010ffff", "é" * 300),
    *("{}", "[1]", "none", "<script>", "../..", "١", " 1 ", "1_000"),
]
OTHERS = [
    *("o", "p", "q", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters", "_on"),
    *("_known", "use", "", "__", "pk", "id__in", "pk__gt", "history", "absences__contains"),
]


def raw(text: str) -> str:
    """As somebody can put it into an address, whatever it is."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def asked(user, address: str, query: str, method="get"):
    """The answer to an address that is written by hand; not written out before `render`."""
    request = getattr(RequestFactory(), method)(address)
    request.META["QUERY_STRING"] = query
    request.user, request._messages, request.session = user, [], session_of(user)
    request.resolver_match = view = resolve(address)
    return view.func(request, *view.args, **view.kwargs)


def address(table, page="changelist", *args):
    return reverse(f"admin:{table.opts.app_label}_{table.opts.model_name}_{page}", args=args)


def crafted(table, chance) -> str:
    """A look-up that nobody offers, or a nonsense value of one that is."""
    if chance.random() < 0.25:
        name = chance.choice(OTHERS)
    elif chance.random() < 0.25:
        name = chance.choice(declared(table) or OTHERS)
    else:
        name, fields = "", table.model._meta.get_fields(include_hidden=True)
        for _step in range(chance.choice([1, 1, 1, 2, 3])):
            field = chance.choice(fields)
            name += f"__{field.name}" if name else field.name
            if not field.is_relation or field.related_model is None:
                break
            fields = field.related_model._meta.get_fields(include_hidden=True)
        if chance.random() < 0.8:
            name += f"__{chance.choice(LOOKUPS)}"
    pairs = [(name, chance.choice(VALUES)) for _each in range(chance.choice([1, 1, 1, 2, 150]))]
    return "&".join(f"{raw(name)}={raw(value)}" for name, value in pairs)


LOOKUPS = sorted({*Field.get_lookups(), "year", "year__gt", "month", "date", "hour", "nope"})


def declared(table) -> list[str]:
    """To whoever may do everything."""
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(has_perm=lambda permission: True)
    return sorted(table.declared_parameters(request))


def make_rows():
    with one_block():
        for model in TABLES:
            FACTORIES[model]()
        make_message()
    return make_user(is_superuser=True, is_staff=True)


superuser = made_once(make_rows)


def test_every_table_of_the_site_has_such_a_list():
    for table in TABLES_OF_THE_SITE:
        assert isinstance(table, DeclaredLists), table
        assert table.show_facets is admin.ShowFacets.NEVER


def asked_by_filters(table, user) -> set[str]:
    request = RequestFactory().get("/")
    request.user = user
    names = set()
    for entry in table.get_list_filter(request):
        if isinstance(entry, type):
            names |= {*entry(request, {}, table.model, table).expected_parameters()}
            continue
        path, kind = entry if isinstance(entry, tuple) else (entry, admin.FieldListFilter.create)
        field = get_fields_from_path(table.model, path)[-1]
        spec = kind(field, request, {}, table.model, table, field_path=path)
        names |= {*spec.expected_parameters()}
    return names


def test_what_a_list_declares_is_what_its_filters_are_asked_by(superuser):
    for table in TABLES_OF_THE_SITE:
        names = asked_by_filters(table, superuser)
        assert names <= {*declared(table)}, table
        days = {f"{table.date_hierarchy}__{part}" for part in ("year", "month", "day")}
        rest = {*declared(table)} - names - days
        assert all(name.endswith("__isnull") for name in rest), rest


@pytest.mark.slow
@pytest.mark.parametrize("page", ["changelist", "export", "add", "import"])
def test_no_crafted_look_up_brings_a_page_down_or_reads_what_is_not_offered(superuser, page):
    chance = random.Random(20160679)
    for table in TABLES_OF_THE_SITE:
        try:
            there = address(table, page)
        except NoReverseMatch:
            continue
        offered = {*declared(table), "use", *OTHERS}
        for _each in range(40 if page == "changelist" else 8):
            query = crafted(table, chance)
            try:
                answer = asked(superuser, there, query)
            except PermissionDenied:
                continue
            except Exception as error:
                error.add_note(f"{there}?{query[:300]}")
                raise
            assert answer.status_code in {200, 302, 400, 403}, f"{there}?{query[:300]}"
            if page in {"changelist", "export"} and answer.status_code == 200:
                names = {name.partition("=")[0] for name in query.split("&")}
                assert names <= {raw(name) for name in offered}, f"{there}?{query[:300]}"


def test_the_filters_are_folded_and_say_how_many_narrow_the_list(superuser):
    plain, narrowed = (asked(superuser, LIST, it).render() for it in ("", "use=retired"))
    assert "<summary>Filter</summary>" in plain.text
    assert "<summary>Filter (1)</summary>" in narrowed.text
    assert ("Clear all filters" in plain.text, "Clear all filters" in narrowed.text) == (
        False,
        True,
    )


@pytest.fixture
def superuser_client(client, superuser):
    client.force_login(superuser)
    return client


LIST = "/admin/registry/notice/"
WRONG = {
    "a look-up": (
        "title__startswith=A",
        "This page does not know the parameter “title__startswith”.",
    ),
    "a slow one": ("text__regex=(\\w%2B\\s?)*ZQ$", "does not know the parameter “text__regex”"),
    "no pattern": ("text__regex=(", "does not know the parameter “text__regex”"),
    "another table": ("organisation__name=A", "does not know the parameter “organisation__name”"),
    "facets": ("_facets=True", "does not know the parameter “_facets”"),
    "no name": ("=1", "does not know the parameter “”"),
    "twice": ("q=a&q=b", "The parameter “q” appears more than once."),
    "no choice": ("use=nothing", "“nothing” is not one of the choices of “use”."),
    "no page": ("p=first", "“first” is not a page number."),
    "page 0": ("p=0", "“0” is not a page number."),
    "a year of three figures": ("dated_on__year=900", "“900” is not a valid year, month or day"),
    "no year at all": ("dated_on__year=", "“” is not a valid year, month or day"),
    "after the last year": ("dated_on__year=9999", "“9999” is not a valid year, month or day"),
    "no such month": ("dated_on__year=2018&dated_on__month=13", "“2018-13” is not a valid year"),
    "no such day": (
        "dated_on__year=2018&dated_on__month=2&dated_on__day=30",
        "“2018-2-30” is not a valid year",
    ),
    "a month of no year": ("dated_on__month=2", "“2” is not a valid year"),
    "a day of no month": ("dated_on__year=2018&dated_on__day=2", "“2” is not a valid year"),
    "no order": ("o=name", "“name” is not a valid sort order"),
    "no such column": ("o=9", "“9” is not a valid sort order"),
    "a column twice": ("o=1.-1", "“1.-1” is not a valid sort order"),
    "not a field": ("_to_field=title", "This address cannot be used."),
    "too many words": ("q=" + "a+" * 21, "Search for at most 20 words and 200 characters."),
    "too long a search": ("q=" + "a" * 201, "Search for at most 20 words and 200 characters."),
    "a thousand words": ("q=" + "ab+" * 1000, "Search for at most 20 words and 200 characters."),
    "ten thousand characters": ("q=" + "a" * 10_000, "The address is too long."),
    "a NUL": ("q=a%00b", "The address contains a character that is not allowed."),
    "a NUL in a name": ("q%00=a", "The address contains a character that is not allowed."),
    "a hundred and one": (
        "&".join(["a=1"] * 101),
        "The address has too many parameters or values.",
    ),
    "too many to read": ("&".join(["a"] * 3_999), "The address has too many parameters or values."),
    "a day before any": ("_on=0001-01-01", "Choose a day in 1900 or later."),
    "a moment before any": ("_known=1899-12-31", "Choose a day in 1900 or later."),
}


@pytest.mark.parametrize("page", ["", "export/"])
@pytest.mark.parametrize(("query", "why"), WRONG.values(), ids=WRONG)
def test_what_is_not_offered_is_refused_in_words(superuser, page, query, why):
    answer = asked(superuser, LIST + page, query)
    assert answer.status_code == 400
    assert why in answer.render().text


RIGHT = {
    "nothing": "",
    "an empty search": "q=",
    "a search at its limit": "q=" + "a+" * 20,
    "a long one at its limit": "q=" + "a" * 200,
    "retired ones": "use=retired",
    "all on one page": "all=",
    "as a window": "_popup=1&_to_field=id",
    "a year": "dated_on__year=2018",
    "the last year": "dated_on__year=9998",
    "a day": "dated_on__year=2018&dated_on__month=02&dated_on__day=28",
    "an order of several columns": "o=-4.1",
    "not a valid sort order": "o=",
    "another page of a short list": "p=7",
    "a hundred letters of a name": "q=" + "%C3%A9" * 200,
    "all, and then a day": "use=all&_on=2018-07-17",
    "the first day": "_on=1900-01-01&_known=1900-01-01",
}


@pytest.mark.parametrize("page", ["", "export/"])
@pytest.mark.parametrize("query", RIGHT.values(), ids=RIGHT)
def test_what_is_offered_is_taken(superuser, page, query):
    answer = asked(superuser, LIST + page, query)
    assert answer.render().status_code == 200


def test_a_page_behind_the_last_is_refused_with_its_number(superuser):
    with one_block():
        for _number in range(51):
            make_processor()
    there = "/admin/registry/processor/"
    assert asked(superuser, there, "p=2").status_code == 200
    page = asked(superuser, there, "p=3").render()
    assert page.status_code == 400
    assert "The list does not have a page 3." in page.text


def test_the_page_that_refuses_leads_to_the_list_and_repeats_no_long_address(superuser_client):
    page = superuser_client.get(LIST + "?" + "text__regex" * 100 + "=<b>")
    assert page.status_code == 400
    assert f'<a href="{LIST}">Open the page without this</a>' in page.text
    assert "text__regex" * 7 not in page.text
    assert 'id="site-name"' in page.text


@pytest.fixture(scope="module")
def filtered(superuser, django_db_blocker):
    """What the filters below have to choose from."""
    with django_db_blocker.unblock(), undone_afterwards():
        for code in ["AU", "BR"]:
            make_transfer(country=country(code))
        make_message_template(language="en")
        yield superuser


@pytest.mark.parametrize(
    ("name", "value", "is_offered"),
    [
        ("state__exact", "approved", True),
        ("state__exact", "approve", False),
        ("state__isnull", "True", True),
        ("state__isnull", "perhaps", False),
        ("is_public__exact", "1", True),
        ("is_public__exact", "yes", False),
        ("country__id__exact", "{country}", True),
        ("country__id__exact", "9" * 19, False),
        ("country__id__exact", "-1", False),
        ("about_id", "7", True),
        ("about_id", "7 OR 1=1", False),
        ("about_model", "registry.processor", True),
        ("about_model", "Some Body", False),
        ("language", "en", True),
        ("language", "xx", False),
    ],
)
def test_a_filter_takes_its_choices_or_a_number_of_a_row(filtered, name, value, is_offered):
    tables = {
        "state": "registry/processingactivity",
        "is_public": "registry/processor",
        "country": "registry/transfer",
        "about_id": "registry/evidenceevent",
        "about_model": "registry/evidenceevent",
        "language": "requests_app/messagetemplate",
    }
    value = value.format(country=country("AU").pk)
    there = f"/admin/{tables[name.partition('__')[0]]}/"
    answer = asked(filtered, there, urlencode({name: value}))
    assert answer.status_code == (200 if is_offered else 400)


def test_what_a_link_narrows_a_list_to_is_shown_beside_it_with_a_way_out(superuser):
    here, other = make_engagement(), make_engagement()
    query = f"processor__id__exact={here.processor_id}"
    page = answer_to(superuser, "/admin/registry/engagement/", **dict([query.split("=")]))
    assert list(page.context_data["cl"].result_list) == [here]
    assert "As in the link" in page.render().text
    plain = answer_to(superuser, "/admin/registry/engagement/").render()
    assert "As in the link" not in plain.text
    assert str(other.processor) in plain.text


@pytest.mark.parametrize("chosen", ["abc", "9" * 19, "", "-1", "1 OR 1=1"])
def test_rows_that_no_list_shows_cannot_be_chosen(superuser_client, chosen):
    data = {"action": "export_chosen", "_selected_action": [chosen]}
    page = superuser_client.post(LIST, data)
    assert page.status_code == 400
    assert "A chosen row is not in this list." in page.text


def test_no_address_fills_in_a_form(superuser_client):
    page = superuser_client.get(LIST + "add/?title=Already+written&organisation=abc")
    assert page.status_code == 200
    assert "Already written" not in page.text


AROUND = {
    "history, page 2": ("registry/notice/{pk}/history/", "p=2", 200),
    "history, a page that is none": ("registry/notice/{pk}/history/", "p=first", 200),
    "history, huge": ("registry/notice/{pk}/history/", "p=" + BIG, 200),
    "history, back to the list": (
        "registry/notice/{pk}/history/",
        "_changelist_filters=use%3Dall",
        200,
    ),
    "history, a look-up": ("registry/notice/{pk}/history/", "text__regex=(", 400),
    "import, a look-up": ("registry/notice/import/", "text__regex=(", 400),
    "a form of no field": ("registry/notice/add/", "_to_field=title", 400),
    "an entry of no field": ("registry/notice/{pk}/change/", "_to_field=title&_popup=1", 400),
    "an entry, the list as it was": (
        "registry/notice/{pk}/change/",
        "_changelist_filters=%ED%A0%80%3D%26%3D%00",
        400,
    ),
    "a step of nothing": ("registry/notice/step/retire/", "ids=" + BIG, 404),
    "a step for nonsense": ("registry/notice/step/retire/", "ids=,abc,%D9%A1", 404),
    "versions": ("registry/notice/{pk}/history/" + BIG + "/", "", 404),
    "days to compare": ("compare/", "from=(&to=" + BIG, 200),
    "home": ("", "text__regex=(", 200),
    "search as one types": (
        "autocomplete/",
        "term=a&app_label=registry&model_name=seat&field_name=body",
        200,
    ),
    "too much of it": (
        "autocomplete/",
        "term=" + "a+" * 21 + "&app_label=registry&model_name=seat&field_name=body",
        400,
    ),
    "a look-up as one types": (
        "autocomplete/",
        "name__regex=(&term=a&app_label=registry&model_name=seat&field_name=body",
        400,
    ),
    "no such page as one types": (
        "autocomplete/",
        "page=x&app_label=registry&model_name=seat&field_name=body",
        404,
    ),
    "from the other side": (
        "autocomplete/",
        "term=a&app_label=registry&model_name=body&field_name=seats",
        403,
    ),
    "no relation": (
        "autocomplete/",
        "term=a&app_label=registry&model_name=body&field_name=name",
        403,
    ),
}


@pytest.mark.parametrize(("page", "query", "status"), AROUND.values(), ids=AROUND)
def test_pages_around_a_list_answer_nonsense_too(superuser_client, page, query, status):
    notice = Notice.objects.first() or make_notice()
    there = "/admin/" + page.format(pk=notice.pk)
    assert superuser_client.get(f"{there}?{query}").status_code == status


# The words of a search are asked for together, each in every column: so one has several of them.
SEARCHES = [f"abc {BIG} -1 1.5 \\ % ١", '"', "'a b' c"]


@pytest.mark.parametrize("search", ["abc", BIG, "-1", "1.5", '"', "'a b' c", "\\", "%", "١"])
def test_whatever_is_searched_for_gives_a_list(superuser, search):
    assert asked(superuser, LIST, urlencode({"q": search})).render().status_code == 200


@pytest.mark.slow
def test_whatever_is_searched_for_gives_a_list_of_each_table(superuser):
    for table in TABLES_OF_THE_SITE:
        for search in SEARCHES:
            answer = answer_to(superuser, address(table), q=search)
            assert answer.status_code == 200, (table, search)


def test_a_list_that_is_refused_asks_the_database_nothing_of_its_rows(
    superuser, django_assert_num_queries
):
    superuser.get_all_permissions()
    with django_assert_num_queries(0), pytest.raises(NotUnderstood):
        asked_list(superuser, "text__regex=(\\w%2B\\s?)*ZQ$")


def asked_list(user, query):
    request = RequestFactory().get(LIST)
    request.META["QUERY_STRING"] = query
    request.user = user
    return SITE._registry[Notice].get_changelist_instance(request)


def test_the_words_that_a_list_hides_cannot_be_read_letter_by_letter(client):
    make_notice(text="Secret")
    client.force_login(make_user(role="committee reader"))
    for name in ["text__startswith", "text__regex", "remarks__contains", "organisation__remarks"]:
        assert client.get(LIST, {name: "S"}).status_code == 400


@pytest.mark.once
def test_the_boxes_of_a_list_are_those_of_django_without_a_template_for_each():
    processor = make_processor(name='R&D "<b>')
    ours = SITE._registry[type(processor)]
    assert ours.action_checkbox(processor) == admin.ModelAdmin.action_checkbox(ours, processor)

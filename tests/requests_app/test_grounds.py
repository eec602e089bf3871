"""Which grounds the law gives against which right: cases named by their articles."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from requests_app.grounds import APPLIES_FROM, EVERY, ROWS, Needs, grounds_against, row_of
from requests_app.handling import lifecycle
from requests_app.vocabulary import Outcome, RefusalGround
from requests_app.vocabulary import RefusalGround as Ground
from tests.requests_app.factories import make_request, make_requested_right, receive_request
from tests.requests_app.steps import EXPLAINED, WHO, refuse, settle

TODAY = date(2026, 11, 20)
OF_15_TO_22 = [code for code in EVERY if code not in {"information", "complaint", "concern"}]


def offered(code, on=TODAY):
    return set(grounds_against(code, on=on))


def decide(code, ground, outcome=Outcome.REFUSED, proof=""):
    request = receive_request(code)
    lifecycle.decide(request.rights.get(), outcome=outcome, ground=ground, proof=proof, **WHO)
    return request


# The rows


@pytest.mark.parametrize("ground", RefusalGround)
def test_each_ground_is_a_row_with_its_article_and_its_source(ground):
    rows = [row for row in ROWS if row.ground == ground]
    assert rows
    for row in rows:
        assert row.article
        assert row.source
        assert row.against
        assert set(row.against) <= set(EVERY)


@pytest.mark.parametrize(
    ("code", "article"),
    [
        pytest.param("rectification", "16", id="accurate"),
        pytest.param("erasure", "17(1)", id="none of 17(1)"),
        pytest.param("erasure", "17(3)(a)", id="expression"),
        pytest.param("erasure", "17(3)(b)", id="legal duty, public task"),
        pytest.param("erasure", "17(3)(c)", id="public health"),
        pytest.param("erasure", "17(3)(d)", id="archives"),
        pytest.param("erasure", "17(3)(e)", id="claims"),
        pytest.param("restriction", "18(1)", id="none of 18(1)"),
        pytest.param("portability", "20(1), 20(3)", id="not portable"),
        pytest.param("portability", "20(4)", id="rights of others"),
        pytest.param("objection", "21(1)", id="compelling, claims, other bases"),
        pytest.param("objection", "21(6)", id="research for a public task"),
        pytest.param("automated-decisions", "22(2)(a)", id="contract"),
        pytest.param("automated-decisions", "22(2)(b)", id="law"),
        pytest.param("automated-decisions", "22(2)(c)", id="explicit consent"),
        pytest.param("access", "15(4)", id="copy"),
        pytest.param("access", "11(2)", id="nobody identified, 15 to 20"),
        pytest.param("portability", "11(2)", id="nobody identified, 20"),
        pytest.param("objection", "12(2)", id="nobody identified, 21"),
        pytest.param("marketing-objection", "12(2)", id="nobody identified, 21(2)"),
        pytest.param("automated-decisions", "12(2)", id="nobody identified, 22"),
        pytest.param("consent-withdrawal", "7(3)", id="no consent"),
        pytest.param("access", "89(2)", id="research"),
        pytest.param("portability", "89(3)", id="archives in the public interest"),
        pytest.param("access", "23, 85", id="national law"),
    ],
)
def test_the_law_gives_a_ground_by_this_article(code, article):
    rows = [row_of(ground, code, TODAY) for ground in offered(code)]
    assert article in {row.article for row in rows}


@pytest.mark.parametrize(
    ("code", "ground"),
    [
        *[(code, Ground.CLAIMS) for code in OF_15_TO_22 if code != "erasure"],
        *[(code, Ground.ACCURATE) for code in OF_15_TO_22 if code != "rectification"],
        *[(code, Ground.COMPELLING) for code in OF_15_TO_22 if code != "objection"],
        *[
            (code, ground)
            for code in ["marketing-objection", "consent-withdrawal", "complaint", "concern"]
            for ground in [Ground.EXCESSIVE, Ground.UNFOUNDED, Ground.RESEARCH]
        ],
        ("rectification", Ground.RIGHTS_OF_OTHERS),
        ("portability", Ground.RESEARCH),
        ("erasure", Ground.RESEARCH),
        ("complaint", Ground.NATIONAL),
        ("consent-withdrawal", Ground.NATIONAL),
        ("access", Ground.NOTHING_TO_ERASE),
        ("marketing-objection", Ground.OBJECTION_RESEARCH),
    ],
)
def test_the_law_gives_no_such_ground(code, ground):
    assert ground not in offered(code)


@pytest.mark.parametrize("code", EVERY)
def test_whoever_is_not_the_controller_can_say_so_against_any_right(code):
    assert Ground.NOT_CONTROLLER in offered(code)


def test_against_several_rights_only_what_holds_against_all_of_each():
    both = grounds_against("access", "portability", on=TODAY)
    whole = grounds_against("access", "portability", on=TODAY, of_the_whole=True)
    assert set(both) - set(whole) == {Ground.RIGHTS_OF_OTHERS}
    assert Ground.NOT_PORTABLE not in both


def test_no_row_holds_before_the_regulation_applied():
    assert offered("erasure", on=APPLIES_FROM - timedelta(days=1)) == set()


# In a request


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "ground"),
    [
        ("rectification", Ground.ACCURATE),
        ("erasure", Ground.NOTHING_TO_ERASE),
        ("restriction", Ground.NOTHING_TO_RESTRICT),
        ("portability", Ground.NOT_PORTABLE),
        ("objection", Ground.NOT_OBJECTABLE),
        ("objection", Ground.OBJECTION_CLAIMS),
        ("automated-decisions", Ground.DECISION_CONTRACT),
        ("erasure", Ground.NOT_IDENTIFIED),
        ("marketing-objection", Ground.NOT_CONTROLLER),
    ],
)
def test_it_is_refused_on_that_ground_with_both_remedies(code, ground):
    request = decide(code, ground)
    refuse(request, **WHO)
    request.refresh_from_db()
    assert request.state == "refused"


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("code", ["marketing-objection", "consent-withdrawal", "complaint"])
@pytest.mark.parametrize("ground", [Ground.EXCESSIVE, Ground.UNFOUNDED])
def test_article_12_5_does_not_stand_against_21_3_nor_7_3_nor_a_complaint(code, ground):
    with pytest.raises(ValidationError, match="not a valid ground against this right"):
        decide(code, ground, proof="The tenth one this week")


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "ground", "asked"),
    [
        pytest.param("access", Ground.EXCESSIVE, "enter what shows it", id="12(5) excessive"),
        pytest.param("access", Ground.UNFOUNDED, "enter what shows it", id="12(5) unfounded"),
        pytest.param("erasure", Ground.NATIONAL, "name the law", id="23"),
        pytest.param("access", Ground.RESEARCH, "name the law", id="89(2)"),
        pytest.param("portability", Ground.ARCHIVING, "name the law", id="89(3)"),
        pytest.param("automated-decisions", Ground.DECISION_LAW, "name the law", id="22(2)(b)"),
    ],
)
def test_what_shows_it_or_the_law_is_on_record(code, ground, asked):
    with pytest.raises(ValidationError, match=asked):
        decide(code, ground, proof="  ")
    right = decide(code, ground, proof=" Section 34 of a law ").rights.get()
    assert (right.ground, right.ground_proof) == (ground, "Section 34 of a law")


@pytest.mark.once
@pytest.mark.django_db
def test_a_first_request_can_be_excessive():
    assert decide("access", Ground.EXCESSIVE, proof="Sent to build a claim").rights.get().ground
    assert "C-526/24" in row_of(Ground.EXCESSIVE, "access", TODAY).source


@pytest.mark.once
@pytest.mark.django_db
def test_rights_of_others_stand_against_the_copy_of_15_3_only():
    with pytest.raises(ValidationError, match="against the copy only"):
        decide("access", Ground.RIGHTS_OF_OTHERS)
    request = receive_request("access")
    settle(request, **WHO)
    lifecycle.decide(
        request.rights.get(),
        outcome=Outcome.PARTLY,
        ground=Ground.RIGHTS_OF_OTHERS,
        **WHO,
    )
    assert request.rights.get().outcome == Outcome.PARTLY


@pytest.mark.once
@pytest.mark.django_db
def test_not_applicable_is_a_refusal_that_names_its_ground():
    with pytest.raises(ValidationError, match="Choose a ground"):
        decide("erasure", "", outcome=Outcome.NOT_APPLICABLE)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("missing", EXPLAINED)
@pytest.mark.parametrize("step", [lifecycle.answer, lifecycle.refuse])
def test_not_applicable_explains_complaint_and_remedy_of_77_and_79(step, missing):
    request = decide("erasure", Ground.NOTHING_TO_ERASE, outcome=Outcome.NOT_APPLICABLE)
    lifecycle.begin(request, **WHO)
    told = {"on": date(2026, 2, 3), "channel": "email"}
    with pytest.raises(ValidationError, match=r"Article 12\(4\)"):
        step(request, **told, **EXPLAINED | {missing: False}, **WHO)
    step(request, **told, **EXPLAINED, **WHO)
    request.refresh_from_db()
    assert request.has_explained_complaint
    assert request.has_explained_remedy


@pytest.mark.once
@pytest.mark.django_db
def test_of_what_was_answered_before_the_regulation_applied_no_article_is_asked():
    day = APPLIES_FROM - timedelta(days=1)
    request = make_request(received_on=day, answered_on=day)
    right = make_requested_right(request=request, outcome="refused", ground=Ground.CLAIMS)
    assert right.ground == Ground.CLAIMS


def test_every_need_says_what_to_enter():
    assert [need for need in Needs if not need.value] == [Needs.NOTHING]

import pytest

from registry.files.spelling import nearest

NAMES = ["germany", "ireland", "iceland", "niger", "nigeria", "us", "ae", "iran", "iraq"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        pytest.param("germny", ["germany"], id="a letter is missing"),
        pytest.param("gremany", ["germany"], id="two letters are swapped"),
        pytest.param("germanyy", ["germany"], id="a letter too many"),
        pytest.param("gernany", ["germany"], id="another letter"),
        pytest.param("nigeri", ["niger", "nigeria"], id="two are as near"),
        pytest.param("nigeriaa", ["nigeria"], id="the nearest only"),
        pytest.param("iran", ["iran"], id="itself"),
        pytest.param("gxxmxxy", [], id="too far"),
        pytest.param("ue", [], id="two letters"),
        pytest.param("usa", [], id="three letters"),
        pytest.param("aeus", [], id="near to short names only"),
    ],
)
def test_a_name_that_was_nearly_written_is_found(word, found):
    assert nearest(word, NAMES) == found


def test_words_that_both_have_at_one_end_do_not_make_them_near():
    names = ["republic of ireland", "south korea"]
    assert nearest("republic of korea", names) == []
    assert nearest("republic of irelnad", names) == ["republic of ireland"]
    assert nearest("south koera", names) == ["south korea"]


@pytest.mark.parametrize(
    ("word", "is_found"), [("abcd", True), ("abcz", True), ("abyz", False), ("dabc", False)]
)
def test_a_third_of_the_letters_may_differ(word, is_found):
    assert (nearest(word, ["abcd"]) == ["abcd"]) is is_found

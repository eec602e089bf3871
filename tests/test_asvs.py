"""Each requirement of OWASP ASVS 5.0.0, level 1 and 2, has its line, each named test is there."""

import re
from collections import Counter

from tests.support.production import ROOT

PAGE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
ROW = re.compile(
    r"^\| ([\d.]+)(?: to ([\d.]+))? \| ([\d, ]+) \| ([a-z ]+) \| (.+) \|$", re.MULTILINE
)
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
# Of each section the level of each requirement in turn, from the standard's own CSV file.
LEVELS = """
1.1 22
1.2 1111122223
1.3 112222222223
1.4 222
1.5 123
2.1 122
2.2 112
2.3 12223
2.4 23
3.1 3
3.2 113
3.3 12223
3.4 11222233
3.5 11122333
3.6 3
3.7 22333
4.1 12233
4.2 23333
4.3 22
4.4 1222
5.1 2
5.2 112333
5.3 113
5.4 222
6.1 122
6.2 111111112222
6.3 11223333
6.4 112233
6.5 22222333
6.6 2223
6.7 33
6.8 2222
7.1 222
7.2 1111
7.3 22
7.4 11222
7.5 223
7.6 22
8.1 1233
8.2 1123
8.3 133
8.4 23
9.1 111
9.2 1222
10.1 22
10.2 223
10.3 22223
10.4 1111122222233333
10.5 22222
10.6 22
10.7 222
11.1 2233
11.2 22233
11.3 11233
11.4 1222
11.5 23
11.6 23
11.7 33
12.1 12233
12.2 11
12.3 22223
13.1 2333
13.2 222223
13.3 2233
13.4 1222233
14.1 22
14.2 12223333
14.3 122
15.1 12233
15.2 12233
15.3 1222222
15.4 3333
16.1 2
16.2 22222
16.3 2222
16.4 222
16.5 2223
17.1 23
17.2 22223333
17.3 22
"""


def levels() -> dict[str, str]:
    sections = (line.split() for line in LEVELS.strip().splitlines())
    return {
        f"{section}.{number}": level
        for section, of in sections
        for number, level in enumerate(of, 1)
    }


def numbers(first: str, last: str) -> list[str]:
    section, start = first.rsplit(".", 1)
    end = (last or first).rsplit(".", 1)[1]
    return [f"{section}.{number}" for number in range(int(start), int(end) + 1)]


def rows():
    for first, last, of, kind, words in ROW.findall(PAGE):
        yield numbers(first, last), of.split(", "), kind, words


def test_each_requirement_of_level_1_and_2_has_one_line_with_its_level():
    wanted = {number: level for number, level in levels().items() if level != "3"}
    assert len(levels()) == 345
    assert [number for found, *_rest in rows() for number in found] == list(wanted)
    assert all({wanted[number] for number in found} == set(of) for found, of, *_rest in rows())


def test_what_is_held_names_a_test():
    kinds = {"held", "so built", "does not apply", "not yet"}
    assert {kind for _found, _of, kind, _words in rows()} == kinds
    assert [
        found for found, _of, kind, words in rows() if kind == "held" and not TEST.search(words)
    ] == []


def test_each_test_that_is_named_is_there():
    named = TEST.findall(PAGE)
    texts = {file: (ROOT / file).read_text("utf-8") for file, _name in named}
    assert [f"{file}::{name}" for file, name in named if f"\ndef {name}(" not in texts[file]] == []


def test_the_count_at_its_top_is_right():
    count = Counter()
    for found, _of, kind, _words in rows():
        count[kind] += len(found)
    held, built, none, late = (
        int(number) for number in re.findall(r"(\d+) (?:held|so built|do not|not yet)", PAGE)
    )
    assert [count["held"], count["so built"], count["does not apply"], count["not yet"]] == [
        held,
        built,
        none,
        late,
    ]

"""Random patterns and texts: our automata against Python's backtracking matcher.

Both dialects are generated side by side where they differ: `$` and `\\Z`, `.` and its line ends,
and `\\B`, which Python before 3.14 does not find in the empty text.
"""

import re
from itertools import product
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.compatibility.patterns import Found, NoText, find_text, matches
from tests.depth import trials

BRUTE_FORCE = ["".join(text) for size in range(5) for text in product("ab0", repeat=size)]


class Dialects(NamedTuple):
    ecma: str
    python: str


def same(pattern: str) -> Dialects:
    return Dialects(pattern, pattern)


ATOMS = st.sampled_from(
    [
        *map(same, ("a", "b", "0", "ab", "[ab]", "[^a]", r"\d", r"\D", r"\w", r"\W", r"\s")),
        *map(same, ("[a-z0]", r"[\w-]", r"[^\d]", "(?:)", "^", r"\b", "é", "(?!)")),
        Dialects("$", r"\Z"),
        Dialects(".", "[^\\n\\r\\u2028\\u2029]"),
        Dialects(r"\B", r"(?!\b)"),
        Dialects("[]", "(?!)"),
        Dialects("[^]", r"[\s\S]"),
    ]
)
QUANTIFIERS = st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,2}", "{0,3}", "{2,}", "{0}"])
OPENINGS = st.sampled_from(["(?=", "(?!", "(", "(?:"])


def grown(inner: st.SearchStrategy[Dialects]) -> st.SearchStrategy[Dialects]:
    items = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        items.map(lambda parts: Dialects(*map("".join, zip(*parts, strict=True)))),
        items.map(
            lambda parts: Dialects(*(f"(?:{'|'.join(side)})" for side in zip(*parts, strict=True)))
        ),
        st.builds(
            lambda part, sign: Dialects(*(f"(?:{side}){sign}" for side in part)),
            inner,
            QUANTIFIERS,
        ),
        st.builds(
            lambda opening, part: Dialects(*(f"{opening}{side})" for side in part)),
            OPENINGS,
            inner,
        ),
    )


PATTERNS = st.recursive(ATOMS, grown, max_leaves=8)
TEXTS = st.text(alphabet="ab0 -\né\r", max_size=7)


def is_match(pattern: Dialects, text: str) -> bool:
    return re.search(pattern.python, text, re.ASCII) is not None


@settings(max_examples=trials(150), deadline=None)
@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=10))
@example(Dialects("a$", r"a\Z"), ["a\n", "a"])
def test_matches_agrees(pattern: Dialects, texts: list[str]) -> None:
    for text in texts:
        assert matches(pattern.ecma, text) is is_match(pattern, text), text


@settings(max_examples=trials(150), deadline=None)
@given(
    st.lists(PATTERNS, max_size=2),
    st.lists(PATTERNS, max_size=2),
    st.integers(0, 3),
    st.none() | st.integers(0, 4),
)
def test_the_text_found_is_right_and_shortest(
    wanted: list[Dialects], unwanted: list[Dialects], least: int, most: int | None
) -> None:
    def is_answer(text: str) -> bool:
        return (
            least <= len(text) <= (len(text) if most is None else most)
            and all(is_match(pattern, text) for pattern in wanted)
            and not any(is_match(pattern, text) for pattern in unwanted)
        )

    answer = find_text(
        matching=[pattern.ecma for pattern in wanted],
        not_matching=[pattern.ecma for pattern in unwanted],
        min_length=least,
        max_length=most,
    )
    lengths = [len(text) for text in BRUTE_FORCE if is_answer(text)]
    if isinstance(answer, Found):
        assert is_answer(answer.text)
        assert len(answer.text) <= min(lengths, default=len(answer.text))
    else:
        assert answer == NoText()
        assert lengths == []

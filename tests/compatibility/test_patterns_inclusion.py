"""Is every text of one pattern a text of the other? A text that is not, is the answer."""

import pytest

from planner.compatibility.patterns import Found, NoText, find_text

SAME = [
    (r"^[0-9]+$", r"^\d+$"),
    (r"^[0-9]+$", r"^[0-9][0-9]*$"),
    (r"^[a-zA-Z0-9_]$", r"^\w$"),
    (r"^(x|y)$", r"^[xy]$"),
    (r"^(x|y)$", r"^(?:y|x)$"),
    (r"^(?<letter>x|y)$", r"^x$|^y$"),
    (r"^a{2,4}$", r"^aaa?a?$"),
    (r"^a{3}$", r"^aaa$"),
    (r"^a{2,}$", r"^aa+$"),
    (r"^a{0,}$", r"^a*$"),
    (r"^a{0}b$", r"^b$"),
    (r"^a+?$", r"^a+$"),
    (r"^(a*)*$", r"^a*$"),
    (r"^(a|b)*$", r"^(a*b*)*$"),
    (r"", r"^"),
    (r"", r"$"),
    (r"a|", r"()"),
    (r"foo", r"^[^]*foo[^]*$"),
    (r"(a+)+$", r"a$"),
    (r"(a|aa)*b", r"b"),
    (r"^^a$$", r"^a$"),
    (r"(^a|b$)", r"^a|b$"),
    (r"^(?!foo)", r"^(?!f(?=oo))"),
    (r"^(?!.*[^a]).*$", r"^a*$"),
    (r"^(?=[ab]+$)(?=.{2}$)", r"^[ab]{2}$"),
    (r"^(?!)", r"[]"),
    (r"a(?=b)b", r"ab"),
    (r"(?=b$)[ab]", r"b$"),
    (r"^\b", r"^\w"),
    (r"^\B$", r"^$"),
    (r"\bab\b", r"(^|\W)ab($|\W)"),
    (r"^a\Bb$", r"^ab$"),
    (r"\u0061\x62\u{63}", r"abc"),
    ("\\uD83D\\uDE00", "😀"),
    (r"^[\s\S]$", r"^[^]$"),
    (r"^\p{Lu}$", r"^\p{Uppercase_Letter}$"),
    (r"^\P{L}$", r"^[^\p{gc=Letter}]$"),
    (r"^\p{LC}$", r"^[\p{Lu}\p{Ll}\p{Lt}]$"),
    (r"^\p{ASCII}$", r"^[\x00-\x7f]$"),
    (r"^\p{Any}$", r"^[^]$"),
    (r"^\p{Assigned}$", r"^\P{Cn}$"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_patterns_of_the_same_texts(one: str, other: str) -> None:
    assert find_text(matching=[one], not_matching=[other]) == NoText()
    assert find_text(matching=[other], not_matching=[one]) == NoText()


NARROWER = [
    (r"^[a-z]+$", r"^[a-z0-9]+$", "0"),
    (r"^[a-z]{1,5}$", r"^[a-z]{1,6}$", "aaaaaa"),
    (r"^x$", r"^(x|y)$", "y"),
    (r"^foo$", r"foo", "afoo"),
    (r"^foo$", r"^foo", "fooa"),
    (r"^\d{4}-\d{2}$", r"^\d{4}-\d{2,3}$", "0000-000"),
    (r"^.$", r"^[^]$", "\n"),
    (r"^a$", r"^a\n?$", "a\n"),
    (r"^(?!foo)", r"^", "foo"),
    (r"^(?!foo$)[a-z]+$", r"^[a-z]+$", "foo"),
    (r"^(?=.*\d)[a-z\d]{3}$", r"^[a-z\d]{3}$", "aaa"),
    (r"^[A-Z][a-z]*$", r"^\w+$", "a"),
    (r"^\S+$", r"^[^ ]+$", "\t"),
    (r"^[0-9]$", r"^\p{Nd}$", "\u0660"),
    (r"^[\0-\uffff]$", r"^[^]$", "😀"),
    (r"^\w+$", r"^[\w.-]+$", "-"),
    (r"\bfoo", r"foo", "afoo"),
    (r"^((?!foo).)*$", r"^.*$", "foo"),
    (r"^a|b$", r"a|b", "0a"),
]


@pytest.mark.parametrize(("narrow", "wide", "lost"), NARROWER)
def test_a_pattern_that_matches_less(narrow: str, wide: str, lost: str) -> None:
    assert find_text(matching=[narrow], not_matching=[wide]) == NoText()
    answer = find_text(matching=[wide], not_matching=[narrow])
    assert isinstance(answer, Found)
    assert len(answer.text) == len(lost)
    assert find_text(matching=[wide, f"^{lost}$"], not_matching=[narrow]) == Found(lost)


def test_a_pattern_against_a_list_of_values() -> None:
    values = ["^x$", "^y$"]
    assert find_text(matching=["^(x|y)$"], not_matching=values) == NoText()
    assert find_text(matching=["^(x|y|zz)$"], not_matching=values) == Found("zz")


def test_a_pattern_that_implies_its_longest_text() -> None:
    pattern = "^[a-z]{1,5}$"
    assert find_text(matching=[pattern], min_length=6) == NoText()
    assert find_text(matching=[pattern], max_length=0) == NoText()
    assert find_text(matching=[pattern], min_length=5) == Found("aaaaa")


def test_patterns_that_exclude_each_other() -> None:
    assert find_text(matching=["^a", "^b"]) == NoText()
    assert find_text(matching=["a$", "b"]) == Found("ba")


LENGTHS: list[tuple[str, int, int | None, str]] = [
    ("", 0, None, ""),
    ("", -3, None, ""),
    ("", 3, None, "aaa"),
    ("", 3, 3, "aaa"),
    ("b", 2, None, "ab"),
    ("^(ab)*$", 1, None, "ab"),
    ("^(ab)*$", 3, 4, "abab"),
    ("^(abc)*$", 1000, None, "abc" * 334),
    ("^(a|b{2})*$", 50_000, 50_000, "a" * 50_000),
    ("^😀+$", 2, 2, "😀😀"),
]


@pytest.mark.parametrize(("pattern", "least", "most", "text"), LENGTHS)
def test_the_length_counts_code_points(
    pattern: str, least: int, most: int | None, text: str
) -> None:
    answer = find_text(matching=[pattern], min_length=least, max_length=most)
    assert answer == Found(text)


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [("", 3, 2), ("", 0, -1), ("^(ab)*$", 3, 3), ("^a$", 1_000_000_000, None), ("[]", 5, None)],
)
def test_lengths_that_no_text_has(pattern: str, least: int, most: int | None) -> None:
    assert find_text(matching=[pattern], min_length=least, max_length=most) == NoText()


READABLE = [
    ("^[^]$", "a"),
    ("^[^a-z]$", "0"),
    ("^[^a-z0-9]$", "A"),
    (r"^\W$", " "),
    (r"^[^\w ]$", "!"),
    (r"^[^\0-\x7f]$", "à"),
    (r"^[\0-\x1f\u00e0-\u00ff]$", "à"),
    (r"^[\0-\x1f]$", "\0"),
    (r"^[\u2000-\u2010]$", "\u2010"),
    (r"^[\u{1f600}-\u{1f64f}]$", "😀"),
    (r"^[\u{1d400}-\u{1d433}]$", "\U0001d400"),
    (r"^[\ud000-\uffff]$", "퀀"),
    (r"^[\udc00-\ue001]$", "\ue000"),
]


@pytest.mark.parametrize(("pattern", "text"), READABLE)
def test_the_most_readable_character_is_chosen(pattern: str, text: str) -> None:
    assert find_text(matching=[pattern]) == Found(text)


def test_a_lone_surrogate_is_no_text() -> None:
    assert find_text(matching=[r"^[\ud800-\udfff]$"]) == NoText()

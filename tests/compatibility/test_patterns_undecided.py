"""Patterns that are not decided say why, and hostile ones take no unbounded time."""

import time

import pytest

from planner.compatibility.patterns import Found, NoText, Undecided, find_text, matches

NOT_DECIDED = [
    ("(", "has a `(` that is not closed"),
    ("a)", "has a `)` that was not opened"),
    ("[a", "has a `[` that is not closed"),
    ("[a-", "has a `[` that is not closed"),
    ("[b-a]", "has a range of characters that ends before it starts"),
    ("*a", "has a `*` with nothing to repeat before it"),
    ("a|+", "has a `+` with nothing to repeat before it"),
    ("a++", "has a `+` with nothing to repeat before it"),
    ("a??" + "?", "has a `?` with nothing to repeat before it"),
    ("^*", "has a `*` with nothing to repeat before it"),
    ("(?=a)*", "has a `*` with nothing to repeat before it"),
    ("^{2}", "has a `{` with nothing to repeat before it"),
    ("a{2}{3}", "has a `{` with nothing to repeat before it"),
    ("a{3,2}", "repeats `{3,2}`, which ends before it starts"),
    ("a{,2}", "has `{,` which engines read differently"),
    ("a\\", "ends with a backslash"),
    (r"(a)\1", r"uses the backreference or octal escape `\1`, which no automaton decides"),
    (r"\01", r"uses the backreference or octal escape `\0`, which no automaton decides"),
    (r"(?<n>a)\k<n>", r"uses the backreference `\k`, which no automaton decides"),
    ("(?<=a)b", "uses a lookbehind, which is not decided"),
    ("(?<!a)b", "uses a lookbehind, which is not decided"),
    ("(?i)a", "has a group of a kind that is not decided"),
    ("(?P<name>a)", "has a group of a kind that is not decided"),
    ("(?>a)", "has a group of a kind that is not decided"),
    (r"\Aa\Z", r"has `\A`, which ECMA-262 does not define"),
    (r"[\B]", r"has `\B`, which ECMA-262 does not define"),
    ("[[:alpha:]]", "uses a POSIX class, which ECMA-262 does not have"),
    (r"\p{Script=Greek}", r"uses `\p{Script=Greek}`, which is not decided"),
    (r"\p{Alphabetic}", r"uses `\p{Alphabetic}`, which is not decided"),
    (r"\p{gc=Any}", r"uses `\p{gc=Any}`, which is not decided"),
    (r"\pL", r"has `\p` without a property in braces"),
    (r"\xZZ", r"has `\x` without a valid hexadecimal code"),
    (r"\u12", r"has `\u` without a valid hexadecimal code"),
    (r"\u{110000}", r"has `\u` without a valid hexadecimal code"),
    (r"\c1", r"has `\c` without a letter"),
    ("(?=" * 9 + "a" + ")" * 9, "nests lookaheads too deeply"),
    ("a{1,100000}", "needs more than 20000 states"),
    ("a{99999999999999999999}", "needs more than 20000 states"),
    ("((a{99}){99}){99}", "needs more than 20000 states"),
    ("(?=a{19990})b{100}", "needs more than"),
]


@pytest.mark.parametrize(("pattern", "reason"), NOT_DECIDED)
def test_the_reason_is_told(pattern: str, reason: str) -> None:
    answer = find_text(matching=[pattern])
    assert isinstance(answer, Undecided)
    assert answer.reason.startswith(f"the pattern `{pattern}` {reason}")
    assert find_text(not_matching=[pattern]) == answer
    assert matches(pattern, "a") is None


def test_a_long_pattern_is_quoted_in_part() -> None:
    answer = find_text(matching=["(" + "ab" * 100])
    assert answer == Undecided(
        "the pattern `(" + "ab" * 39 + "…` has a `(` that is not closed",
    )


def test_what_is_decided_without_the_pattern_is_decided() -> None:
    backreference = r"(a)\1"
    assert find_text(matching=["^a", "^b", backreference]) == NoText()
    assert find_text(matching=[backreference], min_length=2, max_length=1) == NoText()
    assert find_text(matching=[backreference], not_matching=[backreference]) == NoText()
    assert isinstance(find_text(matching=["("], not_matching=["("]), Undecided)
    assert isinstance(find_text(matching=["^a"], not_matching=[backreference]), Undecided)


def test_the_budget_bounds_the_states() -> None:
    wanted, unwanted = ["^[ab]*a[ab]{9}$"], ["^[ab]*$"]
    assert find_text(matching=wanted, not_matching=unwanted) == NoText()
    answer = find_text(matching=wanted, not_matching=unwanted, budget=200)
    assert answer == Undecided("the question has more than 200 states")


def test_the_budget_bounds_the_steps() -> None:
    wanted, unwanted = ["^" + "[ab]?" * 200 + "$"], ["^.{0,200}$"]
    assert find_text(matching=wanted, not_matching=unwanted, budget=100_000) == NoText()
    answer = find_text(matching=wanted, not_matching=unwanted, budget=1_000)
    assert answer == Undecided("the question takes too many steps to decide")


def test_a_text_of_a_million_characters_is_not_written() -> None:
    answer = find_text(matching=["a"], min_length=1_000_000)
    assert answer == Undecided("the question asks for a text of more than 100000 characters")


def test_matching_a_text_is_bounded_too() -> None:
    assert matches("^(?:(?!.{400}x)(?!.{900}y)a)*$", "a" * 5_000) is None
    assert matches("^(?:(?!.{4}x)(?!.{9}y)a)*$", "a" * 5_000) is True


HOSTILE = [
    ("(a+)+$", "a$", NoText()),
    ("^(a+)+$", "^(a|aa)+$", NoText()),
    ("(a|aa)*b", "b", NoText()),
    ("^(a*)*(a*)*(a*)*b$", "^a*b$", NoText()),
    ("^" + "ab" * 5_000 + "$", "^(ab)*$", NoText()),
    ("^" + "ab" * 4_999 + "a.$", "^(ab)*$", Found("ab" * 4_999 + "aa")),
    ("(" * 5_000 + "a" + ")" * 5_000, "b", Found("a")),
    ("(" * 3_000 + "a" + ")*" * 3_000, "^", NoText()),
    ("(?:" * 5_000 + "a" + "|b)" * 5_000, "a|b", NoText()),
    ("^" + "|" * 10_000 + "$", "^", NoText()),
    ("[" + "a-z" * 3_000 + "]", "[a-z]", NoText()),
    ("^" + "a?" * 60 + "a{60}$", "^a{60,120}$", NoText()),
]


@pytest.mark.parametrize(("wanted", "unwanted", "answer"), HOSTILE)
def test_hostile_patterns_are_answered(wanted: str, unwanted: str, answer: Found | NoText) -> None:
    assert find_text(matching=[wanted], not_matching=[unwanted]) == answer


UNAFFORDABLE = [
    "^(a|b)*a(a|b){20}$",
    "^" + "(a|b|c)?" * 1_000 + "$",
    ".*a.{19}b.{19}c$",
    "^(?:(?!.*x.{15}y)[axy])*$",
    "^(?:(?!.{1000}x)(?!.{999}y)a)*$",
]


@pytest.mark.parametrize("pattern", UNAFFORDABLE)
def test_what_is_unaffordable_ends_soon(pattern: str) -> None:
    before = time.process_time()
    answer = find_text(matching=[pattern], not_matching=["^[abcxy]*$"], budget=5_000)
    assert answer == NoText() or isinstance(answer, Undecided)
    assert time.process_time() - before < 20

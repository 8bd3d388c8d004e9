"""Near misses: enough to help, not so many as to puzzle."""

import pytest

from planner.model.nearest import did_you_mean, near_or_known, nearest

KEYS = ["name", "team", "tier", "provides", "publishes", "consumes", "subscribes", "operations"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("taem", ("team",)),
        ("NAME", ("name",)),
        ("consume", ("consumes",)),
        ("operatoins", ("operations",)),
        ("subscribe", ("subscribes",)),
        ("xyz", ()),
        ("", ()),
    ],
)
def test_nearest(word: str, found: tuple[str, ...]) -> None:
    assert nearest(word, KEYS) == found


def test_ties_are_in_order_of_their_names() -> None:
    assert nearest("A-9", ["A-3", "A-2", "A-1", "A-4"]) == ("A-1", "A-2", "A-3")


def test_hint() -> None:
    assert did_you_mean("A-9", ["A-2", "A-1"]) == "did you mean `A-1` or `A-2`?"
    assert did_you_mean("taem", KEYS) == "did you mean `team`?"
    assert did_you_mean("xyz", KEYS) == ""
    assert did_you_mean("x", []) == ""


def test_where_nothing_is_near_what_there_is_helps() -> None:
    assert near_or_known("taem", KEYS) == "did you mean `team`?"
    assert near_or_known("xyz", ["b", "a"]) == "known: `b`, `a`"
    assert near_or_known("xyz", [f"n{number}" for number in range(10)]).endswith("`n7` and 2 more")
    assert near_or_known("xyz", []) == ""

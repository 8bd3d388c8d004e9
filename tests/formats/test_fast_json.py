"""The fast reader of large JSON reads what the careful one reads, or leaves it to that one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.formats._fast_json import InDoubtError, read_fast
from planner.formats.document import MAX_DEPTH, parse_bytes, parse_single
from planner.model.errors import InputError

_FILLING = '"filling": [' + ", ".join(['"0123456789"'] * 20_000) + "]"
"""Makes a text large enough to be worth the while."""
KEYS = st.sampled_from(["a", "b", "ä", 'q"', "\\", "x y", ":", '":', ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text() | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def large(members: str) -> bytes:
    """A large JSON text with some members."""
    return ("{" + _FILLING + ", " + members + "}").encode("utf-8", "surrogatepass")


@given(value=VALUES, indent=st.none() | st.integers(0, 3), is_ascii=st.booleans())
def test_what_is_read_is_what_was_written(
    value: Any,
    indent: int | None,
    is_ascii: bool,  # noqa: FBT001  hypothesis gives it
) -> None:
    written = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    content = large(f'"value": {written}')
    try:
        expected = parse_single(content.decode(), "a.json")
    except (InputError, UnicodeDecodeError):
        with pytest.raises(InputError):
            parse_bytes(content, "a.json")
        return
    found = parse_bytes(content, "a.json")
    assert repr(found) == repr(expected)


@pytest.mark.parametrize(
    "members",
    [
        '"a": 1, "a": 2',
        '"a" : 1, "b": 2',
        '"x": {"a": 1, "b": [{"c": 0, "c": 1}]}',
        '"a\\\\": 1, "b": 2, "b": 3',
        '"a": NaN',
        '"a": Infinity',
        '"a": "\\ud800"',
        '"a": 1,',
        '"a": 01',
        f'"a": {"1" * 5000}',
        f'"a": {"[" * (MAX_DEPTH + 2)}{"]" * (MAX_DEPTH + 2)}',
        f'"a": {"[" * 5000}{"]" * 5000}',
    ],
)
def test_what_is_in_doubt_is_left_to_the_careful_reader(members: str) -> None:
    with pytest.raises(InDoubtError):
        read_fast(large(members), MAX_DEPTH)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ('"a": 123456789012345678901234567890', 123456789012345678901234567890),
        ('"a": 1.0', 1.0),
        ('"a": 1e400', float("inf")),
        ('"a": "\\":"', '":'),
        ('"a": "\\ud83d\\ude00"', "😀"),
    ],
)
def test_values_keep_their_kind(members: str, expected: Any) -> None:
    found = read_fast(large(members), MAX_DEPTH)["a"]
    assert (type(found), found) == (type(expected), expected)


def test_a_small_text_is_left_to_the_careful_reader() -> None:
    with pytest.raises(InDoubtError):
        read_fast(b'{"a": 1}', MAX_DEPTH)


def test_a_duplicate_key_in_a_large_file_is_reported_with_its_place() -> None:
    with pytest.raises(InputError) as caught:
        parse_bytes(large('"a": 1,\n "a": 2'), "a.json")
    problem = caught.value.problems[0]
    assert (problem.code, problem.place and problem.place.path) == ("duplicate-key", ("a",))

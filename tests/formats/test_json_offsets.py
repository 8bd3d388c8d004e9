"""The fast way to the places of a JSON text leads where reading every token leads."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.formats._json_offsets import find_offsets
from planner.formats._positions import find_positions, nodes
from planner.model.source import Place

KEYS = st.sampled_from(["a", "b", "ä", 'q"', "\\", "x y", "0", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text() | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(value=VALUES, indent=st.none() | st.integers(0, 3), is_ascii=st.booleans())
def test_every_node_is_found_where_it_stands(
    value: Any,
    indent: int | None,
    is_ascii: bool,  # noqa: FBT001  hypothesis gives it
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    every = list(nodes(text, "a.json"))
    assert find_offsets(text, [node.path for node in every]) is not None
    for on_key in (True, False):
        places = [Place("a.json", node.path, on_key=on_key) for node in every]
        expected = [node.key if on_key and node.key else node.value for node in every]
        assert find_positions(text, "a.json", places) == expected


@pytest.mark.parametrize(
    ("path", "column"),
    [
        (("a", "b"), 13),
        (("a", "b", "1"), 17),
        (("a", "b", "9"), 13),
        (("a", "c", "d"), 7),
        (("a", "b", "1", "x"), 17),
        (("z",), 1),
        ((), 1),
    ],
)
def test_what_is_missing_gives_its_nearest_ancestor(path: tuple[str, ...], column: int) -> None:
    text = '{"a": {"b": [1, 22]}, "y": 0}'
    assert find_positions(text, "a.json", [Place("a.json", path)])[0] == (1, column)


def test_of_a_key_that_stands_twice_the_first_is_meant() -> None:
    text = '{"a": {"x": 1}, "a": {"x": 2, "y": 3}}'
    places = [Place("a.json", path) for path in (("a",), ("a", "x"))]
    assert [position.column for position in find_positions(text, "a.json", places)] == [7, 13]


@pytest.mark.parametrize(
    "text",
    ['{"a": [1, 2', '{"a": 1,, "b": 2}', "{'a': 1}", "", "[" * 100_000, '{"a" 1}', '{"a": x}'],
)
def test_what_is_no_json_is_read_the_slow_way(text: str) -> None:
    assert find_offsets(text, [("b",), ("a", "9")]) is None
    line, column = find_positions(text, "a.json", [Place("a.json", ("b",))])[0]
    assert (line, column >= 1) == (1, True)

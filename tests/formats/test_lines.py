"""Lines and columns of a file that is not cut into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.formats._lines import Lines
from planner.formats._positions import find_in_json, find_positions
from planner.model.source import Place, Position

TEXTS = st.lists(st.text("aä€😀 ", max_size=30), max_size=400).map("\n".join)


@given(TEXTS)
def test_each_line_is_where_it_is(text: str) -> None:
    lines = Lines(text.encode())
    expected = text.split("\n")
    shown = expected if expected[-1] else expected[:-1]
    assert lines.count == len(shown)
    assert lines.between(0, len(expected) + 5) == list(enumerate(shown, 1))
    assert [lines.line(number) for number in range(1, len(shown) + 1)] == shown
    assert lines.line(0) == lines.line(len(expected) + 1) == ""


@given(TEXTS, st.integers(0, 2000))
def test_line_and_column_of_a_character(text: str, index: int) -> None:
    index = min(index, len(text))
    start = text.rfind("\n", 0, index) + 1
    expected = Position(text.count("\n", 0, index) + 1, index - start + 1)
    assert Lines(text.encode()).position(len(text[:index].encode())) == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"b": [1, 22]},\n "c": 3}',
        '{"ä": "€",\n "c": {"ü": 1, "b": 2}}',
        '{"a": "\\u00e4",\n "b": {"c": 1}}',
        '\n\n  {"😀": {"b": "😀"}, "c": 1}\n',
    ],
)
def test_places_in_bytes_are_those_in_text(text: str) -> None:
    steps: list[tuple[str | int, ...]] = [
        (), ("a",), ("a", "b"), ("a", "b", 1), ("c",), ("c", "ü"), ("ä",), ("😀", "b"), ("c", "x"),
    ]  # fmt: skip
    places = [Place("a.json", path, on_key=on_key) for path in steps for on_key in (True, False)]
    content = text.encode()
    found = find_in_json(content, Lines(content), places)
    assert found == find_positions(text, "a.json", places)
    assert find_in_json(b"{", Lines(b"{"), places) is None


def test_escapes_beside_other_letters_need_text() -> None:
    content = '{"ä": "\\u00e4"}'.encode()
    assert find_in_json(content, Lines(content), [Place("a.json", ("ä",))]) is None

# ruff: noqa: E501  a row of a table reads best on one line
"""YAML 1.2 and JSON: values, refusals with their position, positions of nodes."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.formats.document import (
    MAX_BYTES,
    decode,
    locate,
    locate_all,
    parse_documents,
    parse_single,
)
from planner.model.errors import InputError
from planner.model.source import Place, Position


def refused(text: str, file: str = "a.yaml") -> tuple[str, str, tuple[int, int]]:
    with pytest.raises(InputError) as caught:
        parse_single(text, file)
    problem = caught.value.problems[0]
    assert problem.place
    position = locate(text, problem.place)
    return problem.code, problem.message, (position.line, position.column)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-05", "2026-01-05"),
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("12:30:45", "12:30:45"),
        ("017", "017"),
        ("1_000", "1_000"),
        ("0o17", 15),
        ("0x1F", 31),
        ("true", True),
        ("~", None),
        ("1.50", 1.5),
        ('"3.0"', "3.0"),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    assert parse_single(f"a: {text}", "a.yaml") == {"a": value}


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("", []),
        ("# nothing\n", []),
        ("---\n", []),
        ("# head\n---\na: 1\n", [{"a": 1}]),
        ("a: 1\n---\n", [{"a": 1}]),
        ("a: 1\n---\nb: 2\n...\n", [{"a": 1}, {"b": 2}]),
        ("a: 1\r\nb: 2\r\n", [{"a": 1, "b": 2}]),
        ("%YAML 1.2\n---\na: 1\n", [{"a": 1}]),
        ("200: ok\n", [{200: "ok"}]),
        ("a: |\n  --- text\n", [{"a": "--- text\n"}]),
    ],
)
def test_documents_of_a_text(text: str, documents: list[Any]) -> None:
    assert parse_documents(text, "a.yaml") == documents


def test_a_merge_key_adds_what_is_not_there_yet() -> None:
    text = "base: &base {a: 1, b: 1}\nmore: &more {b: 2, c: 2}\nall: {<<: [*base, *more], a: 0}\n"
    assert parse_single(text, "a.yaml")["all"] == {"a": 0, "b": 1, "c": 2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", ("duplicate-key", "key `a` stands twice (`a`)", (3, 1))),
        ("x:\n  200: 1\n  200: 2\n", ("duplicate-key", "key `200` stands twice (`x.200`)", (3, 3))),
        ("a:\n\tb: 1\n", ("syntax", "a tab is used for indentation", (2, 1))),
        ("a: b: c\n", ("syntax", "not valid YAML: mapping values are not allowed in this context", (1, 5))),
        ("a: \x01\n", ("syntax", "character U+0001 is not allowed", (1, 4))),
        ("a: ÿ\x01\n", ("syntax", "character U+0001 is not allowed", (1, 5))),
        ("? [a]\n: 1\n", ("syntax", "a key is a list or a mapping", (1, 1))),
        ("a: " + "9" * 30, ("syntax", "a number has too many digits", (1, 4))),
        ("[" * 129 + "]" * 129, ("syntax", "nested too deeply", (1, 129))),
        ("a: 1\n---\nb: 2\n", ("one-document", "the file has 2 documents; exactly one is expected", (3, 1))),
        ("", ("one-document", "the file is empty; exactly one is expected", (1, 1))),
    ],
)  # fmt: skip
def test_yaml_that_is_refused(text: str, expected: tuple[str, str, tuple[int, int]]) -> None:
    assert refused(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,\n "a": 2}', ("duplicate-key", "key `a` stands twice (`a`)", (2, 2))),
        ('{"a": [{"b": 1, "b": 2}]}', ("duplicate-key", "key `b` stands twice (`a.0.b`)", (1, 17))),
        ('{"a": "NaN",\n "b": NaN}', ("syntax", "`NaN` is not JSON", (2, 7))),
        ('{"a": -Infinity}', ("syntax", "`-Infinity` is not JSON", (1, 7))),
        ('{"a": 1,}', ("syntax", "not valid JSON: expecting property name enclosed in double quotes", (1, 9))),
        ('{"a": "\\ud800"}', ("syntax", "an escape such as `\\ud800` stands for half a character", (1, 8))),
        ("[" * 200 + "]" * 200, ("syntax", "nested too deeply", (1, 1))),
        ("[" * 100_000, ("syntax", "nested too deeply", (1, 1))),
        ("1" * 5000, ("syntax", "a number has too many digits", (1, 1))),
    ],
)  # fmt: skip
def test_json_that_is_refused(text: str, expected: tuple[str, str, tuple[int, int]]) -> None:
    assert refused(text, "a.json") == expected


def test_json_may_hold_what_yaml_may_not() -> None:
    text = '{"a":\t"\\/ \\ud83d\\ude00"}'
    assert parse_single(text, "a.json") == {"a": "/ 😀"}
    assert locate(text, Place("a.json", ("a",))) == Position(1, 7)


@pytest.mark.parametrize(
    "text",
    [
        "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)),
        "a: &a [*a]\n",
        "a: 1\na: " + "[" * 100_000,
        "{" * 100_000,
        "".join("  " * n + "a:\n" for n in range(300)),
    ],
    ids=["alias-bomb", "alias-circle", "deep-after-duplicate", "deep-mappings", "deep-blocks"],
)
def test_hostile_yaml_is_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    assert refused(text)[0] == "syntax"
    assert time.perf_counter() - start < 3


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(InputError) as caught:
        decode("a: 1\nb: ü".encode() + b"\xff", "a.yaml")
    problem = caught.value.problems[0]
    assert (problem.code, problem.message) == ("not-utf-8", "byte 0xff is not UTF-8")
    assert problem.place
    assert problem.place.position == Position(2, 5)


def test_a_byte_order_mark_is_dropped() -> None:
    assert decode(b"\xef\xbb\xbfa: 1", "a.yaml") == "a: 1"


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(InputError, match="at most"):
        decode(b" " * (MAX_BYTES + 1), "a.yaml")


TEXT = """\
info:
  title: x
  list:
    - a
    - b: 1
empty:
---
second: 1
"""


@pytest.mark.parametrize(
    ("place", "position"),
    [
        (Place("a.yaml"), (1, 1)),
        (Place("a.yaml", ("info",)), (2, 3)),
        (Place("a.yaml", ("info",), on_key=True), (1, 1)),
        (Place("a.yaml", ("info", "list", 1, "b")), (5, 10)),
        (Place("a.yaml", ("info", "list", 1, "b"), on_key=True), (5, 7)),
        (Place("a.yaml", ("info", "list", 9)), (4, 5)),
        (Place("a.yaml", ("info", "version")), (2, 3)),
        (Place("a.yaml", ("second",), document=1), (8, 9)),
        (Place("a.yaml", ("second",), document=7), (1, 1)),
        (Place("a.yaml", position=Position(3, 3)), (3, 3)),
    ],
)
def test_where_a_node_stands(place: Place, position: tuple[int, int]) -> None:
    assert locate(TEXT, place) == position


def test_many_places_are_found_in_one_pass() -> None:
    places = [Place("a.yaml", ("empty",), on_key=True), Place("a.yaml", ("info", "title"))]
    assert locate_all(TEXT, "a.yaml", places) == [Position(6, 1), Position(2, 10)]


Values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


def places_below(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path, *(found for step, item in items for found in places_below(item, (*path, step)))]


@given(value=Values, indent=st.sampled_from([None, 0, 2]))
def test_each_node_of_a_json_text_is_found_where_it_stands(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    for path in places_below(value):
        node = value
        for step in path:
            node = node[step]
        position = locate(text, Place("a.json", path))
        line = text.splitlines()[position.line - 1]
        assert line[position.column - 1] == json.dumps(node)[0]


@given(
    text=st.text(alphabet="ab:-[]{}\"'&*#|>%\t\n\r ,?!<1\\", max_size=60),
    path=st.lists(st.sampled_from(["a", "b", "ab", 0, 1]), max_size=3),
    file=st.sampled_from(["x.yaml", "x.json"]),
)
def test_any_text_is_read_or_refused_with_a_position_inside_it(
    text: str, path: list[str | int], file: str
) -> None:
    try:
        parse_documents(text, file)
        place = Place(file, tuple(path))
    except InputError as error:
        found = error.problems[0].place
        assert found
        place = found
    position = locate(text, place)
    assert 1 <= position.line <= len(f"{text}.".splitlines())
    assert position.column >= 1

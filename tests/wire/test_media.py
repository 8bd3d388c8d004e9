"""Media types: which is meant, which is taken, which is sent."""

import pytest

from planner.wire.media import (
    acceptable,
    concrete,
    content_type,
    declared_for,
    essence,
    is_json,
    is_xml,
)


@pytest.mark.parametrize(
    ("accept", "offered", "best"),
    [
        ("", ["text/plain", "application/json"], "application/json"),
        ("*/*", ["text/plain", "application/json"], "application/json"),
        ("text/*", ["application/json", "text/plain"], "text/plain"),
        ("text/plain, application/json;q=0.4", ["application/json", "text/plain"], "text/plain"),
        ("application/json;q=0, */*", ["application/json", "text/plain"], "text/plain"),
        ("APPLICATION/JSON", ["application/json"], "application/json"),
        ("application/json", ["application/json; v=1"], "application/json; v=1"),
        ("image/png", ["image/*"], "image/*"),
        ("text/csv", ["application/json"], None),
        ("*/*;q=0", ["application/json"], None),
        ("nonsense", ["application/json"], None),
        ("*/*;q=x", ["application/json"], None),
    ],
)  # fmt: skip
def test_accept(accept: str, offered: list[str], best: str | None) -> None:
    assert acceptable(accept, offered) == best


@pytest.mark.parametrize(
    ("declared", "accept", "sent"),
    [
        ("application/json", "text/plain", "application/json"),
        ("*/*", "", "application/json"),
        ("image/*", "", "image/png"),
        ("image/*", "image/webp, */*", "image/webp"),
        ("*/*", "text/csv", "text/csv"),
    ],
)
def test_a_declared_range_becomes_a_type(declared: str, accept: str, sent: str) -> None:
    assert concrete(declared, accept) == sent


def test_content_types_are_taken_apart() -> None:
    assert content_type('Text/Plain; Charset="UTF-8"; x=1').parameters == {
        "charset": "UTF-8",
        "x": "1",
    }
    assert declared_for("text/plain", ["*/*", "text/*", "text/plain"]) == "text/plain"
    assert declared_for("text/plain", ["*/*", "text/*"]) == "text/*"
    assert declared_for("text/plain", ["application/json"]) is None


@pytest.mark.parametrize(
    ("sent", "declared", "covering"),
    [
        ("application/json; charset=utf-8", ["application/json"], "application/json"),
        ("application/json", ["application/json; v=2", "*/*"], "application/json; v=2"),
        ("text/csv;v=1", ["text/csv;v=2", "text/csv;v=1"], "text/csv;v=1"),
        ("Application/JSON", ["application/*", "*/*"], "application/*"),
        ("text/csv", ["*"], "*"),
    ],
)  # fmt: skip
def test_the_most_exact_declaration_covers(sent: str, declared: list[str], covering: str) -> None:
    assert declared_for(sent, declared) == covering


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("application/json; charset=utf-8", "json"),
        ("APPLICATION/PROBLEM+JSON", "json"),
        ("text/json", "json"),
        ("application/jsonlines", ""),
        ("application/atom+xml", "xml"),
        ("text/xml", "xml"),
        ("text/plain", ""),
    ],
)
def test_the_syntax_of_a_media_type(media_type: str, kind: str) -> None:
    bare = essence(media_type)
    assert (is_json(bare), is_xml(bare)) == (kind == "json", kind == "xml")

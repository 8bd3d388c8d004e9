"""What is remembered of calls: all that tests need, no credentials, bounded memory."""

import json
from typing import Any

import pytest

from planner.stubs.server.journal import LONGEST_BODY, RingJournal
from planner.stubs.server.types import Answer, Call, Mount, RequestFault
from tests.stubs.server.a_bundle import DIGEST, a_bundle

_JSON = (b"content-type", b"application/json")
_SCHEME = {"type": "apiKey", "scheme": "", "location": "query", "parameter": "shop"}


def a_call(**other: Any) -> Call:
    given: dict[str, Any] = {
        "mount": Mount("/catalog-api", a_bundle(schemes={"key": _SCHEME})),
        "operation": "getProduct",
        "method": "GET",
        "path": "/catalog-api/products/1",
        "query": "",
        "headers": [(b"host", b"localhost")],
    }
    return Call(**given | other)


def an_answer(body: bytes = b'{"id":1}') -> Answer:
    return Answer(200, [_JSON], body, "typical")


def page(journal: RingJournal) -> Any:
    return json.loads(journal.page())


def recorded(call: Call, answer: Answer | None = None) -> Any:
    journal = RingJournal()
    journal.append(call, answer or an_answer())
    return page(journal)["calls"][0]


def test_a_call_is_told_as_a_whole() -> None:
    call = a_call(method="POST", query="a=1&a=2", raw=b'{"b":[1]}', headers=[_JSON])
    assert recorded(call) == {
        "contract": "catalog-api",
        "version": "1.0.0",
        "digest": DIGEST,
        "operation": "getProduct",
        "variant": "typical",
        "request": {
            "method": "POST",
            "path": "/products/1",
            "query": "a=1&a=2",
            "headers": {"content-type": "application/json"},
            "body": {"b": [1]},
        },
        "response": {
            "status": 200,
            "headers": {"content-type": "application/json"},
            "body": {"id": 1},
        },
        "valid": True,
        "faults": [],
    }


def test_what_was_wrong_with_a_request_is_told() -> None:
    faults = (
        RequestFault("body", "/b/0", "1 is no text"),
        RequestFault("query", "a", "missing"),
    )
    told = recorded(a_call(faults=faults))
    assert not told["valid"]
    assert told["faults"] == [
        {"in": "body", "pointer": "/b/0", "message": "1 is no text"},
        {"in": "query", "name": "a", "message": "missing"},
    ]


def test_a_call_of_nothing_is_told_too() -> None:
    told = recorded(a_call(mount=None, operation="", path="/nowhere"))
    assert (told["contract"], told["operation"], told["valid"]) == ("", "", False)
    assert told["request"]["path"] == "/nowhere"


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ((b"Authorization", b"Bearer secret-token"), {"authorization": "Bearer ***"}),
        ((b"authorization", b"secret-token"), {"authorization": "***"}),
        ((b"cookie", b"session=abc; theme=dark"), {"cookie": "***"}),
        ((b"X-Api-Key", b"abc"), {"x-api-key": "***"}),
        ((b"x-auth-token", b"abc"), {"x-auth-token": "***"}),
        ((b"shop", b"abc"), {"shop": "***"}),
        ((b"accept", b"*/*"), {"accept": "*/*"}),
    ],
)
def test_credentials_in_headers_are_masked(header: Any, shown: dict[str, str]) -> None:
    told = recorded(a_call(headers=[header]))
    assert told["request"]["headers"] == shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("shop=abc&limit=1", "shop=***&limit=1"),
        ("access_token=abc", "access_token=***"),
        ("a=%20&b=+", "a=%20&b=+"),
    ],
)
def test_credentials_in_a_query_are_masked(query: str, shown: str) -> None:
    assert recorded(a_call(query=query))["request"]["query"] == shown


def test_credentials_in_an_answer_are_masked() -> None:
    answer = Answer(200, [(b"set-cookie", b"session=abc")], b"", "typical")
    assert recorded(a_call(), answer)["response"]["headers"] == {"set-cookie": "***"}


def test_a_repeated_header_is_joined() -> None:
    call = a_call(headers=[(b"accept", b"text/plain"), (b"accept", b"text/html")])
    assert recorded(call)["request"]["headers"] == {"accept": "text/plain, text/html"}


@pytest.mark.parametrize(
    ("headers", "raw", "body"),
    [
        ([_JSON], b"", None),
        ([_JSON], b"{bad", "{bad"),
        ([_JSON], b"null", None),
        ([(b"content-type", b"application/problem+json")], b"[1]", [1]),
        ([(b"content-type", b"text/plain")], b"[1]", "[1]"),
        ([(b"content-type", b"image/png")], b"\x89PNG", "�PNG"),
        ([], "grüß".encode(), "grüß"),
    ],
)
def test_a_body_is_json_if_it_is_json_else_text(headers: Any, raw: bytes, body: Any) -> None:
    assert recorded(a_call(headers=headers, raw=raw))["request"]["body"] == body


def test_the_oldest_calls_are_forgotten_and_counted() -> None:
    journal = RingJournal(most=3)
    for number in range(5):
        journal.append(a_call(operation=f"call{number}"), an_answer())
    told = page(journal)
    assert [call["operation"] for call in told["calls"]] == ["call2", "call3", "call4"]
    assert told["dropped"] == 2


def test_large_bodies_make_room_for_new_ones() -> None:
    journal = RingJournal(most_bytes=10_000)
    for number in range(5):
        journal.append(a_call(operation=f"call{number}", raw=b"x" * 4_000), an_answer(b""))
    assert [call["operation"] for call in page(journal)["calls"]] == ["call3", "call4"]


@pytest.mark.parametrize(
    "large",
    [
        {"headers": [(b"x-large", b"x" * 4_000)]},
        {"headers": [(b"a", b"")] * 40},
        {"query": "x" * 4_000},
        {"path": "/catalog-api/" + "x" * 4_000},
    ],
)
def test_all_of_a_request_takes_room(large: Any) -> None:
    journal = RingJournal(most_bytes=10_000)
    for number in range(5):
        journal.append(a_call(operation=f"call{number}", **large), an_answer(b""))
    assert [call["operation"] for call in page(journal)["calls"]] == ["call3", "call4"]
    assert page(journal)["dropped"] == 3


def test_a_deep_body_does_not_keep_the_others_from_being_shown() -> None:
    journal = RingJournal()
    deep = b"[" * 1_000 + b"]" * 1_000
    json_header = [(b"content-type", b"application/json")]
    journal.append(a_call(raw=deep, headers=json_header), an_answer())
    journal.append(a_call(raw=b"[[1]]", headers=json_header), an_answer())
    bodies = [call["request"]["body"] for call in page(journal)["calls"]]
    assert bodies == [deep.decode(), [[1]]]


def test_of_a_huge_body_only_its_length_is_kept() -> None:
    told = recorded(a_call(raw=b"x" * (LONGEST_BODY + 1)))
    assert told["request"]["body"] == f"({LONGEST_BODY + 1} bytes)"


def test_nothing_is_kept_if_nothing_is_to_be_kept() -> None:
    journal = RingJournal(most=0)
    journal.append(a_call(), an_answer())
    assert page(journal) == {"calls": [], "dropped": 1}


def test_all_is_forgotten_when_it_is_cleared() -> None:
    journal = RingJournal(most=1)
    journal.append(a_call(), an_answer())
    journal.append(a_call(), an_answer())
    journal.clear()
    assert page(journal) == {"calls": [], "dropped": 0}
    journal.append(a_call(), an_answer())
    assert len(page(journal)["calls"]) == 1

"""The index page as text: what it lists, that nothing in it is markup that should not be."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest

from planner.model.bundle import Bundle
from planner.stubs.server.pages import index_page
from planner.stubs.server.types import Mount
from tests.stubs.server.a_bundle import (
    a_bundle,
    a_parameter,
    an_object,
    an_operation,
)

_HOSTILE = (
    "\"'><script>window.hacked = 1</script><img src=x onerror=alert(1)>&lt;b&gt;</textarea>\0"
)
_VOID = {"meta", "link", "input", "img", "br"}


class Parsed(HTMLParser):
    """The tags of a page, with their attributes and the text in them."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        return [
            given
            for name, given in self.tags
            if name == tag and attributes.items() <= given.items()
        ]


def page(*bundles: Bundle, is_draft: bool = False) -> Parsed:
    return Parsed(index_page([Mount("", bundle, is_draft) for bundle in bundles]))


def shop() -> Bundle:
    return a_bundle(
        an_operation(
            "POST",
            "/products/{id}",
            {"200": an_object(), "404": None, "default": None},
            body=an_object(),
            query={"limit": {"type": "integer"}},
            id="createProduct",
            summary="Add a product",
            security=[{"token": []}, {}],
        ),
        schemes={"token": {"type": "http", "scheme": "bearer", "location": "", "parameter": ""}},
    )


def test_every_operation_has_a_form() -> None:
    parsed = page(shop())
    assert not parsed.open
    assert "POST /products/{id}" in " ".join(parsed.text.split())
    assert "createProduct" in parsed.text
    (form,) = parsed.all("form")
    assert (form["data-method"], form["data-path"]) == ("POST", "/products/{id}")
    fields = [(field["name"], field["data-in"]) for field in parsed.all("input") if "name" in field]
    assert fields == [("id", "path"), ("limit", "query"), ("Authorization", "header")]


def test_one_may_ask_for_each_declared_status() -> None:
    parsed = page(shop())
    assert parsed.all("select", name="code")
    assert re.search(r"as the request deserves\s*200\s*404\s*Try it", parsed.text)


def test_every_field_has_a_label_and_every_id_is_there_once() -> None:
    parsed = page(shop(), shop())
    ids = [given["id"] for _, given in parsed.tags if "id" in given]
    assert len(ids) == len(set(ids))
    labels = {given["for"] for given in parsed.all("label")}
    for tag in ("input", "select", "textarea"):
        assert {given["id"] for given in parsed.all(tag)} <= labels


def test_contracts_are_in_order_and_say_whether_they_are_drafts() -> None:
    mounts = [
        Mount("/b", a_bundle(contract="b"), is_draft=True),
        Mount("/a", a_bundle(contract="a")),
    ]
    text = " ".join(Parsed(index_page(mounts)).text.split())
    assert text.index("a 1.0.0") < text.index("b 1.0.0")
    assert text.count("draft, not ratified") == 1


def test_the_path_of_a_prefix_and_a_base_is_whole() -> None:
    bundle = a_bundle(an_operation("GET", "/x", {"204": None}, bases=["/v1"]))
    parsed = Parsed(index_page([Mount("/shop", bundle)]))
    assert parsed.all("form")[0]["data-path"] == "/shop/v1/x"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "minimum": 5}, "5"),
        ({"type": "integer"}, "1"),
        ({"type": ["null", "boolean"]}, "true"),
        ({"enum": ["a", "b"]}, "a"),
        ({"type": "string", "format": "uuid"}, "7d444840-9dc0-41d1-b245-5ffdce74fad2"),
        ({"type": "string", "default": "<x>"}, "<x>"),
        ({"$ref": "#/$defs/Id"}, "id-1"),
        ({"type": "array", "examples": [["a", "b"]]}, "a,b"),
        (True, "some"),
    ],
)
def test_a_required_field_is_filled(schema: Any, value: str) -> None:
    operation = an_operation("GET", "/x", {"204": None})
    operation["parameters"] = [a_parameter("x", "query", schema, required=True)]
    bundle = a_bundle(operation, schemas={"Id": {"type": "string", "examples": ["id-1"]}})
    assert page(bundle).all("input", name="x")[0]["value"] == value


def test_the_declared_example_of_a_body_stands_in_its_field() -> None:
    operation = an_operation("POST", "/x", {"204": None}, body=True)
    assert operation["body"] is not None
    example = {"name": "", "value": {"a": ["</textarea>"]}, "place": ""}
    operation["body"]["media"]["application/json"]["examples"] = [example]  # type: ignore[list-item]  # as read from JSON
    assert json.dumps(example["value"], indent=2) in page(a_bundle(operation)).text


def test_messages_tell_how_they_are_made() -> None:
    message: Any = {
        "name": "StockReserved", "channel": "stock", "address": "stock.v1", "summary": "",
        "action": "send", "content_type": "", "payload": None, "headers": None, "examples": [],
        "wire": None, "place": "",
    }  # fmt: skip
    parsed = page(a_bundle(contract="stock-events", messages=(message,)))
    assert "plan stubs emit stock-events@1.0.0 StockReserved" in parsed.text


def test_no_text_of_a_contract_is_markup() -> None:
    example = {"name": _HOSTILE, "value": _HOSTILE, "place": ""}
    operation = an_operation(
        "POST", f"/{_HOSTILE}", {_HOSTILE: None}, body=True,
        id=_HOSTILE, summary=_HOSTILE, description=_HOSTILE, tags=[_HOSTILE],
        security=[{_HOSTILE: []}],
    )  # fmt: skip
    operation["parameters"] = [a_parameter(_HOSTILE, _HOSTILE, {"enum": [_HOSTILE]}, required=True)]
    assert operation["body"] is not None
    operation["body"]["media"] = {_HOSTILE: {"schema": None, "examples": [example]}}  # type: ignore[list-item]  # as read from JSON
    bundle = a_bundle(
        operation, contract=_HOSTILE, title=_HOSTILE, version=_HOSTILE, digest=_HOSTILE,
        schemes={
            _HOSTILE: {"type": "apiKey", "scheme": "", "location": _HOSTILE, "parameter": _HOSTILE}
        },
    )  # fmt: skip
    parsed = Parsed(index_page([Mount(f"/{_HOSTILE}", bundle)]))
    assert not parsed.open
    assert len(parsed.all("script")) == 1
    assert not parsed.all("img")
    assert not any("onerror" in given for _, given in parsed.tags)
    assert "\0" not in parsed.text


def test_lone_surrogates_do_no_harm() -> None:
    assert "a�b" in page(a_bundle(title="a\ud800b")).text


def test_the_policy_allows_the_pages_own_script_and_style_and_nothing_else() -> None:
    content = index_page([Mount("", shop())]).decode()
    policy = Parsed(content.encode()).all("meta")[1]["content"]
    for tag in ("script", "style"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", content, re.DOTALL)
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not re.findall(r'\s(?:on\w+|style)="', content)
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:,|/__plan__/)""", content)


def test_the_same_contracts_give_the_same_page() -> None:
    assert index_page([Mount("", shop())]) == index_page([Mount("", shop())])


def test_a_contract_with_nothing_says_so() -> None:
    assert "neither operations nor messages" in page(a_bundle()).text

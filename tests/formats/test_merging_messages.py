"""The contract in between two descriptions of messages; one row a kind of break."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.app.diff_modes import Promises, agreement_named, category_named
from planner.app.diff_sources import Bundle
from planner.model.errors import InputError
from tests.depth import trials
from tests.formats.between import between, bundle

Mode = str | None
MODES = (None, "backward", "forward", "full")
HURRIED = settings(
    max_examples=trials(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)


def promises(mode: Mode) -> Promises:
    return Promises(agreement_named(mode) if mode else None)


def merged(old: Bundle, new: Bundle, kind: str, mode: Mode = None) -> tuple[Any, list[str]]:
    """Return what is made, parsed, or why it is not; and what it does not serve both in."""
    made = between(old, new, kind, promises(mode))
    content = made.intermediate.content
    told = json.loads(content) if content else made.intermediate.reason
    return told, sorted(reason.rpartition(": ")[2] for reason in made.obstacles.values())


# ---------------------------------------------------------------------- JSON Schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
GOES = {"deprecated": True, "x-sunset": "2026-05-31"}
INTEGER, STRING = {"type": "integer"}, {"type": "string"}


def a_schema(properties: dict[str, Any], *required: str, **others: Any) -> Bundle:
    schema = {"type": "object", "properties": properties, "required": list(required), **others}
    return bundle(json.dumps({"$schema": DRAFT, **schema}), "paid.json")


PAID = a_schema({"id": INTEGER, "name": STRING}, "id")


@pytest.mark.parametrize(
    ("new", "mode", "properties", "required"),
    [
        # renamed: the old member stays beside the new one
        (a_schema({"id": INTEGER, "title": STRING}, "id"), None,
         {"id": INTEGER, "name": {**STRING, **GOES}, "title": STRING}, ["id"]),
        # required anew: writers of both send it
        (a_schema({"id": INTEGER, "name": STRING, "at": STRING}, "id", "at"), "forward",
         {"id": INTEGER, "name": STRING, "at": STRING}, ["id", "at"]),
        # of another type: readers take both
        (a_schema({"id": STRING, "name": STRING}, "id"), "backward",
         {"id": {"anyOf": [INTEGER, STRING]}, "name": STRING}, ["id"]),
        # no longer required: it goes on being sent
        (a_schema({"name": STRING}), "forward",
         {"id": {**INTEGER, **GOES}, "name": STRING}, ["id"]),
    ],
)  # fmt: skip
def test_a_schema_that_serves_both(
    new: Bundle, mode: Mode, properties: dict[str, Any], required: list[str]
) -> None:
    found, stuck = merged(PAID, new, "json-schema", mode)
    assert (found["properties"], found["required"], stuck) == (properties, required, [])


@pytest.mark.parametrize(
    ("new", "mode", "stuck"),
    [
        (a_schema({"id": STRING, "at": STRING}, "id"), None,
         "`id` in the payload is now `integer`, it was `string`"),
        (a_schema({"id": STRING, "at": STRING}, "id"), "forward",
         "`id` in the payload is now `integer`, it was `string`"),
        (a_schema({"id": INTEGER, "at": STRING}, "id", "at"), None,
         "`at` in the payload is now optional"),
    ],
)  # fmt: skip
def test_a_member_that_serves_one_side_only_is_told(new: Bundle, mode: Mode, stuck: str) -> None:
    found, told = merged(PAID, new, "json-schema", mode)
    assert "at" in found["properties"]
    assert told == [stuck]


@pytest.mark.parametrize("keyword", ["$defs", "definitions"])
def test_shared_schemas_stay_shared(keyword: str) -> None:
    def sides(member: str) -> Bundle:
        node = {"type": "object", "properties": {
            member: STRING, "next": {"$ref": f"#/{keyword}/a~1node"}}}  # fmt: skip
        first = {"first": {"$ref": f"#/{keyword}/a~1node"}}
        return a_schema(first, "first", **{keyword: {"a/node": node}})

    found, _ = merged(sides("name"), sides("title"), "json-schema")
    (shared,) = found[keyword].values()
    assert sorted(shared["properties"]) == ["name", "next", "title"]
    reference = shared["properties"]["next"]["$ref"]
    assert reference == found["properties"]["first"]["$ref"]


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (bundle('{"$schema": "http://json-schema.org/draft-07/schema#", "type": "string"}',
                "paid.json"), "one side is written in"),
        (a_schema({"id": {"$ref": "#"}}, "id"), "it refers to `#`"),
        (a_schema({"id": {"$id": "urn:x", "type": "string"}}, "id"), "a part of it has `$id`"),
    ],
)  # fmt: skip
def test_schemas_that_can_not_be_put_together_say_why(new: Bundle, reason: str) -> None:
    told, _ = merged(PAID, new, "json-schema")
    assert reason in told


NAMES = st.sampled_from(["a", "b", "c"])
LEAVES = st.one_of(
    st.sampled_from([STRING, INTEGER, {"type": "number"}, {"type": ["string", "null"]}, {}]),
    st.builds(lambda top: {"type": "integer", "maximum": top}, st.integers(0, 3)),
    st.builds(lambda top: {"type": "string", "maxLength": top}, st.integers(0, 3)),
    st.builds(lambda values: {"enum": values},
              st.lists(st.sampled_from(["x", "y", 1, None]), min_size=1, unique_by=repr)),
    st.builds(lambda name: {"$ref": f"#/$defs/{name}"}, NAMES),
)  # fmt: skip


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    members = st.dictionaries(NAMES, inner, max_size=3)
    required = st.lists(NAMES, unique=True, max_size=2)
    others = st.sampled_from([{}, {}, {"additionalProperties": False},
                              {"additionalProperties": STRING}])  # fmt: skip
    whole = st.builds(
        lambda p, r, o: {"type": "object", "properties": p, "required": r, **o},
        members, required, others,
    )  # fmt: skip
    lists = st.builds(lambda item: {"type": "array", "items": item}, inner)
    return st.one_of(whole, whole, lists, st.builds(lambda s: {"anyOf": s}, st.lists(
        inner, min_size=1, max_size=2)))  # fmt: skip


OBJECTS = objects(st.recursive(LEAVES, objects, max_leaves=4))
DEFINITIONS = st.fixed_dictionaries(dict.fromkeys("abc", OBJECTS))


@given(
    old=OBJECTS, new=OBJECTS, defs=st.tuples(DEFINITIONS, DEFINITIONS),
    mode=st.sampled_from(MODES),
)  # fmt: skip
@HURRIED
def test_whatever_is_made_of_two_schemas_passes_its_checks(
    old: Any, new: Any, defs: tuple[Any, Any], mode: Mode
) -> None:
    sides = [
        bundle(json.dumps({"$schema": DRAFT, "$defs": own, **schema}), "c.json")
        for schema, own in ((old, defs[0]), (new, defs[1]))
    ]  # fmt: skip
    merged(sides[0], sides[1], "json-schema", mode)


# ---------------------------------------------------------------------- Avro


def a_record(*fields: dict[str, Any]) -> Bundle:
    record = {"type": "record", "name": "Paid", "namespace": "shop", "fields": fields}
    return bundle(json.dumps(record), "paid.avsc")


ID: dict[str, Any] = {"name": "id", "type": "string"}
SUM: dict[str, Any] = {"name": "sum", "type": "int"}
SUB = {"type": "record", "name": "Sub", "fields": [
    {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["CARD", "CASH"]}}
]}  # fmt: skip


@pytest.mark.parametrize(
    ("new", "mode", "fields"),
    [
        # added: need not be written
        ([ID, SUM, {"name": "by", "type": "string"}], None,
         [ID, SUM, {"name": "by", "type": "string", "default": ""}]),
        ([ID, SUM, {"name": "by", "type": SUB}], None,
         [ID, SUM, {"name": "by", "type": SUB, "default": {"kind": "CARD"}}]),
        # removed: is written still, and need not be read
        ([ID], None, [ID, {**SUM, **GOES, "default": 0}]),
        # renamed
        ([ID, {"name": "total", "type": "int", "aliases": ["sum"]}], None,
         [ID, {**SUM, "aliases": ["total"]}]),
        # of another type: readers take both
        ([ID, {"name": "sum", "type": "string"}], "backward",
         [ID, {"name": "sum", "type": ["int", "string"]}]),
        ([ID, {"name": "sum", "type": ["null", "string"]}], "backward",
         [ID, {"name": "sum", "type": ["int", "null", "string"]}]),
    ],
)  # fmt: skip
def test_a_record_that_serves_both(new: list[Any], mode: Mode, fields: list[Any]) -> None:
    found, stuck = merged(a_record(ID, SUM), a_record(*new), "avro", mode)
    assert (found["name"], found["namespace"]) == ("Paid", "shop")
    assert (found["fields"], stuck) == (fields, [])


def test_a_type_that_no_reader_of_both_takes_is_told() -> None:
    told, stuck = merged(a_record(ID, SUM), a_record(ID, {**SUM, "type": "string"}), "avro")
    assert told == "nothing serves both sides"
    assert stuck == ["`Paid.sum` is now `int`, it was `string`"]


def test_a_symbol_that_old_readers_do_not_know_is_read_as_the_default() -> None:
    def side(*symbols: str, **more: str) -> Bundle:
        return a_record(
            {"name": "k", "type": {"type": "enum", "name": "K", "symbols": symbols, **more}}
        )

    found, stuck = merged(side("A"), side("A", "B", default="A"), "avro")
    assert found["fields"][0]["type"] == {
        "type": "enum", "name": "K", "symbols": ["A"], "default": "A",
    }  # fmt: skip
    assert stuck == []


TYPES = st.recursive(
    st.sampled_from(["int", "long", "string", "bytes", "boolean", "null", "shop.N", "double"]),
    lambda inner: st.one_of(
        st.builds(lambda item: {"type": "array", "items": item}, inner),
        st.builds(lambda item: {"type": "map", "values": item}, inner),
        st.builds(lambda other: ["null", other], inner.filter(
            lambda item: item != "null" and not isinstance(item, list))),
    ),
    max_leaves=3,
)  # fmt: skip
FIELDS = st.builds(
    lambda name, kind, alias: {"name": name, "type": kind, **({"aliases": alias} if alias else {})},
    NAMES, TYPES, st.lists(NAMES, max_size=1),
)  # fmt: skip
RECORDS = st.lists(FIELDS, max_size=3, unique_by=lambda field: field["name"])
NAMED = st.one_of(
    st.builds(lambda symbols: {"type": "enum", "symbols": symbols},
              st.lists(st.sampled_from("ABC"), min_size=1, unique=True)),
    st.builds(lambda size: {"type": "fixed", "size": size}, st.integers(1, 2)),
    st.builds(lambda fields: {"type": "record", "fields": fields}, RECORDS),
)  # fmt: skip


@given(old=RECORDS, new=RECORDS, kinds=st.tuples(NAMED, NAMED), mode=st.sampled_from(MODES))
@HURRIED
def test_whatever_is_made_of_two_records_passes_its_checks(
    old: list[Any], new: list[Any], kinds: tuple[Any, Any], mode: Mode
) -> None:
    sides = [
        a_record({"name": "n", "type": {**kind, "name": "N"}}, *fields)
        for fields, kind in ((old, kinds[0]), (new, kinds[1]))
    ]
    try:
        merged(sides[0], sides[1], "avro", mode)
    except InputError as error:
        pytest.fail(error.problems[0].message)


# ---------------------------------------------------------------------- AsyncAPI

V2, V3 = "2.6.0", "3.0.0"


def an_api(version: str, action: str, body: Any, name: str = "Paid", **message: Any) -> Bundle:
    """One channel `pay` on which the owner sends or receives one message."""
    head = {"asyncapi": version, "info": {"title": "Pay", "version": "1.0.0"}}
    message = {"payload": {"$ref": "#/components/schemas/Body"}, **message}
    components = {"schemas": {"Body": body}, "messages": {name: message}}
    reference = {"$ref": f"#/components/messages/{name}"}
    if version == V2:
        said = {"send": "subscribe", "receive": "publish"}[action]
        channels: Any = {"pay": {said: {"message": reference}}}
        return bundle(
            json.dumps({**head, "channels": channels, "components": components}), "a.json"
        )
    channels = {"pay": {"address": "pay", "messages": {name: reference}}}
    operations = {"pay": {"action": action, "channel": {"$ref": "#/channels/pay"}}}
    whole = {**head, "channels": channels, "operations": operations, "components": components}
    return bundle(json.dumps(whole), "a.json")


def an_object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


BODY = an_object({"id": INTEGER, "name": STRING}, "id")


@pytest.mark.parametrize("version", [V2, V3])
@pytest.mark.parametrize(
    ("action", "new", "expected"),
    [
        # what the owner sends is for readers of both
        ("send", an_object({"name": STRING, "at": STRING}, "at"),
         an_object({"id": {**INTEGER, **GOES}, "name": STRING, "at": STRING}, "id", "at")),
        # what it receives may be for either
        ("receive", an_object({"id": STRING, "name": STRING}, "id", "name"),
         an_object({"id": {"anyOf": [INTEGER, STRING]}, "name": STRING}, "id")),
    ],
)  # fmt: skip
def test_an_api_that_serves_both(version: str, action: str, new: Any, expected: Any) -> None:
    found, stuck = merged(an_api(version, action, BODY), an_api(version, action, new), "asyncapi")
    assert found["info"]["version"] == "1.1.0"
    assert (found["components"]["schemas"], stuck) == ({"Body": expected}, [])


@pytest.mark.parametrize("version", [V2, V3])
def test_what_the_owner_receives_may_be_a_message_of_either(version: str) -> None:
    new = an_api(version, "receive", an_object({"code": STRING}, "code"), "Paid2")
    found, stuck = merged(an_api(version, "receive", BODY), new, "asyncapi")
    assert sorted(found["components"]["messages"]) == ["Paid", "Paid2"]
    assert stuck == []


@pytest.mark.parametrize("version", [V2, V3])
def test_a_new_kind_of_message_is_not_sent_yet(version: str) -> None:
    """Consumers of the old contract could not read it: they go first."""
    new = an_api(version, "send", an_object({"code": STRING}, "code"), "Paid2")
    told, _ = merged(an_api(version, "send", BODY), new, "asyncapi")
    if isinstance(told, dict):
        assert "Paid2" not in json.dumps(told["channels"])


def test_channels_and_operations_of_both_are_there() -> None:
    old = an_api(V3, "send", BODY)
    document = json.loads(old.contents["a.json"])
    moved = json.loads(old.contents["a.json"].replace(b'"pay"', b'"pay2"').replace(
        b"channels/pay", b"channels/pay2"))  # fmt: skip
    found, stuck = merged(old, bundle(json.dumps(moved), "a.json"), "asyncapi")
    assert list(found["channels"]) == list(found["operations"]) == ["pay", "pay2"]
    assert found["channels"]["pay"] == document["channels"]["pay"]
    assert stuck == []


def test_payloads_in_avro_are_put_together_too() -> None:
    wrapped = [
        {"schemaFormat": "application/vnd.apache.avro;version=1.9.0",
         "schema": json.loads(side.contents["paid.avsc"])}
        for side in (a_record(ID, SUM), a_record(ID, {"name": "by", "type": "string"}))
    ]  # fmt: skip
    sides = [an_api(V3, "send", {}, payload=payload) for payload in wrapped]
    found, stuck = merged(sides[0], sides[1], "asyncapi")
    fields = found["components"]["messages"]["Paid"]["payload"]["schema"]["fields"]
    assert [field["name"] for field in fields] == ["id", "sum", "by"]
    assert stuck == []


def test_versions_of_asyncapi_are_not_mixed() -> None:
    told, _ = merged(an_api(V2, "send", BODY), an_api(V3, "send", an_object({})), "asyncapi")
    assert told == "one side is AsyncAPI 2, the other 3; convert one of them first"


BODIES = objects(st.recursive(LEAVES.map(lambda leaf: {} if "$ref" in leaf else leaf), objects,
                              max_leaves=4))  # fmt: skip


@given(
    old=BODIES, new=BODIES, version=st.sampled_from([V2, V3]),
    told=st.tuples(st.sampled_from(["send", "receive"]), st.sampled_from(["Paid", "Paid", "New"])),
    mode=st.sampled_from(MODES),
)  # fmt: skip
@HURRIED
def test_whatever_is_made_of_two_apis_passes_its_checks(
    old: Any, new: Any, version: str, told: tuple[str, str], mode: Mode
) -> None:
    action, name = told
    sides = an_api(version, action, old), an_api(version, action, new, name)
    merged(sides[0], sides[1], "asyncapi", mode)


# ---------------------------------------------------------------------- calls back


def a_subscription(body: Any, answer: Any, *, is_webhook: bool, required: bool = False) -> Bundle:
    """What the provider sends to consumers, and what they answer."""
    paid = {
        "parameters": [{"name": "at", "in": "query", "required": required, "schema": STRING}],
        "requestBody": {"content": {"application/json": {"schema": body}}, "required": required},
        "responses": {"200": {"description": "Taken.", "content": {"application/json": {
            "schema": answer}}}},
    }  # fmt: skip
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Pay", "version": "1.0.0"},
        "paths": {"/subscriptions": {"post": {"responses": {"201": {"description": "Made."}}}}},
    }
    if is_webhook:
        document["webhooks"] = {"paid": {"post": paid}}
    else:
        subscribe = document["paths"]["/subscriptions"]["post"]
        subscribe["callbacks"] = {"paid": {"{$request.query.url}": {"post": paid}}}
    return bundle(json.dumps(document), "pay.json")


def called(document: Any, *, is_webhook: bool) -> Any:
    """Return the operation that the provider calls."""
    if is_webhook:
        return document["webhooks"]["paid"]["post"]
    return document["paths"]["/subscriptions"]["post"]["callbacks"]["paid"]["{$request.query.url}"][
        "post"
    ]


@pytest.mark.parametrize("is_webhook", [True, False])
def test_a_call_back_is_for_consumers_of_both(*, is_webhook: bool) -> None:
    old = a_subscription(BODY, BODY, is_webhook=is_webhook, required=True)
    less = an_object({"name": STRING, "at": STRING}, "at")
    more = an_object({"id": STRING, "name": STRING}, "id", "name")
    found, stuck = merged(old, a_subscription(less, more, is_webhook=is_webhook), "openapi")
    paid = called(found, is_webhook=is_webhook)
    assert stuck == []
    assert paid["parameters"][0]["required"] is paid["requestBody"]["required"] is True
    assert paid["requestBody"]["content"]["application/json"]["schema"] == an_object(
        {"id": {**INTEGER, **GOES}, "name": STRING, "at": STRING}, "id", "at"
    )
    assert paid["responses"]["200"]["content"]["application/json"]["schema"] == an_object(
        {"id": {"anyOf": [INTEGER, STRING]}, "name": STRING}, "id"
    )


@given(old=st.tuples(BODIES, BODIES), new=st.tuples(BODIES, BODIES))
@HURRIED
def test_whatever_is_made_of_two_operations_passes_its_checks(
    old: tuple[Any, Any], new: tuple[Any, Any]
) -> None:
    sides = []
    for body, answer in (old, new):
        document = json.loads(a_subscription(body, answer, is_webhook=True).contents["pay.json"])
        document["paths"] = document.pop("webhooks")
        sides.append(bundle(json.dumps(document).replace('"paid"', '"/paid"'), "pay.json"))
    merged(sides[0], sides[1], "openapi")


@given(
    old=st.tuples(BODIES, BODIES, st.booleans()), new=st.tuples(BODIES, BODIES, st.booleans()),
    is_webhook=st.booleans(),
)  # fmt: skip
@HURRIED
def test_whatever_is_made_of_two_calls_back_passes_its_checks(
    *, old: tuple[Any, Any, bool], new: tuple[Any, Any, bool], is_webhook: bool
) -> None:
    sides = [
        a_subscription(body, answer, is_webhook=is_webhook, required=required)
        for body, answer, required in (old, new)
    ]
    merged(sides[0], sides[1], "openapi")


# ---------------------------------------------------------------------- Protobuf

PROTO = """\
syntax = "proto3";
package shop;

service Users {
  rpc Get(Query) returns (User);
}
message Query { string id = 1; }
message User {
  string id = 1; // never empty
  string name = 2 [json_name = "n"];
  oneof contact { string mail = 3; string phone = 4; }
  enum Kind { NONE = 0; GUEST = 1; }
  Kind kind = 5;
}
"""
NAME = "message Name { string first = 1;"
FIND = "rpc Find(Query) returns (stream User) { option deprecated = false; }"


def a_file(text: str) -> Bundle:
    return Bundle("shop.proto", {"shop.proto": text.encode()}, kind="protobuf")


def proto_between(new: str) -> tuple[str, list[str]]:
    """Return the text that is made, or why it is not; and what it does not serve both in."""
    made = between(a_file(PROTO), a_file(new), "protobuf", Promises())
    content = made.intermediate.content
    told = content.decode() if content else made.intermediate.reason
    return told, sorted(reason.rpartition(": ")[2] for reason in made.obstacles.values())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # a new field beside the old one; its number is reserved when it goes
        ((('  string name = 2 [json_name = "n"];', '  reserved 2, 9 to 11;\n  reserved "name";'),
          ("= 5;", f"= 5;\n  Name full = 6; // {{first, last}}\n}}\n{NAME}")),
         (('"n"];', '"n", deprecated = true];'),
          ("  Kind kind = 5;", "  Kind kind = 5;\n  Name full = 6;"),
          ("\n}\n<end>", f"\n}}\n\n{NAME}\n}}\n<end>"))),
        # an rpc, with options of its own
        ((("rpc Get(Query) returns (User);", FIND),), (("(User);", f"(User);\n  {FIND}"),)),
        # a value, and a part of a oneof
        ((("GUEST = 1;", "MEMBER = 2;"), ("string phone = 4;", "string chat = 7;")),
         (("GUEST = 1;", "GUEST = 1;\n    MEMBER = 2;"),
          ("string phone = 4;", "string phone = 4 [deprecated = true];\n    string chat = 7;"))),
    ],
)  # fmt: skip
def test_a_file_with_what_both_have(
    changes: tuple[tuple[str, str], ...], expected: tuple[tuple[str, str], ...]
) -> None:
    new, wanted = PROTO, f"{PROTO}<end>"
    for before, after in changes:
        assert new.count(before) == 1
        new = new.replace(before, after)
    for before, after in expected:
        assert wanted.count(before) == 1
        wanted = wanted.replace(before, after)
    assert proto_between(new) == (wanted.removesuffix("<end>"), [])


@pytest.mark.parametrize(
    ("before", "after", "stuck"),
    [
        ("string id = 1; //", "int64 id = 1; //",
         "field `shop.User.id` is string, it was int64"),
        ("Kind kind = 5", "Kind kind = 8", "field `shop.User.kind` has the number 5, it had 8"),
        ("string id = 1; //", "string key = 1; //", "field `shop.User.key` is called `id` now"),
    ],
)  # fmt: skip
def test_a_number_means_one_thing_only(before: str, after: str, stuck: str) -> None:
    assert proto_between(PROTO.replace(before, after)) == ("nothing serves both sides", [stuck])


def test_files_of_two_packages_are_not_put_together() -> None:
    told, _ = proto_between(PROTO.replace("package shop;", "package store;"))
    assert told == "syntax or package of the two sides differ"


FIELD = st.tuples(
    st.sampled_from(["string", "int32", "int64", "repeated string", "Inner", "map<string, Inner>"]),
    NAMES,
    st.integers(1, 4),
)
MESSAGE = st.lists(FIELD, max_size=3, unique_by=(lambda f: f[1], lambda f: f[2])).map(
    lambda fields: " ".join(f"{kind} {name} = {number};" for kind, name, number in fields)
)


@pytest.mark.slow
@given(old=st.tuples(MESSAGE, MESSAGE), new=st.tuples(MESSAGE, MESSAGE), category=st.sampled_from(
    ["file", "package", "wire-json", "wire"]))  # fmt: skip
@settings(HURRIED, max_examples=trials(15))
def test_whatever_is_made_of_two_files_passes_its_checks(
    old: tuple[str, str], new: tuple[str, str], category: str
) -> None:
    sides = [
        a_file(f'syntax = "proto3"; message Outer {{ {outer} }}\nmessage Inner {{ {inner} }}')
        for outer, inner in (old, new)
    ]
    between(sides[0], sides[1], "protobuf", Promises(None, category_named(category)))

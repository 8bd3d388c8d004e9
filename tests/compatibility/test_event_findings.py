"""What is said about AsyncAPI contracts: one cause once, in the direction that counts."""

from typing import Any

import pytest
import ryaml

from planner.compatibility.events.comparison import compare_events
from planner.compatibility.options import CompareOptions, Mode
from planner.formats.lowering.asyncapi import lower_asyncapi
from planner.model.finding import Finding, Polarity, Proof, Severity
from tests.compatibility.event_documents import compare, found

_PLACED = "{name: Placed, payload: {type: object, required: [total], properties: {total: {}}}}"
_NO_TOTAL = _PLACED.replace("[total]", "[]")


def on_channel(messages: str, operations: str = "") -> str:
    """Return a document with one channel; its operations are `KEY: ACTION`, comma-separated."""
    keys = dict(item.split(": ") for item in operations.split(", ")) if operations else {}
    said = ", ".join(
        f"{key}: {{action: {action}, channel: {{$ref: '#/channels/o'}}}}"
        for key, action in keys.items()
    )
    return f"{{channels: {{o: {{address: o, messages: {{{messages}}}}}}}, operations: {{{said}}}}}"


def occurrences(finding: Finding) -> list[tuple[str, str]]:
    return [(place.operation, place.slot) for place in finding.occurrences]


# ---------------------------------------------------------------------- one cause


def test_a_shared_schema_is_one_finding_with_all_its_places() -> None:
    def document(required: str) -> str:
        return (
            "{channels: {a: {address: a, messages: {A: {$ref: '#/components/messages/A'}}}, "
            "b: {address: b, messages: {B: {payload: {$ref: '#/components/schemas/S'}}}}}, "
            "operations: {x: {action: send, channel: {$ref: '#/channels/a'}}, "
            "y: {action: send, channel: {$ref: '#/channels/b'}}}, components: {messages: "
            "{A: {payload: {$ref: '#/components/schemas/S'}}}, schemas: {S: {type: object, "
            f"required: [{required}], properties: {{p: {{type: string}}}}}}}}}}}}"
        )

    (finding,) = compare(document("p"), document(""))
    assert finding.rule == "event-property-became-optional"
    assert occurrences(finding) == [
        ("send a", "message A payload"),
        ("send b", "message B payload"),
    ]
    assert finding.old
    assert finding.old.path[:3] == ("components", "schemas", "S")


def test_a_channel_that_is_gone_is_one_finding() -> None:
    old = on_channel(f"P: {_PLACED}", "x: send, y: receive")
    (finding,) = compare(old, "{channels: {}}")
    assert (finding.rule, finding.proof) == ("channel-removed", Proof.LAW)
    assert occurrences(finding) == [("send o", "channel"), ("receive o", "channel")]


def test_both_directions_of_a_channel_are_two_causes() -> None:
    old, new = (on_channel(f"P: {p}", "x: send, y: receive") for p in (_PLACED, _NO_TOTAL))
    findings = compare(old, new)
    assert [(f.severity, occurrences(f)) for f in findings] == [
        (Severity.BREAKING, [("send o", "message Placed payload")]),
        (Severity.SAFE, [("receive o", "message Placed payload")]),
    ]


# ---------------------------------------------------------------------- directions


@pytest.mark.parametrize(
    ("action", "mode", "severity"),
    [
        ("send", None, "breaking"),
        ("receive", None, "safe"),
        ("send", Mode.BACKWARD, "safe"),
        ("receive", Mode.FORWARD, "breaking"),
        ("send", Mode.FULL, "breaking"),
        ("receive", Mode.FULL, "breaking"),
    ],
)
def test_a_mode_overrides_who_sends(action: str, mode: Mode | None, severity: str) -> None:
    old, new = (on_channel(f"P: {p}", f"x: {action}") for p in (_PLACED, _NO_TOTAL))
    findings = compare(old, new, CompareOptions(mode=mode))
    assert found(findings) == {("event-property-became-optional", severity)}


@pytest.mark.parametrize(
    ("direction", "rules"),
    [
        (Polarity.PROVIDER_SENDS, {"event-property-became-optional"}),
        (Polarity.CONSUMER_SENDS, {"event-server-host-changed"}),
    ],
)
def test_only_one_direction(direction: Polarity, rules: set[str]) -> None:
    old = {**ryaml.loads(on_channel(f"P: {_PLACED}", "x: send")), "servers": server("a")}
    new = {**ryaml.loads(on_channel(f"P: {_NO_TOTAL}", "x: send")), "servers": server("b")}
    findings = compare(old, new, CompareOptions(direction=direction))
    assert {finding.rule for finding in findings} == rules


def server(host: str) -> dict[str, Any]:
    return {"main": {"host": f"{host}.example", "protocol": "mqtt"}}


def test_a_channel_whose_owner_says_nothing_is_looked_at_from_both_sides() -> None:
    old, new = (on_channel(f"P: {payload}") for payload in (_PLACED, _NO_TOTAL))
    for findings, worst in ((compare(old, new), "FORWARD"), (compare(new, old), "BACKWARD")):
        (finding,) = findings
        assert finding.severity is Severity.BREAKING
        assert finding.breaks == (worst,)
        assert occurrences(finding) == [("channel o", "message Placed payload")]


def test_what_the_owner_says_only_now_is_compared_all_the_same() -> None:
    old, new = on_channel(f"P: {_PLACED}"), on_channel(f"P: {_NO_TOTAL}", "x: send")
    assert ("event-property-became-optional", "breaking") in found(compare(old, new))
    assert found(compare(old, on_channel(f"P: {_PLACED}", "x: send"))) == {
        ("event-operation-added", "safe")
    }


def test_documents_of_nothing_but_messages() -> None:
    old, new = (
        f"{{channels: {{}}, components: {{messages: {{P: {payload}}}}}}}"
        for payload in (_PLACED, _NO_TOTAL)
    )
    (finding,) = compare(old, new)
    assert (finding.rule, finding.breaks) == ("event-property-became-optional", ("FORWARD",))
    assert occurrences(finding) == [("", "message Placed payload")]


# ---------------------------------------------------------------------- kinds of messages

_OPEN = "{payload: {type: object, properties: {a: {type: string}}}}"
_PART = "{payload: {type: object, additionalProperties: false, properties: {a: {const: x}}}}"
_CLOSED = (
    "{payload: {type: object, required: [b], additionalProperties: false, properties: {b: {}}}}"
)


@pytest.mark.parametrize(
    ("action", "came", "severity", "gone"),
    [
        ("send", _CLOSED, "breaking", "risky"),
        ("receive", _CLOSED, "safe", "breaking"),
        ("send", _PART, "risky", "risky"),
        ("receive", _PART, "safe", "risky"),
        ("send", "{contentType: text/plain, payload: {type: string}}", "risky", "risky"),
        ("receive", "{contentType: text/plain, payload: {type: string}}", "safe", "breaking"),
    ],
)
def test_a_message_that_came_or_went(action: str, came: str, severity: str, gone: str) -> None:
    closed = _OPEN.replace("type: object,", "type: object, additionalProperties: false,")
    few = on_channel(f"A: {closed}", f"x: {action}")
    more = on_channel(f"A: {closed}, B: {came}", f"x: {action}")
    assert found(compare(few, more)) == {("message-added", severity)}
    assert found(compare(more, few)) == {("message-removed", gone)}


def test_the_payload_of_a_new_message_shows_the_break() -> None:
    few = on_channel("A: {payload: {type: string}}", "x: send")
    more = on_channel("A: {payload: {type: string}}, B: {payload: {type: integer}}", "x: send")
    (finding,) = compare(few, more)
    assert finding.witness
    assert (finding.witness.valid_for, type(finding.witness.value)) == ("new", int)
    assert finding.proof is Proof.WITNESS


def test_unnamed_messages_are_known_by_what_they_look_like() -> None:
    def document(*payloads: str) -> str:
        listed = ", ".join(f"{{payload: {payload}}}" for payload in payloads)
        one_of = f"{{oneOf: [{listed}]}}"
        return f"{{asyncapi: 2.6.0, channels: {{o: {{subscribe: {{message: {one_of}}}}}}}}}"

    def kind(name: str, more: str = "") -> str:
        return f"{{type: object, properties: {{type: {{const: {name}}}, id: {{}}{more}}}}}"

    old = document(kind("a"), kind("b"), kind("c"))
    new = document(kind("c"), kind("b", ", x: {}"), kind("a"))
    assert found(compare(old, new)) == {("event-property-optional-added", "safe")}


def test_traits_count_as_what_they_say() -> None:
    def document(trait: str) -> str:
        return on_channel(f"P: {{payload: {{}}, traits: [{{headers: {trait}}}]}}", "x: receive")

    wide, narrow = "{type: object}", "{type: object, required: [id], properties: {id: {}}}"
    (finding,) = compare(document(wide), document(narrow))
    assert (finding.rule, finding.severity) == ("event-header-required-added", Severity.BREAKING)
    assert finding.new
    assert "traits" in finding.new.path


def test_two_documents_of_one_folder_are_one_contract() -> None:
    one = {"asyncapi": "3.0.0", "info": {}, **ryaml.loads(on_channel(f"P: {_PLACED}", "x: send"))}
    other = {"asyncapi": "3.0.0", "info": {}, "channels": {"q": {"address": "q"}}}
    whole = lower_asyncapi({"a.yaml": one, "b.yaml": other}, "")
    assert list(whole.channels) == ["q", "o"]
    part = lower_asyncapi({"a.yaml": one, "b.yaml": other}, "", "b.yaml")
    assert {finding.rule for finding in compare_events(whole, part)} == {"channel-removed"}

"""Random schemas in operations of both actions: nothing that breaks a value is passed over."""

import json
from random import Random
from typing import Any

import pytest

from planner.compatibility.options import CompareOptions, Mode
from planner.model.finding import Finding, Polarity, Severity
from tests.compatibility.corpus.checking import Side, excused
from tests.compatibility.corpus.random_schemas import Values
from tests.compatibility.corpus.soundness import SchemaPair, random_pair
from tests.compatibility.event_documents import compare

_PAIRS = 60
_VALUES = 40
_FORMAT = "application/schema+json;version=2020-12"
_ACTIONS = {"send": Polarity.PROVIDER_SENDS, "receive": Polarity.CONSUMER_SENDS}


def _moved(node: Any) -> Any:
    """Return a schema whose definitions are components of the document."""
    return json.loads(json.dumps(node).replace("#/$defs/", "#/components/schemas/"))


def _document(node: Any, definitions: Any, part: str) -> dict[str, Any]:
    """Return a contract that sends a message on one channel and receives it on another."""
    schema = {"schemaFormat": _FORMAT, "schema": _moved(node)}
    message = {"payload": schema} if part == "payload" else {"bindings": {"kafka": {"key": schema}}}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "t", "version": "1"},
        "channels": {
            action: {"address": action, "messages": {"M": message}} for action in _ACTIONS
        },
        "operations": {
            action: {"action": action, "channel": {"$ref": f"#/channels/{action}"}}
            for action in _ACTIONS
        },
        "components": {"schemas": _moved(definitions)},
    }


def _compared(
    pair: SchemaPair,
    part: str,
    options: CompareOptions = CompareOptions(),  # noqa: B008  frozen
) -> tuple[Finding, ...]:
    old = _document(pair.old, pair.old_definitions, part)
    new = _document(pair.new, pair.new_definitions, part)
    return compare(old, new, options)


def _sides(pair: SchemaPair, polarity: Polarity) -> tuple[Side, Side]:
    old = Side(pair.old, pair.old_definitions)
    new = Side(pair.new, pair.new_definitions)
    return (old, new) if polarity is Polarity.CONSUMER_SENDS else (new, old)


def _refuting(sender: Side, receiver: Side, random: Random) -> Any:
    """Return a value that the sender may send and the receiver refuses, if one is met."""
    values = Values(random, dict(sender.definitions))
    value: Any = None
    for _ in range(_VALUES):
        value = values.changed(value) if random.random() < 0.3 else values.like(sender.node)
        is_sent = sender.accepts(value) and not receiver.accepts(value)
        if is_sent and not excused(sender, receiver, value):
            return [value]
    return None


@pytest.mark.parametrize("seed", range(_PAIRS))
@pytest.mark.parametrize("part", ["payload", "key"])
def test_what_is_passed_over_breaks_no_value(seed: int, part: str) -> None:
    random = Random(f"{part} {seed}")  # noqa: S311  the same schemas each time
    pair = random_pair(random)
    if pair is None:
        return
    findings = _compared(pair, part)
    for action, polarity in _ACTIONS.items():
        told = [f for f in findings if any(o.operation.startswith(action) for o in f.occurrences)]
        sender, receiver = _sides(pair, polarity)
        if all(finding.severity is Severity.SAFE for finding in told):
            assert _refuting(sender, receiver, random) is None, (pair.old, pair.new, action)
        for finding in told:
            if finding.severity is Severity.BREAKING and finding.witness is not None:
                assert sender.accepts(finding.witness.value)
                assert not receiver.accepts(finding.witness.value)


@pytest.mark.parametrize("seed", range(_PAIRS))
def test_a_mode_holds_for_both_actions(seed: int) -> None:
    random = Random(f"mode {seed}")  # noqa: S311  the same schemas each time
    pair = random_pair(random)
    if pair is None:
        return
    for mode in Mode:
        findings = _compared(pair, "payload", CompareOptions(mode=mode))
        if all(finding.severity is Severity.SAFE for finding in findings):
            for polarity in mode.polarities:
                assert _refuting(*_sides(pair, polarity), random) is None, (pair, mode)


@pytest.mark.parametrize("seed", range(_PAIRS // 2))
def test_a_message_that_came_or_went(seed: int) -> None:
    """What a new kind of message may be is refused by all others, or it is not called breaking."""
    random = Random(f"kind {seed}")  # noqa: S311  the same schemas each time
    pair = random_pair(random)
    if pair is None or pair.new_definitions != pair.old_definitions:
        return
    one = {"schemaFormat": _FORMAT, "schema": _moved(pair.old)}
    other = {"schemaFormat": _FORMAT, "schema": _moved(pair.new)}
    document = _document(pair.old, pair.old_definitions, "payload")
    wider = json.loads(json.dumps(document))
    for action in _ACTIONS:
        document["channels"][action]["messages"] = {"A": {"name": "A", "payload": one}}
        wider["channels"][action]["messages"] = {
            "A": {"name": "A", "payload": one},
            "B": {"name": "B", "payload": other},
        }
    sender, receiver = _sides(pair, Polarity.PROVIDER_SENDS)
    for findings, rule in (
        (compare(document, wider), "message-added"),
        (compare(wider, document), "message-removed"),
    ):
        told = [finding for finding in findings if finding.rule == rule]
        assert {finding.severity for finding in told} != {Severity.SAFE}
        for finding in told:
            if finding.witness is not None:
                assert sender.accepts(finding.witness.value)
                assert not receiver.accepts(finding.witness.value)

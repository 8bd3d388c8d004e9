"""What each kind of break asks of the provider and of consumers, one row a kind."""

from fnmatch import fnmatchcase
from typing import NamedTuple

from planner.model.finding import Effect, Finding, Polarity

_NO_CALLS = "no request for it in the access logs"
_PARALLEL = "add a member with the new shape under another name, and deprecate this one"
_NEW_NUMBER = (
    "add a field of another name, with a number that was never used, beside this one, which is "
    "deprecated; reserve number and name of this one when it goes"
)
_NEW_OPERATION = (
    "offer the new shape as a new operation or a new media type, and deprecate this one"
)


class BreakKind(NamedTuple):
    """One kind of break.

    Args:
        rules: globs of rule ids.
        adds: what the provider adds in step 1a; empty: the old contract allows the new shape.
        adopts: what a consumer does in step 1b.
        evidence: what shows in step 2a that nobody uses the old shape.
        removes: what the provider does in step 2b.
        instead: what to do where nothing serves both sides.
    """

    rules: tuple[str, ...]
    adds: str
    adopts: str
    evidence: str
    removes: str
    instead: str = _PARALLEL


BREAK_KINDS = (
    BreakKind(
        ("*operation-removed*", "*path-removed*", "*-rpc-removed", "*-service-removed"),
        "keep the operation, mark it as deprecated with its sunset, and offer what replaces it",
        "call what replaces the operation",
        _NO_CALLS,
        "remove the operation",
        _NEW_OPERATION,
    ),
    BreakKind(
        ("*operation-method-moved", "*trailing-slash-changed", "*-path-*moved*"),
        "answer at both addresses",
        "call the new address",
        "no request at the old address in the access logs",
        "remove the old address",
        _NEW_OPERATION,
    ),
    BreakKind(
        ("channel-*", "event-operation-*", "event-removed", "message-removed", "kafka-topic-*"),
        "publish in the new place and in the old one, and mark the old one as deprecated",
        "subscribe in the new place; an event that comes twice is handled once",
        "no consumer group reads the old place",
        "stop publishing in the old place and remove it",
        "publish a new message under another name",
    ),
    BreakKind(
        ("message-added",),
        "",
        "skip messages of a kind that it does not know",
        "each consumer has passed a test with the new message",
        "start to send the new message",
    ),
    BreakKind(
        ("security-scheme-*", "security-*", "event-security-*"),
        "accept the new credentials beside the old ones",
        "send the new credentials",
        "no request with the old credentials, or without any, in the access logs",
        "refuse the old credentials",
        "add a second security scheme under another name as an alternative",
    ),
    BreakKind(
        ("server-*", "event-server-*"),
        "serve at the old address and at the new one",
        "call the new address",
        "no request at the old address",
        "switch the old address off",
        "list both servers",
    ),
    BreakKind(
        ("request-parameter-renamed", "request-parameter-moved"),
        "accept the parameter in its old form and in the new one, neither required",
        "send the new form",
        "no request with the old form",
        "remove the old form",
    ),
    BreakKind(
        (
            "request-*-required-added",
            "request-*-became-required",
            "*request-body-*required",
            "protobuf-required-field-added",
            "protobuf-field-became-required",
            "request-part-header-required-added",
        ),
        "accept it, but don't require it: a default stands in where it is missing",
        "send it always",
        "no request without it (count where the default stands in)",
        "require it",
    ),
    BreakKind(
        ("request-body-removed", "request-media-type-*"),
        "accept the new form beside the old one",
        "send the new form",
        "no request with the old form",
        "refuse the old form",
        _NEW_OPERATION,
    ),
    BreakKind(
        ("protobuf-field-removed*", "protobuf-required-field-removed", "protobuf-oneof-removed"),
        "go on sending it, marked as deprecated, beside what replaces it",
        "read what replaces it, and do without it",
        "each consumer has passed a test without it; no manifest lists it among its fields",
        "remove it, and reserve its number and its name",
        _NEW_NUMBER,
    ),
    BreakKind(
        (
            "protobuf-field-type-*",
            "protobuf-field-renamed",
            "protobuf-field-number-*",
            "protobuf-field-json-name-changed",
            "protobuf-field-cardinality-changed",
            "protobuf-field-map-changed",
            "protobuf-field-presence-changed",
            "protobuf-field-moved-*",
        ),
        "add the field as it is to be under another name, with a number that was never used",
        "read and write the new field",
        "each consumer has passed a test without the old field",
        "remove the old field, and reserve its number and its name",
        _NEW_NUMBER,
    ),
    BreakKind(
        (
            "response-*required-removed",
            "response-*became-optional",
            "avro-field-removed*",
            "event-*required-removed",
            "event-*became-optional",
        ),
        "go on sending it, marked as deprecated, beside what replaces it",
        "read what replaces it, and do without it",
        "each consumer has passed a test without it; no manifest lists it among its fields",
        "stop sending it",
    ),
    BreakKind(
        (
            "*enum-value-added",
            "avro-enum-symbol-added",
            "*-value-allowed",
            "*any-of-branch-added",
            "*one-of-branch-added",
            "*null-allowed",
            "avro-union-branch-added",
            "*-type-widened",
        ),
        "",
        "handle values that it does not know: a default branch instead of an error",
        "each consumer has passed a test with the new value",
        "start to send the new value, behind the flag",
    ),
    BreakKind(
        (
            "request-*enum-value-removed",
            "request-*-value-forbidden",
            "request-*branch-removed",
            "request-*-null-forbidden",
            "request-*-type-narrowed",
        ),
        "",
        "stop sending the value; what replaces it is accepted already",
        "no request with the value (count it at the provider)",
        "refuse the value",
    ),
    BreakKind(
        ("response-status-*",),
        "go on answering with the old status, and document the new one",
        "handle both statuses",
        "each consumer has passed a test with the new status",
        "answer with the new status only",
        _NEW_OPERATION,
    ),
    BreakKind(
        ("response-media-type-*",),
        "go on offering the old media type beside the new one",
        "ask for the new media type (`Accept`)",
        "no request that asks for the old media type",
        "remove the old media type",
        _NEW_OPERATION,
    ),
    BreakKind(
        ("*-renamed", "*-name-changed", "*-moved"),
        "offer it under both names",
        "use the new name",
        "nobody uses the old name",
        "remove the old name",
    ),
    BreakKind(
        ("request-*-type-changed", "request-*-format-changed"),
        "accept both types",
        "send the new type",
        "no request with the old type",
        "refuse the old type",
    ),
    BreakKind(
        ("*-type-changed", "*-format-changed", "*-type-replaced"),
        "send the new type in a parallel member under another name",
        "read the parallel member",
        "each consumer reads the parallel member",
        "remove the old member",
    ),
)
_BY_EFFECT = {
    (Polarity.CONSUMER_SENDS, Effect.NARROWED): BreakKind(
        (),
        "",
        "send only what the new contract allows; the old one allows that too",
        "no request with a value that the new contract refuses (count them at the provider)",
        "refuse what the new contract does not allow",
    ),
    (Polarity.PROVIDER_SENDS, Effect.WIDENED): BreakKind(
        (),
        "",
        "accept all that the new contract allows to be sent",
        "each consumer has passed a test with what is new",
        "start to send what the new contract allows",
    ),
}
_OTHERWISE = {
    Polarity.CONSUMER_SENDS: BreakKind(
        (),
        "accept what the old and what the new contract allow",
        "send what the new contract allows",
        "no request that only the old contract allows",
        "refuse what only the old contract allows",
    ),
    Polarity.PROVIDER_SENDS: BreakKind(
        (),
        "offer the new shape beside the old one",
        "use the new shape",
        "nobody uses the old shape",
        "remove the old shape",
    ),
}


def kind_of(finding: Finding, polarity: Polarity) -> BreakKind:
    """Return what a break asks for: by its rule, else by who sends and by its effect."""
    rule = finding.rule.removeprefix("callback-").removeprefix("webhook-")
    for kind in BREAK_KINDS:
        if any(fnmatchcase(rule, pattern) for pattern in kind.rules):
            return kind
    return _BY_EFFECT.get((polarity, finding.effect)) or _OTHERWISE[polarity]

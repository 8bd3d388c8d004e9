"""Rules about what is marked as deprecated, and about options that somebody declared."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from planner.compatibility.protobuf.draft import JSON, Draft
from planner.compatibility.protobuf.examples import FILE_MARK, of_proto3
from planner.compatibility.protobuf.pairs import (
    EnumPair,
    FieldPair,
    FilePair,
    MessagePair,
    MethodPair,
    ServicePair,
)
from planner.compatibility.protobuf.reach import REQUEST
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect
from planner.model.protobuf import ProtoField
from planner.model.source import Place

_GUIDE = "Protocol Buffers language guide, section Options"
_CUSTOM = "Protocol Buffers language guide, section Custom Options"
_HTTP = "google.api.http"
_BEHAVIOR = "google.api.field_behavior"
_LONGEST = 60
_OPERATION = "google.longrunning.operation_info"
_KNOWN = (_HTTP, _BEHAVIOR, _OPERATION)
_VARIABLE = re.compile(r"\{[^{}=]+(?:=([^{}]+))?\}")
_TEAM = (
    'import "google/protobuf/descriptor.proto";\n'
    "extend google.protobuf.MessageOptions { string team = 50000; }\n"
    'message Order { option (team) = "a"; }'
)
_BINDING = (
    'import "google/api/annotations.proto";\nmessage Q { string id = 1; }\nmessage R {}\n'
    "service Orders {\n"
    '  rpc Get(Q) returns (R) { option (google.api.http) = { get: "/v1/{id}" }; }\n}\n'
    f"{FILE_MARK}google/api/annotations.proto\n"
    'syntax = "proto3";\npackage google.api;\nimport "google/protobuf/descriptor.proto";\n'
    "extend google.protobuf.MethodOptions { HttpRule http = 72295728; }\n"
    "message HttpRule { string get = 2; string post = 4; string body = 7; }"
)
_REQUIRED = (
    'import "google/api/field_behavior.proto";\n'
    "message Q { string id = 1 [(google.api.field_behavior) = REQUIRED]; }\nmessage R {}\n"
    "service Orders { rpc Get(Q) returns (R); }\n"
    f"{FILE_MARK}google/api/field_behavior.proto\n"
    'syntax = "proto3";\npackage google.api;\nimport "google/protobuf/descriptor.proto";\n'
    "extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052; }\n"
    "enum FieldBehavior { UNSET = 0; OPTIONAL = 1; REQUIRED = 2; }"
)
_LONG = (
    'import "google/longrunning/operations.proto";\nmessage Q {}\nmessage R {}\nmessage T {}\n'
    "service Orders {\n  rpc Get(Q) returns (google.longrunning.Operation) {\n"
    '    option (google.longrunning.operation_info) = { response_type: "R" };\n  }\n}\n'
    f"{FILE_MARK}google/longrunning/operations.proto\n"
    'syntax = "proto3";\npackage google.longrunning;\n'
    'import "google/protobuf/descriptor.proto";\n'
    "extend google.protobuf.MethodOptions { OperationInfo operation_info = 1049; }\n"
    "message OperationInfo { string response_type = 1; string metadata_type = 2; }\n"
    "message Operation { string name = 1; }"
)
_OPTIONAL = _REQUIRED.replace("= REQUIRED]", "= OPTIONAL]")

RULES: tuple[Rule, ...] = (
    Rule(
        id="protobuf-deprecated",
        title="something is marked as deprecated",
        effect=Effect.ANNOTATION,
        message="`{subject}` is marked as deprecated",
        why="Compilers warn; nothing else changes.",
        source=_GUIDE,
        example=of_proto3(
            "message Order {}",
            "message Order { option deprecated = true; }",
            "protobuf-no-longer-deprecated",
        ),
    ),
    Rule(
        id="protobuf-no-longer-deprecated",
        title="something is no longer marked as deprecated",
        effect=Effect.ANNOTATION,
        message="`{subject}` is no longer marked as deprecated",
        why="Compilers stop warning; nothing else changes.",
        source=_GUIDE,
        example=of_proto3(
            "message Order { option deprecated = true; }",
            "message Order {}",
            "protobuf-deprecated",
        ),
    ),
    Rule(
        id="protobuf-custom-option-changed",
        title="an option that somebody declared has another value",
        effect=Effect.ANNOTATION,
        message="option `{subject}` is {after}, it was {before}",
        why="Protobuf itself does not look at it; tools that do may act differently.",
        source=_CUSTOM,
        example=of_proto3(_TEAM, _TEAM.replace('"a"', '"b"'), "protobuf-custom-option-changed"),
    ),
    Rule(
        id="protobuf-http-binding-removed",
        title="an rpc can no longer be called by HTTP as before",
        effect=Effect.NARROWED,
        message="rpc `{subject}` no longer answers `{before}`",
        why="Gateways that translate HTTP to gRPC find no rpc for the request any more. Calls by "
        "gRPC are not concerned.",
        source="google/api/http.proto, HttpRule",
        hint="keep the old binding among `additional_bindings`",
        example=of_proto3(
            _BINDING, _BINDING.replace("/v1/{id}", "/v2/{id}"), "protobuf-http-binding-removed"
        ),
        categories=JSON,
    ),
    Rule(
        id="protobuf-http-binding-added",
        title="an rpc can be called by HTTP in one more way",
        effect=Effect.WIDENED,
        message="rpc `{subject}` now answers `{after}`",
        why="Nobody calls it so yet.",
        source="google/api/http.proto, HttpRule",
        example=of_proto3(
            _BINDING.replace('get: "/v1/{id}"', ""), _BINDING, "protobuf-http-binding-removed"
        ),
    ),
    Rule(
        id="protobuf-field-behavior-required",
        title="a field of a request is documented as required now",
        effect=Effect.MEANING,
        message="field `{subject}` is documented as required now",
        why="Protobuf does not check it; servers that do refuse requests without the field.",
        source="google/api/field_behavior.proto, REQUIRED",
        hint="leave it optional, and let the server choose a default",
        example=of_proto3(_OPTIONAL, _REQUIRED, "protobuf-custom-option-changed"),
    ),
)


_LONG_RULE = Rule(
    id="protobuf-operation-info-changed",
    title="a long-running operation is documented to end with another type",
    effect=Effect.MEANING,
    message="`{subject}` is documented with {after}, it was {before}",
    why="The types travel as `Any`, so that Protobuf does not check them; who unpacks what was "
    "documented fails if the server sends what is documented now.",
    source="google/longrunning/operations.proto, OperationInfo",
    hint="keep the types, if the server still sends them",
    example=of_proto3(_LONG, _LONG.replace('"R" }', '"T" }'), "protobuf-operation-info-changed"),
)
RULES = (*RULES, _LONG_RULE)


class _Element(NamedTuple):
    """Something that can be deprecated and have options."""

    subject: str
    is_deprecated: tuple[bool, bool]
    options: tuple[Mapping[str, str], Mapping[str, str]]
    places: tuple[Place | None, Place | None]
    owner: str = ""
    method: str = ""


def _checked(element: _Element) -> Iterator[Draft]:
    before, after = element.is_deprecated
    if before != after:
        rule = f"protobuf-{'deprecated' if after else 'no-longer-deprecated'}"
        yield _draft(element, rule, element.subject, "", "")
    olds, news = element.options
    for name in sorted({*olds, *news}):
        if olds.get(name) != news.get(name) and name not in _KNOWN:
            subject = f"{element.subject} ({name})"
            shown = (_short(olds.get(name)), _short(news.get(name)))
            yield _draft(element, "protobuf-custom-option-changed", subject, *shown)


def _draft(element: _Element, rule: str, subject: str, before: str, after: str) -> Draft:
    return Draft(
        rule,
        subject,
        before,
        after,
        *element.places,
        owner=element.owner,
        method=element.method,
    )


def _short(value: str | None) -> str:
    if value is None:
        return "not set"
    return f"`{value if len(value) <= _LONGEST else value[: _LONGEST - 1] + '…'}`"


def check_file(pair: FilePair) -> Iterator[Draft]:
    """Yield what changed at a file."""
    old, new = pair.old, pair.new
    places = (old.place, new.place)
    yield from _checked(_Element(old.name, (False, False), (old.custom, new.custom), places))


def check_message(pair: MessagePair) -> Iterator[Draft]:
    """Yield what changed at a message, and new fields that are documented as required."""
    old, new = pair.old, pair.new
    yield from _checked(
        _Element(
            old.name,
            (old.is_deprecated, new.is_deprecated),
            (old.options, new.options),
            (old.place, new.place),
            owner=old.name,
        )
    )
    for field in pair.added:
        if _is_required(field) and _is_requested(pair):
            yield _required(pair, field, None)


def check_field(pair: FieldPair) -> Iterator[Draft]:
    """Yield what changed at a field."""
    old, new = pair.old, pair.new
    if pair.is_other:
        return
    yield from _checked(
        _Element(
            pair.subject,
            (old.is_deprecated, new.is_deprecated),
            (old.options, new.options),
            (old.place, new.place),
            owner=pair.message.old.name,
        )
    )
    if _is_required(new) and not _is_required(old) and _is_requested(pair.message):
        yield _required(pair.message, new, old.place)
    elif old.options.get(_BEHAVIOR) != new.options.get(_BEHAVIOR):
        yield Draft(
            "protobuf-custom-option-changed",
            f"{pair.subject} ({_BEHAVIOR})",
            _short(old.options.get(_BEHAVIOR)),
            _short(new.options.get(_BEHAVIOR)),
            old.place,
            new.place,
            owner=pair.message.old.name,
        )


def _is_required(field: ProtoField) -> bool:
    return '"REQUIRED"' in field.options.get(_BEHAVIOR, "")


def _is_requested(pair: MessagePair) -> bool:
    """Return whether callers send the message; one that no rpc is seen to carry may be sent."""
    name = pair.old.name
    ways = pair.module.reach(name).calls(name)
    return not ways or any(way.slot == REQUEST for way in ways)


def _required(pair: MessagePair, field: ProtoField, old: Place | None) -> Draft:
    return Draft(
        "protobuf-field-behavior-required",
        f"{pair.old.name}.{field.name}",
        "",
        "",
        old or pair.old.place,
        field.place,
        owner=pair.old.name,
        field=field.name,
    )


def check_enum(pair: EnumPair) -> Iterator[Draft]:
    """Yield what changed at an enum and its values."""
    old, new = pair.old, pair.new
    yield from _checked(
        _Element(
            old.name,
            (old.is_deprecated, new.is_deprecated),
            (old.options, new.options),
            (old.place, new.place),
            owner=old.name,
        )
    )
    values = {value.name: value for value in new.values}
    for value in old.values:
        other = values.get(value.name)
        if other:
            yield from _checked(
                _Element(
                    f"{old.name}.{value.name}",
                    (value.is_deprecated, other.is_deprecated),
                    ({}, {}),
                    (value.place, other.place),
                    owner=old.name,
                )
            )


def check_service(pair: ServicePair) -> Iterator[Draft]:
    """Yield what changed at a service."""
    old, new = pair.old, pair.new
    yield from _checked(
        _Element(
            old.name,
            (old.is_deprecated, new.is_deprecated),
            (old.options, new.options),
            (old.place, new.place),
        )
    )


def check_method(pair: MethodPair) -> Iterator[Draft]:
    """Yield what changed at an rpc, and how it is called by HTTP."""
    old, new = pair.old, pair.new
    places = (old.place, new.place)
    yield from _checked(
        _Element(
            pair.label,
            (old.is_deprecated, new.is_deprecated),
            (old.options, new.options),
            places,
            method=pair.label,
        )
    )
    if old.options.get(_OPERATION) != new.options.get(_OPERATION):
        told = (_short(old.options.get(_OPERATION)), _short(new.options.get(_OPERATION)))
        yield Draft(
            "protobuf-operation-info-changed", pair.label, *told, *places, method=pair.label
        )
    before, after = _bindings(old.options), _bindings(new.options)
    for shape, written in before.items():
        if shape not in after:
            yield Draft(
                "protobuf-http-binding-removed", pair.label, written, "", *places,
                method=pair.label,
            )  # fmt: skip
    for shape, written in after.items():
        if shape not in before:
            yield Draft(
                "protobuf-http-binding-added", pair.label, "", written, *places, method=pair.label
            )


def _bindings(options: Mapping[str, str]) -> dict[tuple[str, str, str], str]:
    """Return the ways to call an rpc by HTTP; names of variables in paths don't matter."""
    if _HTTP not in options:
        return {}
    rule: dict[str, Any] = json.loads(options[_HTTP])
    found = {}
    for binding in (rule, *rule.get("additional_bindings", ())):
        body = str(binding.get("body", ""))
        for verb in ("get", "put", "post", "delete", "patch"):
            path = binding.get(verb)
            if path:
                shape = _VARIABLE.sub(lambda match: match[1] or "*", str(path))
                found[verb, shape, body] = f"{verb.upper()} {path}"
    return found

"""Rules about extensions: fields that others declare for a message."""

from collections.abc import Iterator

from planner.compatibility.protobuf.draft import ALL, CODE, Draft
from planner.compatibility.protobuf.examples import of_proto2
from planner.compatibility.protobuf.pairs import ModulePair
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect
from planner.model.protobuf import ProtoField

_SOURCE = "Protocol Buffers proto2 language guide, section Extensions"
_BASE = "message Order { extensions 100 to 199; }\n"
_ONE = _BASE + "extend Order { optional int32 total = 100; }"

RULES = (
    Rule(
        id="protobuf-extension-removed",
        title="an extension is gone",
        effect=Effect.NARROWED,
        message="extension `{subject}` of `{before}` is gone",
        why="Code that uses it no longer compiles; what is written in it is no longer read.",
        source=_SOURCE,
        hint="mark it as deprecated, and keep it until nobody uses it",
        example=of_proto2(_ONE, _BASE, "protobuf-extension-added"),
        categories=CODE,
        buf=("EXTENSION_NO_DELETE", "PACKAGE_EXTENSION_NO_DELETE"),
    ),
    Rule(
        id="protobuf-extension-added",
        title="an extension is new",
        effect=Effect.WIDENED,
        message="extension `{subject}` of `{after}` is new",
        why="Nobody uses it yet.",
        source=_SOURCE,
        example=of_proto2(_BASE, _ONE, "protobuf-extension-removed"),
    ),
    Rule(
        id="protobuf-extension-changed",
        title="an extension has another number, type or label",
        effect=Effect.CROSSED,
        message="extension `{subject}` is `{after}`, it was `{before}`",
        why="What is written is lost, or read as something else.",
        source=_SOURCE,
        hint="declare another extension beside it",
        example=of_proto2(
            _ONE, _ONE.replace("total = 100", "total = 101"), "protobuf-extension-changed"
        ),
        categories=ALL,
        buf=("EXTENSION_NO_DELETE", "FIELD_SAME_TYPE", "FIELD_SAME_CARDINALITY"),
    ),
)


def check_module(pair: ModulePair) -> Iterator[Draft]:
    """Yield extensions that are gone, new or different; they belong together by name."""
    old = {item.name: item for item in pair.old.extensions}
    new = {item.name: item for item in pair.new.extensions}
    for name, item in old.items():
        other = new.get(name)
        if other is None:
            if pair.is_known(item.file):
                yield Draft(
                    "protobuf-extension-removed", name, item.extends, "", item.place,
                    owner=item.extends,
                )  # fmt: skip
        elif _said(item) != _said(other):
            yield Draft(
                "protobuf-extension-changed",
                name,
                _said(item),
                _said(other),
                item.place,
                other.place,
                owner=item.extends,
            )
    for name, item in new.items():
        if name not in old and pair.was_known(item.file):
            yield Draft(
                "protobuf-extension-added", name, "", item.extends, None, item.place,
                owner=item.extends,
            )  # fmt: skip


def _said(item: ProtoField) -> str:
    return f"{item.cardinality} {item.shown_type} = {item.number} of {item.extends}"

"""`plan explain` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.style import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render.explain._view import (
    AnyRule,
    ExplainView,
    PlainRule,
    example_sides,
    modes_of,
    severity_of,
)


@with_config(DOCUMENTED)
class ExamplePayload(TypedDict):
    """Two pieces of YAML between which the rule is met."""

    old: str
    new: str
    back: str
    """What is met the other way round; may be empty."""
    is_document: bool
    """The pieces are whole documents, not parts of one."""


@with_config(DOCUMENTED)
class RulePayload(TypedDict):
    """A change that is reported under one id."""

    id: str
    title: str
    severity: Literal["breaking", "risky", "safe"]
    """Unless a proof says otherwise; of a rule about messages, in the mode FULL."""
    modes: dict[str, Literal["breaking", "risky", "safe"]]
    """Of a rule about messages: mode (BACKWARD, FORWARD, FULL) -> severity; else empty."""
    effect: str
    """What happens to the set of messages that are allowed; empty for what is not about them."""
    sender: Literal["consumer sends", "provider sends", ""]
    why: str
    reason: str
    """Why the severity is not what follows from effect and sender; empty if it does."""
    hint: str
    source: str
    """Section of the specification."""
    oasdiff: list[str]
    """Ids under which oasdiff reports the same."""
    categories: list[str]
    """Of a rule about Protobuf: what it breaks (FILE, PACKAGE, WIRE_JSON, WIRE)."""
    buf: list[str]
    """Names under which `buf breaking` reports the same."""
    example: ExamplePayload


@with_config(DOCUMENTED)
class FamilyPayload(TypedDict):
    """Rules about one thing."""

    name: str
    rules: list[RulePayload]


@with_config(DOCUMENTED)
class ExplainPayload(TypedDict):
    """Rules, by family."""

    schema: Literal["urn:contract-planner:explain-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["explain"]
    workspace: str
    """Always empty: rules are the same everywhere."""
    families: list[FamilyPayload]


PAYLOAD = ExplainPayload


def render(view: ExplainView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return rules as JSON of the shape `PAYLOAD`."""
    groups = [(family.name, family.rules) for family in view.families]
    if view.rule:
        groups = [(view.rule.family, (view.rule,))]
    payload: ExplainPayload = {
        "schema": "urn:contract-planner:explain-output:1.0.0",
        "format_version": "1.0",
        "command": "explain",
        "workspace": "",
        "families": [
            {"name": name, "rules": [_rule(rule) for rule in rules]} for name, rules in groups
        ],
    }
    return json_text(payload)


def _rule(rule: AnyRule) -> RulePayload:
    old, new = example_sides(rule)
    if isinstance(rule, PlainRule):
        return {
            "id": rule.id,
            "title": rule.title,
            "severity": rule.severity.value,
            "modes": {},
            "effect": "",
            "sender": "",
            "why": rule.why,
            "reason": "",
            "hint": rule.hint,
            "source": rule.source,
            "oasdiff": [],
            "categories": [],
            "buf": [],
            "example": {"old": old, "new": new, "back": "", "is_document": False},
        }
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": severity_of(rule).value,
        "modes": {mode: severity.value for mode, severity in modes_of(rule)},
        "effect": rule.effect.value,
        "sender": rule.polarity.value,
        "why": rule.why,
        "reason": rule.reason,
        "hint": rule.hint,
        "source": rule.source,
        "oasdiff": list(rule.oasdiff),
        "categories": [category.value for category in rule.categories],
        "buf": list(rule.buf),
        "example": {
            "old": old,
            "new": new,
            "back": rule.example.back,
            "is_document": rule.example.is_document,
        },
    }

"""`plan explain` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.compatibility.rules.rule import Rule
from planner.model.views import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render.explain._view import ExplainView, example_sides


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
    """Unless a proof says otherwise."""
    effect: str
    """What happens to the set of messages that are allowed."""
    sender: Literal["consumer sends", "provider sends"]
    why: str
    reason: str
    """Why the severity is not what follows from effect and sender; empty if it does."""
    hint: str
    source: str
    """Section of the specification."""
    oasdiff: list[str]
    """Ids under which oasdiff reports the same."""
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


def _rule(rule: Rule) -> RulePayload:
    old, new = example_sides(rule)
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "effect": rule.effect.value,
        "sender": rule.polarity.value,
        "why": rule.why,
        "reason": rule.reason,
        "hint": rule.hint,
        "source": rule.source,
        "oasdiff": list(rule.oasdiff),
        "example": {
            "old": old,
            "new": new,
            "back": rule.example.back,
            "is_document": rule.example.is_document,
        },
    }

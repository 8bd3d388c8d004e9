"""Rules about what the provider calls: callbacks and webhooks that come and go.

What is inside them is compared as operations are, with the roles changed: the provider sends the
request, the consumer answers.
"""

from collections.abc import Iterator, Mapping

from planner.compatibility.rules.matching import ends, match_callbacks
from planner.compatibility.rules.pairs import DocumentPair, Draft, OperationPair
from planner.compatibility.rules.rule import Example, Rule, when
from planner.model.finding import Effect, Polarity, Severity
from planner.model.http import HttpOperation

_SOURCE = "OpenAPI 3.1, section 4.8.18 (Callback Object)"
_HOOKS = "OpenAPI 3.1, section 4.8.1 (`webhooks`)"
_RECEIVED = Polarity.PROVIDER_SENDS
_WAITING = when(_RECEIVED, Severity.BREAKING, "consumers wait for the call")
_POST = "post: {responses: {'204': {description: thanks}}}"


def _calls(expression: str) -> str:
    return f"callbacks: {{done: {{'{expression}': {{{_POST}}}}}}}"


_HAS = _calls("{$request.body#/url}")
_NONE = "info: {title: t}"
_HOOK = f"webhooks: {{petAdded: {{{_POST}}}}}"

RULES = (
    Rule(
        id="callback-added",
        title="the provider calls back",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the callback `{subject}` is new",
        why="Consumers that give a URL may be called where they were not.",
        source=_SOURCE,
        by_practice=when(_RECEIVED, Severity.RISKY, "only consumers that give a URL are called"),
        example=Example("{}", _HAS, "callback-removed"),
    ),
    Rule(
        id="callback-removed",
        title="the provider no longer calls back",
        effect=Effect.NARROWED,
        polarity=_RECEIVED,
        message="the callback `{subject}` is gone",
        why="Consumers wait for a call that never comes.",
        source=_SOURCE,
        hint="go on calling those who have asked for it",
        by_practice=_WAITING,
        example=Example(_HAS, "{}", "callback-added"),
    ),
    Rule(
        id="callback-url-expression-changed",
        title="the provider calls another URL",
        effect=Effect.CROSSED,
        polarity=_RECEIVED,
        message="the callback `{subject}` now goes to `{after}`, it went to `{before}`",
        why="Consumers give the URL where it is no longer looked for.",
        source="OpenAPI 3.1, section 4.8.18.4 (Runtime Expressions)",
        hint="look for the URL at both places for a while",
        example=Example(_HAS, _calls("{$request.query.url}"), "callback-url-expression-changed"),
    ),
    Rule(
        id="webhook-added",
        title="a webhook is new",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the webhook `{subject}` is new",
        why="Consumers that take every call may get one that they don't know.",
        source=_HOOKS,
        by_practice=when(
            _RECEIVED, Severity.RISKY, "only consumers that subscribe to it are called"
        ),
        example=Example(_NONE, f"{{{_NONE}, {_HOOK}}}", "webhook-removed", is_document=True),
        oasdiff=("webhook-added",),
    ),
    Rule(
        id="webhook-removed",
        title="a webhook is gone",
        effect=Effect.NARROWED,
        polarity=_RECEIVED,
        message="the webhook `{subject}` is gone",
        why="Consumers wait for a call that never comes.",
        source=_HOOKS,
        hint="go on calling those who have subscribed",
        by_practice=_WAITING,
        example=Example(f"{{{_NONE}, {_HOOK}}}", _NONE, "webhook-added", is_document=True),
        oasdiff=("webhook-removed",),
    ),
)


def check_document(pair: DocumentPair) -> Iterator[Draft]:
    """Yield webhooks that only one side has."""
    yield from _missing(pair.old.webhooks, pair.new.webhooks, "webhook-removed")
    yield from _missing(pair.new.webhooks, pair.old.webhooks, "webhook-added")


def _missing(
    some: Mapping[str, HttpOperation], others: Mapping[str, HttpOperation], rule: str
) -> Iterator[Draft]:
    for name, operation in some.items():
        if name not in others:
            is_old = rule.endswith("removed")
            yield Draft(
                rule,
                name,
                old=operation.place if is_old else None,
                new=None if is_old else operation.place,
                label=f"webhook {name}",
            )


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield callbacks that only one side has, or that go elsewhere."""
    old, new = pair.old.callbacks, pair.new.callbacks
    matches = match_callbacks(old, new)
    kept, taken = {match.old for match in matches}, {match.new for match in matches}
    for match in matches:
        if match.old != match.new:
            yield Draft(
                "callback-url-expression-changed",
                ends(match.old)[0],
                _expression(match.old),
                _expression(match.new),
                f"callback {match.old}",
                old[match.old].place,
                new[match.new].place,
            )
    for name in old:
        if name not in kept:
            yield Draft("callback-removed", name, slot=f"callback {name}", old=old[name].place)
    for name in new:
        if name not in taken:
            yield Draft("callback-added", name, slot=f"callback {name}", new=new[name].place)


def _expression(name: str) -> str:
    return name.split(" ", 1)[-1].rsplit(" ", 1)[0]

"""Rules about the statuses that an operation answers with."""

from collections.abc import Iterator

from planner.compatibility.rules.matching import kind_of_status, match_statuses
from planner.compatibility.rules.pairs import Draft, OperationPair
from planner.compatibility.rules.rule import Example, Rule, always, when
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "OpenAPI 3.1, section 4.8.16 (Responses Object); RFC 9110, section 15"
_RECEIVED, _SENT = Polarity.PROVIDER_SENDS, Polarity.CONSUMER_SENDS
_BY_CLASS = when(
    _RECEIVED, Severity.RISKY, "consumers that look at the class of a status alone go on working"
)


def _answers(*statuses: str) -> str:
    listed = ", ".join(f"'{status}': {{description: text}}" for status in statuses)
    return f"responses: {{{listed}}}"


IN_CALLS = True
RULES = (
    Rule(
        id="response-status-success-added",
        title="another success is possible",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the operation may now answer `{after}`",
        why="Consumers that wait for one status alone take the new one for a failure.",
        source=_SOURCE,
        by_practice=_BY_CLASS,
        example=Example(_answers("200"), _answers("200", "202"), "response-status-success-removed"),
        oasdiff=("response-success-status-added",),
    ),
    Rule(
        id="response-status-success-removed",
        title="a success is no longer possible",
        effect=Effect.NARROWED,
        polarity=_RECEIVED,
        message="the operation no longer answers `{before}`",
        why="Consumers wait for it: what they were told would come does not come.",
        source=_SOURCE,
        hint="go on answering with it",
        by_practice=when(_RECEIVED, Severity.BREAKING, "consumers wait for that status"),
        example=Example(_answers("200", "202"), _answers("200"), "response-status-success-added"),
        oasdiff=("response-success-status-removed",),
    ),
    Rule(
        id="response-status-moved",
        title="the success has another status",
        effect=Effect.CROSSED,
        polarity=_RECEIVED,
        message="the operation now answers `{after}` instead of `{before}`",
        why="Consumers wait for the old status.",
        source=_SOURCE,
        hint="keep the status",
        example=Example(_answers("200"), _answers("201"), "response-status-moved"),
        oasdiff=("response-success-status-removed",),
    ),
    Rule(
        id="response-status-redirect-added",
        title="a redirection is possible",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the operation may now answer `{after}`",
        why="Consumers that don't follow redirections fail.",
        source=_SOURCE,
        by_practice=_BY_CLASS,
        example=Example(
            _answers("200"), _answers("200", "302"), "response-status-redirect-removed"
        ),
        oasdiff=("response-non-success-status-added",),
    ),
    Rule(
        id="response-status-redirect-removed",
        title="a redirection is no longer possible",
        effect=Effect.NARROWED,
        polarity=_RECEIVED,
        message="the operation no longer answers `{before}`",
        why="Consumers handle one case less.",
        source=_SOURCE,
        example=Example(_answers("200", "302"), _answers("200"), "response-status-redirect-added"),
        oasdiff=("response-non-success-status-removed",),
    ),
    Rule(
        id="response-status-error-added",
        title="another error is possible",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the operation may now answer `{after}`",
        why="Consumers treat an error that they don't know as the first of its class.",
        source=_SOURCE,
        by_practice=when(
            _RECEIVED, Severity.SAFE, "an unknown error counts as the first of its class"
        ),
        example=Example(_answers("200"), _answers("200", "404"), "response-status-error-removed"),
        oasdiff=("response-non-success-status-added",),
    ),
    Rule(
        id="response-status-error-removed",
        title="an error is no longer possible",
        effect=Effect.NARROWED,
        polarity=_RECEIVED,
        message="the operation no longer answers `{before}`",
        why="Consumers handle one case less.",
        source=_SOURCE,
        by_practice=when(_SENT, Severity.RISKY, "an error is treated by its class"),
        example=Example(_answers("200", "404"), _answers("200"), "response-status-error-added"),
        oasdiff=("response-non-success-status-removed",),
    ),
    Rule(
        id="response-status-range-widened",
        title="any success of a range is possible",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the operation may now answer any `{after}`, not only `{before}`",
        why="Consumers that wait for one status alone take another one for a failure.",
        source=_SOURCE,
        hint="name the statuses that are sent",
        example=Example(_answers("200"), _answers("2XX"), "response-status-range-narrowed"),
    ),
    Rule(
        id="response-status-range-narrowed",
        title="one success of a range is left",
        effect=Effect.NARROWED,
        polarity=_RECEIVED,
        message="the operation now answers `{after}`, not any `{before}`",
        why="Consumers of the range understand it.",
        source=_SOURCE,
        example=Example(_answers("2XX"), _answers("200"), "response-status-range-widened"),
    ),
    Rule(
        id="response-default-added",
        title="statuses that are not named have a response",
        effect=Effect.ANNOTATION,
        polarity=_RECEIVED,
        message="the operation has a new default response",
        why="What is not named could always come; now it is described.",
        source=_SOURCE,
        example=Example(_answers("200"), _answers("200", "default"), "response-default-removed"),
    ),
    Rule(
        id="response-default-removed",
        title="statuses that are not named have no response any more",
        effect=Effect.ANNOTATION,
        polarity=_RECEIVED,
        message="the default response is gone",
        why="What is not named can still come; it is no longer described.",
        source=_SOURCE,
        by_practice=always(
            Severity.RISKY, "what comes with a status that is not named is no longer promised"
        ),
        example=Example(_answers("200", "default"), _answers("200"), "response-default-added"),
    ),
)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield statuses that came, went, or became a range."""
    for old, new, verb in match_statuses(pair.old.responses, pair.new.responses):
        found = new if old is None or verb in {"narrowed", "moved"} else old
        rule = _rule(kind_of_status(found.status) if found else "", verb)
        if rule:
            yield Draft(
                rule,
                before=old.status if old else "",
                after=new.status if new else "",
                slot=f"response {found.status}" if found else "",
                old=old.place if old else None,
                new=new.place if new else None,
            )


def _rule(kind: str, verb: str) -> str:
    if verb == "same":
        return ""
    if verb == "moved":
        return "response-status-moved"
    if kind == "default":
        return f"response-default-{verb}" if verb in {"added", "removed"} else ""
    if verb in {"widened", "narrowed"}:
        if kind == "success":
            return f"response-status-range-{verb}"
        verb = "removed" if verb == "widened" else "added"
    return f"response-status-{kind}-{verb}"

"""Rules about deprecation, sunset dates and stability."""

from collections.abc import Iterator
from datetime import date, timedelta

from planner.compatibility.rules.pairs import Draft, OperationPair
from planner.compatibility.rules.rule import Example, Rule, always
from planner.model.finding import Effect, Severity

_DEPRECATED = "OpenAPI 3.1, section 4.8.10 (`deprecated`)"
_SUNSET = "RFC 8594 (Sunset)"
_STABILITY = "`x-stability-level`, an extension that several tools share"
_PROMISE = always(Severity.BREAKING, "consumers were promised more")
LEVELS = ("draft", "alpha", "beta", "stable")

IN_CALLS = True
RULES = (
    Rule(
        id="operation-deprecated",
        title="an operation is deprecated",
        effect=Effect.ANNOTATION,
        message="the operation is now deprecated",
        why="It still works. Consumers should look for another one.",
        source=_DEPRECATED,
        example=Example("{}", "deprecated: true", "operation-undeprecated"),
        oasdiff=("endpoint-deprecated", "endpoint-deprecated-with-sunset"),
    ),
    Rule(
        id="operation-undeprecated",
        title="an operation is no longer deprecated",
        effect=Effect.ANNOTATION,
        message="the operation is no longer deprecated",
        why="Consumers may stay.",
        source=_DEPRECATED,
        example=Example("deprecated: true", "{}", "operation-deprecated"),
        oasdiff=("endpoint-reactivated",),
    ),
    Rule(
        id="operation-deprecated-without-sunset",
        title="an operation is deprecated without a sunset date, and the policy asks for one",
        effect=Effect.MEANING,
        message="the operation is deprecated without a sunset date",
        why="Consumers can't plan: they don't know how long it stays.",
        source=_SUNSET,
        hint="add `x-sunset` with a date",
        example=Example("{}", "deprecated: true", "operation-undeprecated"),
        oasdiff=("api-deprecated-sunset-missing",),
    ),
    Rule(
        id="operation-sunset-too-soon",
        title="a sunset date is nearer than the policy allows",
        effect=Effect.MEANING,
        by_practice=_PROMISE,
        message="the sunset date `{after}` is less than {before} days away",
        why="Consumers have less time than the policy promises them.",
        source=_SUNSET,
        hint="choose a later sunset date",
        example=Example(
            "{}", "{deprecated: true, x-sunset: '2026-01-02'}", "operation-undeprecated"
        ),
        oasdiff=("api-sunset-date-too-small",),
    ),
    Rule(
        id="operation-sunset-added",
        title="an operation has a sunset date",
        effect=Effect.ANNOTATION,
        message="the operation has the sunset date `{after}`",
        why="It still works until then.",
        source=_SUNSET,
        example=Example(
            "deprecated: true",
            "{deprecated: true, x-sunset: '2999-12-31'}",
            "operation-sunset-removed",
        ),
    ),
    Rule(
        id="operation-sunset-removed",
        title="the sunset date of a deprecated operation is gone",
        effect=Effect.MEANING,
        by_practice=_PROMISE,
        message="the sunset date `{before}` is gone while the operation stays deprecated",
        why="Consumers no longer know how long it stays.",
        source=_SUNSET,
        hint="keep the sunset date, or take the deprecation back",
        example=Example(
            "{deprecated: true, x-sunset: '2999-12-31'}",
            "deprecated: true",
            "operation-sunset-added",
        ),
        oasdiff=("sunset-deleted",),
    ),
    Rule(
        id="operation-sunset-moved-earlier",
        title="a sunset date has moved nearer",
        effect=Effect.MEANING,
        by_practice=_PROMISE,
        message="the sunset date is now `{after}`, it was `{before}`",
        why="Consumers have less time than they were promised.",
        source=_SUNSET,
        hint="keep the date, or move it further away",
        example=Example(
            "{deprecated: true, x-sunset: '2999-12-31'}",
            "{deprecated: true, x-sunset: '2999-06-30'}",
            "operation-sunset-moved-later",
        ),
        oasdiff=("api-sunset-date-changed-too-small",),
    ),
    Rule(
        id="operation-sunset-moved-later",
        title="a sunset date has moved further away",
        effect=Effect.ANNOTATION,
        message="the sunset date is now `{after}`, it was `{before}`",
        why="Consumers have more time than they were promised.",
        source=_SUNSET,
        example=Example(
            "{deprecated: true, x-sunset: '2999-06-30'}",
            "{deprecated: true, x-sunset: '2999-12-31'}",
            "operation-sunset-moved-earlier",
        ),
    ),
    Rule(
        id="operation-stability-decreased",
        title="an operation is less stable than before",
        effect=Effect.MEANING,
        by_practice=_PROMISE,
        message="the stability is now `{after}`, it was `{before}`",
        why="Consumers that rely on a stable operation can't any more.",
        source=_STABILITY,
        hint="keep the stability, or offer the experiment as a new operation",
        example=Example(
            "x-stability-level: stable",
            "x-stability-level: beta",
            "operation-stability-increased",
        ),
        oasdiff=("api-stability-decreased",),
    ),
    Rule(
        id="operation-stability-increased",
        title="an operation is more stable than before",
        effect=Effect.ANNOTATION,
        message="the stability is now `{after}`, it was `{before}`",
        why="Consumers can rely on more than before.",
        source=_STABILITY,
        example=Example(
            "x-stability-level: beta",
            "x-stability-level: stable",
            "operation-stability-decreased",
        ),
        oasdiff=("api-stability-increased",),
    ),
)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield what differs in the promise how long an operation stays."""
    if pair.old.deprecated is not pair.new.deprecated:
        verb = "deprecated" if pair.new.deprecated else "undeprecated"
        yield _draft(pair, f"operation-{verb}", "", "")
    if pair.new.deprecated:
        yield from _policy(pair)
    if pair.old.deprecated and pair.new.deprecated:
        yield from _sunset(pair)
    yield from _stability(pair)


def _draft(pair: OperationPair, rule: str, before: str, after: str) -> Draft:
    return Draft(rule, pair.label, before, after, old=pair.old.place, new=pair.new.place)


def _policy(pair: OperationPair) -> Iterator[Draft]:
    days, today = pair.options.deprecation_days, pair.options.today
    was_fixed = pair.old.deprecated and pair.old.sunset == pair.new.sunset
    if not days or was_fixed:
        return
    if pair.new.sunset is None:
        if not pair.old.deprecated:
            yield _draft(pair, "operation-deprecated-without-sunset", "", "")
    elif today and pair.new.sunset < _earliest(today, days):
        yield _draft(pair, "operation-sunset-too-soon", str(days), pair.new.sunset)


def _earliest(today: date, days: int) -> str:
    return (today + timedelta(days)).isoformat()


def _sunset(pair: OperationPair) -> Iterator[Draft]:
    before, after = pair.old.sunset, pair.new.sunset
    if before == after:
        return
    if after is None:
        yield _draft(pair, "operation-sunset-removed", before or "", "")
    elif before is None:
        yield _draft(pair, "operation-sunset-added", "", after)
    else:
        verb = "earlier" if after < before else "later"
        yield _draft(pair, f"operation-sunset-moved-{verb}", before, after)


def _stability(pair: OperationPair) -> Iterator[Draft]:
    before, after = pair.old.stability, pair.new.stability
    if before == after or before not in LEVELS or after not in LEVELS:
        return
    verb = "increased" if LEVELS.index(after) > LEVELS.index(before) else "decreased"
    yield _draft(pair, f"operation-stability-{verb}", before, after)

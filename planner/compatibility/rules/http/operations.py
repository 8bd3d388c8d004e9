"""Rules about operations that come, go, or move to another address."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from planner.compatibility.rules.pairs import DocumentPair, Draft
from planner.compatibility.rules.rule import Example, Rule, always
from planner.compatibility.rules.templates import shape_of
from planner.model.finding import Effect, Severity
from planner.model.http import HttpOperation

_SOURCE = "OpenAPI 3.1, section 4.8.8 (Paths Object)"


def _document(old: str, new: str, back: str) -> Example:
    return Example(f"paths: {{{old}}}", f"paths: {{{new}}}", back, is_document=True)


_GET = "get: {responses: {'200': {description: ok}}}"
_OLD = "get: {deprecated: true, responses: {'200': {description: ok}}}"
_SUNSET = "get: {deprecated: true, x-sunset: '2999-12-31', responses: {'200': {description: ok}}}"
_NAMED = "{operationId: find, responses: {'200': {description: ok}}}"
_KEPT = f"/kept: {{{_GET}}}"

REMOVED = "operation-removed"
RULES = (
    Rule(
        id="operation-added",
        title="an operation is new",
        effect=Effect.WIDENED,
        message="`{subject}` is new",
        why="Nobody calls it yet.",
        source=_SOURCE,
        example=_document(_KEPT, f"{_KEPT}, /pets: {{{_GET}}}", REMOVED),
        oasdiff=("endpoint-added",),
    ),
    Rule(
        id=REMOVED,
        title="an operation is gone",
        effect=Effect.NARROWED,
        message="`{subject}` is gone",
        why="Every consumer that calls it gets an error.",
        source=_SOURCE,
        hint="deprecate it with a sunset date first, and remove it when nobody calls it any more",
        example=_document(f"{_KEPT}, /pets: {{{_GET}}}", _KEPT, "operation-added"),
        oasdiff=("api-removed-without-deprecation", "api-path-removed-without-deprecation"),
        shows_request=True,
    ),
    Rule(
        id="operation-removed-with-deprecation",
        title="a deprecated operation is gone",
        effect=Effect.NARROWED,
        message="`{subject}`, which was deprecated, is gone",
        why="Consumers were told. Those that did not listen get an error.",
        source="OpenAPI 3.1, section 4.8.10 (`deprecated`); RFC 8594 (Sunset)",
        by_practice=always(Severity.SAFE, "the removal was announced by its deprecation"),
        example=_document(f"{_KEPT}, /pets: {{{_OLD}}}", _KEPT, "operation-added"),
        oasdiff=("api-removed-with-deprecation", "api-path-removed-with-deprecation"),
        shows_request=True,
    ),
    Rule(
        id="operation-removed-before-sunset",
        title="an operation is gone before its sunset date",
        effect=Effect.NARROWED,
        message="`{subject}` is gone before its sunset date `{before}`",
        why="Consumers were promised that it stays until then.",
        source="RFC 8594 (Sunset)",
        hint="keep it until the sunset date",
        example=_document(f"{_KEPT}, /pets: {{{_SUNSET}}}", _KEPT, "operation-added"),
        oasdiff=("api-removed-before-sunset", "api-path-removed-before-sunset"),
        shows_request=True,
    ),
    Rule(
        id="operation-method-moved",
        title="an operation has another method",
        effect=Effect.CROSSED,
        message="`{before}` is now `{after}`",
        why="The method is part of the request; the old one is answered with an error.",
        source="RFC 9110, section 9 (Methods)",
        hint="offer both methods for a while",
        example=_document(
            f"/pets: {{get: {_NAMED}}}", f"/pets: {{post: {_NAMED}}}", "operation-method-moved"
        ),
        shows_request=True,
    ),
    Rule(
        id="operation-trailing-slash-changed",
        title="a slash at the end of a path came or went",
        effect=Effect.CROSSED,
        message="`{before}` is now `{after}`",
        why="`/pets` and `/pets/` are two resources; consumers call the other one.",
        source="RFC 3986, section 6.2.3; OpenAPI 3.1, section 4.8.8",
        hint="offer both paths, or redirect from the old one",
        example=_document(
            f"/pets: {{{_GET}}}", f"/pets/: {{{_GET}}}", "operation-trailing-slash-changed"
        ),
        shows_request=True,
    ),
)


def check_document(pair: DocumentPair) -> Iterator[Draft]:
    """Yield operations that moved, else those that went and came."""
    left = list(pair.added)
    for operation in pair.removed:
        twin = _twin(operation, pair, left)
        if twin is None:
            yield _removed(operation, pair.options.today)
            continue
        left.remove(twin)
        rule = "method-moved" if twin.method != operation.method else "trailing-slash-changed"
        yield replace(
            _draft(f"operation-{rule}", operation, operation.label, twin.label),
            new=twin.place,
        )
    for operation in left:
        yield Draft("operation-added", operation.label, new=operation.place, label=operation.label)


def _draft(rule: str, operation: HttpOperation, before: str, after: str) -> Draft:
    return Draft(
        rule,
        operation.label,
        before,
        after,
        old=operation.place,
        label=operation.label,
        shown=operation,
    )


def _removed(operation: HttpOperation, today: date | None) -> Draft:
    if not operation.deprecated:
        return _draft(REMOVED, operation, "", "")
    if operation.sunset is None or (today and operation.sunset <= today.isoformat()):
        return _draft("operation-removed-with-deprecation", operation, "", "")
    return _draft("operation-removed-before-sunset", operation, operation.sunset, "")


def _twin(
    operation: HttpOperation, pair: DocumentPair, added: list[HttpOperation]
) -> HttpOperation | None:
    """Return where an operation has moved to, if that is beyond doubt."""
    shape = shape_of(operation.path)
    slashed = shape.removesuffix("/") if shape.endswith("/") else f"{shape}/"
    for other in added:
        if other.method == operation.method and shape_of(other.path) == slashed:
            return other
    siblings = [other for other in added if shape_of(other.path) == shape]
    gone = [other for other in pair.removed if shape_of(other.path) == shape]
    named = next((o for o in siblings if operation.id and o.id == operation.id), None)
    if named is not None:
        return named
    kept = any(shape_of(other.old.path) == shape for other in pair.pairs)
    is_lone = len(siblings) == len(gone) == 1 and not kept
    is_unnamed = is_lone and not (operation.id and siblings[0].id)
    return siblings[0] if is_unnamed else None

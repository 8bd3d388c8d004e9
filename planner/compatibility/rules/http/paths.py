"""Rules about which path a request is matched with."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from planner.compatibility.evaluate import UnsureError, accepts
from planner.compatibility.rules.pairs import DocumentPair, Draft, OperationPair, Wish
from planner.compatibility.rules.rule import Example, Role, Rule
from planner.compatibility.rules.templates import (
    caught,
    crossing,
    filled,
    shape_of,
    variables_of,
)
from planner.model.finding import Effect
from planner.model.http import HttpContract, HttpOperation, Parameter

_SOURCE = "OpenAPI 3.1, section 4.8.8 (Path Templating Matching)"
_ID = "parameters: [{name: id, in: path, required: true, schema: {type: string}}]"
_GET = "get: {responses: {'200': {description: ok}}}"
_BY_ID = f"'/pets/{{id}}': {{{_ID}, {_GET}}}"

RULES = (
    Rule(
        id="operation-shadowed-by-new-path",
        title="a new path takes requests away from a template",
        effect=Effect.MEANING,
        message="requests to `{after}` no longer reach `{subject}`",
        why="A concrete path is matched before a template. Requests whose value is the same as the "
        "new path's text were answered by the template until now.",
        source=_SOURCE,
        hint="choose a path that no value of the template can be equal to",
        example=Example(
            f"paths: {{{_BY_ID}}}",
            f"paths: {{{_BY_ID}, /pets/mine: {{{_GET}}}}}",
            "operation-removed",
            is_document=True,
        ),
        shows_request=True,
    ),
    Rule(
        id="path-ambiguity-introduced",
        title="a new path and an old one match the same requests",
        effect=Effect.MEANING,
        message="`{after}` and `{subject}` match the same requests",
        why="Neither is more concrete, so that it is up to the tool which one answers.",
        source=_SOURCE,
        hint="choose a path that can't be confused with the other one",
        example=Example(
            f"paths: {{{_BY_ID}}}",
            f"paths: {{{_BY_ID}, '/{{id}}/mine': {{{_ID}, {_GET}}}}}",
            "operation-removed",
            is_document=True,
        ),
    ),
    Rule(
        id="path-template-renamed",
        title="a variable of a path has another name",
        effect=Effect.ANNOTATION,
        message="the path is now written `{after}`, it was `{before}`",
        why="Only the value is sent, not the name. Generated code has another parameter name.",
        source=_SOURCE,
        example=Example(
            f"paths: {{{_BY_ID}}}",
            f"paths: {{{_BY_ID.replace('id', 'petId')}}}",
            "path-template-renamed",
            is_document=True,
        ),
    ),
)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield a template that is written in another way."""
    if pair.role is Role.OPERATION and variables_of(pair.old.path) != variables_of(pair.new.path):
        yield Draft(
            "path-template-renamed",
            pair.label,
            pair.old.path,
            pair.new.path,
            old=pair.old.place,
            new=pair.new.place,
            cause=("path", pair.old.path, pair.new.path),
        )


def check_document(pair: DocumentPair) -> Iterator[Draft]:
    """Yield operations that a new path takes requests from."""
    known = {shape_of(operation.path) for operation in pair.old.operations}
    new = {o.path: o for o in reversed(pair.added) if shape_of(o.path) not in known}
    kept = _Templates(found for found in pair.pairs if found.role is Role.OPERATION)
    for path, operation in sorted(new.items()):
        for other in kept.near(path):
            rule = _rule_between(operation, other, pair)
            if rule:
                yield _draft(rule, other, operation)


class _Templates:
    """Operations whose paths have variables, found by the segments that paths share."""

    def __init__(self, pairs: Iterable[OperationPair]) -> None:
        self._top: dict[str, Any] = {}
        for pair in pairs:
            if "{" in pair.new.path:
                below = self._top
                for segment in pair.new.path.split("/"):
                    below = below.setdefault(segment, {})
                below.setdefault("/", []).append(pair)

    def near(self, path: str) -> list[OperationPair]:
        """Return the operations that differ from a path in segments with variables only."""
        found = [self._top]
        for segment in path.split("/"):
            found = [inner for level in found for inner in _below(level, segment)]
        pairs = (pair for level in found for pair in level.get("/", ()))
        return sorted(pairs, key=lambda pair: pair.label)


def _below(level: dict[str, Any], segment: str) -> Iterator[dict[str, Any]]:
    is_open = "{" in segment
    for other, inner in level.items() if is_open else _candidates(level, segment):
        if other != "/":
            yield inner


def _candidates(level: dict[str, Any], segment: str) -> Iterator[tuple[str, Any]]:
    """Yield a segment itself, and those with variables."""
    if segment in level:
        yield segment, level[segment]
    yield from ((other, inner) for other, inner in level.items() if "{" in other)


def _rule_between(new: HttpOperation, known: OperationPair, pair: DocumentPair) -> str:
    """Return what a new path does to requests that reached another operation until now."""
    values = caught(new.path, known.new.path)
    if values is not None:
        takes = _takes_all(known.old, values, pair.old)
        return "operation-shadowed-by-new-path" if takes else ""
    texts = crossing(new.path, known.new.path)
    if texts is None:
        return ""
    takes = _takes_all(new, texts[0], pair.new) and _takes_all(known.old, texts[1], pair.old)
    return "path-ambiguity-introduced" if takes else ""


def _draft(rule: str, pair: OperationPair, by: HttpOperation) -> Draft:
    values = caught(by.path, pair.old.path)
    path = filled(pair.old.path, values) if values is not None else by.path
    return Draft(
        rule,
        pair.label,
        "",
        path,
        old=pair.old.place,
        new=by.place,
        label=pair.label,
        cause=(rule, pair.label, by.path),
        wish=Wish(path=path if "{" not in path else ""),
        shown=pair.old,
    )


def _takes_all(
    operation: HttpOperation, texts: Sequence[str | None], contract: HttpContract
) -> bool:
    """Return whether the variables of a path can be equal to texts that stand in another one."""
    by_position = {p.position: p for p in operation.parameters if p.location == "path"}
    return all(_takes(by_position.get(index), text, contract) for index, text in enumerate(texts))


def _takes(parameter: Parameter | None, text: str | None, contract: HttpContract) -> bool:
    """Return whether a text of a path can be a value of a parameter."""
    if text is None or text.startswith("{") or parameter is None or parameter.schema is None:
        return True
    schema = contract.request_side.schema(parameter.schema)
    try:
        return any(accepts(schema, value) for value in _readings(text))
    except UnsureError:
        return True


def _readings(text: str) -> Iterator[object]:
    yield text
    if text.lstrip("-").isdecimal() and text.isascii():
        yield int(text)
    if text in {"true", "false"}:
        yield text == "true"

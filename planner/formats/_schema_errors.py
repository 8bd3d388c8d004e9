"""Validation against a JSON Schema, told in words for people.

A format's own schema says what is wrong in terms of its alternatives ("not valid under any of
the schemas"); here the alternative that was meant is found, and what it lacks is said.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from planner.formats._tree import shortened
from planner.model.nearest import did_you_mean
from planner.model.problem import Problem
from planner.model.source import DocumentPath, Place

MOST_PROBLEMS = 20
_TYPE_WORDS = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "nothing",
}
_MOST_OPTIONS = 8


class SchemaCheck:
    """A JSON Schema, compiled once.

    Args:
        schema: the schema that documents must satisfy.
        code: code of the problems it reports.
    """

    def __init__(self, schema: Mapping[str, Any], code: str) -> None:
        import jsonschema_rs  # noqa: PLC0415  lazy: only full validation needs it

        self._schema = schema
        self._validator = jsonschema_rs.validator_for(dict(schema))
        self._code = code

    def accepts(self, document: object) -> bool:
        """Return whether nothing is wrong with a document; False also where that can't be said."""
        try:
            return bool(self._validator.is_valid(document))
        except (ValueError, OverflowError, RecursionError, TypeError):
            return False

    def problems(self, document: object, place: Place) -> list[Problem]:
        """Return what is wrong with a document that stands at a place."""
        if self.accepts(document):
            return []
        try:
            return _unique(self._told(document, place))
        except (ValueError, OverflowError, RecursionError, TypeError) as error:
            message = f"too much for a check against the specification: {shortened(str(error))}"
            return [Problem(self._code, message, place, "simplify the document")]

    def _told(self, document: object, place: Place) -> Iterator[Problem]:
        for error in self._validator.iter_errors(document):
            for cause in _causes([error]):
                path = _real_path(document, cause.instance_path)
                yield from self._problem(cause, place.at(*path))

    def _problem(self, error: Any, place: Place) -> Iterator[Problem]:  # noqa: ANN401  untyped
        details = error.kind.as_dict()
        if isinstance(error, _OneOfKeys):
            message = f"{_subject(place)} lacks {error.keys}"
            yield Problem(self._code, message, place.at(on_key=True), "add one of them")
        elif error.kind.name == "required":
            name = details["property"]
            message = f"{_subject(place)} lacks the key `{shortened(name)}`"
            yield Problem(self._code, message, place.at(on_key=True), f"add `{shortened(name)}`")
        elif error.kind.name in ("additionalProperties", "unevaluatedProperties"):
            for key in details["unexpected"]:
                hint = did_you_mean(key, self._known_keys(error)) or _hint_for_key(place, key)
                message = f"unknown key `{shortened(key)}` in {_subject(place)}"
                yield Problem(self._code, message, place.at(key, on_key=True), hint)
        else:
            yield Problem(self._code, *_worded(error, details, place))

    def _known_keys(self, error: Any) -> Sequence[str]:  # noqa: ANN401  untyped
        node: Any = self._schema
        for step in list(error.schema_path)[:-1]:
            try:
                node = node[int(step) if isinstance(node, list) else step]
            except (KeyError, IndexError, ValueError, TypeError):
                return ()
        properties = node.get("properties") if isinstance(node, dict) else None
        return tuple(properties) if isinstance(properties, dict) else ()


class _OneOfKeys:
    """Stands for alternatives of which each only asks for one more key."""

    def __init__(self, error: Any, branches: Sequence[Sequence[Any]]) -> None:  # noqa: ANN401
        self.instance_path = error.instance_path
        self.kind = error.kind
        names = sorted({branch[0].kind.as_dict()["property"] for branch in branches})
        self.keys = " or ".join(f"`{name}`" for name in names)


def _causes(errors: Iterable[Any]) -> Iterator[Any]:
    """Yield the errors that matter, alternatives narrowed down to the one that was meant."""
    for error in errors:
        branches = getattr(error.kind, "context", None) or []
        branches = [branch for branch in branches if branch]
        if not branches:
            yield error
            continue
        depth = len(error.instance_path)
        score = min(_distance(branch, depth) for branch in branches)
        best = [branch for branch in branches if _distance(branch, depth) == score]
        if len(best) > 1 and all(_asks_for_key(branch, depth) for branch in best):
            yield _OneOfKeys(error, best)
        elif len(best) > 1 and all(_is_wrong_kind(branch, depth) for branch in best):
            yield error
        else:
            yield from _causes(best[0])


def _distance(branch: Sequence[Any], depth: int) -> tuple[bool, int, int]:
    """Return how far a document is from an alternative; the smallest was meant.

    An alternative is not meant if it wants a reference where none is, another type, or another
    constant in a key that tells alternatives apart.
    """
    wants_reference = any(
        error.kind.name == "required" and error.kind.as_dict().get("property") == "$ref"
        for error in branch
    )
    other_kind = sum(
        error.kind.name in ("type", "enum", "const", "not", "falseSchema")
        and len(error.instance_path) <= depth + (error.kind.name in ("enum", "const"))
        for error in branch
    )
    return wants_reference, other_kind, len(branch)


def _asks_for_key(branch: Sequence[Any], depth: int) -> bool:
    error = branch[0]
    return len(branch) == 1 and error.kind.name == "required" and len(error.instance_path) == depth


def _is_wrong_kind(branch: Sequence[Any], depth: int) -> bool:
    return any(error.kind.name == "type" and len(error.instance_path) == depth for error in branch)


def _worded(error: Any, details: Mapping[str, Any], place: Place) -> tuple[str, Place, str]:  # noqa: ANN401  untyped
    """Return message, place and hint of an error."""
    value = f"`{shortened(_shown(error.instance))}`"
    subject = _subject(place)
    tell = _WORDS.get(error.kind.name)
    said, hint = tell(value, details) if tell else ("", "")
    if error.kind.name in ("enum", "const"):
        hint = did_you_mean(str(error.instance), _options(details)) or hint
    if not said:
        said = f": {shortened(error.message, 160)}"
    return f"{subject}{said}", place, hint


def _options(details: Mapping[str, Any]) -> list[str]:
    return [str(item) for item in details.get("options", [details.get("expected_value")])]


def _other_type(value: str, details: Mapping[str, Any]) -> tuple[str, str]:
    wanted = " or ".join(_TYPE_WORDS.get(name, name) for name in details["types"])
    return f" must be {wanted}, got {value}", f"write {wanted}"


def _other_constant(value: str, details: Mapping[str, Any]) -> tuple[str, str]:
    options = _options(details)
    more = ", …" if len(options) > _MOST_OPTIONS else ""
    listed = ", ".join(f"`{option}`" for option in options[:_MOST_OPTIONS])
    return f" can't be {value}", f"expected one of {listed}{more}"


def _other_form(value: str, details: Mapping[str, Any]) -> tuple[str, str]:
    return (
        f" has the wrong form: {value}",
        f"expected the pattern `{shortened(details['pattern'])}`",
    )


def _too_few(_value: str, details: Mapping[str, Any]) -> tuple[str, str]:
    return (" is empty", "write at least one entry") if details.get("limit") == 1 else ("", "")


def _repeated(_value: str, _details: Mapping[str, Any]) -> tuple[str, str]:
    return " has an entry twice", "keep one of them"


def _no_form(_value: str, _details: Mapping[str, Any]) -> tuple[str, str]:
    return " is none of the forms that are allowed here", ""


def _two_forms(_value: str, _details: Mapping[str, Any]) -> tuple[str, str]:
    return " mixes forms that exclude each other", "keep one of them"


_WORDS: Mapping[str, Callable[[str, Mapping[str, Any]], tuple[str, str]]] = {
    "type": _other_type,
    "enum": _other_constant,
    "const": _other_constant,
    "pattern": _other_form,
    "minItems": _too_few,
    "minProperties": _too_few,
    "minLength": _too_few,
    "uniqueItems": _repeated,
    "anyOf": _no_form,
    "oneOf": _no_form,
    "oneOfMultipleValid": _two_forms,
}
"""What is said about an error, by the keyword that failed."""


def _shown(value: object) -> object:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return value


def _subject(place: Place) -> str:
    path = list(place.path)
    indexes = ""
    while path and isinstance(path[-1], int):
        indexes = f"[{path.pop()}]{indexes}"
    return f"`{shortened(path[-1])}{indexes}`" if path else "the document"


def _hint_for_key(place: Place, key: str) -> str:
    if place.path == ("paths",):
        return f"a path begins with a slash: `/{shortened(key.lstrip('/'))}`"
    return "remove it; a key of your own begins with `x-`"


def _real_path(document: Any, path: Iterable[str | int]) -> DocumentPath:  # noqa: ANN401  raw
    """Return a path whose steps are text in mappings and numbers in lists."""
    steps: list[str | int] = []
    for step in path:
        is_list = isinstance(document, list)
        steps.append(int(step) if is_list else str(step))
        try:
            document = document[steps[-1]]
        except (KeyError, IndexError, TypeError):
            document = None
    return tuple(steps)


def _unique(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def at_most(problems: Iterable[Problem], most: int = MOST_PROBLEMS) -> list[Problem]:
    """Return problems without repetitions, per file no more than somebody will read."""
    by_file: dict[str, list[Problem]] = {}
    for problem in dict.fromkeys(problems):
        by_file.setdefault(problem.place.file if problem.place else "", []).append(problem)
    kept: list[Problem] = []
    for file, group in by_file.items():
        kept += group[:most]
        if len(group) > most:
            message = f"{len(group) - most} more problems in this file"
            kept.append(Problem("more-problems", message, Place(file), "mend the first ones"))
    return kept

"""What pydantic found wrong with a document, said for people and placed at the exact value."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.model.diff_policy import FINGERPRINT_PATTERN
from planner.model.ledger_file import DIGEST_PATTERN
from planner.model.names import NAME_PATTERN, STEP_PATTERN, VERSION_PATTERN
from planner.model.nearest import did_you_mean
from planner.model.problem import Problem
from planner.model.source import DocumentPath, Place
from planner.model.workspace_file import KEY_PATTERN

_LONGEST_VALUE = 60
_IN_BACKTICKS = re.compile(r"`([^`]+)`")

_EXPECTED = {
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a mapping of keys to values",
    "float_parsing": "a number",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "list_type": "a list",
    "mapping_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "string_type": "text",
    "tuple_type": "a list",
}
"""What is expected, by pydantic's type of error."""


_PATTERNS = {
    DIGEST_PATTERN: "`sha256:` and 64 hexadecimal digits",
    KEY_PATTERN: "an SSH public key such as `ssh-ed25519 AAAA...`",
    FINGERPRINT_PATTERN: "at least eight characters of a fingerprint, in quotes",
    NAME_PATTERN: "a name of letters, digits, `.`, `_` and `-` that starts with a letter or"
    " a digit",
    STEP_PATTERN: "a step such as `A-1`",
    VERSION_PATTERN: "a version such as `1.0.0`",
    r"^\d+(ms|s)$": "a time such as `500ms` or `2s`",
}


def problems_of(
    error: ValidationError, model: type[BaseModel], raw: object, place: Place
) -> list[Problem]:
    """Return the problems of one document, in the order of its fields.

    Args:
        error: pydantic's account.
        model: what the document was read as.
        raw: the document.
        place: its top.
    """
    grouped: dict[tuple[DocumentPath, bool], list[ErrorDetails]] = {}
    for details in _without_consequences(error.errors(include_url=False)):
        path, on_key = _path_of(details, raw)
        grouped.setdefault((path, on_key), []).append(details)
    return [
        _problem(group, model, place.at(*path, on_key=on_key))
        for (path, on_key), group in grouped.items()
    ]


def _without_consequences(errors: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out lists that are only too short because some of their items are wrong."""
    wrong = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    return [e for e in errors if e["type"] != "too_short" or e["loc"] not in wrong]


def _path_of(
    details: ErrorDetails,
    raw: Any,  # noqa: ANN401  raw document
) -> tuple[DocumentPath, bool]:
    """Return the path in the document, without what pydantic adds for unions and keys."""
    location = details["loc"]
    on_key = details["type"] == "extra_forbidden" or location[-1:] == ("[key]",)
    path: list[str | int] = []
    for step in location:
        if not _has(raw, step):
            continue
        raw = raw[step]
        path.append(step)
    named = _IN_BACKTICKS.search(details["msg"]) if details["type"] == "value_error" else None
    if named and isinstance(raw, Mapping) and named[1] in raw:
        path.append(named[1])  # a message about several keys names the one at fault first
    return tuple(path), on_key


def _has(raw: object, step: str | int) -> bool:
    if isinstance(raw, Mapping):
        return step in raw
    return isinstance(raw, Sequence) and isinstance(step, int) and 0 <= step < len(raw)


def _problem(group: Sequence[ErrorDetails], model: type[BaseModel], place: Place) -> Problem:
    first = group[0]
    key = str(first["loc"][-1]) if first["loc"] else ""
    match first["type"]:
        case "extra_forbidden":
            known = _keys_at(model, first["loc"][:-1])
            hint = did_you_mean(key, known) or f"known here: {_listed(known)}"
            return Problem("unknown-key", f"unknown key `{key}`", place, hint)
        case "missing":
            return Problem("missing-key", f"`{key}` is missing", place, f"add `{key}: ...`")
        case "value_error":
            message = str(first["ctx"]["error"])
            return Problem("bad-value", _starting_small(message), place, _hint_of(message))
        case "string_type" if key == "[key]":
            key = str(first["input"])
            return Problem("bad-key", f"key `{key}` is not text", place, "put it in quotes")
    return _unexpected(group, place)


def _unexpected(group: Sequence[ErrorDetails], place: Place) -> Problem:
    """Return the problem of a value that is of none of the kinds expected there."""
    expected = list(dict.fromkeys(_expected(details) for details in group))
    value = group[0]["input"]
    choices = [choice for details in group for choice in _choices(details)]
    near = did_you_mean(value, choices) if isinstance(value, str) else ""
    hint = near or _rewritten(group[0]) or f"write {expected[0]}"
    message = f"expected {' or '.join(expected)}, got {_shown(value)}"
    return Problem("bad-value", message, place, hint)


def _rewritten(details: ErrorDetails) -> str:
    """Return how the same value is written as what is expected, where that is clear."""
    value = details["input"]
    if not isinstance(value, str | int | float) or len(str(value)) > _LONGEST_VALUE:
        return ""
    shown = _shown(value).strip("`")
    if details["type"] == "string_type":
        return f'put it in quotes: `"{shown}"`'
    return f"write `[{shown}]`" if details["type"] == "tuple_type" else ""


def _expected(details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx", {})
    match kind:
        case "literal_error" | "enum":
            return _listed(_choices(details), last="or")
        case "string_pattern_mismatch":
            return _PATTERNS.get(context["pattern"], f"text like {context['pattern']}")
        case "string_too_long":
            return f"at most {context['max_length']} characters"
        case "too_short" | "string_too_short":
            noun = "item" if kind == "too_short" else "character"
            return f"at least {context['min_length']} {noun}"
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            return _range(details)
    return _EXPECTED.get(kind) or details["msg"].lower().removeprefix("input should be ")


def _range(details: ErrorDetails) -> str:
    words = {
        "greater_than_equal": ("ge", "from {} on"),
        "greater_than": ("gt", "greater than {}"),
        "less_than_equal": ("le", "up to {}"),
        "less_than": ("lt", "less than {}"),
    }
    key, text = words[details["type"]]
    limit = details["ctx"][key]
    noun = "a whole number" if isinstance(limit, int) else "a number"
    return f"{noun} {text.format(f'{limit:g}' if isinstance(limit, float) else limit)}"


def _choices(details: ErrorDetails) -> list[str]:
    if details["type"] not in {"literal_error", "enum"}:
        return []
    return re.findall(r"'([^']*)'", str(details["ctx"]["expected"]))


def _listed(words: Iterable[str], last: str = "and") -> str:
    quoted = [f"`{word}`" for word in words]
    if len(quoted) > 1:
        quoted[-2:] = [f"{quoted[-2]} {last} {quoted[-1]}"]
    return ", ".join(quoted)


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    if value is None:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text}`" if len(text) <= _LONGEST_VALUE else f"`{text[:_LONGEST_VALUE]}...`"


def _starting_small(message: str) -> str:
    return message[:1].lower() + message[1:]


def _hint_of(message: str) -> str:
    """Return what to do about a message that one of our own validators wrote."""
    if "lies before" in message:
        return "swap the two dates, or correct one"
    if message.startswith("expected "):
        return f"write {message.removeprefix('expected ').partition(', got')[0]}"
    if "longer than zero" in message:
        return "write the time it takes, or leave the step out with `drop: true`"
    if found := re.search(r"needs? a (`\w+`)", message):
        return f"add {found[1].rstrip('`')}: ...`"
    return "correct one of the two"


def _keys_at(annotation: Any, path: Sequence[str | int]) -> list[str]:  # noqa: ANN401  any type form
    """Return the keys that are known at a path below a type, following pydantic's location."""
    models = _models_at(annotation, tuple(path))
    return sorted({name for model in models for name in model.model_fields})


def _models_at(annotation: Any, path: DocumentPath) -> list[type[BaseModel]]:  # noqa: ANN401, PLR0911  one return for each form of a type
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _models_at(inner[0], path)
    if origin in {Union, UnionType}:
        return [model for option in inner for model in _models_at(option, path)]
    if origin in {tuple, list} and path and isinstance(path[0], int):
        return _models_at(inner[0], path[1:])
    if origin is dict and path:
        return _models_at(inner[1], path[1:])
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return []
    if not path:
        return [annotation]
    field = annotation.model_fields.get(str(path[0]))
    # a step that is no field is a tag that pydantic adds for a union
    return _models_at(field.annotation if field else annotation, path[1:])

"""Operations of a contract as a client sees them: names and types of Python for all they have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.model.bundle import Body, Bundle, Operation, Parameter, Response
from planner.stubs.package.annotations import Annotations, union
from planner.stubs.package.errors import ErrorClass, error_name
from planner.stubs.package.naming import free_name, pascal_case, snake_case
from planner.wire.media import essence, is_json

_METHODS_TAKEN = frozenset(
    {
        *("aclose", "base_url", "bool", "bytes", "close", "credentials", "datetime", "dict"),
        *("float", "headers", "http", "int", "list", "models", "operations", "retry", "schemes"),
        *("str", "timeout", "type", "write_usage"),
    }
)
_ARGUMENTS_TAKEN = frozenset({"body", "content_type", "operations", "options", "self"})
_NOT_SENT = frozenset({"accept", "authorization", "content-type"})
"""Headers that are no parameters: OpenAPI 3.1.1, "Parameter Object", `name`."""
_NO_BODY = frozenset({"100", "101", "102", "103", "204", "205", "304"})
"""RFC 9110, sections 6.4.1 and 15: whatever a contract says, nothing follows their headers."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter as an argument of a method."""

    name: str
    annotation: str
    is_required: bool
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Method:
    """An operation as a method of a client.

    Args:
        name: of the method.
        constant: of its description in `operations`.
        arguments: in the order of the contract.
        bodies: media type -> Python type of what is sent.
        answers: status -> media type -> Python type.
        errors: status -> its exception.
        result: Python type of what is returned.
        result_statuses: those whose body is returned.
        content_type: Python type of the argument that chooses among media types; empty: there is
            no choice.
    """

    name: str
    constant: str
    operation: Operation
    arguments: tuple[Argument, ...]
    bodies: Mapping[str, str]
    answers: Mapping[str, Mapping[str, str]]
    errors: Mapping[str, ErrorClass]
    result: str
    result_statuses: tuple[str, ...]
    content_type: str

    @property
    def body(self) -> Body | None:
        """Return the request body, if there is one that says what it holds."""
        return self.operation["body"] if self.bodies else None


def methods_of(bundle: Bundle, annotations: Annotations, key: str) -> list[Method]:
    """Return the methods of a contract's client, in the order of the contract.

    Args:
        bundle: the contract.
        annotations: writes types.
        key: header that the runtime fills; empty: none.
    """
    names, classes = method_names(bundle["operations"]), set[str]()
    found = []
    for operation in bundle["operations"]:
        class_name = free_name(pascal_case(operation["id"], "Call"), classes)
        classes.add(class_name)
        found.append(_method(operation, names[operation["id"]], class_name, annotations, key))
    return found


def method_names(operations: Iterable[Operation]) -> dict[str, str]:
    """Return operation id -> name of its method; no two are the same."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for operation in operations:
        name = snake_case(operation["id"], "call")
        name = f"{name}_" if name in _METHODS_TAKEN or name.startswith("_") else name
        found[operation["id"]] = free_name(name, taken, "_{}")
        taken.add(found[operation["id"]])
    return found


def _method(
    operation: Operation, name: str, class_name: str, annotations: Annotations, key: str
) -> Method:
    answers: dict[str, dict[str, str]] = {
        status: {}
        if status in _NO_BODY
        else _answer(response, f"{class_name}{status.capitalize()}", annotations)
        for status, response in operation["responses"].items()
    }
    results = result_statuses(answers)
    bodies = _bodies(operation["body"], class_name, annotations)
    errors = {
        status: ErrorClass(
            error_name(class_name, status), status, operation["id"], union(media.values())
        )
        for status, media in answers.items()
        if status not in results or status == "default"
    }
    is_raw = bool(results) and all(status[0] in "13" for status in results)
    types = (kind for status in results for kind in answers[status].values() or ["None"])
    return Method(
        name=name,
        constant=name.upper(),
        operation=operation,
        arguments=tuple(_arguments(operation, class_name, annotations, key)),
        bodies=bodies,
        answers=answers,
        errors=errors,
        result="httpx.Response" if is_raw else union(types),
        result_statuses=results,
        content_type=annotations.choice(tuple(bodies), f"{class_name}ContentType")
        if len(bodies) > 1
        else "",
    )


def result_statuses(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the statuses that are results: 2xx; without any, `default`; else 1xx and 3xx."""
    found = tuple(status for status in answers if status.startswith("2"))
    if found:
        return found
    if "default" in answers:
        return ("default",)
    return tuple(status for status in answers if status[0] in "13")


def _answer(response: Response, hint: str, annotations: Annotations) -> dict[str, str]:
    return {
        media_type: _body_type(media_type, media["schema"], hint, annotations)
        for media_type, media in response["media"].items()
    }


def _bodies(body: Body | None, class_name: str, annotations: Annotations) -> dict[str, str]:
    """Return what may be sent, JSON before forms before anything else."""
    if body is None:
        return {}
    several = len(body["media"]) > 1
    return {
        media_type: _sent_type(
            media_type,
            media["schema"],
            f"{class_name}{_kind_word(media_type) if several else ''}Request",
            annotations,
        )
        for media_type, media in sorted(body["media"].items(), key=lambda item: _rank(item[0]))
    }


def _kind_word(media_type: str) -> str:
    return "Form" if essence(media_type) in _FORMS else ""


def _rank(media_type: str) -> tuple[int, str]:
    plain = essence(media_type)
    if is_json(plain):
        return (0 if plain == "application/json" else 1, "")
    return (2 + _FORMS.index(plain), "") if plain in _FORMS else (9, "")


def _body_type(media_type: str, schema: Any, hint: str, annotations: Annotations) -> str:  # noqa: ANN401  JSON
    plain = essence(media_type)
    if is_json(plain) or plain in _FORMS:
        return annotations.of(schema, hint)
    if "*" in plain and _is_structured(schema):
        return annotations.of(schema, hint)
    return "str" if plain.startswith("text/") else "bytes"


def _sent_type(
    media_type: str,
    schema: Any,  # noqa: ANN401  JSON
    hint: str,
    annotations: Annotations,
) -> str:
    """Return the type of a request body: an object of no media type of its own is sent as JSON."""
    if essence(media_type) == "application/octet-stream" and _is_structured(schema):
        return annotations.of(schema, hint)
    return _body_type(media_type, schema, hint, annotations)


def _is_structured(schema: Any) -> bool:  # noqa: ANN401  JSON
    return isinstance(schema, dict) and bool(
        schema.keys() & {"$ref", "allOf", "anyOf", "oneOf", "properties"}
        or schema.get("type") in ("array", "object")
    )


def _arguments(
    operation: Operation, class_name: str, annotations: Annotations, key: str
) -> Iterable[Argument]:
    """Yield the arguments: those of the path first, in its order."""
    taken: set[str] = set()
    sent = [one for one in operation["parameters"] if _is_sent(one)]
    order = {
        one["name"]: operation["path"].find("{" + one["name"] + "}")
        for one in sent
        if one["location"] == "path"
    }
    in_path = sorted(
        (one for one in sent if one["name"] in order and one["location"] == "path"),
        key=lambda one: order[one["name"]],
    )
    for one in [*in_path, *(one for one in sent if one["location"] != "path")]:
        name = _argument_name(one, taken)
        taken.add(name)
        hint = f"{class_name}{pascal_case(one['name'])}"
        annotation = annotations.of_parameter(one["schema"], hint)
        is_filled = one["location"] == "header" and one["name"].lower() == key.lower()
        yield Argument(name, annotation, one["required"] and not is_filled, one)


def _argument_name(parameter: Parameter, taken: set[str]) -> str:
    name = snake_case(parameter["name"])
    if name in _ARGUMENTS_TAKEN:
        name += "_"
    if name in taken:
        name = f"{name.rstrip('_')}_{parameter['location']}"
    return free_name(name, taken, "_{}")


def _is_sent(parameter: Parameter) -> bool:
    return parameter["location"] != "header" or parameter["name"].lower() not in _NOT_SENT

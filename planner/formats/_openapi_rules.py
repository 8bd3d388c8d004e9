"""The rules of OpenAPI, as openapi-spec-validator knows them, told with places.

Structure is checked against the specification's own JSON Schema; once that holds, references,
and once those hold too, the rules that no schema can say (parameters of a path, defaults, ids).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any
from urllib.parse import unquote

from planner.formats._openapi_validator import dialect_check, placing_validator, validators
from planner.formats._references import References
from planner.formats._schema_errors import SchemaCheck
from planner.formats._tree import shortened
from planner.model.problem import Level, Problem
from planner.model.source import DocumentPath, Place

_ADDRESS = "file:///"
_CODE = "openapi"
_QUOTED = re.compile(r"'([^']*)'")
_OPERATION = re.compile(r"Operation ID '(.*)' for '(.*)' in '(.*)' is not unique", re.DOTALL)
_PARAMETER = re.compile(r"Path parameter '(.*)' for '(.*)' operation in '(.*)' was not", re.DOTALL)


def check(references: References, mains: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong with a contract.

    Args:
        references: all files of the contract.
        mains: the OpenAPI documents among them, of known versions.
    """
    before = 0
    for file in mains:
        for problem in _structure_check(_version(references, file)).problems(
            references.documents[file], Place(file)
        ):
            before += 1
            yield problem
    for file in references.documents:
        for problem in references.problems(file):
            before += 1
            yield problem
    if not before:
        for file in mains:
            yield from _rules(references, file)


def _version(references: References, file: str) -> str:
    document = references.documents[file]
    return str(document.get("openapi", document.get("swagger")))[:3]


@cache
def _structure_check(version: str) -> SchemaCheck:
    return SchemaCheck(validators()[version].schema_validator.schema, _CODE)


def _rules(references: References, file: str) -> Iterator[Problem]:
    from referencing.exceptions import Unresolvable  # noqa: PLC0415  lazy: heavy

    validator = placing_validator(_version(references, file))
    validator.resolver_handlers = dict.fromkeys(
        ("file", "http", "https", "<all_urls>"), _opener(references)
    )
    try:
        checker = validator(references.documents[file], base_uri=f"{_ADDRESS}{file}")
        for error in checker.root_validator(checker.schema_path):
            yield from _told(error, references, file)
    except (LookupError, Unresolvable):
        return  # all references were followed before: what only looks like one stands in data
    except Exception as error:  # noqa: BLE001  a library on hostile input may raise anything
        message = f"can't be checked further: {shortened(str(error)) or type(error).__name__}"
        yield Problem(_CODE, message, Place(file), "simplify the document", Level.WARNING)


def _opener(references: References) -> Callable[[str], Any]:
    def open_address(address: str) -> Any:  # noqa: ANN401  raw document
        return references.documents[unquote(address.removeprefix(_ADDRESS))]

    return open_address


def _told(error: Any, references: References, file: str) -> Iterator[Problem]:  # noqa: ANN401
    kind = type(error).__name__
    operation = _OPERATION.match(error.message)
    parameter = _PARAMETER.match(error.message)
    if kind == "ExtraParametersError":  # a required property need not be declared
        return
    if operation:
        yield _repeated_id(operation, references, file)
    elif parameter:
        yield _parameter(parameter, references, file)
    elif kind == "ParameterDuplicateError":
        yield _repeated_parameter(error, references, file)
    elif getattr(error, "is_default", False):
        place = references.place_of(file, (*error.owner, "default"))
        yield _default(error, place)
    else:
        yield from _in_schema(error, references, file)


def _in_schema(error: Any, references: References, file: str) -> Iterator[Problem]:  # noqa: ANN401
    """Tell what is wrong with a schema, in our words where its meta-schema has the same opinion."""
    owner: DocumentPath = getattr(error, "owner", ())
    target = references.find(file, owner)
    problems = dialect_check().problems(target.node, target.place) if error.validator else []
    path = (*owner, *error.absolute_path)
    plain = Problem(_CODE, shortened(error.message, 200), references.place_of(file, path))
    yield from problems or [plain]


def _repeated_parameter(error: Any, references: References, file: str) -> Problem:  # noqa: ANN401
    named = _QUOTED.search(error.message)
    message = f"parameter `{shortened(named[1] if named else '')}` is declared twice"
    place = references.place_of(file, getattr(error, "owner", ()))
    return Problem("duplicate-parameter", message, place, "keep one of them")


def _default(error: Any, place: Place) -> Problem:  # noqa: ANN401  untyped library
    message = f"default `{shortened(error.instance)}` does not fit its schema"
    hint = "change the default or the schema"
    return Problem("openapi-default", message, place, hint, Level.WARNING)


def _repeated_id(found: re.Match[str], references: References, file: str) -> Problem:
    name, method, path = found.groups()
    place = references.place_of(file, ("paths", path, method, "operationId"))
    message = f"operation id `{shortened(name)}` is used more than once"
    return Problem("duplicate-operation", message, place, "give each operation an id of its own")


def _parameter(found: re.Match[str], references: References, file: str) -> Problem:
    name, method, path = found.groups()
    place = references.place_of(file, ("paths", path, method))
    call, shown = f"`{method.upper()} {shortened(path)}`", shortened(name)
    if f"{{{name}}}" in path:
        message = f"path parameter `{shown}` of {call} is not declared"
        hint = f"add a parameter `{shown}` with `in: path`"
    else:
        message = f"{call} declares a path parameter `{shown}` that its path does not have"
        hint = f"write `{{{shown}}}` into the path, or remove the parameter"
    return Problem("path-parameter", message, Place(place.file, place.path, on_key=True), hint)

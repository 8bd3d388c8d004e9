"""The rules of Avro schemas, each broken one told with its place."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from planner.formats._schema_errors import MOST_PROBLEMS
from planner.formats._tree import shortened
from planner.model.nearest import did_you_mean
from planner.model.problem import Problem
from planner.model.source import Place

PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
NAMED = ("record", "error", "enum", "fixed")
COMPLEX = (*NAMED, "array", "map")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ORDERS = ("ascending", "descending", "ignore")
_RANGES = {"int": 2**31, "long": 2**63}


def check(files: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the schemas of one contract; a name may be defined in any file."""
    yield from check_schemas([(files[path], Place(path)) for path in sorted(files)])


def check_schemas(schemas: Sequence[tuple[Any, Place]]) -> Iterator[Problem]:
    """Yield what is wrong with schemas that may use each other's types, with their places."""
    known: dict[str, dict[str, Any]] = {}
    for schema, place in schemas:
        yield from _definitions(schema, "", place, known)
    for schema, place in schemas:
        yield from _Rules(known).schema(schema, "", place)


def _definitions(
    schema: Any,  # noqa: ANN401  raw
    namespace: str,
    place: Place,
    known: dict[str, dict[str, Any]],
) -> Iterator[Problem]:
    """Fill `known` with every named type; yield those that are defined twice."""
    if isinstance(schema, list):
        for index, item in enumerate(schema):
            yield from _definitions(item, namespace, place.at(index), known)
    if not isinstance(schema, dict):
        return
    kind, inner = schema.get("type"), namespace
    if kind in NAMED and isinstance(schema.get("name"), str):
        name, inner = full_name(schema, namespace)
        if known.setdefault(name, schema) is not schema:
            message = f"type `{shortened(name)}` is defined twice"
            hint = "define it once and refer to it by name"
            yield Problem("avro", message, place.at("name"), hint)
    for key in ("items", "values", "type"):
        if isinstance(schema.get(key), dict | list):
            yield from _definitions(schema[key], inner, place.at(key), known)
    for index, field in enumerate(_list(schema.get("fields"))):
        if isinstance(field, dict):
            at = place.at("fields", index, "type")
            yield from _definitions(field.get("type"), inner, at, known)


def full_name(schema: Mapping[str, Any], namespace: str) -> tuple[str, str]:
    """Return the full name of a named type and the namespace inside it."""
    name = str(schema["name"])
    if "." in name:
        return name.strip("."), name.rpartition(".")[0]
    own = schema.get("namespace", namespace)
    own = own if isinstance(own, str) else ""
    return (f"{own}.{name}" if own else name), own


def known_name(name: str, namespace: str, known: Container[str]) -> str:
    """Return the full name that a name stands for inside a namespace.

    A name without dots that the namespace does not have stands for itself.
    """
    inside = f"{namespace}.{name}" if namespace and "." not in name else name
    return inside if inside in known else name


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


class _Rules:
    """Checks schemas against the names that the contract defines."""

    def __init__(self, known: Mapping[str, dict[str, Any]]) -> None:
        self._known = known
        self._undefined = 0

    def schema(self, schema: Any, namespace: str, place: Place) -> Iterator[Problem]:  # noqa: ANN401
        if isinstance(schema, str):
            yield from self._named(schema, namespace, place)
        elif isinstance(schema, list):
            yield from self._union(schema, namespace, place)
        elif not isinstance(schema, dict):
            message = f"a type must be a name, a mapping or a list, got `{shortened(schema)}`"
            yield Problem("avro", message, place, 'write a type such as "string"')
        elif "type" not in schema:
            yield Problem("avro", "a type lacks the key `type`", place, "add `type`")
        elif isinstance(schema["type"], dict | list):
            yield from self.schema(schema["type"], namespace, place.at("type"))
        else:
            yield from self._complex(schema, namespace, place)

    def _named(self, name: str, namespace: str, place: Place) -> Iterator[Problem]:
        if name in PRIMITIVES or self._find(name, namespace) is not None:
            return
        self._undefined += 1
        hint = self._likest(name) if self._undefined <= MOST_PROBLEMS else ""
        message = f"type `{shortened(name)}` is not defined"
        yield Problem("avro", message, place, hint or "define it in a file of the contract")

    def _likest(self, name: str) -> str:
        names = [full.rpartition(".")[2] for full in self._known]
        return did_you_mean(name, [*PRIMITIVES, *self._known, *names])

    def _find(self, name: str, namespace: str) -> dict[str, Any] | None:
        return self._known.get(known_name(name, namespace, self._known))

    def _union(self, branches: list[Any], namespace: str, place: Place) -> Iterator[Problem]:
        seen: set[str] = set()
        for index, branch in enumerate(branches):
            if isinstance(branch, list):
                message = "a union stands directly inside a union"
                yield Problem("avro", message, place.at(index), "write the types into one list")
                continue
            name = _branch_name(branch, namespace)
            if name and name in seen:
                message = f"type `{shortened(name)}` stands twice in a union"
                yield Problem("avro", message, place.at(index), "keep one of them")
            seen.add(name)
            yield from self.schema(branch, namespace, place.at(index))

    def _complex(self, schema: dict[str, Any], namespace: str, place: Place) -> Iterator[Problem]:
        kind = schema["type"]
        if kind not in COMPLEX:
            if not isinstance(kind, str):
                yield from self.schema(kind, namespace, place.at("type"))
            else:
                yield from self._named(kind, namespace, place.at("type"))
            return
        inner = namespace
        if kind in NAMED:
            yield from _name_problems(schema, place)
            if isinstance(schema.get("name"), str):
                inner = full_name(schema, namespace)[1]
        if kind in ("record", "error"):
            yield from self._fields(schema, inner, place)
        elif kind == "enum":
            yield from _symbols(schema, place)
        elif kind == "fixed":
            yield from _size(schema, place)
        else:
            key = "items" if kind == "array" else "values"
            if key not in schema:
                yield _lacks(key, kind, place)
            else:
                yield from self.schema(schema[key], namespace, place.at(key))

    def _fields(self, schema: dict[str, Any], namespace: str, place: Place) -> Iterator[Problem]:
        if not isinstance(schema.get("fields"), list):
            yield _lacks("fields", "record", place)
        seen: set[str] = set()
        for index, field in enumerate(_list(schema.get("fields"))):
            at = place.at("fields", index)
            if not isinstance(field, dict):
                yield Problem("avro", "a field must be a mapping", at, "give it `name` and `type`")
                continue
            yield from _name_problems(field, at, "field")
            name = field.get("name")
            if isinstance(name, str) and name in seen:
                message = f"field `{shortened(name)}` stands twice"
                yield Problem("avro", message, at.at("name"), "keep one of them")
            seen.add(str(name))
            yield from self._field(field, namespace, at)

    def _field(self, field: dict[str, Any], namespace: str, place: Place) -> Iterator[Problem]:
        if "type" not in field:
            yield _lacks("type", "field", place)
            return
        if field.get("order", "ascending") not in _ORDERS:
            message = f"`order` can't be `{shortened(field['order'])}`"
            hint = f"expected one of {', '.join(f'`{order}`' for order in _ORDERS)}"
            yield Problem("avro", message, place.at("order"), hint)
        problems = list(self.schema(field["type"], namespace, place.at("type")))
        yield from problems
        is_judged = "default" in field and not problems
        if is_judged and not self._fits(field["default"], field["type"], namespace):
            message = f"default `{shortened(field['default'])}` does not fit the field's type"
            hint = "change the default or the type"
            yield Problem("avro", message, place.at("default"), hint)

    def _fits(self, value: Any, schema: Any, namespace: str) -> bool:  # noqa: ANN401  raw
        """Return whether a default is a value of a type, as JSON spells it."""
        if isinstance(schema, list):
            return any(self._fits(value, branch, namespace) for branch in schema)
        if isinstance(schema, str) and schema not in PRIMITIVES:
            schema = self._find(schema, namespace)
        if isinstance(schema, dict) and schema.get("type") in ("record", "error"):
            return self._fits_record(value, schema, namespace)
        if not isinstance(schema, dict):
            return _fits_primitive(value, schema)
        return self._fits_complex(value, schema, namespace)

    def _fits_complex(self, value: Any, schema: dict[str, Any], namespace: str) -> bool:  # noqa: ANN401  raw
        kind = schema.get("type")
        if kind == "enum":
            return value in _list(schema.get("symbols"))
        if kind == "fixed":
            is_bytes = isinstance(value, str) and _is_bytes(value)
            return is_bytes and len(value) == schema.get("size")
        if kind not in ("array", "map"):
            return self._fits(value, kind, namespace)
        if not isinstance(value, list if kind == "array" else dict):
            return False
        inner = schema.get("items" if kind == "array" else "values")
        items = list(value.values()) if isinstance(value, dict) else value
        return all(self._fits(item, inner, namespace) for item in items)

    def _fits_record(self, value: Any, schema: dict[str, Any], namespace: str) -> bool:  # noqa: ANN401
        inner = full_name(schema, namespace)[1] if "name" in schema else namespace
        return isinstance(value, dict) and all(
            self._fits(value[field["name"]], field.get("type"), inner)
            if field.get("name") in value
            else "default" in field
            for field in _list(schema.get("fields"))
            if isinstance(field, dict)
        )


def _fits_primitive(value: Any, name: object) -> bool:  # noqa: ANN401  raw
    if name == "null":
        return value is None
    if name == "boolean" or isinstance(value, bool):
        return name == "boolean" and isinstance(value, bool)
    if name in ("int", "long"):
        limit = _RANGES[str(name)]
        return isinstance(value, int) and -limit <= value < limit
    if name in ("float", "double"):
        return isinstance(value, int | float)
    if name == "bytes":
        return isinstance(value, str) and _is_bytes(value)
    return name == "string" and isinstance(value, str)


def _is_bytes(text: str) -> bool:
    """Return whether each character stands for a byte, as JSON spells bytes."""
    return all(ord(character) < 256 for character in text)  # noqa: PLR2004  values of a byte


def _branch_name(branch: Any, namespace: str) -> str:  # noqa: ANN401  raw
    if isinstance(branch, str):
        is_local = branch not in PRIMITIVES and "." not in branch and namespace
        return f"{namespace}.{branch}" if is_local else branch
    if not isinstance(branch, dict):
        return ""
    kind = branch.get("type")
    if kind in NAMED and isinstance(branch.get("name"), str):
        return full_name(branch, namespace)[0]
    return kind if isinstance(kind, str) else ""


def _name_problems(schema: dict[str, Any], place: Place, what: str = "") -> Iterator[Problem]:
    what = what or str(schema["type"])
    name = schema.get("name")
    if "name" not in schema:
        yield _lacks("name", what, place)
        return
    parts: Sequence[object] = name.split(".") if isinstance(name, str) else [name]
    if what == "field":
        parts = [name]
    if not all(isinstance(part, str) and _NAME.fullmatch(part) for part in parts):
        message = f"`{shortened(name)}` is not a name"
        yield Problem("avro", message, place.at("name"), "use letters, digits and `_`")
    aliases = schema.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        message = f"`aliases` of {what} `{shortened(name)}` is not a list of names"
        yield Problem("avro", message, place.at("aliases"), 'write a list such as ["OldName"]')
    namespace = schema.get("namespace", "")
    steps = namespace.split(".") if isinstance(namespace, str) and namespace else []
    if not isinstance(namespace, str) or not all(_NAME.fullmatch(step) for step in steps):
        message = f"`{shortened(namespace)}` is not a namespace"
        yield Problem("avro", message, place.at("namespace"), "use names with dots between them")


def _symbols(schema: dict[str, Any], place: Place) -> Iterator[Problem]:
    symbols = schema.get("symbols")
    if not isinstance(symbols, list) or not symbols:
        yield _lacks("symbols", "enum", place)
        return
    seen: set[str] = set()
    for index, symbol in enumerate(symbols):
        if not isinstance(symbol, str) or not _NAME.fullmatch(symbol):
            message = f"symbol `{shortened(symbol)}` is not a name"
            hint = "use letters, digits and `_`"
            yield Problem("avro", message, place.at("symbols", index), hint)
        elif symbol in seen:
            message = f"symbol `{shortened(symbol)}` stands twice"
            yield Problem("avro", message, place.at("symbols", index), "keep one of them")
        else:
            seen.add(symbol)
    if "default" in schema and schema["default"] not in symbols:
        message = f"default `{shortened(schema['default'])}` is none of the symbols"
        hint = did_you_mean(str(schema["default"]), [str(symbol) for symbol in symbols])
        yield Problem("avro", message, place.at("default"), hint)


def _size(schema: dict[str, Any], place: Place) -> Iterator[Problem]:
    size = schema.get("size")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        yield _lacks("size", "fixed", place)


def _lacks(key: str, what: str, place: Place) -> Problem:
    words = {"fields": "a list", "symbols": "a list of names", "size": "a number of bytes"}
    expected = f" with {words[key]}" if key in words else ""
    message = f"{what} lacks the key `{key}`{expected}"
    return Problem("avro", message, place, f"add `{key}`")

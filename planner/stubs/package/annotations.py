"""Python types of values, as they stand in the signatures of a client."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.model.bundle import Schema
from planner.stubs.package.naming import pascal_case
from planner.stubs.package.shapes import PREFIX, Shapes, needs_class
from planner.stubs.package.trimming import branches_without_null, is_only_conditions, trimmed

_SCALARS = {"boolean": "bool", "integer": "int", "null": "None", "number": "float"}
_TEXTS = {
    "binary": "bytes",
    "date": "datetime.date",
    "date-time": "AwareDatetime",
    "uuid": "UUID",
}
_PARAMETERS = {"AwareDatetime": "datetime.datetime"}
_DEEPEST = 8
_LONGEST_LITERAL = 40


class Annotations:
    """Writes types; what needs a class gets one in `models`.

    Args:
        shapes: the classes of the package.
    """

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes

    def of(self, schema: Schema | None, hint: str) -> str:
        """Return the type of a value.

        Args:
            schema: None: anything.
            hint: what a class is called if one is needed.
        """
        return self._of(schema, pascal_case(hint), 0)

    def of_parameter(self, schema: Schema | None, hint: str) -> str:
        """Return the type of an argument, where a time is any time of the standard library."""
        found = self.of(schema, hint)
        for name, plain in _PARAMETERS.items():
            found = found.replace(name, plain)
        return found

    def _of(self, schema: Schema | None, hint: str, depth: int) -> str:
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return "Any"
        if "$ref" in schema:
            return self._named(schema["$ref"].removeprefix(PREFIX))
        if needs_class(schema):
            kept, has_null = branches_without_null(schema)
            name = "models." + self._shapes.add(hint, kept)
            return union([name, "None"] if has_null else [name])
        return self._plain(trimmed(schema)[0], hint, depth)

    def choice(self, values: Sequence[Any], hint: str) -> str:
        """Return the type of a value that is one of some; many of them get a name."""
        told = literal(values)
        if len(told) <= _LONGEST_LITERAL:
            return told
        kept = [value for value in values if value is not None]
        name = "models." + self._shapes.add(pascal_case(hint), {"enum": kept})
        return union([name, "None"] if None in values else [name])

    def _named(self, name: str) -> str:
        found = "models." + self._shapes.classes[name]
        return union([found, "None"] if name in self._shapes.nullable else [found])

    def _plain(self, made: Mapping[str, Any], hint: str, depth: int) -> str:
        if "enum" in made:
            return self.choice(made["enum"], hint)
        for keyword in ("oneOf", "anyOf"):
            branches = made.get(keyword, ())
            if branches and not all(map(is_only_conditions, branches)):
                numbered = enumerate(branches, 1)
                return union(
                    self._of(branch, f"{hint}Option{number}", depth + 1)
                    for number, branch in numbered
                )
        types = made.get("type")
        names = types if isinstance(types, list) else [types] if types else []
        return union(self._typed(name, made, hint, depth) for name in names) if names else "Any"

    def _typed(self, name: str, made: Mapping[str, Any], hint: str, depth: int) -> str:
        if name == "array":
            return f"list[{self._of(made.get('items'), f'{hint}Item', depth + 1)}]"
        if name == "object":
            inner = self._of(made.get("additionalProperties"), f"{hint}Entry", depth + 1)
            return f"dict[str, {inner}]"
        if name == "string":
            return _TEXTS.get(made.get("format", ""), "str")
        return _SCALARS.get(name, "Any")


def union(names: Iterable[str]) -> str:
    """Return the type of a value that has one of some types; None comes last."""
    parts = dict.fromkeys(part for name in names for part in _parts(name))
    if "Any" in parts:
        return "Any"
    ordered = [part for part in parts if part != "None"] + [
        part for part in parts if part == "None"
    ]
    return " | ".join(ordered) or "None"


def literal(values: Iterable[Any]) -> str:
    """Return the type of a value that is one of some."""
    return "Literal[" + ", ".join(map(quoted, values)) + "]"


def quoted(value: Any) -> str:  # noqa: ANN401  JSON
    """Return a constant as it stands in a module, texts in double quotes."""
    if not isinstance(value, str):
        return repr(value)
    text = repr(value)
    if text[0] == '"':
        return text
    inner = text[1:-1].replace("\\'", "'")
    return f'"{inner}"' if '"' not in inner else text


def _parts(name: str) -> list[str]:
    """Return the members of a union, without taking apart what stands in brackets or quotes."""
    if "[" in name or '"' in name or "'" in name:
        if name.endswith(" | None"):
            return [name.removesuffix(" | None"), "None"]
        return [name]
    return name.split(" | ")

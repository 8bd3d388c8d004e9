"""The judge: is a value valid, and if not, why.

Validation is jsonschema-rs (JSON Schema 2020-12, formats asserted). Schemas are handed to it one
by one when a validator first needs them, so that a huge contract costs what is used of it.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache, partial
from typing import Any

from planner.instances.faults import Fault, faults_of, first_line
from planner.instances.nodes import is_doubtful, name_in
from planner.instances.regular import portable_pattern
from planner.model.bundle import Schema
from planner.model.json_schema import (
    INTEGER_RANGES,
    INTEGER_TEXTS,
    LIST_KEYWORDS,
    MAP_KEYWORDS,
    SCHEMA_KEYWORDS,
)

_LOCAL = "#/$defs/"
_SHARED = "plan:all"
_MOST_OWN = 80
"""Schemas that a validator may have for itself alone."""
_PLAIN = frozenset(
    {
        "const",
        "dependentRequired",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxContains",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minContains",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "required",
        "type",
        "uniqueItems",
    }
)
_VALUES = frozenset({"const", "enum", "required", "dependentRequired"})


class Validator:
    """What judges values by one schema.

    Args:
        problem: why this schema can't judge; empty if it can. Such a validator finds every value
            invalid, and gives the problem as the only fault.
        has_doubt: whether it accepts values that some readers of the contract don't.
    """

    __slots__ = ("_judging", "has_doubt", "problem")

    def __init__(
        self,
        judging: Any,  # noqa: ANN401  of the library
        problem: str = "",
        *,
        has_doubt: bool = False,
    ) -> None:
        """Take over a compiled schema."""
        self._judging = judging
        self.problem = problem
        self.has_doubt = has_doubt

    def is_valid(self, value: Any) -> bool:  # noqa: ANN401  JSON
        """Return whether the schema accepts a JSON value."""
        if self.problem:
            return False
        try:
            return bool(self._judging.is_valid(value))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: BLE001  a panic in Rust is no Exception
            return False

    def faults(self, value: Any, most: int = 20) -> list[Fault]:  # noqa: ANN401  JSON
        """Return what is wrong with a value; empty if it is valid.

        Args:
            value: a JSON value.
            most: after this many, the search ends.
        """
        if self.problem:
            return [Fault("", f"this schema can't judge: {self.problem}", "schema")]
        found: list[Fault] = []
        try:
            for error in self._errors(value, most):
                found.extend(faults_of(error))
                if len(found) >= most:
                    break
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  a panic in Rust is no Exception
            found.append(Fault("", first_line(error), "value"))
        return list(dict.fromkeys(found))[:most]

    def _errors(self, value: Any, most: int) -> Iterable[Any]:  # noqa: ANN401  of the library
        """Return errors; the library finds either the first one or all, however many they are."""
        import jsonschema_rs  # noqa: PLC0415  what judges nothing needs it not

        if most > 1:
            return self._judging.iter_errors(value)  # type: ignore[no-any-return]  # of Any
        try:
            self._judging.validate(value)
        except jsonschema_rs.ValidationError as error:
            return [error]
        return []


class Judge:
    """Makes validators for the schemas of a bundle, each when it is first asked for.

    A validator is compiled from one document: the schema, and as `$defs` all that it leads to.
    Where that is much, one document with all schemas of the bundle serves all validators. (From
    one document each, the library compiles what is shared again for every way that leads to it.)

    Args:
        schemas: NAME -> schema, as in `Bundle.schemas`. Not copied: leave it unchanged.
        is_narrow: whether what only some readers of the contract accept is not valid.
    """

    def __init__(self, schemas: Mapping[str, Schema], *, is_narrow: bool = False) -> None:
        """Start with nothing compiled."""
        self._schemas = schemas
        self._is_narrow = is_narrow
        self._in_doubt: set[str] = set()
        self._met_doubt = False
        self._keys: dict[str, str] = {}
        self._names: list[str] = []
        self._prepared: dict[str, Schema] = {}
        self._leads_to: dict[str, frozenset[str]] = {}
        self._by_name: dict[str, Validator] = {}
        self._by_identity: dict[int, tuple[Schema, Validator]] = {}
        self._by_content: dict[tuple[str, bool], Validator] = {}
        self._shared: Any = None
        self.dropped: dict[str, str] = {}
        """Patterns that no validator understands, with the reason; they are not asserted."""

    def validator(self, schema: Schema | None) -> Validator:
        """Return what judges by a schema; the same object for the same schema.

        Args:
            schema: of the bundle, or one whose references lead into it; None accepts all.
        """
        if schema is None or isinstance(schema, bool):
            return _lone(accepts=schema is not False)
        if len(schema) == 1 and isinstance(schema.get("$ref"), str):
            reference = schema["$ref"]
            if reference not in self._by_name:
                self._by_name[reference] = self._compiled(schema)
            return self._by_name[reference]
        known = self._by_identity.get(id(schema))
        if known is None:
            # The schema is kept, so its identity stays taken while we remember it.
            known = (schema, self._compiled(schema))
            self._by_identity[id(schema)] = known
        return known[1]

    def sendable(self, schema: Schema | None) -> Validator:
        """Return what judges whether a value may be sent: every reader of the contract accepts it.

        The same as `validator` where there is no doubt about what the schema says.
        """
        found = self.validator(schema)
        return self._narrow.validator(schema) if found.has_doubt else found

    @cached_property
    def _narrow(self) -> "Judge":
        return Judge(self._schemas, is_narrow=True)

    def _compiled(self, schema: Schema) -> Validator:
        try:
            top, has_doubt = self._prepare_noting(schema)
            wanted = self._closure(top)
            if wanted:
                has_doubt = has_doubt or not wanted.isdisjoint(self._in_doubt)
                return self._validator(*self._document(top, wanted), has_doubt=has_doubt)
            content = (repr(top), has_doubt)  # most small schemas say the same as many others
            if content not in self._by_content:
                self._by_content[content] = self._validator(top, None, has_doubt=has_doubt)
            return self._by_content[content]
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  a panic in Rust is no Exception
            return Validator(None, first_line(error) or "it can't be compiled")

    def _validator(self, document: Any, registry: Any, *, has_doubt: bool) -> Validator:  # noqa: ANN401
        import jsonschema_rs  # noqa: PLC0415  what judges nothing needs it not

        judging = jsonschema_rs.Draft202012Validator(
            document,
            registry=registry,
            validate_formats=True,
            formats=_FORMATS,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=200_000),
            offline=True,
        )
        return Validator(judging, has_doubt=has_doubt)

    def _document(self, top: dict[str, Any], wanted: set[str]) -> tuple[Any, Any]:
        """Return the document of a schema, and the registry of those that it leads to."""
        if len(wanted) > _MOST_OWN:
            return (_redirected(top), self._registry())
        return ({**top, "$defs": {key: self._by_key(key) for key in sorted(wanted)}}, None)

    def _registry(self) -> Any:  # noqa: ANN401  of the library
        if self._shared is None:
            import jsonschema_rs  # noqa: PLC0415  as above

            for name in self._schemas:
                self._key(name)
            definitions = {key: self._by_key(key) for key in list(self._keys.values())}
            self._shared = jsonschema_rs.Registry(
                [(_SHARED, {"$defs": definitions})], draft=jsonschema_rs.Draft202012
            )
        return self._shared

    def _closure(self, top: Schema) -> set[str]:
        """Return the keys of all schemas that a prepared one leads to."""
        found: set[str] = set()
        todo = list(_references(top))
        while todo:
            key = todo.pop()
            if key in found:
                continue
            found.add(key)
            if key not in self._leads_to:
                self._leads_to[key] = frozenset(_references(self._by_key(key)))
            todo.extend(self._leads_to[key] - found)
        return found

    def _key(self, name: str) -> str:
        """Return a plain key for a name, which may hold what no reference can."""
        if name not in self._keys:
            self._keys[name] = f"s{len(self._names)}"
            self._names.append(name)
        return self._keys[name]

    def _by_key(self, key: str) -> Schema:
        if key not in self._prepared:
            node = self._schemas[self._names[int(key[1:])]]
            self._prepared[key], has_doubt = self._prepare_noting(node)
            if has_doubt:
                self._in_doubt.add(key)
        return self._prepared[key]

    def _prepare_noting(self, node: Schema) -> tuple[Any, bool]:
        """Return a prepared schema, and whether readers differ on something in it."""
        self._met_doubt = False
        return (self._prepare(node), self._met_doubt)

    def _prepare(self, node: Any) -> Any:  # noqa: ANN401  a schema
        """Return a schema as the library is to see it: what asserts something, and no more."""
        if not isinstance(node, dict):
            return node
        if is_doubtful(node):
            self._met_doubt = True
            if self._is_narrow:
                return False
        return self._prepare_keywords(node)

    def _prepare_keywords(self, node: Mapping[str, Any]) -> dict[str, Any]:
        copied: dict[str, Any] = {}
        also: list[Any] = []
        for keyword, value in node.items():
            if keyword in _PLAIN:
                copied[keyword] = value
            elif keyword in SCHEMA_KEYWORDS:
                copied[keyword] = self._prepare(value)
            elif keyword in LIST_KEYWORDS:
                if value:
                    copied[keyword] = [self._prepare(item) for item in value]
            elif keyword in MAP_KEYWORDS:
                copied[keyword] = self._prepare_map(keyword, value)
            else:
                self._prepare_other(keyword, value, copied, also)
        if also:
            copied["allOf"] = [*copied.get("allOf", ()), *also]
        return copied

    def _prepare_map(self, keyword: str, value: Mapping[str, Any]) -> dict[str, Any]:
        prepared = {name: self._prepare(item) for name, item in value.items()}
        if keyword != "patternProperties":
            return prepared
        named = ((self._pattern(pattern), item) for pattern, item in prepared.items())
        return {pattern: item for pattern, item in named if pattern is not None}

    def _prepare_other(
        self,
        keyword: str,
        value: Any,  # noqa: ANN401  JSON
        copied: dict[str, Any],
        also: list[Any],
    ) -> None:
        if keyword == "$ref":
            name = name_in(value, self._schemas)
            if name is not None:
                copied["$ref"] = _LOCAL + self._key(name)
        elif keyword == "pattern":
            pattern = self._pattern(value)
            if pattern is not None:
                copied["pattern"] = pattern
        elif keyword == "format":
            limits = INTEGER_RANGES.get(value)
            if limits is None:
                copied["format"] = value
            else:
                also.append({"minimum": limits[0], "maximum": limits[1]})

    def _pattern(self, pattern: str) -> str | None:
        portable, problem = portable_pattern(pattern)
        if problem:
            self.dropped[pattern] = problem
        return portable


def _references(node: Any) -> Iterator[str]:  # noqa: ANN401  a prepared schema
    """Yield the keys of the schemas that a prepared one refers to."""
    todo = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            reference = item.get("$ref")
            if isinstance(reference, str):
                yield reference.removeprefix(_LOCAL)
            todo.extend(value for key, value in item.items() if key not in _VALUES)
        elif isinstance(item, list):
            todo.extend(item)


def _redirected(node: Any) -> Any:  # noqa: ANN401  a prepared schema
    """Return a prepared schema whose references lead into the shared document."""
    if isinstance(node, list):
        return [_redirected(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _SHARED + value if key == "$ref" and isinstance(value, str)
        else value if key in _VALUES else _redirected(value)
        for key, value in node.items()
    }  # fmt: skip


@lru_cache(maxsize=2)
def _lone(*, accepts: bool) -> Validator:
    import jsonschema_rs  # noqa: PLC0415  what judges nothing needs it not

    return Validator(jsonschema_rs.Draft202012Validator(accepts))


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_integer(text: str, least: int, most: int) -> bool:
    return (
        len(text) <= _LONGEST_INTEGER and bool(_INTEGER.match(text)) and least <= int(text) <= most
    )


_LONGEST_INTEGER = 25
_INTEGER = re.compile(r"-?[0-9]+\Z", re.ASCII)
_FORMATS: dict[str, Callable[[str], bool]] = {
    "byte": _is_base64,
    "base64": _is_base64,
    **{
        name: partial(_is_integer, least=least, most=most)
        for name, (least, most) in INTEGER_TEXTS.items()
    },
}

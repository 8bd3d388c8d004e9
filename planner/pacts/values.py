"""One text, number, true, false or null against what one schema says, with or without a rule.

Source of what matchers admit: Pact specification, version 2 (type, regex, min, max), 3 (integer,
decimal, number, null, date, time, timestamp, include, equality, combining) and 4 (boolean,
notEmpty, semver).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from json import dumps
from typing import Any, Literal, NamedTuple

from planner.instances.judge import Judge
from planner.model.bundle import Schema
from planner.model.pact import Matcher, Rule
from planner.pacts.schemas import kind_of, part_kinds

Kind = Literal["value", "matcher", "example"]
_RANK: tuple[Kind | None, ...] = (None, "example", "matcher", "value")
_LEAF = (
    "type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "not", "if", "then", "else",
)  # fmt: skip
"""Keywords that say something about values without parts."""
_DEMANDED: Mapping[str, frozenset[str]] = {
    "integer": frozenset({"integer"}),
    "decimal": frozenset({"number"}),
    "number": frozenset({"integer", "number"}),
    "boolean": frozenset({"boolean"}),
    "null": frozenset({"null"}),
    "date": frozenset({"string"}),
    "time": frozenset({"string"}),
    "datetime": frozenset({"string"}),
    "timestamp": frozenset({"string"}),
    "semver": frozenset({"string"}),
}
"""Matcher -> the JSON types of values that it admits; a regex and `include` look at any value."""
_SHAPED = frozenset({"date", "time", "datetime", "timestamp", "semver"})
"""Matchers whose values all look like the example."""
_LIKE_TYPE = frozenset({"type", "notEmpty", "integer", "decimal", "number", "boolean", "null"})
_SAMPLES = (
    "2024-02-29", "2024-02-29T12:30:15Z", "2024-02-29T12:30:15.123Z", "2024-02-29T12:30:15+01:00",
    "12:30:15Z", "12:30:15+01:00", "P1DT2H", "a@example.com", "example.com", "192.0.2.1",
    "2001:db8::1", "https://example.com/a", "/a", "6fa459ea-ee8a-4ca4-894e-db77e160355e",
    "6FA459EA-EE8A-4CA4-894E-DB77E160355E", "aGk=", "a", "1", "1.5",
)  # fmt: skip
"""Values of the formats of JSON Schema, to see whether a regex and a format can go together."""
_TOLD = 8
_LONGEST = 60


class ValueFault(NamedTuple):
    """What is wrong with a value."""

    kind: Kind
    message: str


class ValueJudge:
    """Judges values without parts.

    Args:
        judge: of the bundle's schemas.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def fault(self, value: Any, schema: Schema, rule: Rule | None) -> ValueFault | None:  # noqa: ANN401  a JSON value
        """Return what is wrong with a value, or with what a rule admits in its place.

        Args:
            value: without parts.
            schema: one that refers elsewhere at its top is not looked into.
            rule: that holds; None: the value is meant as it is.
        """
        leaf = _leaf_of(schema)
        if leaf is True and rule is None:
            return None
        is_valid = self._is_valid(value, leaf)
        if rule is None or not rule.matchers:
            return None if is_valid else ValueFault("value", why(value, leaf))
        found = [self._by_matcher(value, leaf, m, is_valid=is_valid) for m in rule.matchers]
        order = min if rule.any_is_enough else max
        return order(found, key=lambda fault: _RANK.index(fault.kind if fault else None))

    def _is_valid(self, value: Any, leaf: Schema) -> bool:  # noqa: ANN401  a JSON value
        if isinstance(leaf, bool):
            return leaf
        kind = kind_of(value)
        if kind not in part_kinds(leaf):
            return False
        return leaf.keys() == {"type"} or self._judge.validator(leaf).is_valid(value)

    def _by_matcher(
        self,
        value: Any,  # noqa: ANN401  a JSON value
        leaf: Schema,
        matcher: Matcher,
        *,
        is_valid: bool,
    ) -> ValueFault | None:
        if matcher.kind == "equality":
            return None if is_valid else ValueFault("value", why(value, leaf))
        demanded = _DEMANDED.get(matcher.kind)
        if demanded and not demanded & part_kinds(leaf):
            asked = _kinds_text(demanded)
            message = (
                f"the rule `{matcher.kind}` asks for {asked}; the contract says {kinds_text(leaf)}"
            )
            return ValueFault("matcher", message)
        if is_valid:
            return None
        return self._refused(value, leaf, matcher)

    def _refused(self, value: Any, leaf: Schema, matcher: Matcher) -> ValueFault | None:  # noqa: ANN401
        """Return how bad it is that the contract refuses the example of a rule."""
        reason = why(value, leaf)
        kind = kind_of(value)
        wanted = _DEMANDED.get(matcher.kind, {"integer", "number"} if kind == "number" else {kind})
        if not _overlap(wanted, part_kinds(leaf)):
            return ValueFault("value", reason)
        listed = _listed(leaf)
        if listed is not None:
            fits = [v for v in listed if _overlap(wanted, {kind_of(v)}) and _admits(matcher, v)]
            return ValueFault("example" if fits else "value", reason)
        if matcher.kind in _SHAPED:
            return ValueFault("value", reason)
        if matcher.kind == "regex" and isinstance(value, str):
            return self._by_regex(str(matcher.settings.get("regex", "")), leaf, reason)
        return ValueFault("example", reason)

    def _by_regex(self, regex: str, leaf: Schema, reason: str) -> ValueFault:
        from planner.compatibility.patterns import Found, NoText, find_text  # noqa: PLC0415  rare

        schema = leaf if isinstance(leaf, dict) else {}
        patterns = [schema["pattern"]] if isinstance(schema.get("pattern"), str) else []
        answer = find_text(
            matching=[regex, *patterns],
            min_length=schema.get("minLength", 0),
            max_length=schema.get("maxLength"),
        )
        if isinstance(answer, NoText):
            message = f"no text fits both the rule `{_cut(regex)}` and the contract: {reason}"
            return ValueFault("matcher", message)
        samples = [*_SAMPLES, answer.text] if isinstance(answer, Found) else list(_SAMPLES)
        if "format" in schema and not any(
            _matches(regex, text) and self._is_valid(text, leaf) for text in samples
        ):
            return ValueFault("matcher", f"{reason}, and no other value of the rule is one either")
        return ValueFault("example", reason)


def _overlap(one: Collection[str], other: Collection[str]) -> bool:
    numbers = {"integer", "number"}
    return bool(set(one) & set(other)) or bool(numbers & set(one) and numbers & set(other))


def _leaf_of(schema: Schema) -> Schema:
    if isinstance(schema, bool):
        return schema
    return {key: schema[key] for key in _LEAF if key in schema} or True


def _listed(leaf: Schema) -> Sequence[Any] | None:
    schema = leaf if isinstance(leaf, dict) else {}
    if "const" in schema:
        return [schema["const"]]
    listed = schema.get("enum")
    return listed if isinstance(listed, list) else None


def _admits(matcher: Matcher, value: Any) -> bool:  # noqa: ANN401  a JSON value
    """Return whether a matcher admits a value of the right type; True if it can't be told."""
    match matcher.kind:
        case "regex":
            return _matches(str(matcher.settings.get("regex", "")), str(value))
        case "include":
            return str(matcher.settings.get("value", "")) in str(value)
        case "notEmpty":
            return bool(value != "")
    return matcher.kind in _LIKE_TYPE


def _matches(pattern: str, text: str) -> bool:
    """Return whether a pattern matches somewhere in a text; True where that can't be told."""
    from planner.compatibility.patterns import matches  # noqa: PLC0415  few schemas and rules ask

    return matches(pattern, text) is not False


# ---------------------------------------------------------------------- words


def shown(value: object) -> str:
    """Return a value as a message shows it."""
    return f"`{_cut(dumps(value, ensure_ascii=False) if not isinstance(value, str) else value)}`"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def kinds_text(schema: Schema) -> str:
    """Return the JSON types that a schema names, for people."""
    told = schema.get("type") if isinstance(schema, dict) else None
    if isinstance(told, str):
        return f"`{told}`"
    return _kinds_text(told) if isinstance(told, list) else "another type"


def _kinds_text(kinds: Iterable[str]) -> str:
    return " or ".join(f"`{kind}`" for kind in sorted(kinds))


def why(value: object, schema: Schema) -> str:
    """Return why a schema refuses a value, in plain words."""
    if isinstance(schema, bool):
        return "the contract allows nothing here"
    kind = kind_of(value)
    if kind not in part_kinds(schema):
        said = f"{shown(value)} is of the type `{kind}`" if value is not None else "this is `null`"
        return f"{said}; the contract says {kinds_text(schema)}"
    listed = _listed(schema)
    if listed is not None and value not in listed:
        some = ", ".join(shown(item) for item in listed[:_TOLD])
        more = f" and {len(listed) - _TOLD} more" if len(listed) > _TOLD else ""
        return f"{shown(value)} is none of the contract's values: {some}{more}"
    return _by_keyword(value, schema)


def _by_keyword(value: object, schema: Mapping[str, Any]) -> str:
    said = shown(value)
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            return f"{said} is shorter than {schema['minLength']}, the contract's `minLength`"
        if len(value) > schema.get("maxLength", len(value)):
            return f"{said} is longer than {schema['maxLength']}, the contract's `maxLength`"
        if "pattern" in schema and not _matches(schema["pattern"], value):
            return f"{said} does not match the contract's pattern `{_cut(schema['pattern'])}`"
        if "format" in schema:
            return f"{said} is not of the format `{schema['format']}`"
    bounds = [
        f"`{key}: {schema[key]}`"
        for key in (
            "minimum",
            "exclusiveMinimum",
            "maximum",
            "exclusiveMaximum",
            "multipleOf",
            "format",
        )
        if key in schema
    ]
    if bounds:
        return f"{said} does not keep to {' and '.join(bounds)} of the contract"
    return f"the contract does not allow {said}"

"""Random schemas, small changes to them, rewritings that mean the same, and random values."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

Node = Any
NAMES = ("a", "b", "c")
_PATTERNS = ("^a", "b$", "^[ab]*$", "^.{2}$", "^(a|bc)+$")
_NAME_PATTERNS = ("^a", "c$", "^[ab]$")
_SCALARS: tuple[Any, ...] = (None, True, False, 0, 1, 2, 1.5, -1, "", "a", "b", "ab", "bc")
_VALUES: tuple[Any, ...] = (*_SCALARS, [], [1], ["a"], {}, {"a": 1}, {"b": "a"})
_FORMATS = ("date", "uuid", "ipv4", "date-time", "email")
_TEXTS = ("", "a", "b", "ab", "bc", "abc", "aa", "bb", "2026-02-28", "2026-02-31", "192.0.2.1")


class Schemas:
    """Makes schemas out of all keywords.

    Args:
        random: where choices come from.
        refs: names that `$ref` may lead to.
        rich: whether to use keywords that are rarely seen in contracts.
    """

    def __init__(self, random: Random, refs: tuple[str, ...] = (), *, rich: bool = True) -> None:
        self.random = random
        self.refs = refs
        self.rich = rich

    def schema(self, depth: int = 3) -> Node:
        """Return a random schema."""
        random = self.random
        chance = random.random()
        if chance < 0.04:
            return random.random() < 0.8
        if self.refs and chance < 0.14:
            return {"$ref": f"#/$defs/{random.choice(self.refs)}"}
        node: dict[str, Any] = {}
        kind = random.choice(("string", "number", "array", "object", "object", "any"))
        if kind != "any" and random.random() < 0.85:
            node["type"] = self._type(kind)
        if chance < 0.24:
            node.update(self._listed())
        for keyword, make in self._keywords(kind, depth):
            if random.random() < 0.33:
                node[keyword] = make()
        if depth > 0 and random.random() < 0.45:
            self._compose(node, depth)
        return node

    def _type(self, kind: str) -> Any:
        random = self.random
        if kind == "number":
            kind = random.choice(("number", "integer", "integer"))
        if random.random() < 0.2:
            others = ("null", "boolean", "string", "integer", "object", "array")
            return sorted({kind, random.choice(others)})
        return kind

    def _listed(self) -> dict[str, Any]:
        random = self.random
        values = _VALUES if self.rich else _SCALARS
        if random.random() < 0.4:
            return {"const": random.choice(values)}
        count = random.randint(1, 4)
        return {"enum": list({repr(v): v for v in random.choices(values, k=count)}.values())}

    def _keywords(self, kind: str, depth: int) -> list[tuple[str, Callable[[], Any]]]:
        random = self.random
        kinds = ("string", "number", "array", "object")
        kind = random.choice(kinds) if kind == "any" else kind
        count, number, step = self._count, self._number, self._step
        deeper = partial(self._deeper, depth)
        found: list[tuple[str, Callable[[], Any]]]
        if kind == "string":
            found = [
                ("minLength", count),
                ("maxLength", count),
                ("pattern", lambda: random.choice(_PATTERNS)),
            ]
            return [*found, ("format", lambda: random.choice(_FORMATS))] if self.rich else found
        if kind == "number":
            return [
                ("minimum", number),
                ("maximum", number),
                ("exclusiveMinimum", number),
                ("exclusiveMaximum", number),
                ("multipleOf", step),
            ]
        if kind == "array":
            return [
                ("minItems", count),
                ("maxItems", count),
                ("uniqueItems", lambda: random.random() < 0.7),
                ("items", deeper),
                ("prefixItems", lambda: [deeper() for _ in range(random.randint(1, 2))]),
                *(self._rare_of_arrays(deeper) if self.rich else ()),
            ]
        return [
            ("properties", lambda: {n: deeper() for n in NAMES if random.random() < 0.6}),
            ("required", lambda: [n for n in NAMES if random.random() < 0.4]),
            ("additionalProperties", lambda: random.choice((False, True, deeper()))),
            *(
                [("minProperties", count), ("maxProperties", count)]
                if random.random() < 0.4
                else []
            ),
            *(self._rare_of_objects(deeper) if self.rich else []),
        ]

    def _count(self) -> int:
        return self.random.randint(0, 3)

    def _number(self) -> float:
        return self.random.choice((-1, 0, 1, 2, 1.5, 3))

    def _step(self) -> float:
        return self.random.choice((1, 2, 3, 0.5))

    def _deeper(self, depth: int) -> Node:
        return self.schema(depth - 1) if depth > 0 else True

    def _rare_of_arrays(self, deeper: Callable[[], Any]) -> list[tuple[str, Callable[[], Any]]]:
        found: list[tuple[str, Callable[[], Any]]] = [
            ("contains", deeper),
            ("minContains", self._count),
        ]
        if self.random.random() < 0.3:
            found.append(("maxContains", self._count))
        if self.random.random() < 0.3:
            found.append(("unevaluatedItems", deeper))
        return found

    def _rare_of_objects(self, deeper: Callable[[], Any]) -> list[tuple[str, Callable[[], Any]]]:
        random = self.random
        found: list[tuple[str, Callable[[], Any]]] = [
            ("patternProperties", lambda: {random.choice(_NAME_PATTERNS): deeper()}),
            ("propertyNames", lambda: {"pattern": random.choice(_NAME_PATTERNS)}),
            ("propertyNames", lambda: {"enum": list(random.sample(NAMES, 2))}),
            ("dependentRequired", lambda: {random.choice(NAMES): [random.choice(NAMES)]}),
            ("dependentSchemas", lambda: {random.choice(NAMES): deeper()}),
            ("unevaluatedProperties", lambda: random.choice((False, deeper()))),
        ]
        return [entry for entry in found if random.random() < 0.3]

    def _compose(self, node: dict[str, Any], depth: int) -> None:
        random = self.random
        deeper = partial(self.schema, depth - 1)
        keyword = random.choice(("allOf", "anyOf", "oneOf", "anyOf", "oneOf", "not", "if"))
        if keyword == "not":
            node["not"] = deeper()
        elif keyword == "if":
            node["if"] = deeper()
            node["then"] = deeper()
            if random.random() < 0.5:
                node["else"] = deeper()
        else:
            node[keyword] = [deeper() for _ in range(random.randint(1, 3))]

    def changed(self, node: Node, depth: int = 3) -> Node:
        """Return a schema with one small change somewhere."""
        random = self.random
        if isinstance(node, bool) or random.random() < 0.08:
            return self.schema(min(depth, 1))
        copy = dict(node)
        inner = [key for key, value in copy.items() if isinstance(value, dict | list) and value]
        if inner and random.random() < 0.7:
            key = random.choice(inner)
            copy[key] = self._changed_value(key, copy[key], depth)
            return copy
        other = self.schema(0)
        if copy and random.random() < 0.5:
            copy.pop(random.choice(list(copy)))
        elif isinstance(other, dict):
            copy.update(other)
        return copy

    def _changed_value(self, key: str, value: Any, depth: int) -> Any:  # noqa: PLR0911  one case per keyword
        random = self.random
        if key in {"properties", "patternProperties", "dependentSchemas"}:
            name = random.choice(list(value))
            if random.random() < 0.15:
                return {k: v for k, v in value.items() if k != name}
            if random.random() < 0.15:
                return {**value, random.choice(NAMES): self.schema(1)}
            return {**value, name: self.changed(value[name], depth - 1)}
        if key in {"allOf", "anyOf", "oneOf", "prefixItems"}:
            if random.random() < 0.2:
                return [*value, self.schema(1)]
            if len(value) > 1 and random.random() < 0.2:
                return value[1:]
            place = random.randrange(len(value))
            return [self.changed(v, depth - 1) if i == place else v for i, v in enumerate(value)]
        if key in {"enum", "required", "type"}:
            kept = [item for item in value if random.random() < 0.7]
            return kept or value
        if isinstance(value, dict) and key not in {"const", "dependentRequired"}:
            return self.changed(value, depth - 1)
        return value


def rewritten(random: Random, node: Node, inlined: dict[str, Node], depth: int = 4) -> Node:
    """Return a schema that is written otherwise and means the same."""
    if isinstance(node, bool):
        return node if random.random() < 0.5 else ({} if node else {"not": {}})
    if "$ref" in node and depth > 0 and random.random() < 0.4:
        rest = {k: v for k, v in node.items() if k != "$ref"}
        target = inlined[node["$ref"].rsplit("/", 1)[-1]]
        copy: Node = {**rest, "allOf": [*rest.get("allOf", ()), target]} if rest else target
    else:
        copy = {key: _rewritten_value(random, key, node[key], inlined, depth) for key in node}
        names = list(copy)
        random.shuffle(names)
        copy = {name: copy[name] for name in names}
    chance = random.random()
    if chance < 0.1 and not _looks_around(copy):
        return {random.choice(("allOf", "anyOf", "oneOf")): [copy]}
    if chance < 0.2 and isinstance(copy, dict):
        return {**copy, "title": "other words", "description": "Other words"}
    return copy


def _looks_around(node: Node) -> bool:
    return isinstance(node, dict) and any(key.startswith("unevaluated") for key in node)


def _rewritten_value(
    random: Random, key: str, value: Any, inlined: dict[str, Node], depth: int
) -> Any:

    def again(item: Node) -> Node:
        return rewritten(random, item, inlined, depth - 1)

    if key in {"properties", "patternProperties", "dependentSchemas"}:
        return {name: again(item) for name, item in reversed(list(value.items()))}
    if key in {"allOf", "anyOf", "oneOf"}:
        items = [again(item) for item in value]
        random.shuffle(items)
        return items
    if key == "prefixItems":
        return [again(item) for item in value]
    if key in {"enum", "required"} or (key == "type" and isinstance(value, list)):
        return random.sample(value, len(value))
    if key in {"const", "dependentRequired", "unevaluatedItems", "unevaluatedProperties"}:
        return value
    return again(value) if isinstance(value, dict | bool) and key != "uniqueItems" else value


class Values:
    """Makes values that often, not always, fit a schema."""

    def __init__(self, random: Random, definitions: dict[str, Node]) -> None:
        self.random = random
        self.definitions = definitions

    def any(self, depth: int = 2) -> Any:
        """Return a value of any kind."""
        random = self.random
        chance = random.random()
        if depth > 0 and chance < 0.15:
            return [self.any(depth - 1) for _ in range(random.randint(0, 3))]
        if depth > 0 and chance < 0.4:
            names = (*NAMES, "zz", "ac")
            return {n: self.any(depth - 1) for n in names if random.random() < 0.4}
        if chance < 0.6:
            return random.choice(_TEXTS)
        return random.choice((*_SCALARS, 3, 4, 6, 0.5, -2))

    def like(self, node: Node, depth: int = 5) -> Any:
        """Return a value made along a schema."""
        random = self.random
        if isinstance(node, bool) or depth <= 0 or random.random() < 0.04:
            return self.any(1)
        if "$ref" in node and len(node) == 1:
            return self.like(self.definitions[node["$ref"].rsplit("/", 1)[-1]], depth - 1)
        if "const" in node and random.random() < 0.9:
            return node["const"]
        if node.get("enum") and random.random() < 0.9:
            return random.choice(node["enum"])
        parts = [*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())]
        parts += [node[key] for key in ("then", "else", "if") if key in node]
        merged = dict(node)
        for part in parts:
            if isinstance(part, dict) and random.random() < 0.6:
                target = part
                if "$ref" in part:
                    target = self.definitions[part["$ref"].rsplit("/", 1)[-1]]
                if isinstance(target, dict):
                    merged = _merged(merged, target)
        return self._of_type(merged, depth)

    def _of_type(self, node: dict[str, Any], depth: int) -> Any:
        random = self.random
        types = node.get("type") or _guess(node)
        kind = random.choice(types) if isinstance(types, list) else types
        if kind == "object":
            return self._object(node, depth)
        if kind == "array":
            return self._array(node, depth)
        if kind == "string":
            return random.choice(_TEXTS)
        if kind in {"number", "integer"}:
            bounds = [node.get(k, 0) for k in ("minimum", "maximum", "exclusiveMinimum")]
            number = random.choice((0, 1, 2, 3, -1, 4, 6, *bounds, *(b + 1 for b in bounds)))
            return number + 0.5 if kind == "number" and random.random() < 0.3 else number
        return {"boolean": random.random() < 0.5, "null": None}.get(kind, 1)

    def _object(self, node: dict[str, Any], depth: int) -> Any:
        random = self.random
        found = {}
        for name, member in node.get("properties", {}).items():
            if name in node.get("required", ()) or random.random() < 0.6:
                found[name] = self.like(member, depth - 1)
        for name in node.get("required", ()):
            if name not in found:
                found[name] = self.any(1)
        additional = node.get("additionalProperties", True)
        if additional is not False and random.random() < 0.35:
            found[random.choice((*NAMES, "zz", "ac"))] = self.like(additional, depth - 1)
        return found

    def _array(self, node: dict[str, Any], depth: int) -> Any:
        random = self.random
        prefix = node.get("prefixItems", [])
        fewest = max(node.get("minItems", 0), random.choice((0, 0, 1, 2)))
        count = min(fewest + random.choice((0, 0, 1)), node.get("maxItems", 5))
        choices = [node.get("items", True), node.get("contains", node.get("items", True))]
        return [
            self.like(prefix[i] if i < len(prefix) else random.choice(choices), depth - 1)
            for i in range(count)
        ]

    def changed(self, value: Any) -> Any:
        """Return a value with a small change."""
        random = self.random
        if isinstance(value, dict) and random.random() < 0.8:
            copy = dict(value)
            name = random.choice((*NAMES, *copy, "zz"))
            if name in copy and random.random() < 0.3:
                del copy[name]
            else:
                copy[name] = self.changed(copy[name]) if name in copy else self.any(1)
            return copy
        if isinstance(value, list) and random.random() < 0.8:
            items = [self.changed(v) if random.random() < 0.4 else v for v in value]
            if random.random() < 0.3:
                items.append(self.any(1))
            return items[1:] if items and random.random() < 0.2 else items
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value + random.choice((1, -1, 0.5))
        if isinstance(value, str):
            return random.choice((value + "a", value[1:], value + "b", "b" + value))
        return self.any(1)


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = {**one, **other}
    for key in ("properties", "patternProperties"):
        if key in one and key in other:
            merged[key] = {**one[key], **other[key]}
    if "required" in one and "required" in other:
        merged["required"] = [*one["required"], *other["required"]]
    return merged


_HINTS = {
    "object": ("properties", "required", "additionalProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "contains", "uniqueItems"),
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": ("minimum", "maximum", "multipleOf", "exclusiveMinimum"),
}


def _guess(node: dict[str, Any]) -> list[str]:
    found = [kind for kind, words in _HINTS.items() if any(word in node for word in words)]
    return found or ["object", "string", "integer", "null", "array"]


def loops_in_place(node: Node, definitions: dict[str, Node], seen: tuple[str, ...] = ()) -> bool:
    """Return whether a schema applies itself to the same value, which nobody defines."""
    if isinstance(node, bool):
        return False
    parts = [*node.get("allOf", ()), *node.get("anyOf", ()), *node.get("oneOf", ())]
    parts += [node[key] for key in ("if", "then", "else", "not") if key in node]
    parts += list(node.get("dependentSchemas", {}).values())
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[-1]
        if name in seen:
            return True
        seen = (*seen, name)
        parts.append(definitions[name])
    return any(loops_in_place(part, definitions, seen) for part in parts)

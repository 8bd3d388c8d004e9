"""Schemas as the model generator takes them: each class has a name, each name is ours.

Models are not the judge of a value: the contract's schema is. What no class can say (conditions,
`not`, patterns that pydantic's engine lacks) is left out here, so that what the contract allows is
never refused, and what is left out is told in the README of the package.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.model.bundle import Schema
from planner.stubs.package.inheritance import links_without_end
from planner.stubs.package.naming import CLASS_NAMES_TAKEN, free_name, pascal_case
from planner.stubs.package.tagged import keeps_tags
from planner.stubs.package.trimming import branches_without_null, is_only_conditions, trimmed

PREFIX = "#/$defs/"
_LISTS = ("anyOf", "oneOf")
_DEEPEST = 60


@dataclass(slots=True)
class Shapes:
    """The schemas of one contract, ready for the generator.

    Args:
        schemas: of the bundle.
        classes: NAME in the bundle -> name of its class.
        made: class name -> schema without objects inside objects.
        relaxed: what no model says, as `Class: what`.
        nullable: names in the bundle of schemas that null is a value of.
        taken: names of classes, and those that no class may have.
        endless: class and the class that it must not inherit.
    """

    schemas: Mapping[str, Schema]
    classes: dict[str, str] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    relaxed: set[str] = field(default_factory=set)
    nullable: frozenset[str] = frozenset()
    taken: set[str] = field(default_factory=lambda: set(CLASS_NAMES_TAKEN))
    endless: set[tuple[str, str]] = field(default_factory=set)

    def document(self) -> dict[str, Any]:
        """Return a JSON Schema that holds them all."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": {name: self.made[name] for name in sorted(self.made)},
        }

    def add(self, hint: str, schema: dict[str, Any]) -> str:
        """Give an inline schema a class, and return the class's name."""
        name = free_name(hint, self.taken)
        self.taken.add(name)
        self.made[name] = {}  # holds its place: what is inside may have the same hint
        self.made[name] = self._flat(schema, name, name, 0)
        return name

    def _flat(self, schema: Schema, hint: str, owner: str, depth: int) -> dict[str, Any]:
        """Return a schema whose inner objects are references to classes of their own."""
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return {}
        made, left_out = trimmed(schema)
        self.relaxed |= {f"{owner}: {what}" for what in left_out}
        if "$ref" in made:
            return self._reference(made, hint, owner, depth)
        self._flatten_unions(made, hint, owner, depth)
        self._flatten_members(made, hint, owner, depth)
        parts = made.pop("allOf", None)
        if parts:
            made["allOf"] = [self._part(part, hint, owner, depth + 1) for part in parts]
        return made

    def _reference(self, made: dict[str, Any], hint: str, owner: str, depth: int) -> dict[str, Any]:
        target = self._target(made["$ref"])
        beside = {key: value for key, value in made.items() if key not in {"$ref", "description"}}
        if beside and not isinstance(self.schemas.get(_name(made["$ref"])), bool):
            parts = [{"$ref": made["$ref"]}, beside]
            return self._inner({"allOf": parts}, hint, owner, depth)
        reference = {"$ref": PREFIX + target}
        if _name(made["$ref"]) in self.nullable:
            return {"anyOf": [reference, {"type": "null"}]}
        return reference

    def _target(self, reference: str) -> str:
        return self.classes[_name(reference)]

    def _flatten_unions(self, made: dict[str, Any], hint: str, owner: str, depth: int) -> None:
        for keyword in _LISTS:
            branches = made.pop(keyword, None)
            if branches is None:
                continue
            if all(is_only_conditions(branch) for branch in branches):
                self.relaxed.add(f"{owner}: {keyword} of conditions")
                continue
            tags = made.pop("discriminator", None)
            made[keyword] = [
                self._inner(branch, f"{hint}Option{number}", owner, depth + 1)
                for number, branch in enumerate(branches, 1)
            ]
            if tags and keeps_tags(branches, tags, self.schemas):
                made["discriminator"] = self._tags(tags)
        if not any(word in made for word in _LISTS):
            made.pop("discriminator", None)

    def _tags(self, tags: Mapping[str, Any]) -> dict[str, Any]:
        mapping = {tag: PREFIX + self._target(ref) for tag, ref in tags.get("mapping", {}).items()}
        return {"propertyName": tags["propertyName"], **({"mapping": mapping} if mapping else {})}

    def _flatten_members(self, made: dict[str, Any], hint: str, owner: str, depth: int) -> None:
        members = made.get("properties")
        if members:
            made["properties"] = {
                name: self._inner(member, hint + pascal_case(name), owner, depth + 1)
                for name, member in members.items()
                if member is not False
            }
        for keyword, ending in (("items", "Item"), ("additionalProperties", "Entry")):
            inner = made.get(keyword)
            if isinstance(inner, dict):
                made[keyword] = self._inner(inner, hint + ending, owner, depth + 1)

    def _part(self, part: Schema, hint: str, owner: str, depth: int) -> dict[str, Any]:
        """Return a part of `allOf`: null is no value of the whole, whoever says so."""
        if isinstance(part, dict) and set(part) - {"description", "title"} == {"$ref"}:
            target = self._target(part["$ref"])
            if (owner, target) in self.endless:
                self.relaxed.add(f"{owner}: allOf")
                return {}
            return {"$ref": PREFIX + target}
        return self._flat(part, hint, owner, depth)

    def _inner(self, schema: Schema, hint: str, owner: str, depth: int) -> dict[str, Any]:
        """Return a schema inside another one: a reference if it needs a class."""
        if not isinstance(schema, dict):
            return {}
        if not needs_class(schema):
            return self._flat(schema, hint, owner, depth)
        kept, has_null = branches_without_null(schema)
        name = free_name(hint, self.taken)
        self.taken.add(name)
        self.made[name] = {}
        self.made[name] = self._flat(kept, name, name, depth)
        reference = {"$ref": PREFIX + name}
        return {"anyOf": [reference, {"type": "null"}]} if has_null else reference


def shapes_of(schemas: Mapping[str, Schema]) -> Shapes:
    """Return the named schemas of a bundle, each with a class of its own."""
    nullable = frozenset(name for name, schema in schemas.items() if _has_null(schema))
    shapes = Shapes(schemas, nullable=nullable)
    for name in sorted(schemas, key=lambda name: (pascal_case(name) != name, name)):
        shapes.classes[name] = free_name(pascal_case(name, "Schema"), shapes.taken)
        shapes.taken.add(shapes.classes[name])
    for heir, above in links_without_end(schemas):
        shapes.endless.add((shapes.classes[heir], shapes.classes[above]))
    for name in sorted(schemas):
        class_name, schema = shapes.classes[name], schemas[name]
        kept = branches_without_null(schema)[0] if isinstance(schema, dict) else {}
        shapes.made[class_name] = shapes._flat(kept, class_name, class_name, 0)  # noqa: SLF001  builds it
    return shapes


def needs_class(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema says so much of an object that it becomes a class."""
    if "$ref" in schema:
        return False
    return bool(schema.get("properties")) or len(schema.get("allOf", ())) > 0


def _has_null(schema: Schema) -> bool:
    return isinstance(schema, dict) and branches_without_null(schema)[1]


def _name(reference: str) -> str:
    return reference.removeprefix(PREFIX)

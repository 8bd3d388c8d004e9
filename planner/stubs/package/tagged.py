"""Which unions can be told apart by their discriminator."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.model.bundle import Schema

_PREFIX = "#/$defs/"


def keeps_tags(
    branches: Sequence[Schema], tags: Mapping[str, Any], schemas: Mapping[str, Schema]
) -> bool:
    """Return whether each branch has a required tag of its own.

    Only then does a discriminator in the models choose as the contract does; any other union is
    told apart by what fits.
    """
    mapping = tags.get("mapping", {})
    found: list[set[str]] = []
    for branch in branches:
        if not isinstance(branch, dict) or set(branch) != {"$ref"}:
            return False
        schema = schemas.get(branch["$ref"].removeprefix(_PREFIX))
        told = {tag for tag, reference in mapping.items() if reference == branch["$ref"]}
        values = _tag_values(schema, tags["propertyName"])
        if not values or (told and told != values):
            return False
        found.append(values)
    return sum(map(len, found)) == len(set[str]().union(*found)) and len(found) > 1


def _tag_values(schema: Schema | None, name: str) -> set[str]:
    if not isinstance(schema, dict) or schema.get("type") != "object":
        return set()
    member = schema.get("properties", {}).get(name)
    if not isinstance(member, dict) or name not in schema.get("required", ()):
        return set()
    values = [member["const"]] if "const" in member else member.get("enum", [])
    return set(values) if all(isinstance(value, str) for value in values) else set()

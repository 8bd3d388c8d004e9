"""What of a schema a class can say; the rest is left out."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from planner.model.bundle import DOUBTFUL, Schema

_KEPT = frozenset(
    {
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "description",
        "discriminator",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "items",
        "maximum",
        "maxItems",
        "maxLength",
        "minimum",
        "minItems",
        "minLength",
        "multipleOf",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "type",
    }
)
_SAYS_NOTHING = frozenset(
    {
        "$comment",
        "contentEncoding",
        "contentMediaType",
        "default",
        "deprecated",
        "example",
        "examples",
        "readOnly",
        "title",
        "writeOnly",
        "xml",
    }
)
_FORMATS = frozenset({"binary", "date", "date-time", "uuid"})
"""Formats whose Python types read and write the same text; others stay texts."""
_CONDITIONS = frozenset(
    {"description", "else", "if", "not", "required", "then", "title", "dependentRequired"}
)
_OTHERWISE = re.compile(r"\\[WDBb]|\[\^[^\]]*\\[wd]")
"""What says that a sign is not of a set, or where one ends: sets have more signs in Unicode."""
_WHAT_IS_LEFT = {"prefixItems": "items", "patternProperties": "additionalProperties"}
"""Keywords that no class can say, and those that speak of what they leave."""
_NUMBER_WORDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_SINGLE = (str, int, bool, type(None))
_OF_NULL = frozenset({"type", DOUBTFUL})


def trimmed(schema: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Return what of a schema a class can say, and the keywords that are left out."""
    made = {key: value for key, value in schema.items() if key in _KEPT}
    for keyword, beside in _WHAT_IS_LEFT.items():
        if keyword in schema and beside in made:
            made[beside] = {}  # of the rest alone: a class can't tell what is left
    left_out = {
        key for key in schema if key not in _KEPT | _SAYS_NOTHING and not key.startswith("x-")
    }
    for trim in (_trim_values, _trim_text, _trim_numbers, _trim_object, _trim_array):
        left_out |= trim(made)
    return made, left_out


def _trim_values(made: dict[str, Any]) -> set[str]:
    """Keep `enum` and `const` where a Literal can hold each value and the type allows it."""
    if "const" in made:
        made["enum"] = [made.pop("const")]
    values = made.pop("enum", None)
    if values is None:
        return set()
    if not all(isinstance(value, _SINGLE) for value in values):
        return {"enum"}
    kept = [value for value in values if _is_of(value, made.get("type"))]
    if not kept:
        return {"enum"}
    made["enum"] = list({(type(value).__name__, value): value for value in kept}.values())
    for word in ("pattern", "minLength", "maxLength", "format", *_NUMBER_WORDS):
        made.pop(word, None)
    made["type"] = _types_of(made["enum"])
    return set()


def _trim_text(made: dict[str, Any]) -> set[str]:
    if made.get("format") not in _FORMATS:
        made.pop("format", None)
    if made.get("format"):
        for word in ("pattern", "minLength", "maxLength"):
            made.pop(word, None)  # they are of the text, not of what is made of it
    pattern = made.get("pattern")
    if pattern is not None and not _compiles(pattern):
        del made["pattern"]
        return {"pattern"}
    return set()


def _trim_numbers(made: dict[str, Any]) -> set[str]:
    step = made.get("multipleOf")
    if step is not None and not (isinstance(step, int) and _only(made, "integer")):
        del made["multipleOf"]  # what is left over of binary fractions is not the contract's
        return {"multipleOf"}
    return set()


def _trim_object(made: dict[str, Any]) -> set[str]:
    members = made.get("properties")
    required = [name for name in made.get("required", ()) if isinstance(name, str)]
    if not members:
        made.pop("properties", None)
        made.pop("required", None)
        if _allows(made, "object") and "type" in made:
            made.setdefault("additionalProperties", {})
        return {"required"} if required else set()
    if made.get("additionalProperties") is not False:
        # a member that must be there and is not described is any value, and has to be kept
        made["properties"] = {**members, **{name: {} for name in required if name not in members}}
    made["required"] = [name for name in required if name in made["properties"]]
    if not made["required"]:
        del made["required"]
    made.setdefault("type", "object")
    return set()


def _trim_array(made: dict[str, Any]) -> set[str]:
    if _allows(made, "array") and "type" in made and "items" not in made:
        made["items"] = {}
    return set()


def branches_without_null(schema: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Return a schema that null is no value of, and whether it was one of the schema given.

    A class has no null among its values, so that each use of it says that null may stand there.
    """
    made = dict(schema)
    types = made.get("type")
    if isinstance(types, list):
        return _without_null_type(made, types)
    for keyword in ("anyOf", "oneOf"):
        branches = made.get(keyword)
        others = [one for one in branches or () if not _is_null(one)]
        if len(others) < len(branches or ()):
            made[keyword] = others
            return made, True
    return made, False


def _is_null(branch: Schema) -> bool:
    """Return whether null is all that a branch says; a mark says nothing."""
    return isinstance(branch, dict) and branch.get("type") == "null" and branch.keys() <= _OF_NULL


def _without_null_type(made: dict[str, Any], types: list[Any]) -> tuple[dict[str, Any], bool]:
    if "null" not in types or types == ["null"]:
        return made, False
    if "enum" in made and None not in made["enum"]:
        return made, False
    others = [name for name in types if name != "null"]
    made["type"] = others[0] if len(others) == 1 else others
    if "enum" in made:
        made["enum"] = [value for value in made["enum"] if value is not None]
    return made, True


def is_only_conditions(schema: Schema) -> bool:
    """Return whether a branch says which members must be there, and not what they are."""
    return isinstance(schema, bool) or set(schema) <= _CONDITIONS or not schema


def _is_of(value: Any, types: Any) -> bool:  # noqa: ANN401  JSON
    if types is None:
        return True
    names = types if isinstance(types, list) else [types]
    return any(_is_one(value, name) for name in names)


def _is_one(value: Any, name: str) -> bool:  # noqa: ANN401  JSON
    if isinstance(value, bool):
        return name == "boolean"
    kinds: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "integer": (int,),
        "number": (int,),
        "null": (type(None),),
    }
    return isinstance(value, kinds.get(name, ()))


def _types_of(values: list[Any]) -> str | list[str]:
    names = {str: "string", bool: "boolean", int: "integer", type(None): "null"}
    found = sorted({names[type(value)] for value in values})
    return found[0] if len(found) == 1 else found


def _only(made: Mapping[str, Any], name: str) -> bool:
    return made.get("type") in (name, [name])


def _allows(made: Mapping[str, Any], name: str) -> bool:
    types = made.get("type", [])
    return name == types or name in types


@cache
def _compiles(pattern: str) -> bool:
    r"""Return whether pydantic's engine takes a pattern, and in the sense of ECMA-262.

    To Rust's `regex`, `[a&&b]` is what two sets have in common, and `\w` any letter of Unicode:
    with `\W` it would refuse what the contract allows. Python warns of the former as ambiguous.
    """
    import warnings  # noqa: PLC0415  small, yet only used here

    from pydantic_core import SchemaError, SchemaValidator, core_schema  # noqa: PLC0415  heavy

    if _OTHERWISE.search(pattern):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            re.compile(pattern)
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except (FutureWarning, SchemaError, re.error, RecursionError, OverflowError):
        return False
    return True

"""Random schemas in the grammar that contracts are written in."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Schemas = st.SearchStrategy[dict[str, Any]]
NAMES = ("id", "name", "createdAt", "price", "tags", "x")
FORMATS = ("date-time", "date", "uuid", "email", "ipv4", "of-our-own")
"""Those that both validators assert, and one that neither knows."""
PATTERNS = (r"^\d{3}-\d{4}$", r"^[a-z]+$", r"[A-Z]", r"^(SM|MM)[0-9a-f]{4}$", r"^\S+/\S+$")


def _bounded(low: str, high: str, most: int) -> Schemas:
    both = st.tuples(st.integers(0, most), st.integers(0, most)).map(sorted)
    return st.one_of(
        st.just({}),
        st.integers(0, most).map(lambda n: {low: n}),
        st.integers(0, most).map(lambda n: {high: n}),
        both.map(lambda pair: {low: pair[0], high: pair[1]}),
    )


@st.composite
def texts(draw: st.DrawFn) -> dict[str, Any]:
    """Texts: free within lengths, of a format, or of a pattern."""
    kind = draw(st.sampled_from(("free", "format", "pattern", "enum")))
    if kind == "format":
        return {"type": "string", "format": draw(st.sampled_from(FORMATS))}
    if kind == "pattern":
        return {"type": "string", "pattern": draw(st.sampled_from(PATTERNS))}
    if kind == "enum":
        return {"enum": draw(st.lists(st.sampled_from(["a", "b", 1, None, True]), min_size=1))}
    return {"type": "string", **draw(_bounded("minLength", "maxLength", 30))}


@st.composite
def numbers(draw: st.DrawFn) -> dict[str, Any]:
    """Numbers between bounds, some multiples of something."""
    made: dict[str, Any] = {"type": draw(st.sampled_from(("integer", "number")))}
    made |= draw(_bounded("minimum", "maximum", 100))
    if draw(st.booleans()):
        made["multipleOf"] = draw(st.sampled_from((1, 2, 5, 0.5, 0.01)))
    if draw(st.booleans()):
        made["exclusiveMinimum"] = draw(st.integers(-5, 20))
    if draw(st.integers(0, 4)) == 0:
        made["format"] = "int32"
    return made


def objects(parts: Schemas) -> Schemas:
    """Objects with members that are schemas themselves."""

    @st.composite
    def made(draw: st.DrawFn) -> dict[str, Any]:
        said: dict[str, Any] = {"type": "object"}
        said["properties"] = draw(st.dictionaries(st.sampled_from(NAMES), parts, max_size=4))
        said["required"] = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
        extra = draw(st.sampled_from(("open", "closed", "schema", "patterns")))
        if extra == "closed":
            said["additionalProperties"] = False
        elif extra == "schema":
            said["additionalProperties"] = draw(parts)
        elif extra == "patterns":
            said["patternProperties"] = {"^x-": draw(parts)}
        said |= draw(_bounded("minProperties", "maxProperties", 5))
        if draw(st.integers(0, 3)) == 0:
            said["dependentRequired"] = {draw(st.sampled_from(NAMES)): ["x"]}
        if draw(st.integers(0, 5)) == 0:
            said["propertyNames"] = {"maxLength": draw(st.integers(1, 9))}
        return said

    return made()


def arrays(parts: Schemas) -> Schemas:
    """Arrays with items that are schemas themselves."""

    @st.composite
    def made(draw: st.DrawFn) -> dict[str, Any]:
        said: dict[str, Any] = {"type": "array", "items": draw(parts)}
        said |= draw(_bounded("minItems", "maxItems", 4))
        if draw(st.integers(0, 2)) == 0:
            said["uniqueItems"] = True
        if draw(st.integers(0, 3)) == 0:
            said["prefixItems"] = draw(st.lists(parts, min_size=1, max_size=2))
        if draw(st.integers(0, 3)) == 0:
            said["contains"] = draw(parts)
        return said

    return made()


def choices(parts: Schemas) -> Schemas:
    """Schemas joined by allOf, anyOf, oneOf, not and if."""
    several = st.lists(parts, min_size=1, max_size=3)
    joined: Callable[[str], Schemas] = lambda keyword: several.map(lambda some: {keyword: some})  # noqa: E731
    return st.one_of(
        joined("allOf"),
        joined("anyOf"),
        joined("oneOf"),
        st.tuples(parts, parts).map(lambda two: {**two[0], "not": two[1]}),
        st.tuples(parts, parts, parts).map(
            lambda three: {"if": three[0], "then": three[1], "else": three[2]}
        ),
        parts.map(lambda part: {"anyOf": [part, {"type": "null"}]}),
    )


REFERENCES: Schemas = st.sampled_from(("A", "B")).map(lambda name: {"$ref": f"#/$defs/{name}"})
LEAVES: Schemas = st.one_of(
    texts(),
    numbers(),
    st.just({"type": "boolean"}),
    st.just({}),
    st.just({"type": ["string", "null"]}),
)
SCHEMAS: Schemas = st.recursive(
    LEAVES,
    # References stand below members and items: what refers to nothing but itself says nothing.
    lambda parts: st.one_of(
        objects(st.one_of(parts, REFERENCES)), arrays(st.one_of(parts, REFERENCES)), choices(parts)
    ),
    max_leaves=8,
)
SYSTEMS = st.fixed_dictionaries({"A": SCHEMAS, "B": SCHEMAS})

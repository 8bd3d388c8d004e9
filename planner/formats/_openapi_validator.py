"""openapi-spec-validator, made to say where, and bounded.

The library reports most broken rules without a place, and on a document written to hurt it can
take for ever: its search for properties and its checks of defaults follow references as often as
they are met, and patterns run on Python's backtracking `re`. Each of its rules is wrapped here to
note its place; the parts that can run away are replaced.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from planner.formats._schema_errors import SchemaCheck

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MOST_REFERENCES = 2000
"""References that the check of one default follows; real ones need a dozen."""
_UNBOUNDED = ("pattern", "patternProperties", "additionalProperties", "unevaluatedProperties")
"""Keywords that run a regular expression; a default is not judged by them."""


class _TooMuchError(Exception):
    """A check was given up."""


@cache
def validators() -> dict[str, Any]:
    """Return the library's validator classes by version."""
    import openapi_spec_validator as library  # noqa: PLC0415  lazy: heavy

    return {
        "2.0": library.OpenAPIV2SpecValidator,
        "3.0": library.OpenAPIV30SpecValidator,
        "3.1": library.OpenAPIV31SpecValidator,
        "3.2": library.OpenAPIV32SpecValidator,
    }


@cache
def dialect_check() -> SchemaCheck:
    """Return a check against the meta-schema of OpenAPI 3.1 and 3.2."""
    return SchemaCheck({"$schema": _DIALECT, "allOf": [{"$ref": _DIALECT}]}, "openapi")


@cache
def placing_validator(version: str) -> Any:  # noqa: ANN401  untyped library
    """Return a validator class whose errors carry `owner`, the path of what broke the rule, and
    `is_default`, whether that is a default.
    """  # noqa: D205  the first line is long
    base = validators()[version]
    placing = {
        name: _placing(name, kind, version) for name, kind in base.keyword_validators.items()
    }
    return type(f"Placing{base.__name__}", (base,), {"keyword_validators": placing})


def _placing(name: str, kind: Any, version: str) -> Any:  # noqa: ANN401  untyped library
    def call(self: Any, *arguments: Any, **options: Any) -> Iterator[Any]:  # noqa: ANN401
        paths = [item for item in arguments if hasattr(item, "parts")]
        for error in kind.__call__(self, *arguments, **options):
            if not hasattr(error, "owner"):
                error.owner = paths[0].parts if paths else ()
                error.is_default = name == "default"
            yield error

    members: dict[str, Any] = {"__call__": call}
    if name == "default":
        members = {"__call__": _giving_up(call), "value_validator_cls": _bounded(kind)}
    elif name == "schema":
        members |= _schema_members(kind, version)
    return type(f"Placing{kind.__name__}", (kind,), members)


# ---------------------------------------------------------------------- defaults


def _giving_up(call: Any) -> Any:  # noqa: ANN401  untyped library
    def check(self: Any, *arguments: Any, **options: Any) -> Iterator[Any]:  # noqa: ANN401
        try:
            yield from call(self, *arguments, **options)
        except (_TooMuchError, RecursionError):
            return  # not decided: a doubt is no finding

    return check


def _bounded(kind: Any) -> Any:  # noqa: ANN401  untyped library
    """Return the check of values without patterns, and with a bound on references."""
    from jsonschema.validators import extend  # noqa: PLC0415  lazy: heavy

    base = kind.value_validator_cls
    skipped = dict.fromkeys(_UNBOUNDED, _nothing)
    counted = {
        key: _counted(base.VALIDATORS[key])
        for key in ("$ref", "$dynamicRef")
        if key in base.VALIDATORS
    }
    bounded = extend(base, {**skipped, **counted})

    def start(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        _followed.clear()
        return bounded(*arguments, **options)

    return staticmethod(start)


_followed: list[None] = []


def _counted(follow: Any) -> Any:  # noqa: ANN401  untyped library
    def count(*arguments: Any) -> Iterator[Any]:  # noqa: ANN401
        _followed.append(None)
        if len(_followed) > _MOST_REFERENCES:
            raise _TooMuchError
        yield from follow(*arguments)

    return count


def _nothing(*_arguments: Any) -> Iterator[Any]:  # noqa: ANN401
    return iter(())


# ---------------------------------------------------------------------- schemas


class _Ids(set[int]):
    """Stands for the library's lists of what it has seen, which it searches from end to end."""

    append = set.add


def _schema_members(kind: Any, version: str) -> dict[str, Any]:  # noqa: ANN401  untyped library
    def start(self: Any, registry: Any) -> None:  # noqa: ANN401
        kind.__init__(self, registry)
        self.visited_schema_ids = _Ids()
        self.meta_checked_schema_ids = _Ids()

    def no_properties(_self: Any, _schema: Any) -> set[str]:  # noqa: ANN401
        return set()  # serves only a rule that JSON Schema does not have

    def check_meta(self: Any, schema: Any, value: Any) -> Any:  # noqa: ANN401
        if version < "3.1" or dialect_check().accepts(value):
            return None  # before 3.1 the document's own schema says it all
        return kind._validate_schema_meta(self, schema, value)  # noqa: SLF001  no public way

    return {
        "__init__": start,
        "_collect_properties": no_properties,
        "_validate_schema_meta": check_meta,
    }

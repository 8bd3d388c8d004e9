"""The second judge of a proof: `jsonschema` in Python, over the original documents.

It shares with the first judge neither the validator nor the compiled contract, so that neither a
mistake of a library nor one of ours in reading a contract can hide.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urljoin

import jsonschema
from openapi_schema_validator import (
    OAS30ReadValidator,
    OAS30WriteValidator,
    OAS31Validator,
    OAS32Validator,
    oas30_format_checker,
    oas31_format_checker,
    oas32_format_checker,
)
from referencing import Registry
from referencing.jsonschema import DRAFT4, DRAFT7, DRAFT202012

from planner.app.stubs.short_choices import Meter, with_short_choices
from planner.formats._references import with_text_keys
from planner.model.bundle import Bundle, Schema
from planner.stubs.proof import Spot

_BASE = "file:///"
_LONGEST = 300
_DEEPEST = 50
_NO_STEP = object()
_BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A name, and not an address; one with a dot may be that of a file."""


class CompiledJudge:
    """Judges by the compiled contract: for contracts that are not written in JSON Schema.

    Args:
        bundle: the compiled contract.
    """

    name = "jsonschema (Python) over the compiled contract"

    def __init__(self, bundle: Bundle) -> None:
        """Start with nothing compiled."""
        self._definitions = bundle["schemas"]
        self._validators: dict[int, tuple[Schema, Any]] = {}

    def schema_at(self, spot: Spot, schema: Schema) -> str:  # noqa: ARG002  of the protocol
        """Return nothing: the compiled schema itself is what is judged by."""
        return ""

    def fault(self, spot: Spot, schema: Schema, value: Any) -> str | None:  # noqa: ANN401, ARG002
        """Return why a value is not valid; see `SecondJudge`."""
        if id(schema) not in self._validators:
            whole = schema if isinstance(schema, bool) else {**schema, "$defs": self._definitions}
            checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
            made = with_short_choices(jsonschema.Draft202012Validator)
            validator = made(whole, format_checker=checker)
            self._validators[id(schema)] = (schema, validator)
        return _fault(self._validators[id(schema)][1], value)


class _At(NamedTuple):
    """A node of an original document.

    Args:
        file: path relative to the contract's folder.
        path: steps to the node.
    """

    file: str
    path: tuple[str, ...]
    node: Any

    @property
    def address(self) -> str:
        """The reference that leads to it."""
        steps = (
            quote(s.replace("~", "~0").replace("/", "~1"), safe="~$&+,;=@:!'()*") for s in self.path
        )
        return f"{_BASE}{quote(self.file)}#" + "".join(f"/{step}" for step in steps)


class OriginalJudge:
    """Judges by what stands in the documents.

    Args:
        bundle: the compiled contract: tells where things are written.
        documents: path relative to the contract's folder -> parsed document.
    """

    def __init__(self, bundle: Bundle, documents: Mapping[str, Any]) -> None:
        """Start with nothing compiled."""
        self._compiled = CompiledJudge(bundle)
        self._documents = {
            path: _as_openapi_3(with_text_keys(document)) for path, document in documents.items()
        }
        self._validators: dict[str, Any] = {}
        self._found: dict[Spot, tuple[str, Any] | None] = {}
        self.name = "jsonschema (Python) over the original documents"

    def schema_at(self, spot: Spot, schema: Schema) -> str:
        """Return the address of the schema that judges at a spot."""
        found = self._judging(spot)
        return found[0] if found else self._compiled.schema_at(spot, schema)

    def fault(self, spot: Spot, schema: Schema, value: Any) -> str | None:  # noqa: ANN401  JSON
        """Return why a value is not valid; see `SecondJudge`."""
        found = self._judging(spot)
        if found is None:
            return self._compiled.fault(spot, schema, value)
        return _fault(found[1], value)

    def _judging(self, spot: Spot) -> tuple[str, Any] | None:
        if spot not in self._found:
            self._found[spot] = self._found_at(spot)
        return self._found[spot]

    def _found_at(self, spot: Spot) -> tuple[str, Any] | None:
        file, _, pointer = spot.place.partition("#")
        document = self._documents.get(file)
        if not isinstance(document, dict):
            return None
        steps = [unquote(s).replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]]
        at = self._follow(_At(file, (), document), steps)
        schema = at and self._schema(at, spot, document)
        if not schema:
            return None
        key = f"{spot.side} {schema.address}"
        if key not in self._validators:
            self._validators[key] = self._validator(schema, spot, document)
        return (key, self._validators[key])

    def _schema(self, at: _At, spot: Spot, document: Mapping[str, Any]) -> _At | None:
        if "openapi" in document:
            steps = _STEPS.get(spot.side)
            body = self._follow(at, steps(spot)) if steps else None
            media = body and self._media(body, spot.media_type)
            return self._opened(self._follow(media, ["schema"])) if media else None
        if "swagger" in document:
            return self._opened(self._of_swagger(at, spot))
        if "asyncapi" in document:
            return self._opened(self._of_message(at, spot))
        return at if spot.side == "payload" else None

    def _opened(self, at: _At | None) -> _At | None:
        """Return where a schema that only refers to another leads."""
        while at is not None and isinstance(at.node, dict) and set(at.node) == {"$ref"}:
            at = self._target(at)
        return at

    def _of_swagger(self, at: _At, spot: Spot) -> _At | None:
        if spot.side == "response":
            return self._follow(at, ["responses", spot.status, "schema"])
        for index in range(len(at.node.get("parameters", ()))):
            parameter = self._follow(at, ["parameters", str(index)])
            if parameter and parameter.node.get("in") == "body":
                return self._follow(parameter, ["schema"])
        return None

    def _of_message(self, at: _At, spot: Spot) -> _At | None:
        told = self._follow(at, [spot.side])
        if told is None or "schemaFormat" in at.node:
            return None  # in another language than this judge's
        if isinstance(told.node, dict) and "schemaFormat" in told.node:
            return None
        return told

    def _media(self, body: _At, media_type: str) -> _At | None:
        content = self._follow(body, ["content"])
        if content is None or not isinstance(content.node, dict):
            return None
        for key in content.node:
            if key.lower() == media_type:
                return self._follow(content, [key])
        return None

    # ------------------------------------------------------------------ steps and references

    def _follow(self, at: _At | None, steps: list[str]) -> _At | None:
        """Return what stands some steps below; references on the way are followed."""
        for step in steps:
            at = self._resolved(at)
            if at is None:
                return None
            node = _below(at.node, step)
            if node is _NO_STEP:
                return None
            at = _At(at.file, (*at.path, step), node)
        is_schema = bool(steps) and steps[-1] in {"schema", "payload", "headers"}
        return at if is_schema else self._resolved(at)

    def _resolved(self, at: _At | None) -> _At | None:
        for _ in range(_DEEPEST):
            if at is None or not isinstance(at.node, dict) or "$ref" not in at.node:
                return at
            at = self._target(at)
        return None

    def _target(self, at: _At) -> _At | None:
        address = urljoin(f"{_BASE}{quote(at.file)}", str(at.node["$ref"]))
        uri, _, pointer = address.partition("#")
        file = unquote(uri.removeprefix(_BASE))
        document = self._documents.get(file)
        if document is None:
            return None
        found = _At(file, (), document)
        for raw in pointer.split("/")[1:]:
            step = unquote(raw).replace("~1", "/").replace("~0", "~")
            node = _below(found.node, step)
            if node is _NO_STEP:
                return None
            found = _At(file, (*found.path, step), node)
        return found

    # ------------------------------------------------------------------ validators

    @cached_property
    def _registry(self) -> Any:  # noqa: ANN401  of the library
        resources = []
        for path, document in self._documents.items():
            if isinstance(document, dict | list):
                resource = _specification(document).create_resource(document)
                resources.append((_BASE + quote(path), resource))
        registry: Any = Registry()
        return registry.with_resources(resources)

    def _validator(self, schema: _At, spot: Spot, document: Mapping[str, Any]) -> Any:  # noqa: ANN401
        made, checker = _validator_class(document, spot)
        return with_short_choices(made)(
            {"$ref": schema.address}, registry=self._registry, format_checker=checker
        )


_STEPS: Mapping[str, Any] = {
    "request": lambda _: ["requestBody"],
    "payload": lambda _: ["requestBody"],  # of a webhook
    "response": lambda spot: ["responses", spot.status],
}


def _validator_class(document: Mapping[str, Any], spot: Spot) -> tuple[Any, Any]:
    version = str(document.get("openapi", ""))
    if version.startswith("3.2"):
        return (OAS32Validator, _with_time(oas32_format_checker))
    if version.startswith("3.1"):
        return (OAS31Validator, _with_time(oas31_format_checker))
    if version or "swagger" in document:
        made = OAS30WriteValidator if spot.side == "request" else OAS30ReadValidator
        return (made, _with_time(oas30_format_checker))
    default = jsonschema.Draft7Validator if "asyncapi" in document else (
        jsonschema.Draft202012Validator
    )  # fmt: skip
    made = default if "asyncapi" in document else jsonschema.validators.validator_for(
        document, default=default
    )  # fmt: skip
    return (made, made.FORMAT_CHECKER)


def _with_time(checker: jsonschema.FormatChecker) -> jsonschema.FormatChecker:
    """Return a checker for which a time has an offset, as since draft 7, and not as in draft 3."""
    made = jsonschema.FormatChecker(formats=())
    newer = jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers
    kept = {name: check for name, check in checker.checkers.items() if name != "time"}
    made.checkers = {**kept, **{name: newer[name] for name in ("time",) if name in newer}}
    return made


def _specification(document: Any) -> Any:  # noqa: ANN401  of the library
    if not isinstance(document, dict):
        return DRAFT202012
    version = str(document.get("openapi", ""))
    if version.startswith("3.0") or "swagger" in document:
        return DRAFT4
    return DRAFT7 if "asyncapi" in document else DRAFT202012


def _as_openapi_3(document: Any) -> Any:  # noqa: ANN401  JSON
    """Return a document of OpenAPI 2.0 or 3.0 with what its tools agreed on written as 3.0 does.

    `x-nullable` is `nullable` where that did not exist yet, a list of types means any of them, and
    a discriminator may map to the bare name of a schema, of which the library knows nothing; all
    else stays as it was written.
    """
    if not isinstance(document, dict):
        return document
    if "swagger" in document or str(document.get("openapi", "")).startswith("3.0"):
        return _plain(document)
    return document


def _plain(node: Any) -> Any:  # noqa: ANN401  JSON
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    copied = {key: _plain(value) for key, value in node.items()}
    types = copied.get("type")
    if isinstance(types, list) and "anyOf" not in copied:
        del copied["type"]
        copied["anyOf"] = [{"type": name, "nullable": "null" in types} for name in types
                           if name != "null"]  # fmt: skip
    elif copied.get("x-nullable") is True and isinstance(types, str):
        copied["nullable"] = True
    told = copied.get("discriminator")
    if isinstance(told, dict) and isinstance(told.get("mapping"), dict):
        told["mapping"] = {tag: _addressed(name) for tag, name in told["mapping"].items()}
    return copied


def _addressed(name: Any) -> Any:  # noqa: ANN401  JSON
    """Return the reference that a bare name of a schema stands for; anything else as it is."""
    is_bare = isinstance(name, str) and _BARE.fullmatch(name)
    return f"#/components/schemas/{name}" if is_bare else name


def _below(node: Any, step: str) -> Any:  # noqa: ANN401  JSON
    if isinstance(node, dict):
        return node.get(step, _NO_STEP)
    if isinstance(node, list) and step.isdigit() and int(step) < len(node):
        return node[int(step)]
    return _NO_STEP


def _fault(validator: Any, value: Any) -> str | None:  # noqa: ANN401  JSON
    """Return what a validator says of a value; None if it can't judge."""
    Meter.refill()
    try:
        error = next(validator.iter_errors(value), None)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  too deep, or a panic in Rust, which is no Exception
        return None
    if error is None:
        return ""
    where = "".join(f"/{step}" for step in error.absolute_path) or "/"
    message = error.message if len(error.message) <= _LONGEST else f"{error.message[:_LONGEST]} …"
    return f"{message} (at `{where}`)"

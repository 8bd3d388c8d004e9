"""OpenAPI 2.0, 3.0, 3.1 and 3.2 -> `Bundle`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.formats._tree import Target
from planner.formats.contract_format import ParsedFiles
from planner.formats.lowering.openapi import lower_openapi
from planner.formats.lowering.schemas.documents import Documents
from planner.formats.stub_bundle.addresses import base_paths
from planner.formats.stub_bundle.empty import empty_bundle
from planner.formats.stub_bundle.examples import ExampleReader
from planner.formats.stub_bundle.paths import RequestPaths
from planner.formats.stub_bundle.raw import Raw, text_of
from planner.formats.stub_bundle.schemas import SchemaBook, Side
from planner.formats.stub_bundle.values import json_or_none
from planner.model import http
from planner.model.bundle import (
    Body,
    Bundle,
    Example,
    Header,
    Media,
    Message,
    MessageExample,
    Operation,
    Parameter,
    Response,
    Scheme,
)
from planner.model.source import Place

_ENCODING = ("contentType", "style", "explode", "allowReserved")
_JSON = "application/json"
_WEBHOOKS = "webhooks"


def compile_bundle(
    files: ParsedFiles, folder: str, main: str = "", paths: Sequence[str] | None = None
) -> Bundle:
    """Return an OpenAPI contract in the form that stubs are made from.

    Args:
        files: path -> parsed document.
        folder: of the contract.
        main: see `planner.formats.stub_bundle.bundle_of`.
        paths: only operations to which one of them may lead; None: all.

    Raises:
        InputError: see `lower_openapi`.
    """
    contract = lower_openapi(files, folder, main)
    documents: Documents = contract.response_side.documents
    only = None if paths is None else RequestPaths(paths)
    return _Compiler(contract, documents, Raw(documents, folder)).compile(only)


class _Compiler:
    """Compiles one contract; parts that several operations share are made once."""

    def __init__(self, contract: http.HttpContract, documents: Documents, raw: Raw) -> None:
        self._contract = contract
        self._raw = raw
        has_sides = documents.has_mark("readOnly") or documents.has_mark("writeOnly")
        response = contract.response_side
        request = contract.request_side if has_sides else response
        self._book = SchemaBook(request, response, _heirs(documents))
        self._examples = ExampleReader(raw, self._book)
        self._parameters: dict[int, Parameter] = {}
        self._responses: dict[int, Response] = {}

    def compile(self, only: RequestPaths | None = None) -> Bundle:
        """Return the bundle, maybe with no more operations than some paths may lead to."""
        contract = self._contract
        operations = [
            self._operation(item, name)
            for item, name in _named(contract.operations)
            if only is None or only.may_lead_to(item.path)
        ]
        messages = [self._message(key, operation) for key, operation in contract.webhooks.items()]
        info = self._raw.mapping(Place(contract.name, ("info",)))
        bundle = empty_bundle("openapi", contract.name, contract.title, contract.version)
        bundle["description"] = text_of(info, "description")
        bundle["operations"] = operations
        bundle["messages"] = messages
        bundle["schemes"] = {name: _scheme(how) for name, how in sorted(contract.schemes.items())}
        bundle["schemas"] = self._book.finish()
        bundle["left_out"] = self._raw.left_out
        return bundle

    # ------------------------------------------------------------------ operations

    def _operation(self, operation: http.HttpOperation, name: str) -> Operation:
        raw = self._raw.mapping(operation.place)
        for key in operation.callbacks:
            reason = "calls that the provider makes back are not part of stubs"
            self._raw.leave_out(operation.callbacks[key].place, reason)
        made: Operation = {
            "id": name,
            "method": operation.method,
            "path": operation.path,
            "bases": base_paths(operation.servers),
            "summary": text_of(raw, "summary"),
            "description": text_of(raw, "description"),
            "tags": list(operation.tags),
            "deprecated": operation.deprecated,
            "parameters": [self._parameter(item) for item in operation.parameters],
            "body": None if operation.body is None else self._body(operation.body),
            "responses": {
                status: self._response(item) for status, item in operation.responses.items()
            },
            "security": [_requirement(item) for item in operation.security],
            "place": self._raw.shown(operation.place),
        }
        if self._is_swagger:
            top = self._raw.mapping(Place(self._contract.name, ()))
            told: Any = raw.get("produces", top.get("produces"))
            listed: list[Any] = told if isinstance(told, list) else []
            made["produces"] = [name.lower() for name in listed if isinstance(name, str)]
        return made

    def _parameter(self, parameter: http.Parameter) -> Parameter:
        if id(parameter) not in self._parameters:
            self._parameters[id(parameter)] = self._made_parameter(parameter)
        return self._parameters[id(parameter)]

    def _made_parameter(self, parameter: http.Parameter) -> Parameter:
        media = next(iter(parameter.media.values()), None)
        schema = parameter.schema if media is None else media.schema
        examples = self._examples.read(parameter.place, "request", schema)
        if media is not None:
            examples = self._examples.read(media.place, "request", schema) or examples
        return {
            "name": parameter.name,
            "location": parameter.location,
            "required": parameter.is_required,
            "style": parameter.style,
            "explode": parameter.explode,
            "allow_reserved": parameter.allow_reserved,
            "allow_empty_value": parameter.allow_empty_value,
            "deprecated": parameter.deprecated,
            "schema": self._book.use("request", schema),
            "media_type": media.name if media else "",
            "examples": examples,
        }

    # ------------------------------------------------------------------ bodies

    def _body(self, body: http.Body) -> Body:
        media = {name: self._media(item, "request") for name, item in body.media.items()}
        return {"required": body.is_required, "media": media}

    def _media(self, media: http.Media, side: Side) -> Media:
        made: Media = {
            "schema": self._book.use(side, media.schema),
            "examples": self._examples.read(media.place, side, media.schema),
        }
        if media.encoding:
            made["encoding"] = {
                part: {key: how[key] for key in _ENCODING if key in how and json_or_none(how[key])}
                for part, how in media.encoding.items()
            }
            self._note_part_headers(media)
        return made

    def _note_part_headers(self, media: http.Media) -> None:
        for part, how in media.encoding.items():
            if how.get("headers"):
                place = media.place.at("encoding", part, "headers")
                self._raw.leave_out(place, "headers of single parts are not part of stubs")

    def _response(self, response: http.Response) -> Response:
        # the contract keeps each response, so that no other object can get its identity
        if id(response) not in self._responses:
            self._responses[id(response)] = self._made_response(response)
        return self._responses[id(response)]

    def _made_response(self, response: http.Response) -> Response:
        raw = self._raw.mapping(response.place)
        return {
            "description": text_of(raw, "description"),
            "headers": {name: self._header(item) for name, item in response.headers.items()},
            "media": {
                name: self._response_media(response, item) for name, item in response.media.items()
            },
        }

    def _response_media(self, response: http.Response, media: http.Media) -> Media:
        if not self._is_swagger:
            return self._media(media, "response")
        examples = self._examples.of_response(response.place, media.name, media.schema)
        return {"schema": self._book.use("response", media.schema), "examples": examples}

    @property
    def _is_swagger(self) -> bool:
        return self._contract.openapi.startswith("2")

    def _header(self, header: http.Header) -> Header:
        return {
            "required": header.is_required,
            "explode": header.explode,
            "schema": self._book.use("response", header.schema),
            "examples": self._examples.read(header.place, "response", header.schema),
        }

    # ------------------------------------------------------------------ webhooks

    def _message(self, key: str, webhook: http.HttpOperation) -> Message:
        """Return a webhook as the message that the provider sends."""
        raw = self._raw.mapping(webhook.place)
        media = _preferred(webhook.body.media) if webhook.body else None
        examples: list[Example] = []
        if media is not None:
            examples = self._examples.read(media.place, "response", media.schema)
        return {
            "name": key.rpartition(" ")[0],
            "channel": _WEBHOOKS,
            "address": "",
            "action": "send",
            "summary": text_of(raw, "summary"),
            "content_type": media.name if media else "",
            "payload": self._book.use("response", media.schema) if media else None,
            "headers": None,
            "examples": [_of_message(example) for example in examples],
            "wire": None,
            "place": self._raw.shown(webhook.place),
        }


def _named(
    operations: Sequence[http.HttpOperation],
) -> Iterator[tuple[http.HttpOperation, str]]:
    """Yield each operation with its name: its id if that is there and the first of its kind."""
    names = set[str]()
    for operation in operations:
        is_own = bool(operation.id) and operation.id not in names
        name = operation.id if is_own else operation.label
        names.add(name)
        yield operation, name


def _preferred(media: Mapping[str, http.Media]) -> http.Media | None:
    if _JSON in media:
        return media[_JSON]
    return next(iter(media.values()), None)


def _of_message(example: Example) -> MessageExample:
    return {
        "name": example["name"],
        "payload": example["value"],
        "headers": None,
        "place": example["place"],
    }


# ---------------------------------------------------------------------- access


def _requirement(requirement: http.Requirement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for scheme, scope in sorted(requirement):
        found.setdefault(scheme, [])
        if scope:
            found[scheme].append(scope)
    return found


def _scheme(scheme: http.SecurityScheme) -> Scheme:
    details: Mapping[str, Any] = scheme.details
    is_key = scheme.type == "apiKey"
    return {
        "type": scheme.type,
        "scheme": text_of(details, "scheme") if scheme.type == "http" else "",
        "location": text_of(details, "in") if is_key else "",
        "parameter": text_of(details, "name") if is_key else "",
    }


# ---------------------------------------------------------------------- heirs


def _heirs(documents: Documents) -> dict[str, list[str]]:
    """Return reference -> references of the named schemas that take it over by `allOf`."""
    found: dict[str, list[str]] = {}
    for file in documents.mains:
        for reference, node in _named_schemas(documents, file):
            for part in node.get("allOf") or ():
                above = part.get("$ref") if isinstance(part, dict) else None
                target = documents.find(Place(file), above) if isinstance(above, str) else None
                if target is not None:
                    found.setdefault(documents.name(target), []).append(reference)
    return found


def _named_schemas(documents: Documents, file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    document = documents.files[file]
    for steps in (("components", "schemas"), ("definitions",)):
        node: Any = document
        for step in steps:
            node = node.get(step) if isinstance(node, dict) else None
        for name, schema in node.items() if isinstance(node, dict) else ():
            if isinstance(schema, dict) and isinstance(schema.get("allOf"), list):
                yield documents.name(Target(file, (*steps, name), schema)), schema

"""A contract as verification needs it: operations, who judges bodies, where things stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

from planner.app.contract_files import digest_of_contract, parsed_files
from planner.app.ports import Files
from planner.formats.stub_bundle import bundle_of
from planner.instances.faults import Fault
from planner.instances.judge import Judge
from planner.model.bundle import Bundle, Media, Operation, Response
from planner.model.contract import Contract
from planner.model.source import Place
from planner.pacts.routing import match_path
from planner.wire import statuses
from planner.wire.media import declared_for

_MAX_STEPS = 60
_FACETS = frozenset(
    {
        *("const", "enum", "format", "maxItems", "maxLength", "maxProperties", "maximum"),
        *("minItems", "minLength", "minProperties", "minimum", "multipleOf", "pattern", "type"),
        *("additionalProperties", "exclusiveMaximum", "exclusiveMinimum", "uniqueItems"),
    }
)
"""Keywords that are the mistake's place themselves."""
_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class CheckedContract:
    """A contract version against which a provider is held.

    Args:
        documents: its parsed files, by path in the workspace.
    """

    contract: Contract
    bundle: Bundle
    documents: Mapping[str, Any]
    judge: Judge = field(repr=False)

    @property
    def key(self) -> str:
        """`id@version`."""
        return self.contract.key

    def operation(self, method: str, path: str) -> Operation | None:
        """Return an operation by its method and the template of its path."""
        for operation in self.bundle["operations"]:
            if operation["method"] == method and operation["path"] == path:
                return operation
        return None

    def methods_at(self, path: str) -> frozenset[str]:
        """Return the methods that a concrete path has, by all templates that it fits.

        `/users/me` fits `/users/{id}` too, so what is answered there may be meant for the latter.
        """
        return frozenset(
            operation["method"]
            for operation in self.bundle["operations"]
            if match_path(operation["path"], path) is not None
        )

    def place(self, written: str) -> Place:
        """Return a place of the bundle, `FILE#/pointer`, as one of the workspace."""
        file, _, pointer = written.partition("#")
        return Place(f"{self.contract.folder}/{file}", tuple(_steps(pointer)))

    def path_place(self, path: str) -> Place | None:
        """Return where a path of the contract stands."""
        for operation in self.bundle["operations"]:
            if operation["path"] == path:
                place = self.place(operation["place"])
                return Place(place.file, place.path[:-1])
        return None

    def response_place(self, operation: Operation, status: int) -> Place:
        """Return where the answer with a status stands; if there is none, all answers."""
        place = self.place(operation["place"]).at("responses")
        declared = declared_status(operation, status)
        return place.at(declared) if declared else place

    def body_place(
        self, operation: Operation, status: int, media_type: str, fault: Fault, value: object
    ) -> Place:
        """Return where the part of an answer's body stands that a fault is about.

        Args:
            operation: what was called.
            status: what came back.
            media_type: key of the response's media.
            fault: what the judge says of the body.
            value: the body.
        """
        spot = _Spot(self.documents, self.response_place(operation, status))
        spot = spot.into("content", media_type) or spot
        schema = spot.into("schema") or spot
        for step in _steps(fault.pointer):
            below = _member(schema, step)
            if below is None:
                break
            schema = below
            value = _part(value, step)
        if fault.keyword == "required" and isinstance(value, dict):
            schema = _missing(schema, value) or schema
        elif fault.keyword in _FACETS:
            schema = schema.into(fault.keyword) or schema
        return schema.place


@dataclass(frozen=True, slots=True)
class _Spot:
    """A node of the contract's files; references are followed before it is looked into."""

    documents: Mapping[str, Any]
    place: Place

    @property
    def node(self) -> Any:  # noqa: ANN401  raw document
        node = self.documents.get(self.place.file)
        for step in self.place.path:
            node = _part(node, step)
        return node

    def followed(self) -> "_Spot":
        spot = self
        for _ in range(_MAX_STEPS):
            node = spot.node
            reference = node.get("$ref") if isinstance(node, dict) else None
            if not isinstance(reference, str):
                return spot
            file, _, pointer = reference.partition("#")
            path = normpath(join(dirname(spot.place.file), unquote(file))) if file else ""
            spot = _Spot(self.documents, Place(path or spot.place.file, tuple(_steps(pointer))))
        return spot

    def into(self, *steps: str) -> "_Spot | None":
        """Return the node below, if it is there."""
        spot = self.followed()
        for step in steps:
            node = spot.node
            if isinstance(node, dict) and _key(node, step) is None:
                return None
            if not isinstance(node, dict | list):
                return None
            spot = _Spot(self.documents, spot.place.at(step)).followed()
        return spot


def _member(schema: _Spot, step: str, depth: int = 0) -> _Spot | None:
    """Return the schema of a member or item."""
    if depth > _MAX_STEPS:
        return None
    tries: list[tuple[str, ...]] = [("properties", step)]
    if step.isdigit():
        tries += [("prefixItems", step), ("items",)]
    found = next((spot for path in tries if (spot := schema.into(*path))), None)
    if found:
        return found
    for keyword in _BRANCHES:
        branches = schema.into(keyword)
        count = len(branches.node) if branches and isinstance(branches.node, list) else 0
        for number in range(count):
            branch = schema.into(keyword, str(number))
            below = _member(branch, step, depth + 1) if branch else None
            if below:
                return below
    return schema.into("additionalProperties")


def _missing(schema: _Spot, value: Mapping[str, Any]) -> _Spot | None:
    """Return the schema of the first member that is required and not there."""
    node = schema.followed().node
    for name in node.get("required", ()) if isinstance(node, dict) else ():
        if name not in value:
            return _member(schema, str(name))
    return None


def _part(node: Any, step: str | int) -> Any:  # noqa: ANN401  raw document
    if isinstance(node, dict):
        key = _key(node, str(step))
        return None if key is None else node[key]
    if isinstance(node, list) and str(step).isdigit() and int(step) < len(node):
        return node[int(step)]
    return None


def _key(node: Mapping[Any, Any], step: str) -> Any:  # noqa: ANN401  YAML keys may be numbers
    return next((key for key in node if str(key) == step), None)


def _steps(pointer: str) -> Sequence[str]:
    """Return the steps of a JSON pointer (RFC 6901), percent-decoded."""
    return [unquote(step).replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def read_contract(files: Files, contract: Contract) -> CheckedContract:
    """Return a contract, compiled.

    Raises:
        InputError: its files can't be read, or a reference leads nowhere.
    """
    documents = parsed_files(files, contract.files)
    bundle = bundle_of(
        documents,
        contract.folder,
        contract=contract.id,
        version=contract.version,
        provider=contract.provider,
        digest=digest_of_contract(files, contract),
    )
    return CheckedContract(contract, bundle, documents, Judge(bundle["schemas"]))


def declared_status(operation: Operation, status: int) -> str:
    """Return the key of the response that an operation declares for a status; empty if none."""
    return statuses.declared_status(status, operation["responses"])


def declared_response(operation: Operation, status: int) -> Response | None:
    """Return the response that an operation declares for a status."""
    key = declared_status(operation, status)
    return operation["responses"][key] if key else None


def media_of(response: Response, media_type: str) -> tuple[str, Media] | None:
    """Return the declared media that a media type falls under, and its key."""
    key = declared_for(media_type, response["media"])
    return (key, response["media"][key]) if key is not None else None

"""What in a document only carries parts for others, and where the name of a part counts."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from posixpath import basename
from typing import Any

from planner.formats._references import References
from planner.formats._tree import Target
from planner.model.problem import Problem
from planner.model.source import DocumentPath

_OPENAPI = frozenset(
    {
        "schemas",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "links",
        "callbacks",
        "pathItems",
        "mediaTypes",
    }
)
"""Parts that are met by reference only; security schemes are met by name."""
_ASYNCAPI = frozenset(
    {
        "schemas",
        "messages",
        "parameters",
        "channels",
        "operations",
        "servers",
        "serverVariables",
        "correlationIds",
        "replies",
        "replyAddresses",
        "externalDocs",
        "tags",
        "operationTraits",
        "messageTraits",
        "serverBindings",
        "channelBindings",
        "operationBindings",
        "messageBindings",
    }
)
_ASYNCAPI_3 = _ASYNCAPI | {"securitySchemes"}
_SWAGGER = frozenset({"definitions", "parameters", "responses"})
_ANYWHERE = frozenset({"$defs", "definitions"})
_DIALECT = re.compile(r"^https?://json-schema\.org/")
_STEM = re.compile(r"(\.schema)?\.(json|yaml|yml)$")
_NEWEST = "json-schema.org/draft/2020-12/schema"
_OF_ASYNCAPI = "json-schema.org/draft-07/schema"
_LONGEST_CHAIN = 500


class Containers:
    """The containers of a contract's documents.

    Args:
        references: all files.
        mains: the files that no other one carries.
    """

    def __init__(self, references: References, mains: Iterable[str]) -> None:
        self._references = references
        self._mains = frozenset(mains)
        self._dialects = {_dialect(references.documents[file]) for file in self._mains}

    def is_main(self, target: Target) -> bool:
        """Return whether a node is a whole document that nothing carries."""
        return target.file in self._mains and not target.path

    def below(self, target: Target) -> Collection[str]:
        """Return the keys of a node below which parts are carried."""
        known = _ANYWHERE
        if target.file in self._mains:
            known |= self._of_main(target.path, self._references.documents[target.file])
        return [key for key, value in target.node.items() if key in known and _is_dict(value)]

    def _of_main(self, path: DocumentPath, top: Any) -> frozenset[str]:  # noqa: ANN401  raw
        if path == ("components",):
            if "asyncapi" in top:
                return _ASYNCAPI_3 if str(top["asyncapi"]).startswith("3") else _ASYNCAPI
            return _OPENAPI
        return _SWAGGER if not path and "swagger" in top else frozenset()

    def has_other_dialect(self, target: Target) -> bool:
        """Return whether a schema is of another draft than the document that it belongs to."""
        if self.is_main(target):
            return True
        own = _normal_dialect(target.node.get("$schema"))
        return self._dialects != {own}

    # ------------------------------------------------------------------ names that count

    def name_counts(self, container: str, entry: Target) -> bool:
        """Return whether the name of a carried part means something by itself."""
        if entry.file not in self._mains:
            return False
        if entry.path[:-1] == ("components", "messages"):
            message = self._references.settle(entry)
            node: Any = message.node if isinstance(message, Target) else None
            return not (isinstance(node, dict) and (node.get("name") or node.get("messageId")))
        is_schema = entry.path[:-1] in {("components", "schemas"), ("definitions",)}
        return is_schema and container in {"schemas", "definitions"} and self._has_kinds(entry)

    def _has_kinds(self, entry: Target) -> bool:
        """Return whether a schema is one of several kinds that a discriminator tells apart."""
        seen: set[tuple[str, DocumentPath]] = set()
        waiting = [entry]
        while waiting and len(seen) < _LONGEST_CHAIN:
            found = self._references.settle(waiting.pop())
            if isinstance(found, Problem) or (found.file, found.path) in seen:
                continue
            seen.add((found.file, found.path))
            if not _is_dict(found.node):
                continue
            if "discriminator" in found.node:
                return True
            waiting += _members(found, "allOf")
        return False

    def implied_names(self, target: Target) -> Mapping[str, str]:
        """Return the values of a discriminator that are the names of referenced schemas.

        Source: OpenAPI 3.1.1, "Discriminator Object": the name of a schema is its value unless
        `mapping` says otherwise.
        """
        discriminator = target.node.get("discriminator")
        if not discriminator:
            return {}
        mapped = set(self._mapped_places(target)) if isinstance(discriminator, dict) else set()
        found = {}
        for key in ("oneOf", "anyOf"):
            for index, item in enumerate(_members(target, key)):
                reference = item.node.get("$ref") if _is_dict(item.node) else None
                settled = self._references.settle(item)
                if not isinstance(reference, str) or isinstance(settled, Problem):
                    continue
                if (settled.file, settled.path) not in mapped:
                    found[f"{key}/{index}"] = _target_name(reference)
        return found

    def _mapped_places(self, target: Target) -> Iterator[tuple[str, DocumentPath]]:
        mapping = target.node["discriminator"].get("mapping")
        path = (*target.path, "discriminator", "mapping")
        for name, value in mapping.items() if _is_dict(mapping) else ():
            found = self.mapped(Target(target.file, (*path, name), value))
            if found:
                yield found.file, found.path

    def mapped(self, place: Target) -> Target | None:
        """Return the schema that a value of a discriminator's `mapping` means, if there is one."""
        value = place.node
        if not isinstance(value, str):
            return None
        if "#" in value or "/" in value or _STEM.search(value):
            found = self._references.follow(place.place, value)
            settled = found if isinstance(found, Problem) else self._references.settle(found)
            return None if isinstance(settled, Problem) else settled
        for file in sorted(self._mains):
            for path in (("components", "schemas", value), ("definitions", value)):
                named = self._references.find(file, path)
                if named.path and self._is_at(file, path):
                    return named
        return None

    def _is_at(self, file: str, path: tuple[str, ...]) -> bool:
        node = self._references.documents[file]
        for step in path:
            if not _is_dict(node) or step not in node:
                return False
            node = node[step]
        return True


def is_address_of_dialect(reference: str) -> bool:
    """Return whether a reference means a draft of JSON Schema itself."""
    return _DIALECT.match(reference) is not None


def _members(target: Target, key: str) -> Iterator[Target]:
    items = target.node.get(key)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        yield Target(target.file, (*target.path, key, index), item)


def _dialect(document: Any) -> str:  # noqa: ANN401  raw
    """Return the draft of the schemas of a main document; empty if it doesn't say."""
    if not _is_dict(document):
        return ""
    if "openapi" in document:
        own = document.get("jsonSchemaDialect")
        is_old = str(document["openapi"]).startswith("3.0")
        return _normal_dialect(own) if own else ("" if is_old else _NEWEST)
    if "asyncapi" in document:
        return _OF_ASYNCAPI
    return _normal_dialect(document.get("$schema"))


def _normal_dialect(address: object) -> str:
    if not isinstance(address, str):
        return ""
    return re.sub(r"^https?://", "", address).rstrip("#")


def _target_name(reference: str) -> str:
    """Return the name by which a reference calls its target: the last step, or the file's."""
    file, _, pointer = reference.partition("#")
    last = pointer.rstrip("/").rpartition("/")[2]
    return last or _STEM.sub("", basename(file))


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)

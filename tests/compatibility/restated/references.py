"""The same document with what it refers to written in place, or moved to other files."""

from collections.abc import Mapping
from posixpath import dirname, relpath
from typing import Any
from urllib.parse import quote

from tests.compatibility.restated.walking import Document, Kind, kind_at, rebuilt

MAIN = "openapi.json"
_ANNOTATIONS = frozenset({"description", "example", "examples", "summary", "title"})
_IN_PLACE = frozenset({"components", "definitions", "parameters", "responses"})
_NAMED_ONLY = frozenset({"securitySchemes", "securityDefinitions"})
_NOT_BROKEN_UP = frozenset({"oneOf", "anyOf"})


# ---------------------------------------------------------------------- in place


def inlined(document: Document, depth: int = 2) -> Document:
    """Return the document with references replaced by what they lead to.

    What refers to itself is left, so is what is nested in references deeper than `depth`: a
    document may be exponentially larger without any. A schema with a discriminator, and what its
    tags stand for, are known by their names; they stay references.
    """
    whole: Document = _Inlining(document, depth).of(document, Kind.OBJECT, ())
    return whole


class _Inlining:
    def __init__(self, document: Document, depth: int) -> None:
        self._document = document
        self._depth = depth
        self._is_3_0 = not str(document.get("openapi")).startswith(("3.1", "3.2"))

    def of(self, node: Any, kind: Kind, stack: tuple[str, ...]) -> Any:
        if isinstance(node, list):
            inside = Kind.OBJECT if kind is Kind.NAMES else kind
            return [self.of(item, inside, stack) for item in node]
        if not isinstance(node, dict) or kind is Kind.DATA:
            return node
        reference = node.get("$ref") if kind in {Kind.OBJECT, Kind.SCHEMA} else None
        if isinstance(reference, str) and self._may_replace(node, reference, stack):
            target = target_of(self._document, reference)
            beside = {} if self._is_3_0 else {k: v for k, v in node.items() if k != "$ref"}
            return self.of({**target, **beside}, kind, (*stack, reference))
        kept = {"discriminator"} & node.keys() and _NOT_BROKEN_UP
        return {
            key: value if kept and key in kept else self.of(value, kind_at(kind, key), stack)
            for key, value in node.items()
        }

    def _may_replace(self, node: dict[str, Any], reference: str, stack: tuple[str, ...]) -> bool:
        if reference in stack or len(stack) >= self._depth:
            return False
        target = target_of(self._document, reference)
        if not isinstance(target, dict) or "discriminator" in target:
            return False
        return self._is_3_0 or node.keys() - {"$ref"} <= _ANNOTATIONS


def target_of(document: Document, reference: str) -> Any:
    """Return what a reference within a document leads to."""
    node: Any = document
    for step in steps_of(reference):
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node


def steps_of(reference: str) -> list[str]:
    """Return the keys that a reference within a document names."""
    return [s.replace("~1", "/").replace("~0", "~") for s in reference.split("/")[1:]]


# ---------------------------------------------------------------------- other files


def split(document: Document) -> dict[str, Any]:
    """Return the document as files: one for each kind of component, one for each path."""
    moved = _moved(document)
    kept = {key: value for key, value in document.items() if key != "components"}
    schemes = document.get("components", {}).get("securitySchemes")
    for key in _IN_PLACE - {"components"}:
        kept.pop(key, None)
    if schemes:
        kept["components"] = {"securitySchemes": schemes}
    names = _path_files(document)
    kept["paths"] = {path: {"$ref": f"./{file}"} for path, file in names.items()}
    parts = {names[path]: item for path, item in document.get("paths", {}).items()}
    for prefix, file in moved.items():
        parts[file] = target_of(document, f"#{prefix}")
    return {
        file: _rewritten(content, file, _addresses(moved, names))
        for file, content in {MAIN: kept, **parts}.items()
    }


def _moved(document: Document) -> dict[str, str]:
    """Return what is moved to a file of its own, as a pointer -> file."""
    found = {}
    for key in document.keys() & _IN_PLACE:
        for section in document[key] if key == "components" else [""]:
            if section not in _NAMED_ONLY:
                pointer = f"/{key}/{section}".rstrip("/")
                found[pointer] = f"parts/{section or key}.json"
    return dict(sorted(found.items()))


def _path_files(document: Document) -> dict[str, str]:
    return {path: f"paths/{i}.json" for i, path in enumerate(document.get("paths", {}))}


def _addresses(moved: Mapping[str, str], paths: Mapping[str, str]) -> dict[str, str]:
    of_paths = {
        f"/paths/{path.replace('~', '~0').replace('/', '~1')}": file for path, file in paths.items()
    }
    return {**moved, **of_paths}


def _rewritten(content: Any, file: str, addresses: Mapping[str, str]) -> Any:
    """Return what a file says with its references as they lead from there."""

    def address(reference: str) -> str:
        if not reference.startswith("#/"):
            return reference
        pointer = reference[1:]
        for prefix, target in addresses.items():
            if pointer == prefix or pointer.startswith(f"{prefix}/"):
                rest = pointer.removeprefix(prefix)
                way = quote(relpath(target, dirname(file) or "."))
                if target == file:
                    return f"#{rest}"
                return f"{way}#{rest}" if rest else way
        return f"{relpath(MAIN, dirname(file) or '.')}{reference}" if file != MAIN else reference

    def visit(node: dict[str, Any], kind: Kind) -> dict[str, Any]:
        if isinstance(node.get("$ref"), str):
            node = {**node, "$ref": address(node["$ref"])}
        found = node.get("discriminator") if kind is Kind.SCHEMA else None
        if isinstance(found, dict) and "mapping" in found:
            tags = {tag: address(_full(value)) for tag, value in found["mapping"].items()}
            node = {**node, "discriminator": {**found, "mapping": tags}}
        return node

    return rebuilt(content, visit, _kind_of(file))


def _kind_of(file: str) -> Kind:
    if file in {"parts/schemas.json", "parts/definitions.json"}:
        return Kind.SCHEMA_NAMES
    return Kind.NAMES if file.startswith("parts/") else Kind.OBJECT


def _full(value: str) -> str:
    is_name = "/" not in value and "." not in value
    return f"#/components/schemas/{value}" if is_name else value

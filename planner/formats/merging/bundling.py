"""Makes one document of a contract that is split into several files."""

from collections.abc import Mapping
from posixpath import basename, dirname, join, normpath, splitext
from typing import Any
from urllib.parse import unquote

from planner.formats.merging.shared import SCHEMAS, CannotMerge

_UNTOUCHED = frozenset({"example", "examples", "default", "const", "enum"})
_ONE = frozenset(
    {"schema", "items", "additionalProperties", "not", "if", "then", "else", "contains",
     "propertyNames", "unevaluatedProperties", "unevaluatedItems"}
)  # fmt: skip
_MANY = frozenset(
    {"properties", "patternProperties", "allOf", "anyOf", "oneOf", "prefixItems", "schemas",
     "dependentSchemas", "$defs"}
)  # fmt: skip
Node = dict[str, Any]


def bundled(documents: Mapping[str, Any], main: str) -> Any:  # noqa: ANN401  raw document
    """Return one document: schemas of other files are shared schemas, all else is put in place.

    Raises:
        CannotMerge: a reference leads nowhere, to the network, or back to itself.
    """
    return _Bundler(documents, main).bundled()


class _Bundler:
    def __init__(self, documents: Mapping[str, Any], main: str) -> None:
        self._documents, self._main = documents, main
        self._names: dict[tuple[str, str], str] = {}
        self._schemas: Node = {}

    def bundled(self) -> Any:  # noqa: ANN401  raw document
        document = self._documents[self._main]
        if not isinstance(document, dict):
            return document
        components = document.get("components") or {}
        own = components.get("schemas") or {}
        self._names = {(self._main, f"/components/schemas/{name}"): name for name in own}
        for name, schema in own.items():
            self._schemas[name] = self._copy(schema, self._main, is_schema=True)
        found = {
            key: self._copy(value, self._main) for key, value in document.items()
            if key != "components"
        }  # fmt: skip
        kept = {
            k: components[k] for k in ("securitySchemes", "examples", "links") if k in components
        }
        if self._schemas or kept:
            others = {kind: self._copy(value, self._main) for kind, value in kept.items()}
            found["components"] = {**others, "schemas": self._schemas}
        return found

    def _copy(
        self,
        node: Any,  # noqa: ANN401  raw document
        file: str,
        within: tuple[tuple[str, str], ...] = (),
        *,
        is_schema: bool = False,
    ) -> Any:  # noqa: ANN401  raw document
        if isinstance(node, list):
            return [self._copy(item, file, within, is_schema=is_schema) for item in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return {key: self._child(key, value, file, within) for key, value in node.items()}
        target = self._target(reference, file)
        if is_schema:
            beside = {k: self._child(k, v, file, within) for k, v in node.items() if k != "$ref"}
            return {"$ref": SCHEMAS + self._name(target), **beside}
        if target in within:
            raise CannotMerge(f"`{reference}` leads back to itself")
        return self._copy(self._get(target), target[0], (*within, target))

    def _child(
        self,
        key: str,
        value: Any,  # noqa: ANN401  raw document
        file: str,
        within: tuple[tuple[str, str], ...],
    ) -> Any:  # noqa: ANN401  raw document
        if key in _UNTOUCHED:
            return value
        if key in _MANY and isinstance(value, dict):
            return {n: self._copy(v, file, within, is_schema=True) for n, v in value.items()}
        if key == "mapping" and isinstance(value, dict):
            return {name: self._mapped(target, file) for name, target in value.items()}
        return self._copy(value, file, within, is_schema=key in _ONE or key in _MANY)

    def _mapped(self, target: Any, file: str) -> Any:  # noqa: ANN401  raw document
        if not isinstance(target, str) or not ("#" in target or "/" in target):
            return target
        return SCHEMAS + self._name(self._target(target, file))

    def _target(self, reference: str, file: str) -> tuple[str, str]:
        address, _, pointer = reference.partition("#")
        if "://" in address:
            raise CannotMerge(f"it refers to `{reference}` on the network")
        path = normpath(join(dirname(file), unquote(address))) if address else file
        if path not in self._documents:
            raise CannotMerge(f"`{reference}` leads nowhere")
        return path, unquote(pointer)

    def _get(self, target: tuple[str, str]) -> Any:  # noqa: ANN401  raw document
        node = self._documents[target[0]]
        for step in target[1].split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or name not in node:
                raise CannotMerge(f"`{target[0]}#{target[1]}` leads nowhere")
            node = node[name]
        return node

    def _name(self, target: tuple[str, str]) -> str:
        """Return the name of a shared schema; what it holds is copied when it is first met."""
        if target not in self._names:
            stem = splitext(basename(target[0]))[0]
            last = target[1].rpartition("/")[2] or stem
            wanted = "".join(c if c.isalnum() or c in "._-" else "_" for c in last)
            taken = set(self._names.values())
            name, count = wanted, 1
            while name in taken:
                count += 1
                name = f"{wanted}{count}"
            self._names[target] = name
            self._schemas[name] = self._copy(self._get(target), target[0], is_schema=True)
        return self._names[target]

"""The canonical form of Avro schemas: names in full, each named type once, prose left out.

Source: Apache Avro 1.12.0 Specification, "Parsing Canonical Form for Schemas". Unlike that form,
this one keeps all that readers or generated code go by: defaults, aliases, the order of a sort,
logical types, and properties of others. Only `doc` is dropped.
"""

from collections.abc import Mapping
from typing import Any

from planner.formats.canonical.scalars import escaped, json_of, scalar_of

_NAMED = frozenset({"record", "error", "enum", "fixed"})
_PRIMITIVE = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
Form = dict[str, Any]


def avro_form(files: Mapping[str, Any]) -> Form:
    """Return the canonical form of all schemas of a contract.

    Args:
        files: parsed documents by path; which type stands in which file makes no difference.
    """
    reader = _Reader()
    others = []
    for path in sorted(files):
        top = files[path]
        for schema in top if isinstance(top, list) else [top]:
            form = reader.schema(schema, "")
            if not isinstance(form, str):
                others.append(form)
    return {"types": reader.types, "others": sorted(others, key=str)}


class _Reader:
    """Gathers named types while schemas are read."""

    def __init__(self) -> None:
        self.types: Form = {}

    def schema(self, node: Any, space: str) -> Any:  # noqa: ANN401  raw
        """Return the form of a schema; of a named type, its full name.

        Args:
            node: the schema.
            space: the namespace around it.
        """
        if isinstance(node, str):
            return node if node in _PRIMITIVE else _full(node, space)
        if isinstance(node, list):
            return [self.schema(item, space) for item in node]
        if not isinstance(node, dict):
            return _plain(node)
        kind = node.get("type")
        if isinstance(kind, str) and kind in _NAMED and isinstance(node.get("name"), str):
            return self._named(node, space)
        if isinstance(kind, str | dict | list) and set(node) <= {"type", "doc"}:
            return self.schema(kind, space)
        return self._attributes(node, space)

    def _named(self, node: Mapping[str, Any], space: str) -> str:
        own_space = node.get("namespace")
        inner = own_space if isinstance(own_space, str) else space
        name = _full(node["name"], inner)
        inner = name.rpartition(".")[0]
        if name not in self.types:
            self.types[name] = {}  # a type may name itself
            rest = {k: v for k, v in node.items() if k not in {"name", "namespace"}}
            form = self._attributes(rest, inner)
            if isinstance(rest.get("aliases"), list):
                form["aliases"] = sorted(_full(str(alias), inner) for alias in rest["aliases"])
            self.types[name] = form
        return name

    def _attributes(self, node: Mapping[str, Any], space: str) -> Form:
        form: Form = {}
        for key, value in node.items():
            if key == "doc":
                continue
            if key == "fields" and isinstance(value, list):
                form[key] = [self._field(item, space) for item in value]
            elif key in {"items", "values"} or (key == "type" and not isinstance(value, str)):
                form[key] = self.schema(value, space)
            elif key == "type" and value not in _NAMED | _PRIMITIVE | {"array", "map"}:
                form[key] = _full(value, space)
            else:
                form[escaped(str(key))] = _plain(value)
        return form

    def _field(self, field: Any, space: str) -> Any:  # noqa: ANN401  raw
        if not isinstance(field, dict):
            return _plain(field)
        form = {escaped(str(k)): _plain(v) for k, v in field.items() if k not in {"doc", "type"}}
        if "type" in field:
            form["type"] = self.schema(field["type"], space)
        if form.get("order") == "ascending":
            del form["order"]  # what it is anyway
        return form


def _full(name: str, space: str) -> str:
    return name.strip(".") if "." in name or not space else f"{space}.{name}"


def _plain(value: Any) -> Any:  # noqa: ANN401  any JSON value
    if isinstance(value, dict):
        return {escaped(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return json_of(scalar_of(value))

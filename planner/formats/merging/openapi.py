"""Puts two OpenAPI documents together, so that consumers of either are served."""

import re
from collections.abc import Mapping
from copy import copy, deepcopy
from typing import Any

from planner.formats.merging.schemas import SchemaMerger
from planner.formats.merging.shared import (
    SCHEMAS,
    CannotMerge,
    MergeOptions,
    Shared,
    deprecated_schema,
    reachable,
    refuse_references,
)
from planner.model.finding import Polarity

Node = dict[str, Any]
_METHODS = (
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
)  # fmt: skip
_WEBHOOK = "webhook "
_TEMPLATE = re.compile(r"\{([^{}]+)\}")
_SEND, _RECEIVE = Polarity.CONSUMER_SENDS, Polarity.PROVIDER_SENDS


def merge_openapi(old: Any, new: Any, options: MergeOptions) -> Node:  # noqa: ANN401  raw document
    """Return one document that holds all of both.

    What one document has alone is kept, that of the old one deprecated. A request may be what
    either allows; a response is what both allow, and stays that of the old document where there is
    no such thing.

    Raises:
        CannotMerge: versions of OpenAPI differ or can't be merged, or a document refers to others.
    """
    _refuse(old, new)
    return _Merger(old, new, options).merged()


def _refuse(old: Any, new: Any) -> None:  # noqa: ANN401  raw document
    said = [side.get("openapi") if isinstance(side, dict) else None for side in (old, new)]
    lines = {str(version).rpartition(".")[0] for version in said}
    if None in said:
        raise CannotMerge("only OpenAPI 3 is put together; convert the contract first")
    if len(lines) > 1:
        raise CannotMerge(f"one side is OpenAPI {said[0]}, the other {said[1]}; use one of them")
    for side in (old, new):
        refuse_references(side)


class _Merger:
    def __init__(self, old: Node, new: Node, options: MergeOptions) -> None:
        self._old, self._new = old, new
        self._options = options
        self._shared = Shared(old, new)
        self._schemas = SchemaMerger(self._shared, self._deprecated_schema)
        self._sunset = options.sunset.isoformat()
        self.sent, self.answered = _SEND, _RECEIVE

    def merged(self) -> Node:
        old, new = self._old, self._new
        found: Node = {key: deepcopy(value) for key, value in old.items() if key != "components"}
        found["info"] = {**old.get("info", {}), "version": self._options.version}
        if "servers" in old and "servers" in new:
            found["servers"] = _joined(old["servers"], new["servers"])
        found["tags"] = _joined(old.get("tags") or [], new.get("tags") or [])
        if not found["tags"]:
            del found["tags"]
        found["paths"] = self._paths()
        components = self._components()
        webhooks = self._called_back(_WEBHOOK, old.get("webhooks"), new.get("webhooks"))
        if webhooks or "webhooks" in old:
            found["webhooks"] = webhooks
        found, schemas = self._shared.finished(found)
        used = reachable(found, schemas)
        if used:
            components["schemas"] = used
        if components:
            found["components"] = components
        return found

    def _components(self) -> Node:
        found: Node = {}
        for kind in ("securitySchemes", "examples", "links"):
            sides = [
                (side.get("components") or {}).get(kind) or {} for side in (self._new, self._old)
            ]
            both = {**sides[0], **sides[1]}
            if both:
                found[kind] = deepcopy(dict(sorted(both.items())))
        return found

    # ------------------------------------------------------------------ operations

    def _paths(self) -> Node:
        olds, news = self._old.get("paths") or {}, self._new.get("paths") or {}
        by_route = {_route(path): path for path in news}
        found: Node = {}
        for path, item in olds.items():
            other = by_route.get(_route(path))
            found[path] = self._path(path, item, news[other] if other else None, other or path)
        known = {_route(path) for path in olds}
        for path, item in news.items():
            if _route(path) not in known:
                found[path] = self._schemas.copied(self._flat(item, self._new), is_old=False)
        return found

    def _path(self, path: str, old: Node, new: Node | None, other: str) -> Node:
        old = self._flat(old, self._old)
        new = self._flat(new, self._new) if new is not None else {}
        renamed = dict(zip(_TEMPLATE.findall(other), _TEMPLATE.findall(path), strict=True))
        found = {key: deepcopy(value) for key, value in old.items() if key not in _METHODS}
        for method in _METHODS:
            name = f"{method.upper()} {path}"
            if method in old and method in new and name not in self._options.kept:
                after = _with_names(new[method], renamed)
                found[method] = self._operation(name, old[method], after)
            elif method in old:
                kept = self._schemas.copied(old[method], is_old=True)
                is_gone = method not in new
                found[method] = self._deprecated(kept) if is_gone else kept
            elif method in new:
                added = _with_names(new[method], renamed)
                found[method] = self._schemas.copied(added, is_old=False)
        return found

    def _flat(self, item: Node, document: Node) -> Node:
        """Return a path item without references but to schemas, parameters in its operations."""
        item = self._inlined(item, document)
        shared = item.pop("parameters", [])
        for method in _METHODS:
            if method in item and shared:
                own = item[method].get("parameters") or []
                names = {_parameter_key(parameter) for parameter in own}
                above = [deepcopy(p) for p in shared if _parameter_key(p) not in names]
                item[method]["parameters"] = [*above, *own]
        return item

    def _operation(self, name: str, old: Node, new: Node) -> Node:
        found = {**deepcopy(new), **deepcopy(old)}
        for key in ("summary", "description"):
            if key in new:
                found[key] = new[key]
        callbacks = [side.get("callbacks") or {} for side in (old, new)]
        for key, value in (
            ("callbacks", self._callbacks(f"{name} callback ", *callbacks)),
            ("parameters", self._parameters(old.get("parameters"), new.get("parameters"))),
            ("requestBody", self._request(old.get("requestBody"), new.get("requestBody"))),
            ("responses", self._responses(old.get("responses") or {}, new.get("responses") or {})),
        ):
            found.pop(key, None)
            if value:
                found[key] = value
        self._put_security(found, old, new)
        return found

    def _callbacks(self, label: str, old: Node, new: Node) -> Node:
        found: Node = {}
        for name, callback in old.items():
            found[name] = self._called_back(f"{label}{name}", callback, new.get(name, {}))
        for name, callback in new.items():
            if name not in old:
                found[name] = self._schemas.copied(callback, is_old=False)
        return found

    def _called_back(self, label: str, old: Node | None, new: Node | None) -> Node:
        """Return webhooks, or a callback: what the provider sends, and consumers answer."""
        turned = copy(self)
        turned.sent, turned.answered = self.answered, self.sent
        olds, news = old or {}, new or {}
        found: Node = {}
        for name, item in olds.items():
            own = f"{label}{name}" if label == _WEBHOOK else label
            is_kept = any(kept.startswith(own) for kept in self._options.kept)
            if name in news and not is_kept and isinstance(item, dict):
                found[name] = turned._path(  # noqa: SLF001  another of this class
                    name, item, news[name], name
                )
            else:
                inlined = self._inlined(item, self._old)
                found[name] = self._schemas.copied(inlined, is_old=True)
        for name, item in news.items():
            if name not in olds:
                inlined = self._inlined(item, self._new)
                found[name] = self._schemas.copied(inlined, is_old=False)
        return found

    def _put_security(self, found: Node, old: Node, new: Node) -> None:
        before = old.get("security", self._old.get("security"))
        after = new.get("security", self._new.get("security"))
        if before == after or self.sent is _RECEIVE:
            return
        found["security"] = _joined(before or [{}], after or [{}])

    # ------------------------------------------------------------------ requests

    def _parameters(self, old: list[Node] | None, new: list[Node] | None) -> list[Node]:
        olds = {_parameter_key(parameter): parameter for parameter in old or []}
        news = {_parameter_key(parameter): parameter for parameter in new or []}
        found = []
        for key, parameter in olds.items():
            if key in news:
                found.append(self._parameter(parameter, news[key]))
            else:
                kept = self._schemas.copied(parameter, is_old=True)
                found.append(self._deprecated(kept))
        for key, parameter in news.items():
            if key not in olds:
                added = self._schemas.copied(parameter, is_old=False)
                is_free = key[0] != "path" and self.sent is _SEND
                found.append({**added, "required": False} if is_free else added)
        return found

    def _parameter(self, old: Node, new: Node) -> Node:
        found = self._valued(old, new, self.sent)
        if old.get("in") != "path":
            self._put_required(found, old, new, self.sent)
        return found

    @staticmethod
    def _put_required(found: Node, old: Node, new: Node, polarity: Polarity) -> None:
        """Say whether a part must be sent: by consumers, if both say so; else if either does."""
        said = [side.get("required") is True for side in (old, new)]
        found.pop("required", None)
        if all(said) if polarity is _SEND else any(said):
            found["required"] = True

    def _request(self, old: Node | None, new: Node | None) -> Node | None:
        if old is None or new is None:
            present = self._schemas.copied(old or new, is_old=old is not None)
            if present is not None and self.sent is _SEND:
                present = {**present, "required": False}
                if old is not None:
                    present["x-sunset"] = self._sunset
            return present  # type: ignore[no-any-return]  # raw document
        found = self._valued(old, new, self.sent)
        self._put_required(found, old, new, self.sent)
        return found

    # ------------------------------------------------------------------ responses

    def _responses(self, old: Node, new: Node) -> Node:
        found: Node = {}
        for status, response in old.items():
            if status in new:
                found[status] = self._response(response, new[status])
            else:
                kept = self._schemas.copied(response, is_old=True)
                found[status] = {**kept, "x-sunset": self._sunset}
        for status, response in new.items():
            if status not in old:
                found[status] = self._schemas.copied(response, is_old=False)
        return found

    def _response(self, old: Node, new: Node) -> Node:
        found = self._valued(old, new, self.answered)
        olds, news = old.get("headers") or {}, new.get("headers") or {}
        both = {name.lower(): header for name, header in news.items()}
        headers: Node = {}
        for name, header in olds.items():
            other = both.pop(name.lower(), None)
            if other is None:
                headers[name] = self._deprecated(self._schemas.copied(header, is_old=True))
            else:
                headers[name] = self._valued(header, other, self.answered)
                self._put_required(headers[name], header, other, self.answered)
        for name, header in news.items():
            if name.lower() in both:
                headers[name] = self._schemas.copied(header, is_old=False)
        found.pop("headers", None)
        if headers:
            found["headers"] = headers
        return found

    # ------------------------------------------------------------------ values

    def _valued(self, old: Node, new: Node, polarity: Polarity) -> Node:
        """Return what has a schema or contents: parameter, body, response, header, media type."""
        found = {
            key: self._schemas.copied(value, is_old=True)
            for key, value in old.items()
            if key not in {"schema", "content", "headers"}
        }
        if "description" in new:
            found["description"] = new["description"]
        if "schema" in old and "schema" in new:
            found["schema"] = self._schemas.merged(old["schema"], new["schema"], polarity)
        elif "schema" in old:
            found["schema"] = self._schemas.copied(old["schema"], is_old=True)
        if "content" in old or "content" in new:
            contents = old.get("content") or {}, new.get("content") or {}
            found["content"] = self._contents(*contents, polarity)
        return found

    def _contents(self, old: Node, new: Node, polarity: Polarity) -> Node:
        found: Node = {}
        for name in dict.fromkeys([*old, *new]):
            if name in old and name in new:
                found[name] = self._valued(old[name], new[name], polarity)
            elif name in old:
                kept = self._schemas.copied(old[name], is_old=True)
                found[name] = {**kept, "x-sunset": self._sunset}
            else:
                found[name] = self._schemas.copied(new[name], is_old=False)
        return found

    # ------------------------------------------------------------------ parts

    def _deprecated(self, part: Node) -> Node:
        return {**part, "deprecated": True, "x-sunset": self._sunset}

    def _deprecated_schema(self, schema: Any) -> Any:  # noqa: ANN401  raw document
        return deprecated_schema(schema, self._sunset)

    def _inlined(self, node: Any, document: Node, within: tuple[str, ...] = ()) -> Any:  # noqa: ANN401  raw document
        """Return a node with all references followed but those to shared schemas."""
        if isinstance(node, list):
            return [self._inlined(item, document, within) for item in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if not isinstance(reference, str) or reference.startswith(SCHEMAS):
            if isinstance(reference, str) and "/" in reference.removeprefix(SCHEMAS):
                raise CannotMerge(f"it refers to `{reference}`, a part of a shared schema")
            return {key: self._inlined(child, document, within) for key, child in node.items()}
        if reference.startswith(("#/components/examples/", "#/components/links/")):
            return dict(node)
        if reference in within:
            raise CannotMerge(f"`{reference}` leads back to itself")
        return self._inlined(_target(document, reference), document, (*within, reference))


def _target(document: Node, reference: str) -> Any:  # noqa: ANN401  raw document
    node: Any = document
    for step in reference.removeprefix("#/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or name not in node:
            raise CannotMerge(f"`{reference}` leads nowhere")
        node = node[name]
    return node


def _parameter_key(parameter: Mapping[str, Any]) -> tuple[str, str]:
    name = str(parameter.get("name"))
    place = str(parameter.get("in"))
    return place, name.lower() if place == "header" else name


def _route(path: str) -> str:
    return _TEMPLATE.sub("{}", path)


def _with_names(operation: Node, names: Mapping[str, str]) -> Node:
    """Return an operation whose path parameters have other names."""
    found = deepcopy(operation)
    for parameter in found.get("parameters") or []:
        if parameter.get("in") == "path":
            parameter["name"] = names.get(parameter["name"], parameter["name"])
    return found


def _joined(first: list[Any], second: list[Any]) -> list[Any]:
    return deepcopy([*first, *(item for item in second if item not in first)])

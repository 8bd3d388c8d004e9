"""OpenAPI 2.0 (Swagger), 3.0, 3.1 and 3.2: operations, and webhooks as messages.

Source of the names: OpenAPI Specification 3.2.0, sections 4.8 "Paths Object" to 4.10 "Operation
Object", and Swagger 2.0 for `basePath`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from planner.formats._references import References
from planner.formats._schema_errors import at_most
from planner.formats._tree import Target, shortened
from planner.formats.contract_format import ParsedFiles
from planner.model.contract import ContractContent, ContractKind, Message, Operation
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_FIXED = (*METHODS, "query")
_OPERATIONS = (*_FIXED, "additionalOperations")
_VERSION = re.compile(r"^(2\.0|3\.[012])(\.\d+)?(-.+)?$")
_KNOWN = "2.0, 3.0, 3.1 and 3.2 are known"


class _Found(NamedTuple):
    """An operation where it stands in a document."""

    method: str
    path: str
    node: dict[str, Any]


class OpenApi:
    """The OpenAPI format."""

    kind: ContractKind = "openapi"
    is_part = False

    def recognises(self, path: str, document: object) -> bool:
        """Return whether a document has the key `openapi` or `swagger`."""
        del path
        return isinstance(document, dict) and ("openapi" in document or "swagger" in document)

    def read(self, files: ParsedFiles, folder: str) -> ContractContent:
        """Return operations by operation id, else `METHOD /path`; webhooks as messages.

        An operation id that stands twice names the first; the others keep `METHOD /path`.

        Raises:
            InputError: a version that is not known, or something else where paths and operations
                are expected.
        """
        mains = self._mains(files)
        problems = [problem for file in mains for problem in _structure(file, files[file])]
        if problems:
            raise InputError(problems)
        references = References(files, folder) if _has_references(files, mains) else None
        operations: list[Operation] = []
        messages: list[Message] = []
        for file in mains:
            operations += _operations(files[file], file, references)
            messages += _webhooks(files[file])
        return ContractContent(
            self.kind,
            _title(files[mains[0]]) if mains else "",
            tuple(sorted(_distinct(operations), key=lambda item: item.name)),
            tuple(sorted({item.name: item for item in messages}.values(), key=lambda m: m.name)),
        )

    def validate(self, files: ParsedFiles, folder: str) -> Sequence[Problem]:
        """Return what is wrong by the specification, at most twenty problems a file."""
        from planner.formats._openapi_rules import check  # noqa: PLC0415  lazy: heavy imports

        mains = self._mains(files)
        problems = [problem for file in mains for problem in _version_problems(file, files[file])]
        if problems:
            return problems
        references = References(files, folder)
        return at_most(check(references, mains))

    def _mains(self, files: ParsedFiles) -> list[str]:
        return [path for path in sorted(files) if self.recognises(path, files[path])]


FORMAT = OpenApi()


# ---------------------------------------------------------------------- structure


def _structure(file: str, document: dict[str, Any]) -> Iterator[Problem]:
    """Yield what keeps names from being read."""
    yield from _version_problems(file, document)
    top = Place(file)
    for key in ("paths", "webhooks"):
        items = document.get(key)
        if items is None:
            continue
        if not isinstance(items, dict):
            yield _not_mapping(key, top.at(key))
            continue
        for name, item in items.items():
            if not isinstance(item, dict):
                if not str(name).startswith("x-"):
                    yield _not_mapping(name, top.at(key, name))
                continue
            for method in _OPERATIONS:
                if method in item and not isinstance(item[method], dict):
                    yield _not_mapping(method, top.at(key, name, method))


def _not_mapping(name: object, place: Place) -> Problem:
    message = f"`{shortened(name)}` must be a mapping"
    return Problem("openapi", message, place, "write keys and values below it")


def _version_problems(file: str, document: dict[str, Any]) -> Iterator[Problem]:
    key = "openapi" if "openapi" in document else "swagger"
    version = document[key]
    place = Place(file, (key,))
    if not isinstance(version, str):
        message = f"`{key}` must be text, got `{shortened(version)}`"
        example = "2.0" if key == "swagger" else "3.1.0"
        yield Problem("openapi-version", message, place, f'write it in quotes: "{example}"')
    elif not _VERSION.match(version) or (key == "swagger") != version.startswith("2"):
        message = f"`{key}: {shortened(version)}` is not a version of OpenAPI that is known"
        yield Problem("openapi-version", message, place, _KNOWN)


# ---------------------------------------------------------------------- names


def _title(document: dict[str, Any]) -> str:
    info = document.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    return title if isinstance(title, str) else ""


def _has_references(files: ParsedFiles, mains: Sequence[str]) -> bool:
    return any(
        isinstance(item, dict) and "$ref" in item
        for file in mains
        for item in (files[file].get("paths") or {}).values()
    )


def _operations(
    document: dict[str, Any], file: str, references: References | None
) -> Iterator[Operation]:
    base = _base_path(document)
    for found in _found(document, file, references):
        method, path = found.method.upper(), found.path
        calls = (f"{method} {path}", f"{method} {base}{path}") if base else (f"{method} {path}",)
        own = found.node.get("operationId")
        name = own if isinstance(own, str) and own else calls[0]
        yield Operation(name, tuple(call for call in calls if call != name))


def _found(document: dict[str, Any], file: str, references: References | None) -> Iterator[_Found]:
    for path, item in (document.get("paths") or {}).items():
        if not str(path).startswith("/") or not isinstance(item, dict):
            continue
        for method, node in _methods(item):
            yield _Found(method, str(path), node)
        if references is not None:
            target = Target(file, ("paths", path), item)
            for method, node in _methods(_referred(target, references)):
                yield _Found(method, str(path), node)


def _referred(target: Target, references: References) -> Any:  # noqa: ANN401  raw
    """Return the path item that a path item refers to, where it can be found."""
    if not isinstance(target.node.get("$ref"), str):
        return {}
    settled = references.settle(target)
    return {} if isinstance(settled, Problem) else settled.node


def _methods(item: Any) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401  raw
    if not isinstance(item, dict):
        return
    for method in _FIXED:
        if method in item and isinstance(item[method], dict):
            yield method, item[method]
    additional = item.get("additionalOperations")
    for method, node in additional.items() if isinstance(additional, dict) else ():
        if isinstance(node, dict):
            yield str(method), node


def _base_path(document: dict[str, Any]) -> str:
    """Return the path before all paths: `basePath`, or that of the only server."""
    base = document.get("basePath")
    servers = document.get("servers")
    if isinstance(servers, list) and len(servers) == 1 and isinstance(servers[0], dict):
        base = _path_of(servers[0].get("url"))
    return base.rstrip("/") if isinstance(base, str) and base.startswith("/") else ""


def _path_of(url: object) -> str:
    try:
        return urlsplit(url).path if isinstance(url, str) and "{" not in url else ""
    except ValueError:
        return ""


def _webhooks(document: dict[str, Any]) -> Iterator[Message]:
    for name, item in (document.get("webhooks") or {}).items():
        ids = [node.get("operationId") for _, node in _methods(item)]
        aliases = tuple(sorted({own for own in ids if isinstance(own, str) and own != str(name)}))
        yield Message(str(name), aliases, "webhooks")


def _distinct(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Yield operations with distinct names."""
    seen: set[str] = set()
    for operation in operations:
        name = operation.name
        if name in seen and operation.aliases:
            operation = Operation(operation.aliases[0], operation.aliases[1:])  # noqa: PLW2901  its other name
        if operation.name not in seen:
            yield operation
        seen.add(operation.name)

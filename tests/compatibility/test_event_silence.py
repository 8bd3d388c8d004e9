"""An AsyncAPI contract that is only written otherwise does not differ."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard

import pytest
import ryaml

from planner.compatibility.events.comparison import compare_events
from planner.formats.document import parse_single
from planner.formats.lowering.asyncapi import lower_asyncapi

_TOP = Path(__file__).parents[2]
Files = dict[str, Any]


def _documents() -> list[Path]:
    folders = (_TOP / "examples", _TOP / "tests" / "data")
    found = sorted(p for folder in folders for p in folder.rglob("*.y*ml") if p.is_file())
    named = [path for path in found if "asyncapi" in path.as_posix()]
    return [path for path in named if path.read_text("utf-8").lstrip().startswith("asyncapi")]


@cache
def _read(path: Path) -> Any:
    return ryaml.loads(path.read_text("utf-8"))


_PATHS = [pytest.param(path, id=path.relative_to(_TOP).as_posix()) for path in _documents()]


def _files(path: Path) -> Files:
    """Return a contract with stand-ins for the files that were not published with it."""
    common = {"payload": {"type": "object"}}
    names = ("commentLiked", "likeComment", "commentChanged", "updateCommentLikes")
    server = {"protocol": "ws"} | (
        {"url": "a.example"} if _read(path)["asyncapi"][0] == "2" else {"host": "a.example"}
    )
    return {
        "all/api/asyncapi.yaml": _read(path),
        "all/common/messages.yaml": dict.fromkeys(names, common),
        "all/common/schemas.yaml": {"commentId": {"type": "string"}},
        "all/common/parameters.yaml": {"commentId": {}},
        "all/common/servers.yaml": {"websiteWebSocketServer": server},
    }


# ---------------------------------------------------------------------- other forms


def _reordered(files: Files) -> Files:
    def turned(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: turned(node[key]) for key in reversed(node)}
        return [turned(item) for item in node] if isinstance(node, list) else node

    return {path: turned(node) for path, node in files.items()}


def _as_json(files: Files) -> Files:
    main = json.dumps(files["all/api/asyncapi.yaml"], default=str)
    others = {path: node for path, node in files.items() if path != "all/api/asyncapi.yaml"}
    return {**others, "all/api/asyncapi.json": parse_single(main, "all/api/asyncapi.json")}


_MUST_REFER = {"channel", "messages", "servers"}
"""Keys of operations and channels of AsyncAPI 3 that hold references and nothing else."""


def _inlined(files: Files) -> Files:
    """Return a contract in which references of its main document stand for nothing any more."""
    document = files["all/api/asyncapi.yaml"]

    def put_in(node: Any, open_: tuple[str, ...], key: str = "") -> Any:
        if isinstance(node, list):
            return node if key in _MUST_REFER else [put_in(item, open_) for item in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if _may_be_put_in(reference) and reference not in open_:
            return put_in(_target(document, reference), (*open_, reference), key)
        return {
            name: inner if name == "channel" else put_in(inner, open_, name)
            for name, inner in node.items()
        }

    top = {name: put_in(node, ()) for name, node in document.items() if name != "components"}
    return {**files, "all/api/asyncapi.yaml": {**top, **_kept(document)}}


def _may_be_put_in(reference: Any) -> TypeGuard[str]:
    is_local = isinstance(reference, str) and reference.startswith("#/components/")
    return is_local and "securitySchemes" not in reference


def _kept(document: Any) -> dict[str, Any]:
    return {"components": document["components"]} if "components" in document else {}


def _target(document: Any, reference: str) -> Any:
    for step in reference.removeprefix("#/").split("/"):
        document = document[step.replace("~1", "/").replace("~0", "~")]
    return document


def _split(files: Files) -> Files:
    """Return a contract whose shared schemas and messages stand in files of their own."""
    document = files["all/api/asyncapi.yaml"]
    components = document.get("components", {})
    moved = {kind: components[kind] for kind in ("schemas", "messages") if kind in components}
    left = {kind: node for kind, node in components.items() if kind not in moved}
    whole = {**document, **({"components": left} if components else {})}
    parts: Files = {f"all/api/{kind}.yaml": node for kind, node in moved.items()}
    return {
        path: _renamed(node, moved.keys()) if path.startswith("all/api/") else node
        for path, node in {**files, "all/api/asyncapi.yaml": whole, **parts}.items()
    }


def _renamed(node: Any, moved: Any) -> Any:
    if isinstance(node, list):
        return [_renamed(item, moved) for item in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        _, kind, *rest = reference.removeprefix("#/").split("/")
        if reference.startswith("#/components/") and kind in moved:
            return {"$ref": f"{kind}.yaml#/{'/'.join(rest)}"}
        return {"$ref": f"asyncapi.yaml{reference}"}
    return {key: _renamed(inner, moved) for key, inner in node.items()}


_FORMS: list[Callable[[Files], Files]] = [_reordered, _as_json, _inlined, _split]


@pytest.mark.parametrize("path", _PATHS)
@pytest.mark.parametrize("form", _FORMS, ids=lambda form: form.__name__.strip("_"))
def test_a_contract_in_another_form(path: Path, form: Callable[[Files], Files]) -> None:
    files = _files(path)
    other = form(files)
    assert other != files or form is _reordered or form in {_inlined, _split}
    old, new = (lower_asyncapi(side, "all") for side in (files, other))
    assert compare_events(old, new) == ()
    assert compare_events(new, old) == ()


@pytest.mark.parametrize("path", _PATHS)
def test_a_contract_and_itself(path: Path) -> None:
    old, new = (lower_asyncapi(_files(path), "all") for _ in range(2))
    assert compare_events(old, new) == ()


def test_there_are_many() -> None:
    assert len(_PATHS) >= 48

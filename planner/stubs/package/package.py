"""A bundle -> the files of a Python package."""

from collections.abc import Mapping, Sequence
from importlib.resources import files as resources

from planner.model.bundle import Bundle
from planner.stubs.package.annotations import Annotations, quoted
from planner.stubs.package.client import client_module, operations_module, type_imports
from planner.stubs.package.errors import errors_module
from planner.stubs.package.events import Kind, events_module, kinds_of
from planner.stubs.package.models import models_of
from planner.stubs.package.naming import snake_case
from planner.stubs.package.operations import Method, methods_of
from planner.stubs.package.readme import readme_of
from planner.stubs.package.settings import Settings
from planner.stubs.package.shapes import shapes_of
from planner.stubs.package.stub_file import NAME, stub_file, tool_versions
from planner.stubs.package.text import json_bytes
from planner.stubs.package.writing import module, plain_line

_ALWAYS = ("_base", "_recording", "_retry")
_FOR_CALLS = ("_bodies", "_runtime", "_styles", "_terms")
_FOR_MESSAGES = ("_events",)


def package_name(contract: str) -> str:
    """Return the name of a contract's package: `catalog-api` is `catalog_api`."""
    return snake_case(contract, "contract")


def package_of(
    bundle: Bundle,
    settings: Settings,
    *,
    fixtures: Mapping[str, bytes] | None = None,
    proof: bytes | None = None,
    name: str = "",
) -> dict[str, bytes]:
    """Return path -> content of all files of a contract's package.

    The same arguments and tool versions give the same bytes, on every machine.

    Args:
        bundle: the contract, cut down to what is wanted.
        settings: what else goes into it.
        fixtures: path below `fixtures/` -> content.
        proof: `proof.json`; None: nothing was proved.
        name: of the package; empty: made of the contract's.
    """
    title = plain_line(f"{bundle['contract']} {bundle['version']}".strip())
    shapes = shapes_of(bundle["schemas"])
    annotations = Annotations(shapes)
    methods = methods_of(bundle, annotations, settings.idempotency_key)
    kinds = kinds_of(bundle, annotations)
    relaxed = sorted(shapes.relaxed)
    modules = {
        **_runtime(methods, kinds),
        "__init__": _init(title, methods, kinds),
        "_about": _about(bundle, settings),
        "models": models_of(shapes, title),
        **(_for_calls(bundle, methods, title) if methods else {}),
        **({"events": events_module(kinds, title)} if kinds else {}),
    }
    made = {f"{path}.py": text.encode() for path, text in modules.items()}
    package = name or package_name(bundle["contract"])
    made["README.md"] = readme_of(
        bundle, package, settings, methods=methods, kinds=kinds, relaxed=relaxed
    ).encode()
    made["py.typed"] = b""
    made["bundle.json"] = json_bytes(bundle, indent=None)
    made.update({f"fixtures/{path}": content for path, content in (fixtures or {}).items()})
    if proof is not None:
        made["proof.json"] = proof
    made[NAME] = stub_file(bundle, settings, tool_versions(), relaxed, made)
    return dict(sorted(made.items()))


def _for_calls(bundle: Bundle, methods: Sequence[Method], title: str) -> dict[str, str]:
    errors = [one for method in methods for one in method.errors.values()]
    imports = type_imports([one.body for one in errors])
    return {
        "client": client_module(methods, title),
        "errors": errors_module(errors, title, imports),
        "operations": operations_module(bundle, methods, title),
    }


def _runtime(methods: Sequence[Method], kinds: Sequence[Kind]) -> dict[str, str]:
    names = [*_ALWAYS, *(_FOR_CALLS if methods else ()), *(_FOR_MESSAGES if kinds else ())]
    folder = resources("planner.stubs.package") / "runtime"
    return {name: folder.joinpath(f"{name}.py").read_text("utf-8") for name in names}


def _about(bundle: Bundle, settings: Settings) -> str:
    retry = f"attempts={settings.attempts}, backoff={quoted(settings.backoff)}"
    statuses = ", ".join(map(quoted, settings.statuses))
    statuses += "," if len(settings.statuses) == 1 else ""
    lines = [
        '"""What this package was made from."""',
        "",
        "from typing import Final",
        "",
        "from ._retry import Retry",
        "",
        f"CONTRACT: Final = {quoted(bundle['contract'])}",
        f"VERSION: Final = {quoted(bundle['version'])}",
        f"DIGEST: Final = {quoted(bundle['digest'])}",
        f"CONSUMER: Final = {quoted(settings.consumer)}",
        f"TIMEOUT: Final[float | None] = {settings.timeout!r}",
        f"RETRY: Final = Retry({retry}, statuses=({statuses}))",
        f"IDEMPOTENCY_KEY: Final = {quoted(settings.idempotency_key)}",
    ]
    return module(lines)


def _init(title: str, methods: Sequence[Method], kinds: Sequence[Kind]) -> str:
    modules = ["errors"] if methods else []
    modules += ["events"] if kinds else []
    names = ["MISSING", "Model", "given", "models", "write_usage", *modules]
    lines = [f'"""{title}, made by `plan stubs generate`; do not change it by hand."""', ""]
    lines += [f"from . import {', '.join(sorted([*modules, 'models']))}"]
    lines += ["from ._base import MISSING, Model, given", "from ._recording import write_usage"]
    lines += ["from ._retry import Retry"] if methods else []
    if methods:
        terms = ["ApiError", "CallOptions", "ContractViolationError"]
        lines += [f"from ._terms import {', '.join(terms)}"]
        lines += ["from .client import AsyncClient, Client"]
        names += [*terms, "AsyncClient", "Client", "Retry"]
    ordered = sorted(names, key=lambda name: (not name.isupper(), name.islower(), name))
    return module([*lines, "", "__all__ = [", *(f'    "{one}",' for one in ordered), "]"])

"""`stub.json`: what a package was made from, and what each of its files is known by."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from planner.model.bundle import Bundle
from planner.stubs.package.models import OPTIONS
from planner.stubs.package.settings import FORM, Settings
from planner.stubs.package.text import fingerprint, json_bytes

NAME = "stub.json"
_TOOLS = ("datamodel-code-generator", "pydantic", "pydantic-core")


def tool_versions() -> dict[str, str]:
    """Return the versions of all that decides what comes out."""
    from importlib.metadata import version  # noqa: PLC0415  slow

    import planner  # noqa: PLC0415  its version alone

    return {"contract-planner": planner.__version__, **{name: version(name) for name in _TOOLS}}


def inputs_of(bundle: Bundle, settings: Settings, tools: Mapping[str, str]) -> str:
    """Return what all that a package is made from is known by."""
    told = [FORM, bundle, asdict(settings), OPTIONS, dict(tools)]
    return fingerprint(json_bytes(told, indent=None))


def stub_file(
    bundle: Bundle,
    settings: Settings,
    tools: Mapping[str, str],
    relaxed: Sequence[str],
    files: Mapping[str, bytes],
) -> bytes:
    """Return the file; it also says what it is known by itself, so that a change in it is seen."""
    told: dict[str, Any] = {
        "format": FORM,
        "contract": bundle["contract"],
        "version": bundle["version"],
        "provider": bundle["provider"],
        "digest": bundle["digest"],
        "inputs": inputs_of(bundle, settings, tools),
        "operations": [operation["id"] for operation in bundle["operations"]],
        "messages": [message["name"] for message in bundle["messages"]],
        **asdict(settings),
        "options": OPTIONS,
        "tools": dict(tools),
        "relaxed": list(relaxed),
        "files": {path: fingerprint(files[path]) for path in sorted(files)},
    }
    return _sealed(told)


def _sealed(told: Mapping[str, Any]) -> bytes:
    return json_bytes({**told, "seal": fingerprint(json_bytes(told))})


def read_stub_file(content: bytes) -> dict[str, Any] | None:
    """Return what a stub file says; None if it is not as it was written."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("format") != FORM:
        return None
    kept = {key: value for key, value in told.items() if key != "seal"}
    return told if _sealed(kept) == content else None


def altered_files(there: Mapping[str, bytes]) -> dict[str, str]:
    """Return path -> `altered`, `missing` or `added`, of all files that are not as they were made.

    Args:
        there: path -> content of what lies in the package's folder.
    """
    told = read_stub_file(there.get(NAME, b""))
    if told is None:
        return {NAME: "altered" if NAME in there else "missing"}
    made: Mapping[str, str] = told["files"]
    found = {path: "missing" for path in made if path not in there}
    for path, content in there.items():
        if path not in made and path != NAME:
            found[path] = "added"
        elif path in made and fingerprint(content) != made[path]:
            found[path] = "altered"
    return dict(sorted(found.items()))

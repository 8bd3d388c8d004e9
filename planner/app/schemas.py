"""`plan schema`: the published JSON Schemas of planner's files and of its JSON outputs."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from pydantic import BaseModel, TypeAdapter

from planner.app.ports import Files
from planner.model.attestation_file import AttestationFile
from planner.model.diff_policy import DiffPolicy
from planner.model.errors import InputError
from planner.model.ledger_file import RatificationFile
from planner.model.manifest import Manifest
from planner.model.nearest import did_you_mean
from planner.model.progress_file import ProgressFile
from planner.model.usage_file import UsageFile
from planner.model.workspace_file import WorkspaceFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FIRST_VERSION = "1.0.0"
VERSIONS: Mapping[str, str] = {
    "check-output": "1.1.0",
    "contract-consumers-output": "1.1.0",
    "contract-output": "1.1.0",
    "diff-output": "1.1.0",
    "history-output": "1.1.0",
    "plan": "1.1.0",
    "status-output": "1.1.0",
    "verification-output": "1.1.0",
}
"""Name -> version of the schemas that have changed since their first version was ratified.

A ratified schema is frozen: whoever changes what it describes raises its number here, so that
`plan schema --write` writes a new version beside it.
"""
FILE_KINDS: Mapping[str, type[BaseModel]] = {
    "attestation": AttestationFile,
    "diff-policy": DiffPolicy,
    "manifest": Manifest,
    "plan": WorkspaceFile,
    "progress": ProgressFile,
    "ratification": RatificationFile,
    "usage": UsageFile,
}
"""Kinds of files that planner reads, and what they are read as."""
Schema = dict[str, Any]


def schema_names() -> tuple[str, ...]:
    """Return the names of all schemas: file kinds, then `<subject>-output`, each part sorted."""
    return tuple(_makers())


def schema_of(name: str) -> Schema:
    """Return one schema.

    Raises:
        InputError: there is no schema of that name.
    """
    makers = _makers()
    if name not in makers:
        raise InputError.single(
            "unknown-schema",
            f"there is no schema `{name}`",
            hint=did_you_mean(name, makers) or f"known: {', '.join(makers)}",
        )
    return {
        "$schema": DIALECT,
        "$id": f"urn:contract-planner:{name}:{version_of(name)}",
        **makers[name](),
    }


def version_of(name: str) -> str:
    """Return the version in which a schema is published."""
    return VERSIONS.get(name, FIRST_VERSION)


def schema_text(name: str) -> str:
    """Return one schema as JSON text."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def write_schemas(files: Files) -> tuple[str, ...]:
    """Write all schemas as contracts of the service `planner`; return the files that changed.

    Args:
        files: rooted at the contract registry.
    """
    changed = []
    for name in schema_names():
        path = f"planner/{name}/{version_of(name)}/schema.json"
        content = schema_text(name).encode("utf-8")
        if files.read_if_there(path) != content:
            files.write(path, content)
            changed.append(path)
    return tuple(changed)


def _makers() -> dict[str, Callable[[], Schema]]:
    makers: dict[str, Callable[[], Schema]] = {
        name: partial(_file_schema, FILE_KINDS[name]) for name in sorted(FILE_KINDS)
    }
    for subject in _subjects_with_json():
        makers[f"{subject.replace('_', '-')}-output"] = partial(_output_schema, subject)
    return makers


def _subjects_with_json() -> list[str]:
    package = import_module("planner.render")
    subjects = []
    for info in iter_modules(package.__path__):
        if info.ispkg:
            folder = [f"{path}/{info.name}" for path in package.__path__]
            if any(module.name == "json" for module in iter_modules(folder)):
                subjects.append(info.name)
    return sorted(subjects)


def _file_schema(model: type[BaseModel]) -> Schema:
    schema = model.model_json_schema(mode="validation")
    _close_patterns(schema)
    return schema


def _close_patterns(node: object) -> None:
    """Refuse keys that match no pattern: the reader does so, but pydantic's schema does not say."""
    if isinstance(node, dict):
        if "patternProperties" in node:
            node.setdefault("additionalProperties", False)
        for child in node.values():
            _close_patterns(child)
    elif isinstance(node, list):
        for child in node:
            _close_patterns(child)


def _output_schema(subject: str) -> Schema:
    payload = import_module(f"planner.render.{subject}.json").PAYLOAD
    return TypeAdapter(payload).json_schema(mode="serialization")

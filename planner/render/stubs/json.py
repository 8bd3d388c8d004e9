"""`plan stubs generate` and `plan stubs check`, as JSON."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.stubs_view import PackageState, StubFinding, StubPackage, StubsView
from planner.model.style import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class StubPackageJson(TypedDict):
    """A generated package."""

    path: str
    contract: str
    version: str
    digest: str
    consumer: str
    """Empty: nobody in particular."""
    operations: int
    """How many are part of it."""
    messages: int
    all_operations: int
    """How many the contract has."""
    all_messages: int
    state: PackageState
    """different: it is not what would be generated now."""
    draft: bool


@with_config(DOCUMENTED)
class StubFindingJson(TypedDict):
    """A package that can't be trusted, and why."""

    code: str
    path: str
    message: str
    hint: str


@with_config(DOCUMENTED)
class PAYLOAD(TypedDict):
    """Output of `plan stubs generate` and `plan stubs check`."""

    schema: Literal["urn:contract-planner:stubs-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["stubs generate", "stubs check"]
    workspace: str
    folder: str
    packages: list[StubPackageJson]
    findings: list[StubFindingJson]
    """Empty: all is as it should be."""


def render(view: StubsView, style: Style) -> str:
    """Return the packages and findings."""
    del style  # for programs
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:stubs-output:1.0.0",
        "format_version": "1.0",
        "command": view.command,
        "workspace": view.workspace,
        "folder": view.folder,
        "packages": [_package(one) for one in view.packages],
        "findings": [_finding(one) for one in view.findings],
    }
    return json_text(payload)


def _package(one: StubPackage) -> StubPackageJson:
    return {
        "path": one.path,
        "contract": one.contract,
        "version": one.version,
        "digest": one.digest,
        "consumer": one.consumer,
        "operations": one.operations,
        "messages": one.messages,
        "all_operations": one.all_operations,
        "all_messages": one.all_messages,
        "state": one.state,
        "draft": one.is_draft,
    }


def _finding(one: StubFinding) -> StubFindingJson:
    return {"code": one.code, "path": one.path, "message": one.message, "hint": one.hint}

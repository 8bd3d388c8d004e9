"""`plan stubs serve` for programs: one line, written when calls are answered."""

import json
from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.served_view import ServedStub, ServedView
from planner.model.style import Style
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class ServedStubJson(TypedDict):
    """A contract that is served, and where."""

    name: str
    contract: str
    version: str
    digest: str
    variable: str
    url: str
    operations: int
    draft: bool


@with_config(DOCUMENTED)
class PAYLOAD(TypedDict):
    """Output of `plan stubs serve`: one line when calls are answered."""

    schema: Literal["urn:contract-planner:served-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["stubs serve"]
    workspace: str
    process: int
    stubs: list[ServedStubJson]


def render(view: ServedView, style: Style) -> str:
    """Return one line: who waits for it reads a line and goes on."""
    del style  # for programs
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:served-output:1.0.0",
        "format_version": "1.0",
        "command": "stubs serve",
        "workspace": view.workspace,
        "process": view.process,
        "stubs": [_stub(stub) for stub in view.stubs],
    }
    return json.dumps(payload, separators=(",", ":")) + "\n"


def _stub(stub: ServedStub) -> ServedStubJson:
    return {
        "name": stub.name,
        "contract": stub.contract,
        "version": stub.version,
        "digest": stub.digest,
        "variable": stub.variable,
        "url": stub.url,
        "operations": stub.operations,
        "draft": stub.is_draft,
    }

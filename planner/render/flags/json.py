"""`plan flags` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.lint_view import FlagsView
from planner.model.style import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class FlagPayload(TypedDict):
    """One feature flag."""

    name: str
    state: Literal["expired", "due", "active"]
    service: str
    owner: str
    created: str
    """ISO date."""
    expires: str
    """ISO date of its last day."""
    days_left: int
    """Calendar days until its last day; negative once it has expired."""
    removal_ticket: str


@with_config(DOCUMENTED)
class FlagsPayload(TypedDict):
    """The feature flags of a workspace."""

    schema: Literal["urn:contract-planner:flags-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["flags"]
    workspace: str
    today: str
    """ISO date of the day that was looked from."""
    hidden: int
    """Flags that the chosen states leave out."""
    flags: list[FlagPayload]
    """The next to end first."""


PAYLOAD = FlagsPayload


def render(view: FlagsView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the flags as JSON of the shape `PAYLOAD`."""
    payload: FlagsPayload = {
        "schema": "urn:contract-planner:flags-output:1.0.0",
        "format_version": "1.0",
        "command": "flags",
        "workspace": view.workspace,
        "today": view.today.isoformat(),
        "hidden": view.hidden,
        "flags": [
            {
                "name": row.name,
                "state": row.state.value,
                "service": row.service,
                "owner": row.owner,
                "created": row.created.isoformat(),
                "expires": row.expires.isoformat(),
                "days_left": row.days_left,
                "removal_ticket": row.removal_ticket,
            }
            for row in view.rows
        ],
    }
    return json_text(payload)

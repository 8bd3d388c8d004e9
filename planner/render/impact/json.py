"""What a change touches, as JSON."""

from collections.abc import Iterable
from typing import Literal

from typing_extensions import TypedDict

from planner.model.plan import Hurt
from planner.model.views import ImpactView, Style
from planner.render._json import json_text
from planner.render.impact._words import role_of

StrengthJson = Literal["hard", "soft", "event"]


class LinkJson(TypedDict):
    """One contract through which harm passes on."""

    source: str
    target: str
    strength: StrengthJson
    role: Literal["calls", "receives", "sends"]
    """What the target does with the contract, which the source owns or publishes into."""
    contract: str
    via: list[str]
    """Operations or messages; empty when the contract is only planned."""


class HurtJson(TypedDict):
    """One service that is hurt, by the strongest chain that reaches it."""

    service: str
    team: str
    strength: StrengthJson
    """hard: can't work without it; soft: degrades; event: reads wrong, late or missing data."""
    path: list[str]
    """Services from the changed one to this one."""
    links: list[LinkJson]


class PartyJson(TypedDict):
    """A service that takes part in a contract version; its team agrees on each new version."""

    service: str
    team: str
    contract: str
    role: Literal["owns", "calls", "receives", "sends"]
    """sends: messages, into a contract that another service owns."""
    via: list[str]
    """Operations or messages; empty for the owner, and where none is known."""


class BatchJson(TypedDict):
    """Services of one release batch to release again."""

    number: int
    services: list[str]


class PAYLOAD(TypedDict):
    """Output of `plan impact`."""

    schema: Literal["urn:contract-planner:impact-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["impact"]
    workspace: str
    kind: Literal["service", "contract", "operation", "message"]
    subject: str
    changed: list[str]
    """Services that own what changes."""
    direct: list[HurtJson]
    transitive: list[HurtJson]
    files: list[str]
    contracts: list[str]
    parties: list[PartyJson]
    """By contract, role and service."""
    teams: list[str]
    """Teams that must agree."""
    informed: list[str]
    """Other teams with a service that a chain of hard calls reaches."""
    gates: list[str]
    """Tasks of the plan to pass again."""
    batches: list[BatchJson]
    notes: list[str]


def render(view: ImpactView, style: Style) -> str:
    """Return the view as JSON."""
    del style  # for programs
    impact = view.impact
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:impact-output:1.0.0",
        "format_version": "1.0",
        "command": "impact",
        "workspace": view.system.name,
        "kind": impact.kind,
        "subject": impact.subject,
        "changed": list(impact.changed),
        "direct": _hurts(impact.direct),
        "transitive": _hurts(impact.transitive),
        "files": list(impact.files),
        "contracts": list(impact.contracts),
        "parties": [
            {
                "service": party.service,
                "team": party.team,
                "contract": party.contract,
                "role": party.role.value,
                "via": list(party.via),
            }
            for party in impact.parties
        ],
        "teams": list(impact.teams),
        "informed": list(impact.informed),
        "gates": list(impact.gates),
        "batches": [{"number": n, "services": list(names)} for n, names in impact.batches],
        "notes": list(impact.notes),
    }
    return json_text(payload)


def _hurts(hurts: Iterable[Hurt]) -> list[HurtJson]:
    return [
        {
            "service": hurt.service,
            "team": hurt.team,
            "strength": hurt.strength.value,
            "path": list(hurt.path),
            "links": [
                {
                    "source": link.source,
                    "target": link.target,
                    "strength": link.strength.value,
                    "role": role_of(link),
                    "contract": link.contract,
                    "via": list(link.via),
                }
                for link in hurt.links
            ],
        }
        for hurt in hurts
    ]

"""Who uses a contract, as JSON and as rows of a table; two commands show it."""

from collections.abc import Iterable
from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.governance_views import Usage
from planner.model.style import Style
from planner.render._plan_payload import DOCUMENTED
from planner.render._tables import Column, table
from planner.render._text import list_words

_MOST_NAMED = 6


@with_config(DOCUMENTED)
class UsageJson(TypedDict):
    """What one service does with a contract."""

    service: str
    team: str
    role: Literal["owns", "calls", "receives", "sends"]
    via: list[str]
    """Operations or messages."""
    range: str
    """Versions that it takes, as its manifest says; empty where none applies."""
    fields: list[str]
    """Fields of responses or payloads that it reads."""
    hard: bool
    """It can't work without the contract."""
    manifest: str


def usage_json(usage: Usage) -> UsageJson:
    """Return a usage as it stands in JSON."""
    return {
        "service": usage.service,
        "team": usage.team,
        "role": usage.role,  # type: ignore[typeddict-item]  # one of the roles
        "via": list(usage.via),
        "range": usage.version_range,
        "fields": list(usage.fields),
        "hard": usage.is_hard,
        "manifest": usage.manifest,
    }


def usage_table(usages: Iterable[Usage], style: Style) -> str:
    """Return usages as a table; empty without any."""
    columns = (
        Column("SERVICE", whole=True),
        Column("TEAM", gives_way=2),
        Column("DOES", whole=True),
        Column("WHAT"),
        Column("RANGE", whole=True, gives_way=1),
        Column("FIELDS", gives_way=3),
    )
    limit = None if style.verbose or style.width is None else _MOST_NAMED
    rows = [
        (
            usage.service,
            usage.team,
            usage.role if usage.is_hard else f"{usage.role} (soft)",
            list_words(usage.via, limit) or "-",
            usage.version_range or "-",
            list_words(usage.fields, limit) or "-",
        )
        for usage in usages
    ]
    return table(columns, rows, style)

"""Who uses a contract, as JSON and as rows of a table; two commands show it."""

from collections.abc import Iterable, Sequence
from typing import Literal, NotRequired

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
    """The file that says so; empty if none does."""
    evidence: NotRequired[list[str]]
    """What shows it besides, `recorded: FILE` or `pact: FILE`; left out where nothing does."""
    seen_via: NotRequired[list[str]]
    """Operations or messages that were seen to be used; likewise."""
    seen_fields: NotRequired[list[str]]
    """Fields that were seen to be read; likewise."""


def usage_json(usage: Usage) -> UsageJson:
    """Return a usage as it stands in JSON."""
    payload: UsageJson = {
        "service": usage.service,
        "team": usage.team,
        "role": usage.role,  # type: ignore[typeddict-item]  # one of the roles
        "via": list(usage.via),
        "range": usage.version_range,
        "fields": list(usage.fields),
        "hard": usage.is_hard,
        "manifest": usage.manifest,
    }
    if usage.evidence:
        payload["evidence"] = list(usage.evidence)
        payload["seen_via"] = list(usage.seen_via)
        payload["seen_fields"] = list(usage.seen_fields)
    return payload


def usage_table(usages: Iterable[Usage], style: Style) -> str:
    """Return usages as a table; empty without any.

    The last column is there only where something besides manifests shows the use.
    """
    usages = list(usages)
    has_evidence = any(usage.evidence for usage in usages)
    columns = [
        Column("SERVICE", whole=True),
        Column("TEAM", gives_way=2),
        Column("DOES", whole=True),
        Column("WHAT"),
        Column("RANGE", whole=True, gives_way=1),
        Column("FIELDS", gives_way=3),
        *([Column("EVIDENCE", gives_way=4)] if has_evidence else []),
    ]
    limit = None if style.verbose or style.width is None else _MOST_NAMED
    rows = [
        (
            usage.service,
            usage.team,
            usage.role if usage.is_hard else f"{usage.role} (soft)",
            _via(usage, limit) or "-",
            usage.version_range or "-",
            _with_more(usage.fields, usage.seen_fields, limit) or "-",
            *([list_words(usage.evidence, limit) or "-"] if has_evidence else []),
        )
        for usage in usages
    ]
    return table(columns, rows, style)


def _via(usage: Usage, limit: int | None) -> str:
    """Return the parts that are used; where no manifest names any, those that were seen."""
    if not usage.manifest:
        return f"not declared, {_seen(usage.seen_via, limit)}"
    if usage.takes_all and usage.seen_via:
        return f"all, {_seen(usage.seen_via, limit)}"
    return _with_more(usage.via, usage.seen_via, limit)


def _with_more(declared: Sequence[str], seen: Sequence[str], limit: int | None) -> str:
    """Return what a manifest declares, and what was seen beyond that."""
    more = _seen([name for name in seen if name not in declared], limit)
    return ", ".join(part for part in (list_words(declared, limit), more) if part)


def _seen(names: Sequence[str], limit: int | None) -> str:
    return f"seen: {list_words(names, limit)}" if names else ""

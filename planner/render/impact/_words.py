"""What the formats of `plan impact` say in the same words, so that they agree."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from planner.model.plan import Hurt, Impact, ImpactLink, Party, Strength
from planner.model.views import ImpactView, Style
from planner.render._text import clean, list_words, plural

MEANING = {
    Strength.HARD: "can't work without it",
    Strength.SOFT: "degrades without it",
    Strength.EVENT: "reads wrong, late or missing data",
}
_SENDER = "or sends what is not understood"
_PARTIES = 6
"""Parties named for a team in a line."""
_PARTS = 4
"""Operations or messages named for a party."""


def title(view: ImpactView) -> str:
    """Return `Changing operation getUser of user-api@1.0.0`."""
    return f"Changing {clean(view.impact.subject)}"


def verdict(impact: Impact) -> str:
    """Return in one sentence how far the change reaches."""
    who = plural(len(impact.changed), "service")
    if not impact.direct and not impact.transitive:
        return f"No other service in the workspace is hurt ({who} to change)."
    direct = {hurt.service for hurt in impact.direct}
    others = {hurt.service for hurt in impact.transitive} - direct
    firm = {h.service for h in (*impact.direct, *impact.transitive) if h.strength == "hard"}
    sure = f"{len(firm)} of them can't work without it" if firm else "none by hard calls alone"
    return f"Hurts {plural(len(direct), 'service')} directly, {len(others)} through others; {sure}."


def meanings(impact: Impact) -> str:
    """Return what the strengths in use mean."""
    hurts = (*impact.direct, *impact.transitive)
    used = {hurt.strength for hurt in hurts}
    means = [f"{s.value}: {meaning}" for s, meaning in MEANING.items() if s in used]
    is_sent = any(link.is_sender for hurt in hurts for link in hurt.links)
    return "; ".join(means) + (f", {_SENDER}" if is_sent and Strength.EVENT in used else "")


def through(links: Iterable[ImpactLink]) -> str:
    """Return `calls getUser of user-api@1.0.0; receives OrderPlaced of order-events@1.0.0`."""
    return "; ".join(link_text(link) for link in links)


def link_text(link: ImpactLink) -> str:
    """Return what one service does with a contract of the other."""
    verb = "may call" if link.strength is Strength.SOFT else role_of(link)
    names = f"{list_words(map(clean, link.via))} of " if link.via else ""
    return f"{verb} {names}{link.contract}"


def role_of(link: ImpactLink) -> Literal["calls", "receives", "sends"]:
    """Return what the target of a link does with the contract."""
    if link.strength is not Strength.EVENT:
        return "calls"
    return "sends" if link.is_sender else "receives"


def party_lines(impact: Impact) -> list[str]:
    """Return who must agree, a line for each team, and by what each service is a party."""
    is_only = len(impact.contracts) == 1
    by_team: dict[str, dict[str, list[str]]] = {team: {} for team in impact.teams}
    for party in impact.parties:
        verb = party.role.value if party.is_hard else "may call"
        told = by_team[party.team].setdefault(f"{party.service} {verb}", [])
        told.append(_part_text(party, is_only=is_only))
    return [clean(f"{team}: {_does(told)}" if told else team) for team, told in by_team.items()]


def _does(told: Mapping[str, Sequence[str]]) -> str:
    lines = [f"{who} {list_words(what, _PARTS)}" for who, what in told.items()]
    more = [f"{len(lines) - _PARTIES} more"] * (len(lines) > _PARTIES)
    return "; ".join([*lines[:_PARTIES], *more])


def _part_text(party: Party, *, is_only: bool) -> str:
    """Return by what of a contract a service is a party; the only contract goes without saying."""
    if not party.via:
        return party.contract
    names = list_words(party.via, _PARTS)
    return names if is_only else f"{names} of {party.contract}"


def chain(hurt: Hurt, style: Style) -> str:
    """Return the services from the changed one to the one hurt."""
    return (" \u2192 " if style.unicode else " -> ").join(hurt.path)


def last_links(hurt: Hurt) -> Sequence[ImpactLink]:
    """Return the links by which a chain reaches its end."""
    return [link for link in hurt.links if link.target == hurt.service]


def batch_lines(impact: Impact) -> list[str]:
    """Return `batch 2: inventory, notification`."""
    return [f"batch {number}: {list_words(names)}" for number, names in impact.batches]

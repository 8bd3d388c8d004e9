"""The teams that must agree to a version of a contract: those of its provider and its consumers."""

from collections.abc import Collection, Mapping

from planner.model.plan import Party
from planner.model.ratification import PartyTeam
from planner.model.system import System
from planner.planning.parties import find_parties


def parties_of(system: System, keys: Collection[str]) -> Mapping[str, tuple[PartyTeam, ...]]:
    """Return the parties of contract versions by key, each sorted by team.

    Two services of one team are one party: a team agrees once.

    Args:
        system: what manifests say.
        keys: `id@version` of contracts of the system.
    """
    found: dict[str, dict[str, list[Party]]] = {key: {} for key in keys}
    for party in find_parties(system, keys):
        found[party.contract].setdefault(party.team, []).append(party)
    return {
        key: tuple(PartyTeam(team, tuple(reasons)) for team, reasons in sorted(teams.items()))
        for key, teams in found.items()
    }

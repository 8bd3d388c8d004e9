"""`plan contracts list` for people: a line a version."""

from planner.model.governance_views import ContractsView, ListedContract
from planner.model.views import Style
from planner.render._standing import LOOKS
from planner.render._tables import Column, table
from planner.render._text import Painted, clean, list_words, paint, plural, wrap

_COLUMNS = (
    Column("CONTRACT", whole=True),
    Column("FORMAT", whole=True, gives_way=2),
    Column("PROVIDER", whole=True),
    Column("TEAM", gives_way=3),
    Column("OFFERS", gives_way=1),
    Column("OTHER PARTIES"),
    Column("STATE", whole=True),
)
_MOST_NAMED = 4


def render(view: ContractsView, style: Style) -> str:
    """Return all contract versions of a workspace as a table."""
    ids = {listed.contract.id for listed in view.contracts}
    title = f"{plural(len(ids), 'contract')} in {view.system.name}"
    if len(ids) != len(view.contracts):
        title += f", {len(view.contracts)} versions"
    head = wrap(paint(clean(title), "bold", style), style)
    rows = [_row(listed, style) for listed in view.contracts]
    return f"{head}\n{table(_COLUMNS, rows, style)}" if rows else head


def _row(listed: ListedContract, style: Style) -> tuple[str, ...]:
    contract, content = listed.contract, listed.contract.content
    limit = None if style.verbose or style.width is None else _MOST_NAMED
    unused = "" if listed.is_used else " (named by no manifest)"
    return (
        contract.key,
        content.kind if content else "-",
        contract.provider,
        listed.team or "-",
        _offers(listed),
        (list_words((party.team for party in listed.parties), limit) or "-") + unused,
        Painted(listed.state.value, LOOKS.get(listed.state, "")),
    )


def _offers(listed: ListedContract) -> str:
    content = listed.contract.content
    if content is None:
        return "-"
    found = [(len(content.operations), "operation"), (len(content.messages), "message")]
    return ", ".join(plural(count, word) for count, word in found if count) or "-"

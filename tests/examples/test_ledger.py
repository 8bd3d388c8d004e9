"""The ledger of the storefront: what its progress files say is ratified was agreed to by all."""

from pathlib import Path

from planner.adapters.files import LocalFiles
from planner.app.ratify import show_ratification
from planner.app.workspace import load_system
from planner.model.ratification import LedgerState

FILES = LocalFiles(Path(__file__).parents[2] / "examples" / "storefront")


def test_two_contracts_are_ratified_and_nothing_in_the_ledger_is_void() -> None:
    view, warnings = show_ratification(FILES)
    states = {item.contract: item.state for item in view.standings}
    assert {name for name, state in states.items() if state is LedgerState.RATIFIED} == {
        "catalog-api",
        "user-api",
    }
    assert set(states.values()) == {LedgerState.RATIFIED, LedgerState.OPEN}
    assert [item.rejections for item in view.standings if item.rejections] == []
    assert warnings == ()


def test_ledger_and_progress_agree() -> None:
    system = load_system(FILES).system
    for key, standing in system.standings.items():
        contract = system.contracts[key]
        told = system.progress[contract.provider].contracts[contract.id].ratify
        assert told is not None
        assert (told.state, told.finished) == ("done", standing.last_ratified)

"""What `plan ratify` and `plan contracts` show, in every format."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from planner.adapters.files import LocalFiles
from planner.app.contracts import list_contracts, show_consumers, show_contract
from planner.app.ratify import show_ratification
from planner.model.finding import Effect, Finding, Proof, Severity
from planner.model.governance_views import RatificationView
from planner.model.ratification import Flaw, LedgerEntry, LedgerState, Rejection
from planner.model.views import Style
from planner.render.registry import formats_of, renderer

FILES = LocalFiles(Path(__file__).parents[2] / "examples" / "storefront")
Golden = Callable[[str, str], None]


def rendered(subject: str, format_name: str, view: object, style: Style | None = None) -> str:
    output = renderer(subject, format_name)(view, style or Style())
    assert isinstance(output, str)
    return output


def a_view() -> RatificationView:
    """The storefront, in which one entry was edited and `user-api` has changed."""
    view, _ = show_ratification(FILES)
    catalog, *others, user = view.standings
    approval = catalog.approvals["order-team"][0]
    flaw = Rejection(
        approval.entry,
        Flaw.EDITED,
        "the signature does not fit: the entry was changed after it was signed",
        "ratify again: `plan ratify catalog-api@1.0.0 --as order-team --key FILE`",
    )
    signed = {
        team: tuple(replace(item, is_signed=True) for item in found)
        for team, found in catalog.approvals.items()
        if team != "order-team"
    }
    catalog = replace(
        catalog,
        state=LedgerState.PARTIAL,
        approvals=signed,
        rejections=(flaw,),
        needs_signature=True,
        last_ratified=None,
    )
    changed = replace(user, state=LedgerState.CHANGED, approvals={}, last_ratified=None)
    return replace(view, standings=(catalog, *others, changed))


@pytest.mark.parametrize("format_name", formats_of("ratification"))
def test_ratification(format_name: str, golden: Golden) -> None:
    golden(
        f"ratification/storefront.{format_name}", rendered("ratification", format_name, a_view())
    )


@pytest.mark.parametrize("width", [60, 120])
def test_ratification_on_a_terminal(width: int, golden: Golden) -> None:
    output = rendered("ratification", "text", a_view(), Style(width=width))
    golden(f"ratification/terminal-{width}.text", output)
    assert max(map(len, output.splitlines())) <= width


def test_who_agrees_sees_the_breaks_that_come_with_it(golden: Golden) -> None:
    finding = Finding(
        "response-property-removed",
        Severity.BREAKING,
        Effect.WIDENED,
        Proof.WITNESS,
        "`price` was removed",
        (),
        fingerprint="8c41f0aa1b2c3d4e",
    )
    view = a_view()
    agreed = replace(
        view,
        standings=view.standings[:1],
        written="ratifications/x.yaml",
        base="0.9.0",
        breaks=(finding,) * 22,
    )
    golden("ratification/agreed.text", rendered("ratification", "text", agreed))
    golden("ratification/agreed.markdown", rendered("ratification", "markdown", agreed))


@pytest.mark.parametrize("format_name", ["json", "text"])
def test_contracts(format_name: str, golden: Golden) -> None:
    listed, _ = list_contracts(FILES)
    golden(f"contracts/list.{format_name}", rendered("contracts", format_name, listed))
    shown, _ = show_contract(FILES, "inventory-events")
    golden(f"contracts/show.{format_name}", rendered("contract", format_name, shown))
    users, _ = show_consumers(FILES, "user-api")
    golden(f"contracts/users.{format_name}", rendered("contract_consumers", format_name, users))


def test_what_users_write_cannot_steer_a_terminal() -> None:
    view = a_view()
    entry = view.standings[0].rejections[0].entry
    evil = LedgerEntry(
        entry.value, entry.place, entry.provider, entry.contract, entry.version, "x\x1b[2J", "y"
    )
    rejection = replace(view.standings[0].rejections[0], entry=evil, message="\x1b]0;gone\x07")
    shown = replace(view, standings=(replace(view.standings[0], rejections=(rejection,)),))
    for format_name in formats_of("ratification"):
        output = rendered("ratification", format_name, shown)
        assert "\x1b" not in output
        assert "\x07" not in output

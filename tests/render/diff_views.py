"""Comparisons for tests of renderers, made by hand: `a_view(a_finding(...))`."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from planner.compatibility.schema_changes.change import ITEM
from planner.model.diff_view import (
    AcceptedItem,
    ContractDiff,
    DiffView,
    Item,
    NotCompared,
    SourceLine,
    Spot,
)
from planner.model.finding import Effect, Finding, Occurrence, Proof, Severity, Witness

HOSTILE = "x\x1b[31m`|<script>alert(1)</script>::error::%0A,\u202e\x00]]>\"'&"
"""Text that means something to a terminal, Markdown, HTML, XML or a runner of workflows."""


def a_spot(shown: str = "new.yaml", line: int = 4, text: str = "required: [id, name]") -> Spot:
    """A place in a file of six lines."""
    lines = tuple(SourceLine(number, f"line {number}") for number in (line - 1, line, line + 1))
    lines = (lines[0], SourceLine(line, text), lines[2])
    return Spot(shown, shown.rpartition(":")[2], line, 11, lines, 10)


def a_finding(**changes: Any) -> Finding:
    """A member of a request body that became required."""
    values: dict[str, Any] = {
        "rule": "request-property-became-required",
        "severity": Severity.BREAKING,
        "effect": Effect.NARROWED,
        "proof": Proof.WITNESS,
        "message": "`name` became required",
        "occurrences": (Occurrence("POST /pets", "request body application/json"),),
        "path": ("name",),
        "before": "optional",
        "after": "required",
        "hint": "keep it optional, or publish a new major version",
        "witness": Witness("old", {"id": 1}),
        "fingerprint": "0123456789abcdef",
        **changes,
    }
    return Finding(**values)


def an_item(finding: Finding | None = None, **changes: Any) -> Item:
    """A finding with both places."""
    old = a_spot("main:api/old.yaml", 3, "required: [id]")
    return Item(finding or a_finding(**changes), old, a_spot())


def a_contract(
    items: Iterable[Item], name: str = "", accepted: Iterable[AcceptedItem] = ()
) -> ContractDiff:
    """A contract that was compared, counted by what it lists."""
    listed = tuple(sorted(items, key=lambda item: item.finding.severity.rank))
    counts = {
        severity: sum(item.finding.severity is severity for item in listed) for severity in Severity
    }
    return ContractDiff(
        name, "main:api/old.yaml", "new.yaml", listed, tuple(accepted), counts, "api/new.yaml"
    )


def a_view(*items: Item, **changes: Any) -> DiffView:
    """A comparison of two files."""
    values: dict[str, Any] = {
        "old_name": "main:api/old.yaml",
        "new_name": "new.yaml",
        "contracts": (a_contract(items),),
        **changes,
    }
    return DiffView(**values)


def sample() -> DiffView:
    """Something of everything."""
    removed = Item(
        a_finding(
            rule="operation-removed",
            proof=Proof.LAW,
            message="the operation is gone",
            occurrences=(Occurrence("DELETE /pets/{id}", ""),),
            path=(),
            before="",
            after="",
            witness=Witness(
                "old",
                None,
                request={
                    "method": "DELETE",
                    "path": "/pets/7",
                    "query": {"force": True},
                    "headers": {"X-Key": "k"},
                },
            ),
            hurt=("order", "web-shop"),
            fingerprint="feedfacefeedface",
        ),
        a_spot("main:api/old.yaml", 9, "delete:"),
        None,
    )
    shared = an_item(
        a_finding(
            rule="response-property-enum-value-added",
            severity=Severity.RISKY,
            effect=Effect.WIDENED,
            proof=Proof.UNDECIDED,
            message="`status` may now be `disputed`",
            occurrences=tuple(
                Occurrence(f"GET /{name}", "response 200 body application/json")
                for name in ("pets", "pets/{id}", "shops", "shops/{id}", "sales")
            ),
            path=("items", ITEM, "status"),
            before="",
            after="`disputed`",
            reason="the pattern is not regular",
            witness=None,
            fingerprint="cafe0123cafe0123",
        )
    )
    accepted = AcceptedItem(
        an_item(a_finding(fingerprint="abcdef0123456789")), "agreed with order", date(2026, 12, 31)
    )
    return a_view(
        contracts=(a_contract([an_item(), removed, shared], accepted=[accepted]),),
        workspace="shop",
        knows_consumers=True,
    )


def folders() -> DiffView:
    """Two folders: a contract that differs, one that is gone, one that is new, one of events."""
    gone = ContractDiff("b.yaml", "main:b.yaml", "", (an_item(),), (), {Severity.BREAKING: 1})
    new = ContractDiff("c.yaml", "", "c.yaml", (), (), {Severity.SAFE: 2}, "c.yaml")
    return DiffView(
        "main:api",
        "api",
        (a_contract([an_item()], "a.yaml"), gone, new),
        unchanged=3,
        not_compared=(NotCompared("events.yaml", "asyncapi"),),
    )


def many(count: int) -> DiffView:
    """A comparison with many findings."""
    return a_view(
        *(
            an_item(
                message=f"`member{number}` became required",
                occurrences=(Occurrence(f"POST /things/{number}", "request body"),),
                fingerprint=f"{number:016x}",
                severity=Severity.RISKY if number % 3 == 0 else Severity.BREAKING,
                witness=Witness("old", {"id": number, "text": "x" * 500}),
            )
            for number in range(count)
        )
    )


def hostile() -> DiffView:
    """A comparison in which every text comes from somebody who means harm."""
    finding = a_finding(
        message=HOSTILE,
        occurrences=(Occurrence(f"GET /{HOSTILE}", HOSTILE), Occurrence(HOSTILE, HOSTILE)),
        path=(HOSTILE, ITEM),
        before=HOSTILE,
        after=HOSTILE,
        hint=HOSTILE,
        reason=HOSTILE,
        hurt=(HOSTILE,),
        witness=Witness("new", {HOSTILE: HOSTILE}),
    )
    spot = a_spot(HOSTILE, 4, HOSTILE)
    item = Item(finding, spot, spot)
    accepted = AcceptedItem(item, HOSTILE, date(2026, 12, 31))
    return DiffView(
        HOSTILE,
        HOSTILE,
        (a_contract([item], HOSTILE, [accepted]),),
        knows_consumers=True,
        workspace=HOSTILE,
        not_compared=(NotCompared(HOSTILE, "asyncapi"),),
    )

"""Good pacts of real contracts are let through, and one mistake in them is found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.pact_check import contracts, judge
from benchmarks.pact_mutants import Case, Pacts
from planner.model.bundle import Bundle
from planner.pacts.telling import ContractSide

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
FOLDERS = (
    "storefront/contracts/catalog/catalog-api/1.0.0",
    "storefront/contracts/inventory/inventory-api/1.0.0",
    "storefront/contracts/order/order-api/1.0.0",
    "storefront/contracts/user/user-api/1.0.0",
    "eventcatalog-shop/contracts/cart-api/cart-http/1.0.0",
)


def bundle(folder: str) -> Bundle:
    (found,) = contracts([str(EXAMPLES / folder)])
    return found


def cases(made: Bundle, seed: int) -> Iterator[Case]:
    pacts = Pacts(made, seed)
    for good in pacts.good(6):
        yield good
        yield from pacts.mutants(good, 10)


@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize("folder", FOLDERS)
def test_each_pact_is_judged_as_it_was_made(folder: str, seed: int) -> None:
    made = bundle(folder)
    side = ContractSide(made)
    judged = [(case, *judge(side, case)[:2]) for case in cases(made, seed)]
    assert sum(case.label != "good" for case, _, _ in judged) >= 20
    wrong = [(case.operation, case.label, told) for case, is_right, told in judged if not is_right]
    assert wrong == []


def test_the_same_seed_makes_the_same_pacts() -> None:
    made = bundle(FOLDERS[0])
    assert list(cases(made, 1)) == list(cases(made, 1))
    assert list(cases(made, 1)) != list(cases(made, 2))

"""Good pacts of real contracts are let through, and one mistake in them is found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.pact_check import contracts, judge
from benchmarks.pact_mutants import Case, Pacts
from planner.formats.stub_bundle import bundle_of
from planner.model.bundle import Bundle
from planner.pacts.checking import check_pact
from planner.pacts.reading import read_pact
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
    return found.bundle


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


@pytest.mark.parametrize("folder", FOLDERS[:2])
def test_only_the_operations_that_a_pact_means_need_to_be_compiled(folder: str) -> None:
    (read,) = contracts([str(EXAMPLES / folder)])
    whole = ContractSide(read.bundle)
    sizes = set()
    for case in cases(read.bundle, 5):
        path = case.pact["interactions"][0]["request"]["path"]
        narrow = bundle_of(read.documents, "", contract=read.bundle["contract"], paths=[path])
        sizes.add(len(narrow["operations"]))
        told = check_pact(read_pact(case.pact, "pact.json"), [ContractSide(narrow)])
        assert told == check_pact(read_pact(case.pact, "pact.json"), [whole]), case.label
    assert max(sizes) < len(read.bundle["operations"])


def test_the_same_seed_makes_the_same_pacts() -> None:
    made = bundle(FOLDERS[0])
    assert list(cases(made, 1)) == list(cases(made, 1))
    assert list(cases(made, 1)) != list(cases(made, 2))

"""The rules of security against brute force over all credentials that a consumer could show."""

from itertools import combinations, product

from planner.compatibility.options import CompareOptions
from planner.compatibility.rules.http.security import RULES, check_operation
from planner.compatibility.rules.pairs import OperationPair
from planner.compatibility.rules.rule import Role
from planner.compatibility.schemas import Space
from planner.model.finding import Severity
from planner.model.http import HttpContract, HttpOperation, Requirement
from planner.model.source import Place

_PLACE = Place("openapi.yaml")
_SPACE = Space.of({})
_CONTRACT = HttpContract("c", "c", "1", "3.1.0", (), {}, {}, _SPACE, _SPACE)
_SEVERITIES = {rule.id: rule.severity for rule in RULES}

_SCOPES: tuple[tuple[str, ...], ...] = ((), ("",), ("read",), ("write",), ("read", "write"))
_ALTERNATIVES = [
    frozenset([*((("key", ""),) if has_key else ()), *(("login", scope) for scope in scopes)])
    for has_key, scopes in product((False, True), _SCOPES)
]
_CREDENTIALS = [
    alternative | {(scheme, "") for scheme, _ in alternative} for alternative in _ALTERNATIVES
]
_ASKED: list[tuple[Requirement, ...]] = [
    (),
    *((alternative,) for alternative in _ALTERNATIVES),
    *combinations(_ALTERNATIVES, 2),
]


def _lets_in(asked: tuple[Requirement, ...], shown: Requirement) -> bool:
    return not asked or any(alternative <= shown for alternative in asked)


def _found(old: tuple[Requirement, ...], new: tuple[Requirement, ...]) -> list[Severity]:
    before, after = (HttpOperation("GET", "/", _PLACE, security=said) for said in (old, new))
    contracts = (_CONTRACT, _CONTRACT)
    pair = OperationPair(before, after, "GET /", Role.OPERATION, CompareOptions(), contracts)
    return [_SEVERITIES[draft.rule] for draft in check_operation(pair)]


def test_a_break_is_found_exactly_if_somebody_is_shut_out() -> None:
    for old, new in product(_ASKED, repeat=2):
        shut_out = any(_lets_in(old, c) and not _lets_in(new, c) for c in _CREDENTIALS)
        assert (Severity.BREAKING in _found(old, new)) is shut_out, (old, new)


def test_nothing_is_found_exactly_if_the_same_are_let_in() -> None:
    for old, new in product(_ASKED, repeat=2):
        differs = any(_lets_in(old, c) is not _lets_in(new, c) for c in _CREDENTIALS)
        assert bool(_found(old, new)) is differs, (old, new)

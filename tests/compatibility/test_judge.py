"""Verdicts of the judge: what breaks and with which payload, what is proved, what is the law."""

from typing import Any, NamedTuple

import pytest

from planner.compatibility.judge import Judge
from planner.compatibility.schemas import Space
from planner.compatibility.verdict import Verdict
from planner.model.finding import Polarity, Proof, Severity

SENT, RECEIVED = Polarity.CONSUMER_SENDS, Polarity.PROVIDER_SENDS


def of(**members: Any) -> dict[str, Any]:
    """An object with optional members."""
    return {"type": "object", "properties": members}


def needing(name: str, schema: Any) -> dict[str, Any]:
    """An object with one required member."""
    return {**of(**{name: schema}), "required": [name]}


def text(longest: int | None = None) -> dict[str, Any]:
    return {"type": "string"} if longest is None else {"type": "string", "maxLength": longest}


def judged(
    old: Any,
    new: Any,
    polarity: Polarity = SENT,
    *,
    olds: dict[str, Any] | None = None,
    news: dict[str, Any] | None = None,
) -> list[Verdict]:
    spaces = Space.of(olds or {}), Space.of(news or olds or {})
    return list(Judge().judge(spaces[0].schema(old), spaces[1].schema(new), polarity))


def said(verdict: Verdict) -> str:
    change = verdict.change
    place = ".".join(verdict.path)
    name = f"{change.facet}-{change.verb}{f' at {place}' if place else ''}"
    return f"{name} {verdict.severity.value} {verdict.proof.value}"


class Case(NamedTuple):
    """Two schemas and what is said where consumers send, and where they receive."""

    name: str
    old: Any
    new: Any
    sent: list[str]
    received: list[str]


CASES = [
    Case("nothing", text(5), text(5), [], []),
    Case("prose", text(5), {**text(5), "description": "d"}, [], []),
    Case(
        "narrower",
        text(5),
        text(4),
        ["max-length-decreased breaking witness"],
        ["max-length-decreased safe proved"],
    ),
    Case(
        "wider",
        text(4),
        text(5),
        ["max-length-increased safe proved"],
        ["max-length-increased breaking witness"],
    ),
    Case(
        "narrower inside",
        of(a=text(5)),
        of(a=text(4)),
        ["max-length-decreased at a breaking witness"],
        ["max-length-decreased at a safe proved"],
    ),
    Case(
        "a bound that an enum makes idle",
        {"enum": ["a", "b"]},
        {"enum": ["a", "b"], "maxLength": 3},
        [],
        [],
    ),
    Case(
        "narrower where no payload gets",
        {"type": "object", "properties": {"a": text(5), "b": False}, "required": ["b"]},
        {"type": "object", "properties": {"a": text(4), "b": False}, "required": ["b"]},
        ["max-length-decreased at a safe proved"],
        ["max-length-decreased at a safe proved"],
    ),
    Case(
        "the same set in other words",
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"type": ["string", "null"]},
        [],
        [],
    ),
    Case(
        "a new required member",
        of(),
        needing("a", text()),
        ["property-required-added at a breaking witness"],
        ["property-required-added at a safe law"],
    ),
    Case(
        "a member that is gone",
        of(a=text()),
        of(),
        ["property-optional-removed at a risky law"],
        ["property-optional-removed at a risky proved"],
    ),
    Case(
        "two steps that take each other back",
        {"allOf": [text(5), text(9)]},
        {"allOf": [text(9), text(5)]},
        [],
        [],
    ),
    Case(
        "another default",
        {"type": "integer", "default": 1},
        {"type": "integer", "default": 2},
        ["default-changed risky law"],
        ["default-changed safe law"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said(case: Case) -> None:
    assert sorted(map(said, judged(case.old, case.new, SENT))) == case.sent
    assert sorted(map(said, judged(case.old, case.new, RECEIVED))) == case.received


def test_a_payload_has_the_whole_way_to_the_break() -> None:
    old, new = (needing("a", {"type": "array", "items": text(n)}) for n in (5, 4))
    (verdict,) = judged(old, new)
    assert (verdict.value, verdict.part) == ({"a": ["aaaaa"]}, "aaaaa")
    assert verdict.has_witness
    assert verdict.severity is Severity.BREAKING


def test_a_change_in_a_shared_schema_has_one_payload_and_all_its_places() -> None:
    olds, news = ({"S": text(n)} for n in (5, 4))
    ref = {"$ref": "#/$defs/S"}
    verdicts = judged(of(a=ref, b=ref), of(a=ref, b=ref), olds=olds, news=news)
    assert sorted(verdict.path for verdict in verdicts) in ([("a",)], [("a",), ("b",)])
    assert sum(verdict.has_witness for verdict in verdicts) == 1


def test_a_schema_within_itself_is_walked_once() -> None:
    olds, news = (
        {"T": needing("v", text(n)) | {"properties": {"v": text(n), "next": {"$ref": "#/$defs/T"}}}}
        for n in (5, 4)
    )
    ref = {"$ref": "#/$defs/T"}
    assert [said(v) for v in judged(ref, ref, olds=olds, news=news)] == [
        "max-length-decreased at v breaking witness"
    ]


def test_what_is_known_to_be_unchanged_is_not_looked_at() -> None:
    asked: list[str] = []

    def resolve(reference: str) -> Any:
        raise AssertionError(reference)

    def is_unchanged(reference: str) -> bool:
        asked.append(reference)
        return True

    old, new = (Space(resolve).schema({"$ref": "#/a"}) for _ in range(2))
    assert list(Judge(is_unchanged=is_unchanged).judge(old, new, SENT)) == []
    assert asked == ["#/a"]


def event(name: str, *shared: str, longest: int = 5) -> dict[str, Any]:
    """One of many like objects, told apart by one required member."""
    members = {name: text(longest), **{other: text() for other in shared}}
    return {**of(**members), "required": [name, *shared]}


def events(count: int, longest: int, *, keyword: str = "anyOf") -> dict[str, Any]:
    shared = [f"s{i}" for i in range(12)]
    branches = [event(f"e{i}", *shared, longest=longest) for i in range(count)]
    return {keyword: branches}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_a_union_of_many_like_branches_is_decided(keyword: str) -> None:
    old, new = (events(26, n, keyword=keyword) for n in (5, 4))
    (severity,) = {v.severity for v in judged(old, new)}
    proofs = {v.proof for v in judged(old, new)}
    assert severity is Severity.BREAKING
    assert Proof.WITNESS in proofs
    assert Proof.UNDECIDED not in proofs


def test_a_union_of_many_like_branches_is_proved_to_grow() -> None:
    verdicts = judged(events(26, 4), events(26, 5))
    assert {verdict.severity for verdict in verdicts} == {Severity.SAFE}
    assert {verdict.proof for verdict in verdicts} == {Proof.PROVED}

"""All versions of a message -> which later version breaks with which earlier one.

Two versions are related directly, never by way of those between them: what is lenient about names
is not transitive. Version 1 has `b: string`, version 2 has no `b`, version 3 has `b: integer`: each
goes with the one before, and 3 breaks with 1.

Thousands of pairs are settled without a search each: a quick proof at the places where schemas
differ, and payloads that showed a break between other versions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.compatibility.events.inclusion import ITEM, Inclusion, Path, Spread
from planner.compatibility.options import CompareOptions, Mode, promise_of
from planner.compatibility.schemas import Schema
from planner.compatibility.search import Found, NoValue, Search
from planner.compatibility.witness import Checker
from planner.model.events import EventContract
from planner.model.finding import Finding, Polarity, Proof, Severity

_MOST_TRIED = 8
"""Payloads that are tried before a search: checking one costs much less, but not nothing."""
Breaks = dict[tuple[int, int], tuple[str, ...]]
"""Positions of an earlier and a later version -> the promises that break between them."""
Compare = Callable[[int, int], tuple[Finding, ...]]
"""The findings between two versions, after the policy."""


def relate(
    contracts: Sequence[EventContract],
    options: CompareOptions,
    steps: Sequence[tuple[Finding, ...]],
    compare: Compare,
) -> Breaks | None:
    """Return all pairs of versions that break, those of neighbours included.

    None if a version describes several messages: then it isn't told which of them to relate.

    Args:
        contracts: all versions, the oldest first.
        options: the mode, whose directions are looked at.
        steps: the findings between each version and the next, after the policy.
        compare: for pairs that nothing quicker can settle.
    """
    if any(len(contract.messages) != 1 for contract in contracts):
        return None
    found: Breaks = {}
    polarities = (options.mode or Mode.FULL).polarities
    if options.promises_nothing:
        polarities = ()
    versions = _Versions(contracts)
    for polarity in polarities:
        if options.direction in {None, polarity}:
            one_way = _OneWay(versions, polarity, steps, compare)
            for pair in one_way.broken():
                found[pair] = (*found.get(pair, ()), promise_of(polarity))
    return found


class _Versions:
    """What both directions need to know of all versions."""

    def __init__(self, contracts: Sequence[EventContract]) -> None:
        self.inclusion = Inclusion()
        self.schemas = [_schema_of(contract) for contract in contracts]
        self.spreads = [self.inclusion.spread(schema) for schema in self.schemas]
        self._checker = Checker()

    def accepts(self, version: int, payload: Any) -> bool | None:  # noqa: ANN401  JSON
        """Return whether a version accepts a payload; None if it can't be told."""
        return self._checker.accepts(self.schemas[version], payload)


def _schema_of(contract: EventContract) -> Schema:
    payload = next(iter(contract.messages.values())).payload
    node = True if payload is None or payload.schema is None else payload.schema
    schema: Schema = contract.space.schema(node)
    return schema.followed()


@dataclass(slots=True)
class _OneWay:
    """The breaks in one direction."""

    versions: _Versions
    polarity: Polarity
    steps: Sequence[tuple[Finding, ...]]
    compare: Compare
    _search: Search = field(default_factory=Search)
    _payloads: list[Any] = field(default_factory=list)
    _last: dict[int, int] = field(default_factory=dict)
    _declared: dict[tuple[int, int], bool] = field(default_factory=dict)
    _taken: dict[tuple[int, int], bool | None] = field(default_factory=dict)
    _by_meaning: set[int] = field(default_factory=set)

    def broken(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs that break."""
        promise = promise_of(self.polarity)
        for later in range(1, len(self.versions.schemas)):
            breaks = [f for f in self.steps[later - 1] if promise in f.breaks]
            self._learn(later, breaks)
            if breaks:
                yield later - 1, later
            for earlier in range(later - 2, -1, -1):
                if self._breaks(earlier, later):
                    yield earlier, later

    def _learn(self, later: int, breaks: Sequence[Finding]) -> None:
        """Keep the payloads of a step; a break without any is one of meaning, not of values."""
        for finding in breaks:
            if finding.witness is not None and finding.witness.valid_for == self._sender_name:
                self._last[later - 1] = self._keep(finding.witness.value)
            elif finding.proof is Proof.LAW:
                self._by_meaning.add(later)

    @property
    def _sender_name(self) -> str:
        return "old" if self.polarity is Polarity.CONSUMER_SENDS else "new"

    def _keep(self, payload: Any) -> int:  # noqa: ANN401  JSON
        self._payloads.append(payload)
        return len(self._payloads) - 1

    def _breaks(self, earlier: int, later: int) -> bool:
        if self._by_meaning and any(earlier < step <= later for step in self._by_meaning):
            return self._by_findings(earlier, later)
        is_sent = self.polarity is Polarity.CONSUMER_SENDS
        sender, receiver = (earlier, later) if is_sent else (later, earlier)
        if self._is_shown(earlier, sender, receiver):
            return True
        spreads, schemas = self.versions.spreads, self.versions.schemas
        if self.versions.inclusion.holds(spreads[sender], spreads[receiver]):
            return False
        self._search.refill()
        answer = self._search.counterexample(schemas[sender], schemas[receiver])
        if isinstance(answer, Found):
            self._last[earlier] = self._keep(answer.value)
            return True
        return not isinstance(answer, NoValue) and self._by_findings(earlier, later)

    def _is_shown(self, earlier: int, sender: int, receiver: int) -> bool:
        """Return whether a payload that is known already shows the break.

        Those that showed the breaks next to it are tried first, and then the newest.
        """
        last, next_to_it = self._last.get(earlier, -1), self._last.get(earlier + 1, -1)
        if last >= 0 and self._shows(last, sender, receiver):
            return True
        count = len(self._payloads)
        for number in (next_to_it, *range(count - 1, max(-1, count - _MOST_TRIED), -1)):
            if number >= 0 and self._shows(number, sender, receiver):
                self._last[earlier] = number
                return True
        return False

    def _by_findings(self, earlier: int, later: int) -> bool:
        promise = promise_of(self.polarity)
        return any(
            promise in finding.breaks and finding.severity is Severity.BREAKING
            for finding in self.compare(earlier, later)
        )

    # ------------------------------------------------------------------ payloads

    def _shows(self, number: int, sender: int, receiver: int) -> bool:
        """Return whether a known payload shows a break: it is sent, by declared names, and refused.

        A payload with a name that its sender does not declare, and the receiver does, shows none:
        names are reserved.
        """
        if self._takes(number, receiver) is not False or not self._takes(number, sender):
            return False
        spreads = (self.versions.spreads[sender], self.versions.spreads[receiver])
        payload = self._payloads[number]
        return self._is_declared(number, sender) or self._uses_own_names(payload, (), spreads)

    def _is_declared(self, number: int, sender: int) -> bool:
        """Return whether the sender declares every name that a payload uses."""
        key = (number, sender)
        if key not in self._declared:
            spread = self.versions.spreads[sender]
            self._declared[key] = self._has_only_declared(self._payloads[number], (), spread)
        return self._declared[key]

    def _has_only_declared(self, value: Any, path: Path, spread: Spread) -> bool:  # noqa: ANN401
        if not isinstance(value, dict | list):
            return True
        place = self.versions.inclusion.place(spread, path)
        if place is None or place.names is None:
            return False
        if isinstance(value, list):
            return all(self._has_only_declared(i, (*path, ITEM), spread) for i in value)
        return all(
            name in place.names and self._has_only_declared(item, (*path, f".{name}"), spread)
            for name, item in value.items()
        )

    def _takes(self, number: int, version: int) -> bool | None:
        """Return whether a version accepts a payload; None if it can't be told."""
        key = (number, version)
        if key not in self._taken:
            self._taken[key] = self.versions.accepts(version, self._payloads[number])
        return self._taken[key]

    def _uses_own_names(self, value: Any, path: Path, spreads: tuple[Spread, Spread]) -> bool:  # noqa: ANN401
        """Return whether it is certain that no name is used that only the receiver declares."""
        mine, theirs = (self.versions.inclusion.place(spread, path) for spread in spreads)
        if theirs is None or not isinstance(value, dict | list):
            return True
        if mine is None:
            return False
        if mine.names is None or theirs.names is None:
            return mine.said == theirs.said
        if isinstance(value, list):
            return all(self._uses_own_names(item, (*path, ITEM), spreads) for item in value)
        own = mine.names | mine.required
        return all(
            (name in own or name not in theirs.names)
            and self._uses_own_names(item, (*path, f".{name}"), spreads)
            for name, item in value.items()
        )

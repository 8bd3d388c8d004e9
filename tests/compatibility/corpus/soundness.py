"""One trial: a random pair of schemas, what the judge says, and random values that may refute it.

An independent validator decides which values each side accepts. The judge is wrong if it is silent
about a value that the sender may send and the receiver refuses, or if a witness is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from planner.compatibility.judge import Judge
from planner.compatibility.schemas import Space
from planner.compatibility.search import Found, Goal, Search
from planner.compatibility.verdict import Verdict
from planner.model.finding import Polarity, Proof, Severity
from tests.compatibility.corpus.checking import Side, excused
from tests.compatibility.corpus.random_schemas import Node, Schemas, Values, loops_in_place
from tests.compatibility.corpus.tally import Tally

_DEFINED = ("R", "S")


@dataclass(frozen=True, slots=True)
class SchemaPair:
    """Two versions of a schema, each with its definitions."""

    old: Node
    new: Node
    old_definitions: Mapping[str, Node] = field(default_factory=dict)
    new_definitions: Mapping[str, Node] = field(default_factory=dict)


def random_pair(random: Random) -> SchemaPair | None:
    """Return a schema and a changed form of it; None if one of both means nothing."""
    refs = _DEFINED if random.random() < 0.4 else ()
    schemas = Schemas(random, refs, rich=random.random() < 0.6)
    definitions = {name: schemas.schema(2) for name in refs}
    old = schemas.schema(random.choice((1, 2, 3)))
    new = schemas.schema(2) if random.random() < 0.1 else schemas.changed(old)
    if random.random() < 0.4:
        new = schemas.changed(new)
    changed = dict(definitions)
    if refs and random.random() < 0.5:
        changed[refs[0]] = schemas.changed(definitions[refs[0]])
    pair = SchemaPair(old, new, definitions, changed)
    return None if _means_nothing(pair) else pair


def _means_nothing(pair: SchemaPair) -> bool:
    sides = ((pair.old, pair.old_definitions), (pair.new, pair.new_definitions))
    return any(
        loops_in_place(node, dict(definitions))
        for top, definitions in sides
        for node in (top, *definitions.values())
    )


def try_pair(pair: SchemaPair, random: Random, values: int, tally: Tally) -> None:
    """Judge a pair in both directions and check the verdicts against values.

    Args:
        pair: what is judged.
        random: where values come from.
        values: how many values are tried per direction.
        tally: takes what happens.
    """
    old = Side(pair.old, pair.old_definitions)
    new = Side(pair.new, pair.new_definitions)
    for polarity in Polarity:
        sides = (old, new) if polarity is Polarity.CONSUMER_SENDS else (new, old)
        verdicts = tuple(_judged(pair, polarity))
        _count(verdicts, tally)
        _check_witnesses(verdicts, *sides, tally)
        _check_values(verdicts, *sides, _Source(sides[0], random, values), tally)


def _judged(pair: SchemaPair, polarity: Polarity) -> list[Verdict]:
    old = Space.of(pair.old_definitions).schema(pair.old)
    new = Space.of(pair.new_definitions).schema(pair.new)
    return list(Judge().judge(old, new, polarity))


def _count(verdicts: tuple[Verdict, ...], tally: Tally) -> None:
    severities = {verdict.severity for verdict in verdicts}
    undecided = [v for v in verdicts if v.proof is Proof.UNDECIDED]
    tally.counts["questions"] += 1
    tally.counts["breaking" if Severity.BREAKING in severities else "not breaking"] += 1
    if undecided and Severity.BREAKING not in severities:
        tally.counts["undecided"] += 1
        tally.counts[f"undecided: {undecided[0].reason[:60]}"] += 1


def _check_witnesses(
    verdicts: tuple[Verdict, ...], sender: Side, receiver: Side, tally: Tally
) -> None:
    for verdict in verdicts:
        if verdict.severity is not Severity.BREAKING or not verdict.has_witness:
            continue
        tally.counts["witnesses"] += 1
        if not sender.accepts(verdict.value) or receiver.accepts(verdict.value):
            tally.wrong.append(f"no witness: {verdict.value!r} of {_shown(sender, receiver)}")


class _Source:
    """Values that fit the sender's schema, many of them, and values close to these."""

    def __init__(self, sender: Side, random: Random, count: int) -> None:
        self._random = random
        self._values = Values(random, dict(sender.definitions))
        self._node = sender.node
        self.count = count
        self._known = list(_some_values(sender))

    def next(self) -> Any:
        random = self._random
        if self._known and random.random() < 0.6:
            value = random.choice(self._known)
        else:
            value = self._values.like(self._node)
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            value = self._values.changed(value)
        return value

    def keep(self, value: Any) -> None:
        """Note a value that fits; later ones are made from it."""
        if len(self._known) < 40:
            self._known.append(value)


def _some_values(side: Side) -> list[Any]:
    schema = Space.of(side.definitions).schema(side.node)
    answer = Search().find(Goal((schema,)))
    return [answer.value] if isinstance(answer, Found) else []


def _check_values(
    verdicts: tuple[Verdict, ...], sender: Side, receiver: Side, source: _Source, tally: Tally
) -> None:
    is_reported = any(v.severity is not Severity.SAFE for v in verdicts)
    for _ in range(source.count):
        value = source.next()
        tally.counts["values"] += 1
        if not sender.accepts(value):
            continue
        tally.counts["values accepted by the sender"] += 1
        source.keep(value)
        if receiver.accepts(value):
            continue
        tally.counts["values that break"] += 1
        if is_reported:
            continue
        if excused(sender, receiver, value):
            tally.counts["values excused by reserved names"] += 1
            continue
        tally.wrong.append(f"missed: {value!r} of {_shown(sender, receiver)}")
        return


def _shown(sender: Side, receiver: Side) -> str:
    return (
        f"sender {sender.node!r} with {dict(sender.definitions)!r}, "
        f"receiver {receiver.node!r} with {dict(receiver.definitions)!r}"
    )


def run_trials(seeds: range, values: int) -> Tally:
    """Return the tally of one trial per seed."""
    tally = Tally()
    for seed in seeds:
        random = Random(seed)  # noqa: S311  a repeatable trial
        pair = random_pair(random)
        if pair is not None:
            before = len(tally.wrong)
            try_pair(pair, random, values, tally)
            tally.wrong[before:] = [f"seed {seed}: {text}" for text in tally.wrong[before:]]
    return tally

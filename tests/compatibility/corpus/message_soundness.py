"""One trial: versions of a random schema as a message, and payloads that may refute a verdict.

What is asked of `Judge` alone in `soundness` is asked here of what users get: the findings between
two messages in a mode, and the relation of all versions of a history.
"""

from random import Random
from typing import Any

from planner.compatibility.events.history import relate
from planner.compatibility.events.standalone import compare_schemas
from planner.compatibility.options import CompareOptions, Mode, promise_of
from planner.compatibility.schemas import Space
from planner.model.events import EventContract, Message, Payload
from planner.model.finding import Finding, Polarity, Severity
from planner.model.source import Place
from tests.compatibility.corpus.checking import Side, excused
from tests.compatibility.corpus.random_schemas import Node, Schemas, Values, loops_in_place
from tests.compatibility.corpus.soundness import SchemaPair
from tests.compatibility.corpus.tally import Tally


def a_contract(node: Node, definitions: dict[str, Node]) -> EventContract:
    """Return a schema as a contract of one message."""
    place = Place("event.json")
    message = Message("Event", "Event", place, Payload(node, place))
    space = Space.of(definitions)
    return EventContract("event.json", "", "", "json-schema", space, messages={"Event": message})


def try_mode(pair: SchemaPair, mode: Mode, random: Random, values: int, tally: Tally) -> None:
    """Compare two versions in a mode, and try random payloads in its directions."""
    old = a_contract(pair.old, dict(pair.old_definitions))
    new = a_contract(pair.new, dict(pair.new_definitions))
    findings = compare_schemas(old, new, CompareOptions(mode=mode))
    sides = (Side(pair.old, pair.old_definitions), Side(pair.new, pair.new_definitions))
    _check_witnesses(findings, sides, tally)
    for polarity in mode.polarities:
        promise = promise_of(polarity)
        is_told = any(promise in f.breaks or f.severity is Severity.RISKY for f in findings)
        sender, receiver = sides if polarity is Polarity.CONSUMER_SENDS else sides[::-1]
        _check_values(sender, receiver, random, values, tally, is_told=is_told)


def _check_witnesses(findings: tuple[Finding, ...], sides: tuple[Side, Side], tally: Tally) -> None:
    for finding in findings:
        witness = finding.witness
        if witness is None or finding.severity is not Severity.BREAKING:
            continue
        sender, receiver = sides if witness.valid_for == "old" else sides[::-1]
        tally.counts["witnesses"] += 1
        if not sender.accepts(witness.value) or receiver.accepts(witness.value):
            tally.wrong.append(f"no witness: {finding.rule} {witness.value!r}")


def _check_values(
    sender: Side, receiver: Side, random: Random, values: int, tally: Tally, *, is_told: bool
) -> None:
    made = Values(random, dict(sender.definitions))
    for _ in range(values):
        value = _payload(made, sender.node, random)
        tally.counts["values"] += 1
        if not sender.accepts(value):
            continue
        tally.counts["values accepted by the sender"] += 1
        if receiver.accepts(value):
            continue
        tally.counts["values that break"] += 1
        if not is_told and not excused(sender, receiver, value):
            tally.wrong.append(f"missed: {value!r} of {sender.node!r}, {receiver.node!r}")
            return


def _payload(made: Values, node: Node, random: Random) -> Any:
    value = made.like(node)
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        value = made.changed(value)
    return value


def random_history(random: Random, count: int) -> list[tuple[Node, dict[str, Node]]]:
    """Return versions of a schema, each a changed form of the one before."""
    schemas = Schemas(random, (), rich=random.random() < 0.3)
    versions: list[tuple[Node, dict[str, Node]]] = []
    node = schemas.schema(random.choice((1, 2, 3)))
    while len(versions) < count:
        if not loops_in_place(node, {}):
            versions.append((node, {}))
        if random.random() < 0.2 and versions:
            node = random.choice(versions)[0]  # something comes back
        node = schemas.changed(node)
    return versions


def try_history(random: Random, count: int, values: int, tally: Tally) -> None:
    """Relate all versions of a random history, and check each pair of them.

    A pair that breaks must have a direct comparison that says so, and the other way round; a pair
    that does not break must stand random payloads.
    """
    versions = random_history(random, count)
    contracts = [a_contract(*version) for version in versions]
    sides = [Side(*version) for version in versions]
    for mode in (Mode.BACKWARD, Mode.FORWARD):
        options = CompareOptions(mode=mode)
        direct = {
            (i, j): compare_schemas(contracts[i], contracts[j], options)
            for j in range(count)
            for i in range(j)
        }
        steps = [direct[i, i + 1] for i in range(count - 1)]
        asked: list[tuple[int, int]] = []

        def compare(i: int, j: int, known: Any = direct, asked: Any = asked) -> Any:
            asked.append((i, j))
            return known[i, j]

        found = relate(contracts, options, steps, compare)
        assert found is not None
        for (i, j), findings in direct.items():
            tally.counts["pairs"] += 1
            tally.counts["pairs that break"] += (i, j) in found
            breaks = any(mode in f.breaks for f in findings)
            is_sure = all(f.severity is not Severity.RISKY for f in findings)
            if ((i, j) in found) is not breaks and (breaks or is_sure):
                tally.wrong.append(f"{mode} {i} {j}: {versions[i][0]!r}, {versions[j][0]!r}")
            if (i, j) not in found:
                old_side, new_side = sides[i], sides[j]
                is_backward = mode is Mode.BACKWARD
                pair = (old_side, new_side) if is_backward else (new_side, old_side)
                is_told = any(f.severity is Severity.RISKY for f in findings)
                _check_values(*pair, random, values, tally, is_told=is_told)


def run_message_trials(seeds: range, values: int) -> Tally:
    """Return the tally of one trial of each mode, and of one short history, per seed."""
    from tests.compatibility.corpus.soundness import random_pair  # noqa: PLC0415  one user

    tally = Tally()
    for seed in seeds:
        random = Random(seed)  # noqa: S311  a repeatable trial
        before = len(tally.wrong)
        pair = random_pair(random)
        if pair is not None:
            for mode in Mode:
                try_mode(pair, mode, random, values, tally)
        if seed % 4 == 0:
            try_history(random, 5, values, tally)
        tally.wrong[before:] = [f"seed {seed}: {text}" for text in tally.wrong[before:]]
    return tally

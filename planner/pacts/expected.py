"""Could a provider that keeps its contract send what a consumer expects?

What a consumer expects is a part: members that it does not mention may be there or not, so what the
contract demands does not count, but a member that the contract does not have will never come. Where
a matching rule holds, the value is an example, and what the rule admits is compared with what the
contract admits: they must have something in common.

The same walk looks at requests, which are whole: there every demand counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.instances.judge import Judge
from planner.model.bundle import Schema
from planner.model.pact import Rule
from planner.pacts.body_rules import BodyRules
from planner.pacts.containers import (
    faults_of_list,
    faults_of_object,
    item_spots,
    mapping_of,
    takes_others,
    unknown_member,
)
from planner.pacts.faults import Fault, FaultKind, Path, TooManyStepsError, badness
from planner.pacts.schemas import Choice, Schemas, Spot, member_spots, part_kinds
from planner.pacts.values import ValueFault, ValueJudge, kinds_text, shown

_MOST_STEPS = 100_000
"""Alternatives inside alternatives: after so many nodes nothing more is said."""


class Expected:
    """Compares values with schemas.

    Args:
        schemas: of the bundle.
        judge: of the same schemas.
        rules: of the body; empty: each value is meant as it is.
        is_whole: all that the contract demands must be there.
        left: how many steps are left; shared by all that belongs to one body.
    """

    def __init__(
        self,
        schemas: Schemas,
        judge: Judge,
        rules: Sequence[Rule] = (),
        *,
        is_whole: bool = False,
        left: list[int] | None = None,
    ) -> None:
        self._schemas = schemas
        self._judge = judge
        self._values = ValueJudge(judge)
        self._rules = BodyRules(rules)
        self._is_whole = is_whole
        self._left = left or [_MOST_STEPS]

    def faults(self, value: Any, schema: Schema, pointer: str = "") -> list[Fault]:  # noqa: ANN401  a JSON value
        """Return what is wrong, in the order of the body.

        Raises:
            TooManyStepsError: it can't be told within bounds.
        """
        try:
            found = self._walk(value, [Spot(schema, pointer)], ())
        except RecursionError:  # deep values, and alternatives inside alternatives at each level
            raise TooManyStepsError from None
        return list(dict.fromkeys(found))

    def faults_of_item(self, value: Any, spots: Sequence[Spot]) -> list[Fault]:  # noqa: ANN401
        """Return what is wrong with a value by several schemas that hold together."""
        return self._walk(value, spots, ())

    # ------------------------------------------------------------------ walk

    def _walk(self, value: Any, spots: Sequence[Spot], path: Path) -> list[Fault]:  # noqa: ANN401
        view = self._schemas.view(spots)
        if view.is_never:
            pointer = spots[0].pointer if spots else ""
            return [Fault(FaultKind.VALUE, path, "the contract allows nothing here", pointer)]
        return self._chosen(value, view.parts, view.choices, path)

    def _chosen(
        self,
        value: Any,  # noqa: ANN401  a JSON value
        parts: list[Spot],
        choices: Sequence[Choice],
        path: Path,
    ) -> list[Fault]:
        """Return the faults by the alternatives that fit best."""
        self._left[0] -= 1
        if self._left[0] < 0:
            raise TooManyStepsError
        if not choices:
            return list(self._plain(value, parts, path))
        first, rest = choices[0], choices[1:]
        tagged = self._tagged(value, first, path)
        if isinstance(tagged, Fault):
            return [tagged]
        best: list[Fault] | None = None
        for branch in (tagged,) if tagged else first.branches:
            view = self._schemas.view([branch])
            if view.is_never:
                continue
            found = self._chosen(value, [*parts, *view.parts], [*view.choices, *rest], path)
            if not found:
                return found
            if best is None or badness(found, path) < badness(best, path):
                best = found
        if best is None:
            return [Fault(FaultKind.VALUE, path, "the contract allows nothing here", "")]
        return best

    def _tagged(self, value: Any, choice: Choice, path: Path) -> Spot | Fault | None:  # noqa: ANN401
        """Return the alternative that a value says it is."""
        tag = value.get(choice.tag) if choice.tag and isinstance(value, dict) else None
        if not isinstance(tag, str) or not choice.tagged:
            return None
        if tag in choice.tagged:
            return choice.tagged[tag]
        if len(choice.tagged) < len(choice.branches):
            return None
        known = ", ".join(f"`{name}`" for name in choice.tagged)
        where = (*path, choice.tag)
        has_rule = self._rules.at(where) is not None
        kind = FaultKind.EXAMPLE if has_rule else FaultKind.VALUE
        message = f"{shown(tag)} says which alternative it is, and there are only {known}"
        return Fault(kind, where, message, choice.branches[0].pointer.rpartition("/")[0])

    def _plain(self, value: Any, parts: list[Spot], path: Path) -> Iterator[Fault]:  # noqa: ANN401
        rule = self._rules.at(path)
        if isinstance(value, dict):
            yield from self._object(value, parts, path, rule)
        elif isinstance(value, list):
            yield from self._array(value, parts, path, rule)
        else:
            for part in parts:
                fault = self._values.fault(value, part.schema, rule)
                if fault:
                    yield _placed(fault, path, part.pointer)

    # ------------------------------------------------------------------ objects

    def _object(
        self, value: Mapping[str, Any], parts: list[Spot], path: Path, rule: Rule | None
    ) -> Iterator[Fault]:
        wrong = self._wrong_kind("object", parts, path)
        if wrong:
            yield wrong
            return
        keys_vary = self._rules.keys_vary(path)
        is_open = takes_others(parts)
        for name, member in value.items():
            yield from self._member(name, member, parts, path, is_open=is_open, keys_vary=keys_vary)
        for part in parts:
            yield from faults_of_object(
                value, part, path, rule, keys_vary=keys_vary, is_whole=self._is_whole
            )

    def _member(
        self,
        name: str,
        member: Any,  # noqa: ANN401  a JSON value
        parts: list[Spot],
        path: Path,
        *,
        is_open: bool,
        keys_vary: bool,
    ) -> Iterator[Fault]:
        spots = []
        is_known = False
        for part in parts:
            named = list(member_spots(part, name))
            others = mapping_of(part).get("additionalProperties")
            if named:
                is_known = True
                spots += named
            elif others is False and not keys_vary:
                yield unknown_member(name, path, parts)
                return
            elif isinstance(others, dict):
                spots.append(Spot(others, part.below("additionalProperties")))
        if not is_known and not is_open and not keys_vary:
            yield unknown_member(name, path, parts)
            return
        yield from self._walk(member, spots, (*path, name))

    # ------------------------------------------------------------------ arrays

    def _array(
        self, value: list[Any], parts: list[Spot], path: Path, rule: Rule | None
    ) -> Iterator[Fault]:
        wrong = self._wrong_kind("array", parts, path)
        if wrong:
            yield wrong
            return
        bounds = self._rules.bounds(path) if rule else None
        for part in parts:
            yield from faults_of_list(value, part, path, bounds)
        variants = self._rules.variants(path)
        for number, item in enumerate(value):
            spots = [s for part in parts for s in item_spots(part, number, has_rule=bool(rule))]
            where: Path = (*path, number)
            if variants is None:
                yield from self._walk(item, spots, where)
            elif number in variants:
                for fault in self._with(variants[number]).faults_of_item(item, spots):
                    yield replace(fault, path=(*where, *fault.path))

    def _with(self, rules: Sequence[Rule]) -> "Expected":
        return Expected(self._schemas, self._judge, rules, is_whole=self._is_whole, left=self._left)

    def _wrong_kind(self, kind: str, parts: list[Spot], path: Path) -> Fault | None:
        for part in parts:
            if kind not in part_kinds(part.schema):
                message = f"this is an {kind}; the contract says {kinds_text(part.schema)}"
                return Fault(FaultKind.VALUE, path, message, part.pointer)
        return None


def _placed(fault: ValueFault, path: Path, pointer: str) -> Fault:
    return Fault(FaultKind(fault.kind), path, fault.message, pointer)

"""Could a provider that keeps its contract send what a consumer expects?

What a consumer expects is a part: members that it does not mention may be there or not, so what the
contract demands does not count, but a member that the contract does not have will never come. Where
a matching rule holds, the value is an example, and what the rule admits is compared with what the
contract admits: they must have something in common.

The same walk looks at requests, which are whole: there every demand counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from planner.instances.judge import Judge
from planner.model.bundle import Schema
from planner.model.pact import Rule
from planner.pacts.rules import best_rule, exact_rule, matcher_of, parse_path
from planner.pacts.schemas import Choice, Schemas, Spot, member_spots, part_kinds
from planner.pacts.values import ValueFault, ValueJudge, kinds_text, shown

_MOST_STEPS = 100_000
"""Alternatives inside alternatives: after so many nodes nothing more is said."""
_FREE = frozenset({"properties", "patternProperties", "additionalProperties"})
Path = tuple[str | int, ...]


class FaultKind(StrEnum):
    """What is wrong at a place of a body."""

    UNKNOWN = "unknown"
    """The contract has no such member."""
    VALUE = "value"
    """The contract refuses each value that is meant."""
    MATCHER = "matcher"
    """What the rule demands and what the contract allows have nothing in common."""
    EXAMPLE = "example"
    """The contract refuses this value, but allows others that the rule admits too."""
    MISSING = "missing"
    """The contract demands a member that is not there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place of a body.

    Args:
        path: from the top of the body.
        message: in plain words.
        schema: what of the contract refuses it: `Product/properties/price`.
        depth: how far in it was found; the alternative that fits best fails deepest.
    """

    kind: FaultKind
    path: Path
    message: str
    schema: str


class TooManyStepsError(Exception):
    """The schema has too many alternatives inside alternatives."""


class Expected:
    """Compares values with schemas.

    Args:
        schemas: of the bundle.
        judge: of the same schemas.
        rules: of the body; empty: each value is meant as it is.
        is_whole: all that the contract demands must be there.
    """

    def __init__(
        self, schemas: Schemas, judge: Judge, rules: Sequence[Rule] = (), *, is_whole: bool = False
    ) -> None:
        self._schemas = schemas
        self._judge = judge
        self._values = ValueJudge(judge)
        self._rules = rules
        self._is_whole = is_whole
        self._steps = 0

    def faults(self, value: Any, schema: Schema, pointer: str = "") -> list[Fault]:  # noqa: ANN401  a JSON value
        """Return what is wrong, in the order of the body.

        Raises:
            TooManyStepsError: it can't be told within bounds.
        """
        found = self._walk(value, [Spot(schema, pointer)], ())
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
        self._steps += 1
        if self._steps > _MOST_STEPS:
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
            if best is None or _badness(found, path) < _badness(best, path):
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
        has_rule = self._rule(where) is not None
        kind = FaultKind.EXAMPLE if has_rule else FaultKind.VALUE
        message = f"{shown(tag)} says which alternative it is, and there are only {known}"
        return Fault(kind, where, message, choice.branches[0].pointer.rpartition("/")[0])

    def _plain(self, value: Any, parts: list[Spot], path: Path) -> Iterator[Fault]:  # noqa: ANN401
        rule = self._rule(path)
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
        keys_vary = self._keys_vary(path)
        is_open = _takes_others(parts)
        for name, member in value.items():
            yield from self._member(name, member, parts, path, is_open=is_open, keys_vary=keys_vary)
        yield from self._whole_object(value, parts, path, rule, keys_vary=keys_vary)

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
            others = (
                part.schema.get("additionalProperties") if isinstance(part.schema, dict) else None
            )
            if named:
                is_known = True
                spots += named
            elif others is False and not keys_vary:
                yield self._unknown(name, path, parts)
                return
            elif isinstance(others, dict):
                spots.append(Spot(others, part.below("additionalProperties")))
        if not is_known and not is_open and not keys_vary:
            yield self._unknown(name, path, parts)
            return
        yield from self._walk(member, spots, (*path, name))

    def _unknown(self, name: str, path: Path, parts: list[Spot]) -> Fault:
        from planner.model.nearest import did_you_mean  # noqa: PLC0415  rapidfuzz: only for faults

        known = [
            key
            for part in parts
            if isinstance(part.schema, dict)
            for key in part.schema.get("properties", ())
        ]
        near = did_you_mean(name, known)
        message = f"the contract has no field `{name}` here"
        pointer = next((p.pointer for p in parts if "properties" in dict(_mapping(p))), "")
        return Fault(
            FaultKind.UNKNOWN, (*path, name), f"{message}; {near}" if near else message, pointer
        )

    def _keys_vary(self, path: Path) -> bool:
        """Return whether the names of members are examples."""
        rule = exact_rule(self._rules, path)
        return rule is not None and any(
            matcher.kind in {"values", "eachKey", "eachValue"} for matcher in rule.matchers
        )

    def _whole_object(
        self,
        value: Mapping[str, Any],
        parts: list[Spot],
        path: Path,
        rule: Rule | None,
        *,
        keys_vary: bool,
    ) -> Iterator[Fault]:
        for part in parts:
            schema = dict(_mapping(part))
            most = schema.get("maxProperties")
            if most is not None and len(value) > most and not keys_vary:
                message = f"there are {len(value)} members; the contract allows {most}"
                yield Fault(FaultKind.VALUE, path, message, part.pointer)
            allowed = [schema["const"]] if "const" in schema else schema.get("enum")
            if allowed is not None and rule is None and not any(_holds(v, value) for v in allowed):
                message = "the contract has no such value in its list"
                yield Fault(FaultKind.VALUE, path, message, part.pointer)
            for name in schema.get("required", ()) if self._is_whole else ():
                if name not in value:
                    message = f"`{name}` is missing; the contract demands it"
                    yield Fault(FaultKind.MISSING, path, message, part.pointer)

    # ------------------------------------------------------------------ arrays

    def _array(
        self, value: list[Any], parts: list[Spot], path: Path, rule: Rule | None
    ) -> Iterator[Fault]:
        wrong = self._wrong_kind("array", parts, path)
        if wrong:
            yield wrong
            return
        variants = self._variants(path)
        for part in parts:
            yield from self._length(value, part, path, rule)
        for number, item in enumerate(value):
            if variants is not None and number not in variants:
                continue
            spots = [spot for part in parts for spot in _item_spots(part, number, rule)]
            inside = self if variants is None else self._with(variants[number])
            where: Path = (*path, number)
            if variants is None:
                yield from self._walk(item, spots, where)
            else:
                for fault in inside.faults_of_item(item, spots):
                    yield replace(fault, path=(*where, *fault.path))

    def _with(self, rules: Sequence[Rule]) -> "Expected":
        return Expected(self._schemas, self._judge, rules, is_whole=self._is_whole)

    def _variants(self, path: Path) -> Mapping[int, tuple[Rule, ...]] | None:
        """Return which items `arrayContains` asks for, each with its own rules."""
        rule = exact_rule(self._rules, path)
        for matcher in rule.matchers if rule else ():
            variants = matcher.settings.get("variants")
            if matcher.kind == "arrayContains" and isinstance(variants, list) and rule:
                return dict(_variant(v, number, rule) for number, v in enumerate(variants))
        return None

    def _length(
        self, value: list[Any], part: Spot, path: Path, rule: Rule | None
    ) -> Iterator[Fault]:
        schema = dict(_mapping(part))
        fewest, most = schema.get("minItems", 0), schema.get("maxItems")
        low, high = len(value), float(len(value))
        if rule:
            low, high = _bounds(exact_rule(self._rules, path))
        if most is not None and low > most:
            message = f"at least {low} items are expected; the contract allows {most} at most"
            yield Fault(FaultKind.MATCHER if rule else FaultKind.VALUE, path, message, part.pointer)
        elif high < fewest:
            message = f"at most {high:g} items are expected; the contract has {fewest} at least"
            yield Fault(FaultKind.MATCHER if rule else FaultKind.VALUE, path, message, part.pointer)
        if schema.get("uniqueItems") is True and not rule and _has_twins(value):
            message = "an item stands twice; the contract has each only once"
            yield Fault(FaultKind.VALUE, path, message, part.pointer)

    # ------------------------------------------------------------------ kinds and rules

    def _wrong_kind(self, kind: str, parts: list[Spot], path: Path) -> Fault | None:
        for part in parts:
            if kind not in part_kinds(part.schema):
                message = f"this is an {kind}; the contract says {kinds_text(part.schema)}"
                return Fault(FaultKind.VALUE, path, message, part.pointer)
        return None

    def _rule(self, path: Path) -> Rule | None:
        """Return the rule that holds at a path; what a map says of each value goes before."""
        above = exact_rule(self._rules, path[:-1]) if path else None
        for matcher in above.matchers if above else ():
            nested = matcher.settings.get("rules")
            if matcher.kind == "eachValue" and isinstance(nested, list) and above:
                found = [matcher_of(item) for item in nested if isinstance(item, dict)]
                return Rule(
                    path, tuple(m for m in found if m), any_is_enough=False, place=above.place
                )
        return best_rule(self._rules, path)


def _placed(fault: ValueFault, path: Path, pointer: str) -> Fault:
    return Fault(FaultKind(fault.kind), path, fault.message, pointer)


def _mapping(spot: Spot) -> Mapping[str, Any]:
    return spot.schema if isinstance(spot.schema, dict) else {}


def _takes_others(parts: Sequence[Spot]) -> bool:
    """Return whether members that nothing names may come: where no part names any, or one says so.

    A schema that says nothing of other members allows them too, but nobody can count on them.
    """
    schemas = [_mapping(part) for part in parts]
    if not any(_FREE & schema.keys() for schema in schemas):
        return True
    others = [s["additionalProperties"] for s in schemas if "additionalProperties" in s]
    others += [s["unevaluatedProperties"] for s in schemas if "unevaluatedProperties" in s]
    return any(item is not False for item in others)


def _item_spots(part: Spot, number: int, rule: Rule | None) -> Iterator[Spot]:
    schema = _mapping(part)
    first = schema.get("prefixItems", ())
    if number < len(first):
        yield Spot(first[number], part.below("prefixItems", str(number)))
    elif "items" in schema:
        if schema["items"] is False and rule:
            return
        yield Spot(schema["items"], part.below("items"))


def _bounds(rule: Rule | None) -> tuple[int, float]:
    """Return how many items a rule demands at least and at most."""
    low, high = 0, float("inf")
    for matcher in rule.matchers if rule else ():
        least, most = matcher.settings.get("min"), matcher.settings.get("max")
        low = max(low, least) if isinstance(least, int) else low
        high = min(high, most) if isinstance(most, int) else high
        if matcher.kind == "notEmpty":
            low = max(low, 1)
    return low, high


def _variant(raw: object, number: int, rule: Rule) -> tuple[int, tuple[Rule, ...]]:
    """Return the index of an item that `arrayContains` asks for, and the rules in it."""
    if not isinstance(raw, dict):
        return number, ()
    index, rules = raw.get("index"), raw.get("rules")
    listed = rules.items() if isinstance(rules, dict) else ()
    found = tuple(_rule_of(key, value, rule) for key, value in listed)
    return (index if isinstance(index, int) else number), tuple(r for r in found if r)


def _rule_of(key: str, raw: object, rule: Rule) -> Rule | None:
    steps = parse_path(key)
    listed = raw.get("matchers") if isinstance(raw, dict) else None
    if steps is None or not isinstance(raw, dict) or not isinstance(listed, list):
        return None
    matchers = [matcher_of(item) for item in listed if isinstance(item, dict)]
    return Rule(steps, tuple(m for m in matchers if m), raw.get("combine") == "OR", rule.place)


def _holds(whole: object, part: object) -> bool:
    """Return whether a value has everything that a part mentions."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and _holds(whole[key], item) for key, item in part.items())
    return whole == part


def _has_twins(items: Sequence[Any]) -> bool:
    from json import dumps  # noqa: PLC0415  rare

    written = [dumps(item, sort_keys=True) for item in items]
    return len(set(written)) < len(written)


def _badness(faults: Sequence[Fault], path: Path) -> tuple[int, int, int, int]:
    """Order alternatives: those of another kind or with other members come last."""
    errors = [fault for fault in faults if fault.kind is not FaultKind.EXAMPLE]
    at_once = sum(fault.path == path and fault.kind is FaultKind.VALUE for fault in errors)
    unknown = sum(fault.kind is FaultKind.UNKNOWN for fault in errors)
    return at_once, unknown, len(errors), len(faults)

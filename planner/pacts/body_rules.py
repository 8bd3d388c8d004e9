"""What the matching rules of a body say at a place of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from planner.model.pact import Rule, Token
from planner.pacts.rules import matcher_of, parse_path, reaches_down, weight

_KEYS_VARY = frozenset({"values", "eachKey", "eachValue"})
Variants = Mapping[int, tuple[Rule, ...]]


class Bounds(NamedTuple):
    """How many items a rule demands at least and at most."""

    low: int
    high: float


class _Node:
    """Rules by the steps of their paths, so that a lookup does not look at all of them."""

    __slots__ = ("below", "rules")

    def __init__(self) -> None:
        self.below: dict[Token, _Node] = {}
        self.rules: list[tuple[int, Rule]] = []


class BodyRules:
    """The rules of one body.

    Args:
        rules: in the order of the file; of equal ones the first holds.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._top = _Node()
        self._are_none = not rules
        for number, rule in enumerate(rules):
            node = self._top
            for step in rule.path:
                node = node.below.setdefault(step, _Node())
            node.rules.append((number, rule))

    def at(self, path: tuple[str | int, ...]) -> Rule | None:
        """Return the rule that holds at a path; what a map says of each value goes before."""
        if self._are_none:
            return None
        above = self.exactly(path[:-1]) if path else None
        for matcher in above.matchers if above else ():
            nested = matcher.settings.get("rules")
            if matcher.kind == "eachValue" and isinstance(nested, list) and above:
                found = [matcher_of(item) for item in nested if isinstance(item, dict)]
                return Rule(
                    path, tuple(m for m in found if m), any_is_enough=False, place=above.place
                )
        return self._best(path)

    def exactly(self, path: tuple[str | int, ...]) -> Rule | None:
        """Return the rule at a path itself."""
        here = [found for found in self._reaching(path) if len(found[1].path) == len(path)]
        best = max(here, key=lambda found: (weight(found[1].path, path), -found[0]), default=None)
        return best[1] if best else None

    def _best(self, path: tuple[str | int, ...]) -> Rule | None:
        """Return a path's own rule, else one from above that reaches it."""
        weighed = [
            (weight(rule.path, path) * len(rule.path or (0,)), len(rule.path), -number, rule)
            for number, rule in self._reaching(path)
            if len(rule.path) == len(path) or reaches_down(rule)
        ]
        return max(weighed, key=lambda found: found[:3])[3] if weighed else None

    def _reaching(self, path: tuple[str | int, ...]) -> Iterator[tuple[int, Rule]]:
        """Yield the rules whose paths fit the beginning of a path."""
        nodes = [self._top]
        yield from self._top.rules
        for step in path:
            nodes = [node.below[key] for node in nodes for key in (step, None) if key in node.below]
            if not nodes:
                return
            for node in nodes:
                yield from node.rules

    # ------------------------------------------------------------------ what rules say

    def keys_vary(self, path: tuple[str | int, ...]) -> bool:
        """Return whether the names of an object's members are examples."""
        rule = self.exactly(path)
        return rule is not None and any(m.kind in _KEYS_VARY for m in rule.matchers)

    def bounds(self, path: tuple[str | int, ...]) -> Bounds:
        """Return how many items the rule at a list demands."""
        low, high = 0, float("inf")
        rule = self.exactly(path)
        for matcher in rule.matchers if rule else ():
            least, most = matcher.settings.get("min"), matcher.settings.get("max")
            low = max(low, least) if isinstance(least, int) else low
            high = min(high, most) if isinstance(most, int) else high
            if matcher.kind == "notEmpty":
                low = max(low, 1)
        return Bounds(low, high)

    def variants(self, path: tuple[str | int, ...]) -> Variants | None:
        """Return which items `arrayContains` asks for, each with its own rules."""
        rule = self.exactly(path)
        for matcher in rule.matchers if rule else ():
            listed = matcher.settings.get("variants")
            if matcher.kind == "arrayContains" and isinstance(listed, list) and rule:
                return dict(_variant(raw, number, rule) for number, raw in enumerate(listed))
        return None


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

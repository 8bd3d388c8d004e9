"""Matching rules and generators of a Pact file, and which of them holds at a place.

Source: Pact specification, version 2, "Matching rules", version 3, "Matching rules format" and
"Generators", version 4; the choice among several rules as version 2, "Selecting the matcher":
a name or an index that is met counts twice as much as a `*`, longer paths go before shorter ones.
"""

import re
from collections.abc import Iterable, Iterator
from math import prod
from typing import Any

from planner.model.pact import Matcher, Part, Rule, Rules, Token
from planner.model.problem import Problem
from planner.model.source import Place

_STEP = re.compile(
    r"""\.(?P<star>\*) | \.(?P<name>[^.\[\]]+)
      | \[(?P<index>\d+)\] | \[(?P<all>\*)\]
      | \['(?P<quoted>[^']*)'\] | \["(?P<other>[^"]*)"\]""",
    re.VERBOSE,
)
_GROUPS = {
    "body": Part.BODY,
    "header": Part.HEADER,
    "headers": Part.HEADER,
    "path": Part.PATH,
    "query": Part.QUERY,
    "method": Part.METHOD,
    "status": Part.STATUS,
    "metadata": Part.METADATA,
    "content": Part.BODY,
    "contents": Part.BODY,
}
_WHOLE = frozenset({Part.PATH, Part.STATUS, Part.METHOD})
"""Parts that are one value: their rules have no path."""
NOT_INHERITED = frozenset({"values", "eachKey", "eachValue", "arrayContains", "contentType"})
"""Matchers that say nothing about what is below them by their place alone."""


def parse_path(text: str) -> tuple[Token, ...] | None:
    """Return the steps of a JSONPath of a rule below its `$`; None if it is none."""
    if not text.startswith("$"):
        return None
    steps: list[Token] = []
    at = 1
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None:
            return None
        steps.append(_token(found))
        at = found.end()
    return tuple(steps)


def _token(found: re.Match[str]) -> Token:
    if found["star"] or found["all"]:
        return None
    if found["index"]:
        return int(found["index"])
    return next(found[name] for name in ("name", "quoted", "other") if found[name] is not None)


def read_rules(raw: Any, generators: Any, place: Place, problems: list[Problem]) -> Rules:  # noqa: ANN401  raw document
    """Return the rules and generators of a request, a response or a message.

    Args:
        raw: what stands under `matchingRules`, in the form of any version.
        generators: what stands under `generators`.
        place: of what they belong to.
        problems: receives what can't be read.
    """
    rules: dict[Part, list[Rule]] = {}
    where = place.at("matchingRules")
    for part, rule in _rules(raw, where, problems):
        rules.setdefault(part, []).append(rule)
    made: dict[Part, list[tuple[Token, ...]]] = {}
    for part, path in _generated(generators):
        made.setdefault(part, []).append(path)
    return Rules(
        {part: tuple(found) for part, found in rules.items()},
        {part: tuple(found) for part, found in made.items()},
    )


def _rules(raw: Any, place: Place, problems: list[Problem]) -> Iterator[tuple[Part, Rule]]:  # noqa: ANN401
    if raw is None:
        return
    if not isinstance(raw, dict):
        problems.append(_bad(place, "`matchingRules` is not a mapping"))
        return
    for key, value in raw.items():
        here = place.at(key)
        if key.startswith("$"):
            yield from _flat(key, value, here, problems)
        elif key in _GROUPS:
            yield from _grouped(_GROUPS[key], value, here, problems)
        else:
            problems.append(_bad(here, f"there are no matching rules about `{key}`"))


def _flat(
    key: str,
    value: Any,  # noqa: ANN401  raw document
    place: Place,
    problems: list[Problem],
) -> Iterator[tuple[Part, Rule]]:
    """Yield a rule of version 2: `$.body.items[*].id` -> one matcher."""
    steps = parse_path(key)
    if not steps or not isinstance(steps[0], str) or steps[0] not in _GROUPS:
        problems.append(_bad(place, f"`{key}` is not a path that a matching rule can have"))
        return
    rule = _rule(steps[1:], value, place, problems)
    if rule:
        yield _GROUPS[steps[0]], rule


def _grouped(
    part: Part,
    value: Any,  # noqa: ANN401  raw document
    place: Place,
    problems: list[Problem],
) -> Iterator[tuple[Part, Rule]]:
    """Yield rules of version 3 on: path or name -> matchers."""
    if not isinstance(value, dict):
        problems.append(_bad(place, "matching rules are not a mapping"))
        return
    if part in _WHOLE and "matchers" in value:
        value, whole = {"$": value}, place
    else:
        whole = None
    for key, raw in value.items():
        here = whole or place.at(key)
        steps = _steps(part, key)
        if steps is None:
            problems.append(_bad(here, f"`{key}` is not a path that a matching rule can have"))
            continue
        rule = _rule(steps, raw, here, problems)
        if rule:
            yield part, rule


def _steps(part: Part, key: str) -> tuple[Token, ...] | None:
    """Return the path of a rule; headers and query parameters have names, maybe an index."""
    if key == "" and part in {Part.PATH, Part.STATUS}:
        return ()
    if part in {Part.HEADER, Part.QUERY, Part.METADATA} and not key.startswith("$"):
        name, _, index = key.partition("[")
        digits = index.rstrip("]")
        return (name, int(digits)) if index and digits.isdigit() else (name,)
    return parse_path(key)


def _rule(steps: tuple[Token, ...], raw: Any, place: Place, problems: list[Problem]) -> Rule | None:  # noqa: ANN401
    if not isinstance(raw, dict):
        problems.append(_bad(place, "a matching rule is not a mapping"))
        return None
    listed = raw.get("matchers", [raw])
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        problems.append(_bad(place, "`matchers` is not a list of mappings"))
        return None
    matchers = [matcher_of(item) for item in listed]
    return Rule(steps, tuple(m for m in matchers if m), raw.get("combine") == "OR", place)


def matcher_of(raw: dict[str, Any]) -> Matcher | None:
    """Return a matcher; version 2 leaves its name out where a regex or bounds tell it."""
    kind = raw.get("match")
    settings = {key: value for key, value in raw.items() if key != "match"}
    if isinstance(kind, str):
        return Matcher(kind, settings)
    if "regex" in raw:
        return Matcher("regex", settings)
    if "min" in raw or "max" in raw:
        return Matcher("type", settings)
    found = next((key for key in ("timestamp", "datetime", "date", "time") if key in raw), None)
    return Matcher(found, settings) if found else None


def _generated(raw: Any) -> Iterator[tuple[Part, tuple[Token, ...]]]:  # noqa: ANN401  raw document
    if not isinstance(raw, dict):
        return
    for key, value in raw.items():
        if key.startswith("$"):  # as old version 3 writers of messages do
            steps = parse_path(key)
            if steps and steps[0] in _GROUPS:
                yield _GROUPS[str(steps[0])], steps[1:]
        elif key in _GROUPS and isinstance(value, dict):
            part = _GROUPS[key]
            paths = [()] if "type" in value and part in _WHOLE else map(_path_in(part), value)
            yield from ((part, path) for path in paths if path is not None)


def _path_in(part: Part) -> Any:  # noqa: ANN401  a function
    return lambda key: _steps(part, key)


def _bad(place: Place, message: str) -> Problem:
    return Problem("bad-matching-rule", message, place, "write it as the Pact specification says")


# ---------------------------------------------------------------------- choice


def named_rule(rules: Iterable[Rule], name: str) -> Rule | None:
    """Return the rule of a header or a metadata value; names of headers have no case."""
    own = (rule for rule in rules if rule.path and str(rule.path[0]).lower() == name.lower())
    return next(own, None)


def exact_rule(rules: Iterable[Rule], path: tuple[Token, ...]) -> Rule | None:
    """Return the rule at a path itself."""
    here = [rule for rule in rules if len(rule.path) == len(path) and weight(rule.path, path)]
    return max(here, key=lambda rule: weight(rule.path, path), default=None)


def weight(rule: tuple[Token, ...], path: tuple[Token, ...]) -> int:
    """Return how well a rule's path fits the beginning of a path; 0 if it does not."""
    if len(rule) > len(path):
        return 0
    return 2 * prod(
        2 if step == there else int(step is None) for step, there in zip(rule, path, strict=False)
    )


def reaches_down(rule: Rule) -> bool:
    """Return whether a rule says something about what is below its path."""
    return any(matcher.kind not in NOT_INHERITED for matcher in rule.matchers)

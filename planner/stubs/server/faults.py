"""What goes wrong on purpose: latency and faults, drawn by a seed."""

import re
from functools import partial
from random import Random
from typing import Final, Literal, NamedTuple, Protocol, get_args

from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.stubs.server.types import Call, Effect, ServerOptions

LONGEST = 60.0
"""Seconds; no answer is held back longer, whatever a request prefers."""
DRIP_RATE = 100
"""Bytes a second at which a dripping body comes."""

Kind = Literal["status", "reset", "truncate", "drip"]
_LOWEST_ERROR, _HIGHEST_ERROR = 400, 599
_BREAKS: Final = ("reset", "truncate", "drip")
_TIME = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s)?", re.ASCII)
_RATE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(%?)", re.ASCII)


class Latency(Protocol):
    """How long answers take."""

    def __call__(self, random: Random, /) -> float:
        """Return seconds."""


class FaultRule(NamedTuple):
    """One kind of fault and how often it happens.

    Args:
        kind: what happens.
        rate: share of the calls, 0 to 1.
        status: of the answer, if the kind is a status.
        operation: only calls of this one; empty: of all.
    """

    kind: Kind
    rate: float
    status: int = 0
    operation: str = ""


class SeededFaults:
    """Draws what happens to each answer.

    The n-th call of an operation meets the same fault in every run, whatever other operations are
    called in between.

    Args:
        latency: None: none.
        rules: tried in this order; the first that strikes is the one.
        seed: of the draws.
    """

    def __init__(self, latency: Latency | None, rules: tuple[FaultRule, ...], seed: int) -> None:
        self._latency = latency
        self._rules = rules
        self._seed = seed
        self._randoms: dict[tuple[str, str], Random] = {}

    def effect(self, call: Call) -> Effect | None:
        """Return what happens to the answer of a call; None: nothing."""
        if self._latency is None and not self._rules:
            return None
        random = self._random(call)
        delay = min(self._latency(random), LONGEST) if self._latency else 0.0
        rule = self._struck(random, call.operation)
        if rule is None:
            return Effect(delay) if delay else None
        return _effect(rule, delay)

    def reset(self) -> None:
        """Begin again: the same calls meet the same faults as after the start."""
        self._randoms.clear()

    def _random(self, call: Call) -> Random:
        mount = f"{call.mount.prefix} {call.mount.bundle['contract']}" if call.mount else ""
        key = (mount, call.operation)
        random = self._randoms.get(key)
        if random is None:
            # seeded with a text, which is hashed alike in every process
            random = Random(f"{self._seed} {mount} {call.operation}")  # noqa: S311  no secret
            self._randoms[key] = random
        return random

    def _struck(self, random: Random, operation: str) -> FaultRule | None:
        """Return the first rule that strikes; each draws, so that none shifts the others."""
        found = None
        for rule in self._rules:
            if rule.operation and rule.operation != operation:
                continue
            is_struck = random.random() < rule.rate
            if is_struck and found is None:
                found = rule
        return found


def _effect(rule: FaultRule, delay: float) -> Effect:
    match rule.kind:
        case "status":
            return Effect(delay, status=rule.status)
        case "drip":
            return Effect(delay, rate=DRIP_RATE)
        case kind:
            return Effect(delay, break_off=kind)


def fault_plan(options: ServerOptions) -> SeededFaults:
    """Return the faults that options ask for.

    Raises:
        InputError: a latency or a fault can't be read; all are told at once.
    """
    problems: list[Problem] = []
    latency: Latency | None = None
    rules: list[FaultRule] = []
    if options.latency:
        try:
            latency = parsed_latency(options.latency)
        except InputError as error:
            problems += error.problems
    for text in options.faults:
        try:
            rules.append(parsed_fault(text))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return SeededFaults(latency, tuple(rules), options.seed)


def parsed_latency(text: str) -> Latency:
    """Return how long answers take.

    Args:
        text: `50ms` or `0.5s`: always as long; `20..80ms`: any time between, all as likely;
            `50~10ms`: normal distribution with this mean and standard deviation, never below 0.

    Raises:
        InputError: it is none of these.
    """
    for sign, distribution in (("..", _uniform), ("~", _normal)):
        first, found, second = text.partition(sign)
        if found:
            return distribution(*_seconds_of(first, second, text))
    seconds = _seconds(text, "")
    if seconds is None:
        raise _unreadable_latency(text)
    return partial(_fixed, seconds)


def _fixed(seconds: float, _: Random) -> float:
    return seconds


def _uniform(low: float, high: float) -> Latency:
    return lambda random: random.uniform(low, high)


def _normal(mean: float, deviation: float) -> Latency:
    return lambda random: max(0.0, random.gauss(mean, deviation))


def _seconds_of(first: str, second: str, text: str) -> tuple[float, float]:
    """Return two times; the unit of the second holds for both where the first has none."""
    unit = second.lstrip("0123456789.")
    times = _seconds(first, unit), _seconds(second, "")
    if times[0] is None or times[1] is None:
        raise _unreadable_latency(text)
    return times[0], times[1]


def _seconds(text: str, unit: str) -> float | None:
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    factor = {"ms": 0.001, "s": 1.0}.get(found[2] or unit)
    seconds = float(found[1]) * factor if factor else None
    return None if seconds is None or seconds > LONGEST else seconds


def _unreadable_latency(text: str) -> InputError:
    return InputError.single(
        "bad-latency",
        f"`{text}` is no latency",
        hint=f"write `50ms`, `20..80ms` or `50~10ms` (mean and deviation), {LONGEST:g}s at most",
    )


def parsed_fault(text: str) -> FaultRule:
    """Return a fault rule.

    Args:
        text: `503=5%`, `reset=0.01`, `truncate=1%`, `drip=10%`; with `OPERATION:` before it, only
            for calls of that operation.

    Raises:
        InputError: it is none of these.
    """
    what, _, often = text.rpartition("=")
    operation, _, kind = what.rpartition(":")
    rate = _rate(often)
    if rate is not None and kind in _BREAKS:
        return FaultRule(_kind(kind), rate, operation=operation)
    if rate is not None and _is_error_status(kind):
        return FaultRule("status", rate, int(kind), operation)
    raise InputError.single(
        "bad-fault",
        f"`{text}` is no fault",
        hint="write `503=5%` (a status from 400 to 599), `reset=1%`, `truncate=1%` or `drip=10%`",
    )


def _kind(text: str) -> Kind:
    return next(kind for kind in get_args(Kind) if kind == text)


def _is_error_status(text: str) -> bool:
    is_number = text.isascii() and text.isdigit() and len(text) == len("503")
    return is_number and _LOWEST_ERROR <= int(text) <= _HIGHEST_ERROR


def _rate(text: str) -> float | None:
    """Return a share of all calls from `5%` or `0.05`."""
    found = _RATE.fullmatch(text.strip())
    if not found:
        return None
    rate = float(found[1]) / (100 if found[2] else 1)
    return rate if rate <= 1 else None

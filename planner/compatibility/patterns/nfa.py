"""Instructions -> a nondeterministic automaton.

Source: K. Thompson, "Regular Expression Search Algorithm", CACM 11(6), 1968, with two changes:
a character is one state (its outgoing edges are taken after the character is read), and bounded
repeats are unrolled by copying the states of their item, which stand side by side.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from planner.compatibility.patterns.charsets import CharSet
from planner.compatibility.patterns.errors import TooLargeError
from planner.compatibility.patterns.instructions import (
    ANYTHING,
    EDGE,
    Chars,
    Choose,
    Guard,
    Instruction,
    Join,
    LookAhead,
    Program,
    Repeat,
)
from planner.compatibility.patterns.parsing import parse

_Label: TypeAlias = Chars | Guard | LookAhead | None


@dataclass(frozen=True, slots=True)
class Reads:
    """A state that takes one character.

    Args:
        place: the index of its set among those of the automaton.
    """

    place: int


@dataclass(frozen=True, slots=True)
class Looks:
    """A state that asks for a lookahead.

    Args:
        place: its index among those of the automaton.
    """

    place: int


Demand: TypeAlias = Reads | Guard | Looks | None
"""What passing a state takes: a character, a condition on the position, or nothing."""


@dataclass(frozen=True, slots=True)
class Nfa:
    """A nondeterministic automaton; states are numbered from 0.

    Args:
        demands: what each state demands.
        targets: where one may go once the demand is met.
        start: the first state.
        final: the state that says yes.
        looks: the lookaheads.
        sees_words: whether it asks for word boundaries, here or in a lookahead.
        charsets: the sets of characters that its own states take.
    """

    demands: tuple[Demand, ...]
    targets: tuple[tuple[int, ...], ...]
    start: int
    final: int
    looks: tuple["Look", ...]
    sees_words: bool
    charsets: tuple[CharSet, ...]

    def all_charsets(self) -> Iterator[CharSet]:
        """Yield the sets of characters of the automaton and of its lookaheads."""
        yield from self.charsets
        for look in self.looks:
            yield from look.nfa.all_charsets()


@dataclass(frozen=True, slots=True)
class Look:
    """A lookahead.

    Args:
        negative: whether it holds where there is no match.
        nfa: what it matches, from where it stands.
    """

    negative: bool
    nfa: Nfa


@lru_cache(maxsize=64)
def compile_pattern(pattern: str, limit: int) -> Nfa:
    """Return the automaton of a pattern.

    Args:
        pattern: an ECMA-262 regular expression.
        limit: the greatest number of states.

    Raises:
        PatternError: invalid, unsupported, or larger than the limit.
    """
    return compile_program(parse(pattern), limit)


def compile_program(program: Program, limit: int) -> Nfa:
    """Return the automaton of a parsed pattern.

    Raises:
        TooLargeError: more than `limit` states, those of lookaheads included.
    """
    builder = _Builder(limit)
    for instruction in program:
        builder.add(instruction)
    part = builder.parts.pop()
    final = builder.new_state(None)
    builder.targets[part.leave].append(final)
    labels = builder.labels
    # Copies share their label, so each label is looked at once, by its identity.
    distinct = {id(label): label for label in labels}
    reading = _Numbering[CharSet]()
    looking = _Numbering[LookAhead]()
    demands = {key: _demand(label, reading, looking) for key, label in distinct.items()}
    looks = tuple(
        Look(look.negative, compile_program(look.body, limit - len(labels)))
        for look in looking.numbers
    )
    return Nfa(
        tuple(demands[id(label)] for label in labels),
        tuple(_shortcut(labels, builder.targets)),
        part.enter,
        final,
        looks,
        any(map(_asks_for_word, distinct.values())) or any(look.nfa.sees_words for look in looks),
        tuple(reading.numbers),
    )


_Item = TypeVar("_Item", bound=Hashable)


@dataclass(slots=True)
class _Numbering(Generic[_Item]):
    """Numbers things from 0 in the order in which they are first seen."""

    numbers: dict[_Item, int] = field(default_factory=dict)

    def number(self, item: _Item) -> int:
        return self.numbers.setdefault(item, len(self.numbers))


def _demand(label: _Label, reading: _Numbering[CharSet], looking: _Numbering[LookAhead]) -> Demand:
    if isinstance(label, Chars):
        return Reads(reading.number(label.charset))
    if isinstance(label, LookAhead):
        return Looks(looking.number(label))
    return label


def _shortcut(labels: list[_Label], targets: list[list[int]]) -> Iterator[tuple[int, ...]]:
    """Yield the targets of each state, led past states that demand nothing and have one target.

    Deep nesting makes long chains of these; without the shortcut each is walked again and again.
    """
    ends = list(range(len(labels)))
    for first in range(len(labels)):
        state, chain = first, []
        # This ends: a loop always has a state with a second target, the way out.
        while ends[state] == state and labels[state] is None and len(targets[state]) == 1:
            chain.append(state)
            state = targets[state][0]
        for link in chain:
            ends[link] = ends[state]
    for following in targets:
        yield tuple(dict.fromkeys(ends[target] for target in following))


def _asks_for_word(label: _Label) -> bool:
    if not isinstance(label, Guard):
        return False
    sides = (label.before, label.after)
    return any(side not in (EDGE, ANYTHING) for side in sides)


class _Part(NamedTuple):
    """A piece under construction: states `low` up to `high`; `leave` has no way out yet."""

    low: int
    high: int
    enter: int
    leave: int


@dataclass(slots=True)
class _Builder:
    limit: int
    labels: list[_Label] = field(default_factory=list)
    targets: list[list[int]] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)

    def add(self, instruction: Instruction) -> None:
        match instruction:
            case Join(count):
                self._join(count)
            case Choose(count):
                self._choose(count)
            case Repeat(least, most):
                self._repeat(least, most)
            case _:
                state = self.new_state(instruction)
                self.parts.append(_Part(state, state + 1, state, state))

    def new_state(self, label: _Label, *targets: int) -> int:
        if len(self.labels) >= self.limit:
            raise TooLargeError(f"needs more than {self.limit} states")
        self.labels.append(label)
        self.targets.append(list(targets))
        return len(self.labels) - 1

    def _take_parts(self, count: int) -> list[_Part]:
        split = len(self.parts) - count
        taken = self.parts[split:]
        del self.parts[split:]
        return taken

    def _finish(self, low: int, enter: int, leave: int) -> None:
        self.parts.append(_Part(low, len(self.labels), enter, leave))

    def _join(self, count: int) -> None:
        if count == 0:
            state = self.new_state(None)
            self._finish(state, state, state)
            return
        parts = self._take_parts(count)
        self._link(parts)
        self._finish(parts[0].low, parts[0].enter, parts[-1].leave)

    def _link(self, parts: list[_Part]) -> None:
        for first, second in pairwise(parts):
            self.targets[first.leave].append(second.enter)

    def _choose(self, count: int) -> None:
        parts = self._take_parts(count)
        enter = self.new_state(None, *(part.enter for part in parts))
        leave = self.new_state(None)
        for part in parts:
            self.targets[part.leave].append(leave)
        self._finish(parts[0].low, enter, leave)

    def _repeat(self, least: int, most: int | None) -> None:
        [part] = self._take_parts(1)
        copies = self._copy(part, max(least, 1) if most is None else most)
        self._link(copies)
        leave = self.new_state(None)
        enter = self.new_state(None, *(copy.enter for copy in copies[:1]))
        for copy in copies[max(least, 1) - 1 :]:
            self.targets[copy.leave].append(leave)
        if most is None:
            self.targets[copies[-1].leave].append(copies[-1].enter)
        if least == 0:
            self.targets[enter].append(leave)
        self._finish(part.low, enter, leave)

    def _copy(self, part: _Part, count: int) -> list[_Part]:
        """Return `part` and copies of it, `count` in all; none of them is linked yet."""
        size = part.high - part.low
        if len(self.labels) + size * (count - 1) > self.limit:
            raise TooLargeError(f"needs more than {self.limit} states")
        copies = [part] if count else []
        for _ in range(1, count):
            shift = len(self.labels) - part.low
            self.labels.extend(self.labels[part.low : part.high])
            self.targets.extend(
                [target + shift for target in targets]
                for targets in self.targets[part.low : part.high]
            )
            copies.append(_Part(*(place + shift for place in part)))
        return copies

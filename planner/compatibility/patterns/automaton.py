r"""One pattern as a deterministic automaton whose states are made when they are first reached.

Source: M. O. Rabin and D. Scott, "Finite Automata and Their Decision Problems", IBM Journal
3(2), 1959 (subset construction). Added here, each decided by the position in the text alone:

- A guard (`^`, `$`, `\b`) that asks for the next character stays in the subset until that
  character, or the end, is known.
- A lookahead becomes a duty of the threads that passed it: the state of its own deterministic
  automaton, which then reads along. That automaton says yes for good, no for good, or not yet,
  so a negative lookahead costs no more than a positive one.
- A search may start anywhere: the first states are added again after every character.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from planner.compatibility.patterns.alphabet import Alphabet
from planner.compatibility.patterns.errors import TooLargeError
from planner.compatibility.patterns.instructions import (
    ANYTHING,
    EDGE,
    OTHER_CHARACTER,
    WORD_CHARACTER,
    Guard,
    Sides,
)
from planner.compatibility.patterns.nfa import Nfa, Reads

NEVER, ALWAYS = 0, 1
"""The states from which no text, or every text, leads to a match."""

Duty: TypeAlias = tuple[int, int]
"""A lookahead of the pattern, and the state of its automaton."""

Duties: TypeAlias = frozenset[Duty]
Thread: TypeAlias = tuple[int, Duties]

_NO_DUTIES: Duties = frozenset()


@dataclass(slots=True)
class Meter:
    """Counts down the steps that a question may take.

    Args:
        left: how many remain.
    """

    left: int

    def spend(self, steps: int) -> None:
        """Take some steps.

        Raises:
            TooLargeError: there are not so many left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooLargeError("takes too many steps to decide")


@dataclass(slots=True)
class _State:
    """A subset of threads.

    Args:
        before: what stands before the position.
        threads: where the match may be; the order does not matter.
        waits: whether a thread stands before a guard.
        mask: the sets of characters that the next step distinguishes.
        moves: the next state, by the masked signature of the character.
    """

    before: Sides
    threads: tuple[Thread, ...]
    waits: bool
    mask: int
    moves: dict[int, int] = field(default_factory=dict)


class Automaton:
    """A pattern, or the inside of a lookahead, for the characters of one question.

    Args:
        nfa: the pattern.
        alphabet: the characters of the question.
        meter: the steps that are left to the question.
        anywhere: whether a match may start at any position, or only where the automaton starts.
    """

    def __init__(self, nfa: Nfa, alphabet: Alphabet, meter: Meter, *, anywhere: bool) -> None:
        self._nfa = nfa
        self.alphabet = alphabet
        self._meter = meter
        self._anywhere = anywhere
        self._looks = [Automaton(look.nfa, alphabet, meter, anywhere=False) for look in nfa.looks]
        bits = [alphabet.bits[charset] for charset in nfa.charsets]
        self._bits = [
            bits[demand.place] if isinstance(demand, Reads) else 0 for demand in nfa.demands
        ]
        self._words_mask = self._all_bits() if nfa.sees_words else 0
        self._states = [_State(OTHER_CHARACTER, (), waits=False, mask=0) for _ in (NEVER, ALWAYS)]
        self._numbers: dict[tuple[Sides, frozenset[Thread]], int] = {}
        self._first: dict[Sides, tuple[Thread, ...]] = {}
        self._onward: dict[tuple[int, Sides], tuple[Thread, ...]] = {}

    def initial(self, before: Sides = EDGE) -> int:
        """Return the state at a position, nothing read yet."""
        return self._number(before, set(self._enter(before)))

    def mask(self, state: int) -> int:
        """Return the sets of characters that a step from `state` distinguishes."""
        return self._states[state].mask

    def step(self, state: int, signature: int) -> int:
        """Return the state after one more character.

        Raises:
            TooLargeError: no steps are left.
        """
        origin = self._states[state]
        key = signature & origin.mask
        following = origin.moves.get(key)
        if following is None:
            following = self._move(state, signature)
            origin.moves[key] = following
        return following

    def accepts(self, state: int) -> bool:
        """Say whether there is a match if the text ends here."""
        if state in (NEVER, ALWAYS):
            return state == ALWAYS
        return any(
            node == self._nfa.final and all(self._is_kept_at_end(duty) for duty in duties)
            for node, duties in self._settle(self._states[state], EDGE)
        )

    def _is_kept_at_end(self, duty: Duty) -> bool:
        look, state = duty
        return self._looks[look].accepts(state) != self._nfa.looks[look].negative

    def _move(self, state: int, signature: int) -> int:
        if state in (NEVER, ALWAYS):
            return state
        side = self.alphabet.side(signature) if self._nfa.sees_words else OTHER_CHARACTER
        threads = self._settle(self._states[state], side)
        result: set[Thread] = set()
        for node, duties in threads:
            if node == self._nfa.final:
                onward: tuple[Thread, ...] = ((node, _NO_DUTIES),)
            elif self._bits[node] & signature:
                onward = self._leave(node, side)
            else:
                continue
            self._meter.spend(1 + len(onward))
            result.update(self._with_duties(onward, duties, signature) if duties else onward)
        if self._anywhere:
            result.update(self._enter(side))
        self._meter.spend(len(threads))
        return self._number(side, result)

    def _with_duties(
        self, threads: tuple[Thread, ...], duties: Duties, signature: int
    ) -> list[Thread]:
        kept: set[Duty] = set()
        for look, state in duties:
            following = self._looks[look].step(state, signature)
            if following in (NEVER, ALWAYS):
                if (following == ALWAYS) == self._nfa.looks[look].negative:
                    return []
            else:
                kept.add((look, following))
        self._meter.spend(len(duties) + len(threads) * len(kept))
        return [(node, others | kept) for node, others in threads]

    def _number(self, before: Sides, threads: set[Thread]) -> int:
        if (self._nfa.final, _NO_DUTIES) in threads:
            return ALWAYS
        if not threads and not self._may_begin_later():
            return NEVER
        key = (before, frozenset(threads))
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._states)
            waits = any(isinstance(self._nfa.demands[node], Guard) for node, _ in threads)
            self._states.append(_State(before, tuple(threads), waits, self._mask_of(threads)))
        return number

    def _may_begin_later(self) -> bool:
        """Say whether a match may begin after the start of the text: `^` alone does not."""
        return self._anywhere and any(map(self._enter, (WORD_CHARACTER, OTHER_CHARACTER)))

    def _mask_of(self, threads: set[Thread]) -> int:
        mask = self._words_mask
        for node, duties in threads:
            mask |= self._bits[node]
            for look, state in duties:
                mask |= self._looks[look].mask(state)
        return mask

    def _all_bits(self) -> int:
        """Return every set in use: a guard that waits may bring any of them into play."""
        bits = self.alphabet.word_bit
        for charset in self._nfa.all_charsets():
            bits |= self.alphabet.bits[charset]
        return bits

    def _settle(self, state: _State, after: Sides) -> Sequence[Thread]:
        """Return the threads once the waiting guards know what comes next."""
        if not state.waits:
            return state.threads
        settled: list[Thread] = []
        waiting = list(state.threads)
        seen = set(waiting)
        while waiting:
            node, duties = waiting.pop()
            demand = self._nfa.demands[node]
            if not isinstance(demand, Guard):
                settled.append((node, duties))
                continue
            if not demand.after & after:
                continue
            for target, others in self._leave(node, state.before):
                thread = (target, duties | others)
                if thread not in seen:
                    seen.add(thread)
                    waiting.append(thread)
        self._meter.spend(len(seen))
        return settled

    def _enter(self, before: Sides) -> tuple[Thread, ...]:
        """Return where a match may begin."""
        if before not in self._first:
            self._first[before] = self._explore((self._nfa.start,), before)
        return self._first[before]

    def _leave(self, node: int, before: Sides) -> tuple[Thread, ...]:
        """Return where a thread may go on once the demand of its state is met."""
        key = (node, before)
        onward = self._onward.get(key)
        if onward is None:
            onward = self._onward[key] = self._explore(self._nfa.targets[node], before)
        return onward

    def _explore(self, nodes: tuple[int, ...], before: Sides) -> tuple[Thread, ...]:
        """Return the threads that are reached without reading, as far as `before` can tell."""
        reached: list[Thread] = []
        waiting: list[Thread] = [(node, _NO_DUTIES) for node in nodes]
        seen = set(waiting)
        while waiting:
            node, duties = thread = waiting.pop()
            demand = self._nfa.demands[node]
            if isinstance(demand, Reads) or node == self._nfa.final:
                reached.append(thread)
                continue
            if isinstance(demand, Guard):
                if not demand.before & before:
                    continue
                if demand.after != ANYTHING:
                    reached.append(thread)
                    continue
            elif demand:
                duty = self._new_duty(demand.place, before)
                if duty is None:
                    continue
                duties |= duty
            onward = [(target, duties) for target in self._nfa.targets[node]]
            waiting += [other for other in onward if other not in seen]
            seen.update(onward)
        self._meter.spend(len(seen))
        return tuple(reached)

    def _new_duty(self, look: int, before: Sides) -> Duties | None:
        """Return what a lookahead asks of the text to come; None if it fails whatever comes."""
        state = self._looks[look].initial(before)
        if state in (NEVER, ALWAYS):
            return None if (state == ALWAYS) == self._nfa.looks[look].negative else _NO_DUTIES
        return frozenset(((look, state),))

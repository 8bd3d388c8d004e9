"""The shortest text that some patterns match and others do not.

Method: breadth-first search of the product of the patterns' automata, those that must not match
taken as their complements. Layers of the search are lengths of the text, so bounds on the length
cost nothing extra. Characters are tried from the most readable on, so of all shortest texts the
first in that order is found, always the same one.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from planner.compatibility.patterns.alphabet import Alphabet, CharClass
from planner.compatibility.patterns.answers import Found, NoText, TextAnswer, Undecided
from planner.compatibility.patterns.automaton import ALWAYS, NEVER, Automaton, Meter
from planner.compatibility.patterns.errors import (
    PatternError,
    PatternSyntaxError,
    TooLargeError,
)
from planner.compatibility.patterns.nfa import Nfa, compile_pattern

BUDGET = 20_000
"""States of the product, and states of one pattern, that a question may have unless it says."""

LONGEST_TEXT = 100_000
"""Code points of the longest text that is written out."""

_STEPS_PER_STATE = 50
_LONGEST_QUOTE = 80

_Product: TypeAlias = tuple[int, ...]
_Layer: TypeAlias = dict[_Product, tuple[_Product, str]]
"""The states after one more character: where each was first reached from, and by which one."""


def find_text(
    *,
    matching: Sequence[str] = (),
    not_matching: Sequence[str] = (),
    min_length: int = 0,
    max_length: int | None = None,
    budget: int = BUDGET,
) -> TextAnswer:
    """Find the shortest text that every pattern of one list matches, and none of another.

    Patterns are ECMA-262 regular expressions that may match anywhere in the text. The text has
    no lone surrogates. The same question always has the same answer.

    Args:
        matching: patterns that must match.
        not_matching: patterns that must not match.
        min_length: fewest Unicode code points.
        max_length: most Unicode code points; None is no limit.
        budget: most states of the product, and of the automaton of each pattern. Steps are
            limited in proportion.

    Returns:
        The text; a proof that there is none; or the reason why neither was reached: an invalid
        pattern, a backreference, a lookbehind, a script property, or the budget.
    """
    if max_length is not None and max_length < max(min_length, 0):
        return NoText()
    wanted, problem = _compile_all(matching, budget)
    unwanted, other_problem = _compile_all(not_matching, budget)
    problem = problem or other_problem
    if set(matching) & set(not_matching) and not isinstance(problem, PatternSyntaxError):
        return NoText()
    try:
        search = _Search(wanted, unwanted, budget)
        answer = search.run(max(min_length, 0), max_length)
    except TooLargeError as error:
        answer = Undecided(f"the question {error.reason}")
    if problem and not isinstance(answer, NoText):
        return Undecided(problem.reason)
    return answer  # without the patterns that are not understood there is no text: a proof too


@lru_cache(maxsize=8192)
def matches(pattern: str, text: str) -> bool | None:
    """Say whether a pattern matches anywhere in a text.

    Args:
        pattern: an ECMA-262 regular expression.
        text: any text.

    Returns:
        None if the pattern is invalid or not decided, as for `find_text`.
    """
    try:
        nfa = compile_pattern(pattern, BUDGET)
        meter = Meter(BUDGET * _STEPS_PER_STATE)
        automaton = Automaton(nfa, _alphabet([nfa]), meter, anywhere=True)
        return _run(automaton, text)
    except PatternError:
        return None


def _run(automaton: Automaton, text: str) -> bool:
    state = automaton.initial()
    for signature in map(automaton.alphabet.signature, text):
        state = automaton.step(state, signature)
        if state in (NEVER, ALWAYS):
            break
    return automaton.accepts(state)


def _compile_all(patterns: Iterable[str], limit: int) -> tuple[list[Nfa], PatternError | None]:
    """Return the automata of those patterns that are understood, and the gravest problem."""
    compiled: list[Nfa] = []
    problems: list[PatternError] = []
    for pattern in dict.fromkeys(patterns):
        try:
            compiled.append(compile_pattern(pattern, limit))
        except PatternError as error:
            problems.append(type(error)(f"the pattern `{_shortened(pattern)}` {error.reason}"))
    problems.sort(key=lambda problem: not isinstance(problem, PatternSyntaxError))
    return compiled, next(iter(problems), None)


def _shortened(pattern: str) -> str:
    return pattern if len(pattern) <= _LONGEST_QUOTE else pattern[: _LONGEST_QUOTE - 1] + "…"


def _alphabet(automata: Sequence[Nfa]) -> Alphabet:
    sets = [charset for nfa in automata for charset in nfa.all_charsets()]
    return Alphabet(sets, sees_words=any(nfa.sees_words for nfa in automata))


@dataclass(slots=True)
class _Layers:
    """The layers of a search so far, one for each length of the text."""

    layers: list[_Layer] = field(default_factory=list)
    lengths: dict[frozenset[_Product], int] = field(default_factory=dict)

    def add(self, layer: _Layer, wanted_length: int) -> None:
        """Add a layer; where layers start to repeat, add all up to the wanted length at once."""
        states = frozenset(layer)
        earlier = self.lengths.setdefault(states, len(self.layers))
        self.layers.append(layer)
        missing = wanted_length + 1 - len(self.layers)
        period = len(self.layers) - 1 - earlier
        if period and missing > 0:
            if wanted_length > LONGEST_TEXT:
                raise TooLargeError(f"asks for a text of more than {LONGEST_TEXT} characters")
            cycle = self.layers[-period:]
            self.layers += (cycle * (missing // period + 1))[:missing]

    def text_to(self, product: _Product) -> str:
        """Return the text that leads to a state of the last layer."""
        characters: list[str] = []
        for layer in reversed(self.layers[1:]):
            product, character = layer[product]
            characters.append(character)
        return "".join(reversed(characters))


class _Search:
    def __init__(self, wanted: Sequence[Nfa], unwanted: Sequence[Nfa], budget: int) -> None:
        alphabet = _alphabet([*wanted, *unwanted])
        meter = Meter(budget * _STEPS_PER_STATE)
        self._automata = [
            Automaton(nfa, alphabet, meter, anywhere=True) for nfa in (*wanted, *unwanted)
        ]
        self._wanted = len(wanted)
        self._classes = alphabet.classes()
        self._budget = budget
        self._visited = 0

    def run(self, min_length: int, max_length: int | None) -> TextAnswer:
        """Return the answer for a range of lengths.

        Raises:
            TooLargeError: the budget is spent.
        """
        start = tuple(automaton.initial() for automaton in self._automata)
        layers = _Layers()
        layers.add({} if self._is_hopeless(start) else {start: (start, "")}, min_length)
        while layers.layers[-1] and len(layers.layers) <= min_length:
            layers.add(self._next_layer(layers.layers[-1], frozenset()), min_length)
        seen = set(layers.layers[-1])
        while layers.layers[-1]:
            goal = next(filter(self._is_goal, layers.layers[-1]), None)
            if goal is not None:
                return Found(layers.text_to(goal))
            if max_length is not None and len(layers.layers) > max_length:
                break
            layers.layers.append(self._next_layer(layers.layers[-1], seen))
            seen.update(layers.layers[-1])
        return NoText()

    def _next_layer(self, layer: _Layer, seen: AbstractSet[_Product]) -> _Layer:
        """Return what one more character reaches, apart from what was seen."""
        following: _Layer = {}
        for product in layer:
            for character, successor in self._successors(product):
                if successor not in following and successor not in seen:
                    following[successor] = (product, character)
        self._visited += len(following)
        if self._visited > self._budget:
            raise TooLargeError(f"has more than {self._budget} states")
        return following

    def _successors(self, product: _Product) -> Iterator[tuple[str, _Product]]:
        mask = 0
        for automaton, state in zip(self._automata, product, strict=True):
            mask |= automaton.mask(state)
        tried: set[int] = set()
        for char_class in self._classes:
            signature = char_class.signature & mask
            if signature not in tried:
                tried.add(signature)
                successor = self._step(product, char_class)
                if not self._is_hopeless(successor):
                    yield chr(char_class.code_point), successor

    def _step(self, product: _Product, char_class: CharClass) -> _Product:
        return tuple(
            automaton.step(state, char_class.signature)
            for automaton, state in zip(self._automata, product, strict=True)
        )

    def _is_hopeless(self, product: _Product) -> bool:
        wanted = self._wanted
        return NEVER in product[:wanted] or ALWAYS in product[wanted:]

    def _is_goal(self, product: _Product) -> bool:
        return all(
            automaton.accepts(state) == (place < self._wanted)
            for place, (automaton, state) in enumerate(zip(self._automata, product, strict=True))
        )

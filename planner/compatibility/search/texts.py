"""The solver of strings: lengths, patterns, formats, values left out."""

import re
from collections.abc import Sequence

from planner.compatibility.formats import EXAMPLES, TEXT_FORMATS, format_accepts
from planner.compatibility.search.answers import Answer, Found, NoValue, Undecided
from planner.compatibility.search.ways import Demand

_MOST_LEFT_OUT = 40
_LONGEST = 20_000


class _Wanted:
    def __init__(self, demands: Sequence[Demand]) -> None:
        self.matching: list[str] = []
        self.not_matching: list[str] = []
        self.shortest = 0
        self.longest: int | None = None
        self.left_out: set[str] = set()
        self.formats = {d.value for d in demands if d.keyword == "format" and d.holds}
        self.no_formats = {d.value for d in demands if d.keyword == "format" and not d.holds}
        for demand in demands:
            self._take(demand)

    def _take(self, demand: Demand) -> None:
        match demand.keyword, demand.holds:
            case "pattern", True:
                self.matching.append(demand.value)
            case "pattern", False:
                self.not_matching.append(demand.value)
            case ("minLength", True):
                self.shortest = max(self.shortest, demand.value)
            case ("maxLength", True):
                self._cap(demand.value)
            case ("minLength", False):
                self._cap(demand.value - 1)
            case ("maxLength", False):
                self.shortest = max(self.shortest, demand.value + 1)
            case "enum", False:
                self.left_out.update(item for item in demand.value if isinstance(item, str))
            case "const", False if isinstance(demand.value, str):
                self.left_out.add(demand.value)
            case _:
                pass

    def _cap(self, length: int) -> None:
        self.longest = length if self.longest is None else min(self.longest, length)

    def fits(self, text: str) -> bool:
        """Whether a text fits all that is decided."""
        if not (self.matching or self.not_matching or self.formats or self.no_formats):
            return text not in self.left_out and self._has_length(text)
        from planner.compatibility.patterns import matches  # noqa: PLC0415  see `_by_patterns`

        return (
            text not in self.left_out
            and self._has_length(text)
            and all(matches(pattern, text) for pattern in self.matching)
            and all(matches(pattern, text) is False for pattern in self.not_matching)
            and all(format_accepts(name, text) is not False for name in self.formats)
            and all(format_accepts(name, text) is False for name in self.no_formats)
        )

    def _has_length(self, text: str) -> bool:
        return len(text) >= self.shortest and (self.longest is None or len(text) <= self.longest)


def solve_text(demands: Sequence[Demand]) -> Answer:
    """Return a string that fits all demands."""
    wanted = _Wanted(demands)
    if wanted.formats & wanted.no_formats:
        return NoValue()
    if wanted.shortest > _LONGEST:
        if wanted.longest is not None and wanted.longest < wanted.shortest:
            return NoValue()
        return Undecided("only very long texts would do")
    for name in sorted(wanted.formats & EXAMPLES.keys()):
        if wanted.fits(EXAMPLES[name]):
            return Found(EXAMPLES[name])
    return _by_patterns(wanted)


def _by_patterns(wanted: _Wanted) -> Answer:
    """Return the shortest text; the automata are imported where a pattern is to be thought of."""
    shortest_text = "a" * wanted.shortest
    if not (wanted.matching or wanted.not_matching or wanted.formats or wanted.no_formats) and (
        wanted.fits(shortest_text)
    ):
        return Found(shortest_text)
    from planner.compatibility.patterns import Found as FoundText  # noqa: PLC0415  see above
    from planner.compatibility.patterns import NoText, find_text  # noqa: PLC0415  see above

    matching = [*wanted.matching, *_format_patterns(wanted.formats)]
    not_matching = [*wanted.not_matching, *_format_patterns(wanted.no_formats)]
    unknown = sorted((wanted.formats | wanted.no_formats) - TEXT_FORMATS.keys())
    shortest = wanted.shortest
    for _ in range(_MOST_LEFT_OUT):
        answer = find_text(
            matching=matching,
            not_matching=not_matching,
            min_length=shortest,
            max_length=wanted.longest,
        )
        if isinstance(answer, NoText):
            return _proved(wanted)
        if not isinstance(answer, FoundText):
            return Undecided(answer.reason)
        if answer.text not in wanted.left_out:
            if set(unknown) & wanted.no_formats:
                return Undecided(f"the format `{unknown[0]}` is not known")
            return Found(answer.text)
        not_matching.append(f"^{_quoted(answer.text)}$")
    return Undecided("too many values are left out")


def _proved(wanted: _Wanted) -> Answer:
    """Return that there is no text, unless a pattern stood for more than its format accepts."""
    loose = [n for n in wanted.no_formats if n in TEXT_FORMATS and not TEXT_FORMATS[n].is_exact]
    if loose:
        return Undecided(f"the format `{min(loose)}` is only known roughly")
    return NoValue()


def _format_patterns(names: set[str]) -> list[str]:
    return [TEXT_FORMATS[name].pattern for name in sorted(names) if name in TEXT_FORMATS]


def _quoted(text: str) -> str:
    return re.sub(r"([\\^$.|?*+()\[\]{}/-])", r"\\\1", text)

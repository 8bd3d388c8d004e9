"""What a change touches, for a terminal or a pipe."""

from collections.abc import Iterable, Sequence

from planner.model.plan import Hurt, Strength
from planner.model.views import ImpactView, Style
from planner.render._tables import Column, table
from planner.render._text import Look, Painted, clean, list_words, paint, section, wrap
from planner.render.impact._words import (
    batch_lines,
    chain,
    last_links,
    meanings,
    party_lines,
    through,
    title,
    verdict,
)

_LOOKS: dict[Strength, Look] = {
    Strength.HARD: "critical",
    Strength.SOFT: "warn",
    Strength.EVENT: "",
}


def render(view: ImpactView, style: Style) -> str:
    """Return who is hurt, strongest first, then what must be done again."""
    impact = view.impact
    head = paint(title(view), "bold", style) + "\n" + wrap(verdict(impact), style)
    means = meanings(impact)
    return "\n".join(
        [
            head + (wrap(f"({means})", style) if means else ""),
            section("Hurt directly", _direct(impact.direct, style), style)
            + section("Hurt through others", _transitive(impact.transitive, style), style)
            + "".join(_facts(view, style)),
        ]
    )


def _direct(hurts: Sequence[Hurt], style: Style) -> str:
    columns = [Column("SERVICE", whole=True), Column("TEAM"), Column("LINK"), Column("THROUGH")]
    return table(columns, [[*_who(hurt), through(hurt.links)] for hurt in hurts], style)


def _transitive(hurts: Sequence[Hurt], style: Style) -> str:
    columns = [
        Column("SERVICE", whole=True),
        Column("TEAM"),
        Column("CHAIN"),
        Column("PATH"),
        Column("LAST STEP"),
    ]
    rows = [[*_who(h), chain(h, style), through(last_links(h))] for h in hurts]
    return table(columns, rows, style)


def _who(hurt: Hurt) -> list[str]:
    strength = Painted(hurt.strength.value, _LOOKS[hurt.strength])
    return [hurt.service, hurt.team, strength]


def _facts(view: ImpactView, style: Style) -> list[str]:
    impact = view.impact
    facts = [
        ("Worth telling", impact.informed),
        ("Contracts", impact.contracts),
        ("Pass again", impact.gates),
    ]
    lines = _listed([("Must agree", party_lines(impact))])
    lines += [(name, list_words(map(clean, values))) for name, values in facts if values]
    lines += _listed(
        [
            ("Release again", batch_lines(impact)),
            ("Files", list(map(clean, impact.files))),
            ("Not known", list(map(clean, impact.notes))),
        ]
    )
    width = max(len(name) for name, _ in lines) + 2
    return [
        wrap(f"{name + ':' if name else '':{width}}{text}", style, " " * width)
        for name, text in lines
    ]


def _listed(lists: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[str, str]]:
    """Return what stands one a line."""
    return [
        (name if number == 0 else "", text)
        for name, lines in lists
        for number, text in enumerate(lines)
    ]

"""`plan explain` for people."""

from collections.abc import Iterator

from planner.model.style import Style
from planner.render._tables import Column, table
from planner.render._text import clean, paint, plural, wrap
from planner.render.diff.text import LOOKS
from planner.render.explain._view import (
    AnyRule,
    ExplainView,
    Family,
    effect_text,
    example_sides,
    facts_of,
    practice_text,
    severity_of,
)


def render(view: ExplainView, style: Style) -> str:
    """Return what a rule means, or a list of rules or families."""
    if view.rule:
        return _rule(view.rule, style)
    if view.lists_rules:
        return "".join(_listed(family, style) for family in view.families)
    return _families(view, style)


def _families(view: ExplainView, style: Style) -> str:
    columns = [Column("Family", whole=True), Column("Rules", right=True), Column("For example")]
    rows = [[f.name, str(len(f.rules)), f.sample] for f in view.families]
    total = sum(len(family.rules) for family in view.families)
    said = f"{plural(total, 'rule')} in {plural(len(view.families), 'family', 'families')}. "
    hint = "`plan explain FAMILY` lists the rules of one, `plan explain RULE` explains one."
    return table(columns, rows, style) + "\n" + wrap(said + hint, style)


def _listed(family: Family, style: Style) -> str:
    columns = [Column("Rule", whole=True), Column("Severity"), Column("What")]
    rows = [[rule.id, severity_of(rule).value, rule.title] for rule in family.rules]
    return f"{paint(clean(family.name), 'head', style)}\n{table(columns, rows, style)}\n"


def _rule(rule: AnyRule, style: Style) -> str:
    severity = paint(severity_of(rule), LOOKS[severity_of(rule)], style)
    parts = [
        f"{paint(rule.id, 'bold', style)}: {severity}\n",
        wrap(rule.title, style) + "\n",
        *(wrap(text, style) + "\n" for text in _paragraphs(rule) if text),
        _example(rule, style),
        *(wrap(f"{label}: {text}", style, "  ") for label, text in _facts(rule) if text),
    ]
    return "".join(parts)


def _paragraphs(rule: AnyRule) -> tuple[str, ...]:
    return (effect_text(rule), practice_text(rule), rule.why)


def _facts(rule: AnyRule) -> Iterator[tuple[str, str]]:
    for label, text, names in facts_of(rule):
        yield label, text or ", ".join(names)


def _example(rule: AnyRule, style: Style) -> str:
    old, new = example_sides(rule)
    if not (old or new):
        return ""
    sides = (("Before", old), ("After", new))
    return "".join(
        f"{paint(title, 'head', style)}\n"
        + "".join(f"    {line}\n" for line in (text or "(nothing)").splitlines())
        + "\n"
        for title, text in sides
    )

"""`plan explain` as Markdown."""

from planner.model.style import Style
from planner.render._markdown import code, escape, markdown_table
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


def render(view: ExplainView, style: Style) -> str:  # noqa: ARG001  Markdown has one style
    """Return what a rule means, or tables of rules or families."""
    if view.rule:
        return _rule(view.rule)
    if view.lists_rules:
        return "\n".join(_listed(family) for family in view.families)
    rows = [
        (escape(family.name), str(len(family.rules)), code(family.sample))
        for family in view.families
    ]
    return markdown_table(["Family", "Rules", "For example"], rows, right={1})


def _listed(family: Family) -> str:
    rows = [(code(r.id), severity_of(r).value, escape(r.title)) for r in family.rules]
    table = markdown_table(["Rule", "Severity", "What"], rows)
    return f"## {escape(family.name)}\n\n{table}"


def _rule(rule: AnyRule) -> str:
    old, new = example_sides(rule)
    texts = [rule.title, effect_text(rule), practice_text(rule), rule.why]
    paragraphs = [escape(text) for text in texts if text]
    example = f"```yaml\n# before\n{old}\n# after\n{new}\n```" if old or new else ""
    facts = [("Severity", f"**{severity_of(rule)}**")]
    for label, text, names in facts_of(rule):
        facts.append((label, escape(text) or ", ".join(code(name) for name in names)))
    listed = "\n".join(f"- {label}: {text}" for label, text in facts if text)
    blocks = [f"## {code(rule.id)}", *paragraphs, example, listed]
    return "\n\n".join(block for block in blocks if block) + "\n"

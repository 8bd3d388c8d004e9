"""`plan explain` as Markdown."""

from planner.compatibility.rules.rule import Rule
from planner.model.views import Style
from planner.render._markdown import code, escape, markdown_table
from planner.render.explain._view import (
    ExplainView,
    Family,
    effect_text,
    example_sides,
    practice_text,
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
    rows = [(code(r.id), r.severity.value, escape(r.title)) for r in family.rules]
    table = markdown_table(["Rule", "Severity", "What"], rows)
    return f"## {escape(family.name)}\n\n{table}"


def _rule(rule: Rule) -> str:
    old, new = example_sides(rule)
    texts = [rule.title, effect_text(rule), practice_text(rule), rule.why]
    paragraphs = [escape(text) for text in texts if text]
    example = f"```yaml\n# before\n{old}\n# after\n{new}\n```" if old or new else ""
    facts = [
        ("Severity", f"**{rule.severity}**"),
        ("Instead", escape(rule.hint)),
        ("The other way round", code(rule.example.back) if rule.example.back else ""),
        ("Source", escape(rule.source)),
        ("Called by oasdiff", ", ".join(code(name) for name in rule.oasdiff)),
    ]
    listed = "\n".join(f"- {label}: {text}" for label, text in facts if text)
    blocks = [f"## {code(rule.id)}", *paragraphs, example, listed]
    return "\n\n".join(block for block in blocks if block) + "\n"

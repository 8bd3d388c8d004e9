"""The architecture rules as a page: `docs/lint.md`."""

from planner.governance.architecture.registry import architecture_rules
from planner.governance.architecture.rule import ArchitectureRule

_INTRODUCTION = """\
# Architecture rules

<!-- Written by `python -m planner.governance.architecture`; do not edit. -->

What `plan lint` looks for in a workspace. `plan explain RULE` shows one rule. Findings are
`breaking`, `risky` or `safe`; `plan lint --fail-on` says which of them close a gate.

The key `lint` of plan.yaml is the policy:

```yaml
lint:
  severities:              # the last one that fits counts; `off` switches a rule off
    "retry-*": breaking
    call-without-timeout: "off"
  accept:                  # single findings, for a while
    - rule: entity-owned-twice
      subject: Product     # as `plan lint --format json` names it
      reason: moves to catalog with the next release
      expires: 2026-05-31
  sync_depth: 4            # services that a request may pass one after another
  entities: [Order]        # all data entities; each needs an owner
  flag_days: 180           # calendar days that a feature flag may live
  flag_due_days: 14        # `plan flags`: from when on a flag is due
  event_fields:            # names that count as id, time and version of an event
    id: [eventId]
```

A feature flag without a last day is no finding but an error: manifests must say `expires`.
"""


def lint_page() -> str:
    """Return the page, in Markdown."""
    return "\n".join([_INTRODUCTION, *map(_rule, architecture_rules().values())])


def _rule(rule: ArchitectureRule) -> str:
    lines = [
        f"## `{rule.id}`\n",
        f"**{rule.severity}**: {rule.title}. {rule.why}\n",
        f"Source: {rule.source}.\n",
        f"Instead: {rule.hint}.\n",
    ]
    if rule.sample:
        lines += ["```yaml", "# broken", rule.sample.broken, "# mended", rule.sample.mended]
        lines += ["# with plan.yaml", rule.sample.settings] if rule.sample.settings != "{}" else []
        lines += ["```", ""]
    return "\n".join(lines)

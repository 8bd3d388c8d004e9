"""`plan explain`: what a rule means."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from planner.app.diff_rules import rule_ids
from planner.compatibility.rules import all_rules, rule_of
from planner.compatibility.rules.rule import Rule
from planner.model.errors import InputError
from planner.model.nearest import did_you_mean
from planner.render.explain._view import ExplainView, Family

_GLOB = frozenset("*?[")


def explain(name: str | None) -> ExplainView:
    """Return a rule, the rules that a glob or the name of a family stands for, or all families.

    Args:
        name: a rule id, a glob such as `request-*-enum-*`, a family, or None.

    Raises:
        InputError: no rule or family is called so.
    """
    if name is None:
        return ExplainView(families=_families(all_rules()))
    if name in rule_ids():
        return ExplainView(rule=rule_of(name))
    chosen = [rule for rule in all_rules() if fnmatchcase(rule.id, name) or rule.family == name]
    if not chosen:
        raise _unknown(name)
    return ExplainView(families=_families(chosen), lists_rules=True)


def _unknown(name: str) -> InputError:
    is_glob = bool(_GLOB & set(name))
    message = f"no rule fits `{name}`" if is_glob else f"there is no rule `{name}`"
    families = sorted({rule.family for rule in all_rules()})
    near = "" if is_glob else did_you_mean(name, [*rule_ids(), *families])
    return InputError.single(
        "unknown-rule", message, hint=near or "`plan explain` lists the families of rules"
    )


def _families(rules: Sequence[Rule]) -> tuple[Family, ...]:
    grouped: dict[str, list[Rule]] = {}
    for rule in rules:
        grouped.setdefault(rule.family, []).append(rule)
    return tuple(
        Family(name, tuple(sorted(grouped[name], key=lambda rule: rule.id)))
        for name in sorted(grouped)
    )

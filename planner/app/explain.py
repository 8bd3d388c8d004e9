"""`plan explain`: what a rule means."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from planner.app.diff_rules import rule_ids
from planner.compatibility.rules import all_rules, rule_of
from planner.governance.architecture import architecture_rules
from planner.governance.gate import GATE_RULES
from planner.model.errors import InputError
from planner.model.finding import Severity
from planner.model.nearest import did_you_mean
from planner.render.explain._view import AnyRule, ExplainView, Family, PlainRule

_GLOB = frozenset("*?[")


def explain(name: str | None) -> ExplainView:
    """Return a rule, the rules that a glob or the name of a family stands for, or all families.

    Args:
        name: a rule id, a glob such as `request-*-enum-*`, a family, or None.

    Raises:
        InputError: no rule or family is called so.
    """
    plain = {rule.id: rule for rule in _plain_rules()}
    if name in plain:
        return ExplainView(rule=plain[name])
    if name in rule_ids():
        return ExplainView(rule=rule_of(name))
    every: list[AnyRule] = [*all_rules(), *plain.values()]
    if name is None:
        return ExplainView(families=_families(every))
    chosen = [rule for rule in every if fnmatchcase(rule.id, name) or rule.family == name]
    if not chosen:
        raise _unknown(name)
    return ExplainView(families=_families(chosen), lists_rules=True)


def _unknown(name: str) -> InputError:
    is_glob = bool(_GLOB & set(name))
    message = f"no rule fits `{name}`" if is_glob else f"there is no rule `{name}`"
    plain = _plain_rules()
    of_plain = {rule.family for rule in plain}
    families = sorted({rule.family for rule in all_rules()} | of_plain)
    known = [*rule_ids(), *(rule.id for rule in plain), *families]
    near = "" if is_glob else did_you_mean(name, known)
    return InputError.single(
        "unknown-rule", message, hint=near or "`plan explain` lists the families of rules"
    )


def _plain_rules() -> tuple[PlainRule, ...]:
    """Return the rules of `plan check` and `plan lint`."""
    gate = (
        PlainRule(rule.id, rule.title, "gate", Severity.BREAKING, rule.why) for rule in GATE_RULES
    )
    architecture = (
        PlainRule(
            rule.id,
            rule.title,
            "architecture",
            rule.severity,
            rule.why,
            rule.hint,
            rule.source,
            rule.sample.broken if rule.sample else "",
            rule.sample.mended if rule.sample else "",
        )
        for rule in architecture_rules().values()
    )
    return (*gate, *architecture)


def _families(rules: Sequence[AnyRule]) -> tuple[Family, ...]:
    grouped: dict[str, list[AnyRule]] = {}
    for rule in rules:
        grouped.setdefault(rule.family, []).append(rule)
    return tuple(
        Family(name, tuple(sorted(grouped[name], key=lambda rule: rule.id)))
        for name in sorted(grouped)
    )

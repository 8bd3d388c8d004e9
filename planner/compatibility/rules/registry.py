"""Finding rules: by scan of the folders, by id, by pattern."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any

from planner.compatibility.rules.facet import SITES, Facet
from planner.compatibility.rules.rule import Role, Rule

Check = Callable[[Any], Iterator[Any]]
_CHECKS = ("document", "operation", "parameter", "media", "response", "findings")


def _modules(package: str) -> list[ModuleType]:
    name = f"planner.compatibility.rules.{package}"
    found = pkgutil.iter_modules(importlib.import_module(name).__path__)
    return [importlib.import_module(f"{name}.{info.name}") for info in found]


@cache
def facets() -> Mapping[str, Facet]:
    """Return the facets of schemas by name."""
    return {module.FACET.name: module.FACET for module in _modules("schema")}


@cache
def checks(role: Role, *, access_only: bool = False) -> Mapping[str, tuple[Check, ...]]:
    """Return the checks by what they are handed: document, operation, parameter and so on.

    Args:
        role: who calls.
        access_only: only those of what operations take over from the document.
    """
    modules = [
        module
        for module in _modules("http")
        if (not role or _is_for_calls(module))
        and (not access_only or getattr(module, "IS_ACCESS", False))
    ]
    return {
        kind: tuple(getattr(m, f"check_{kind}") for m in modules if hasattr(m, f"check_{kind}"))
        for kind in _CHECKS
    }


def _is_for_calls(module: ModuleType) -> bool:
    return bool(getattr(module, "IN_CALLS", False))


@cache
def subjects() -> tuple[str, ...]:
    """Return what rules are about, beside schemas: `http` and the other folders of rules."""
    package = importlib.import_module(__package__)
    found = (info.name for info in pkgutil.iter_modules(package.__path__) if info.ispkg)
    return tuple(sorted(name for name in found if name != "schema"))


@cache
def subject_rules(subject: str) -> tuple[Rule, ...]:
    """Return the rules of one subject in order of their files, without those of calls."""
    return tuple(
        replace(rule, family=_family(subject, module))
        for module in _modules(subject)
        for rule in module.RULES
    )


def _family(subject: str, module: ModuleType) -> str:
    """Return what the rules of a file are called together; files of HTTP need no surname."""
    name = module.__name__.rsplit(".", 1)[-1].replace("_", "-")
    return name if subject == "http" else f"{subject}-{name}"


@cache
def operation_rules() -> Mapping[str, Rule]:
    """Return the rules that are not about schemas by id, those of calls included."""
    found: dict[str, Rule] = {}
    for subject in subjects():
        own = rules_of(subject)
        assert found.keys().isdisjoint(own), subject  # noqa: S101  two rules with one id
        found |= own
    return found


@cache
def rules_of(subject: str) -> Mapping[str, Rule]:
    """Return the rules of one subject by id, those of calls included; no other is imported."""
    found: dict[str, Rule] = {}
    for module in _modules(subject):
        family = _family(subject, module)
        roles = tuple(Role) if _is_for_calls(module) else (Role.OPERATION,)
        for rule in module.RULES:
            for role in roles:
                named = replace(rule, family=family).of(role)
                assert named.id not in found, named.id  # noqa: S101  two rules with one id
                found[named.id] = named
    return found


@cache
def schema_rules() -> Mapping[str, Rule]:
    """Return the rules about schemas of all sites by id, those of calls included."""
    return {
        rule.id: rule for facet in facets().values() for role in Role for rule in facet.rules(role)
    }


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by id."""
    return tuple(sorted((*operation_rules().values(), *schema_rules().values()), key=_id))


def _id(rule: Rule) -> str:
    return rule.id


def rule_of(rule_id: str) -> Rule:
    """Return the rule of an id.

    Raises:
        KeyError: there is no such rule.
    """
    found = rules_of("http").get(rule_id) or schema_rule(rule_id)
    found = found or operation_rules().get(rule_id)  # needs all files of rules
    if found is None:
        raise KeyError(rule_id)
    return found


@cache
def schema_rule(rule_id: str) -> Rule | None:
    """Return the rule of a facet, by its id alone; None if there is none."""
    role = next((role for role in Role if role and rule_id.startswith(role)), Role.OPERATION)
    rest = rule_id.removeprefix(role)
    for site in sorted(SITES, key=len, reverse=True):
        if not rest.startswith(f"{site}-"):
            continue
        said = rest.removeprefix(f"{site}-")
        for facet in facets().values():
            for verb in facet.verbs:
                if facet.said(verb.name) == said and facet.stands_at(site):
                    return facet.rule(site, verb, role)
    return None


def explain(rule_id: str) -> Rule:
    """Return all that is known about a rule.

    Raises:
        KeyError: there is no such rule.
    """
    return rule_of(rule_id)


@cache
def subject_checks(subject: str, kind: str) -> tuple[Check, ...]:
    """Return the checks of one subject for what they are handed, in order of their files."""
    modules = _modules(subject)
    return tuple(getattr(m, f"check_{kind}") for m in modules if hasattr(m, f"check_{kind}"))

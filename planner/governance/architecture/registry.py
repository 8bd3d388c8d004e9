"""Finding architecture rules: by scan of their folder, by id."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType

from planner.governance.architecture.rule import ArchitectureRule, Check


@cache
def _modules() -> tuple[ModuleType, ...]:
    name = f"{__package__}.rules"
    found = pkgutil.iter_modules(importlib.import_module(name).__path__)
    return tuple(
        importlib.import_module(f"{name}.{info.name}") for info in found if info.name[0] != "_"
    )


@cache
def architecture_rules() -> Mapping[str, ArchitectureRule]:
    """Return all rules by id, sorted."""
    found = {rule.id: rule for module in _modules() for rule in module.RULES}
    return dict(sorted(found.items()))


@cache
def architecture_checks() -> tuple[Check, ...]:
    """Return what looks for broken rules; each may know several."""
    return tuple(module.check for module in _modules())

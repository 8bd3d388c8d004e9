"""The rules: what can change, what it is called, how bad it is, and why.

`schema` has one file for each facet of a schema, `http` one for each family of rules about
operations. Both are found by looking into the folder.
"""

from planner.compatibility.rules.registry import all_rules, explain, rule_of
from planner.compatibility.rules.rule import Rule

__all__ = ["Rule", "all_rules", "explain", "rule_of"]

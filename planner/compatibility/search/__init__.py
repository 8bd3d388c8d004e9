"""Finding a value that some schemas accept and others reject, or proving that there is none.

The method is a tableau over JSON Schema: a goal (schemas to accept, schemas to reject) is split
into branches that no longer contain and, or, not; a branch is split by JSON type; each type has a
solver that builds a value or shows that none exists; members and items are goals again. One schema
is included in another exactly if no value is accepted by the first and rejected by the second, so
the same search decides inclusion and yields the counterexample.

Sources: L. Attouche et al., "Witness Generation for JSON Schema", PVLDB 15(13), 2022; A. Habib et
al., "Finding Data Compatibility Bugs with JSON Subschema Checks", ISSTA 2021.
"""

from planner.compatibility.search.answers import Answer, Found, Goal, NoValue, Undecided
from planner.compatibility.search.engine import Search

__all__ = ["Answer", "Found", "Goal", "NoValue", "Search", "Undecided"]

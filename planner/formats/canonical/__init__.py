"""The canonical form of a contract, and its digest.

Two versions of a contract's files have the same digest if they say the same: formatting, the order
of keys, YAML or JSON, and how the contract is split into files don't matter. All else does, prose
and examples included: what was ratified is frozen as it was read.
"""

from planner.formats.canonical.digest import ALGORITHM, canonical_bytes, digest_of

__all__ = ["ALGORITHM", "canonical_bytes", "digest_of"]

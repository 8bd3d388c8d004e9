"""Rules about schemas, one facet a file: a `FACET` that names the ids of every site.

What differs is found by `planner.compatibility.schema_changes`; what that means is decided by the
judge. A facet says how it is called, why it matters and what it looks like.
"""

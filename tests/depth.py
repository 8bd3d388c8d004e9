"""How many examples a property is tried on."""

import os


def trials(count: int) -> int:
    """Return how many examples to make up: some that every run affords, or many times as many.

    `PLAN_TEST_DEPTH=20 python -m pytest tests/planning` tries twenty times as many.
    """
    return count * int(os.environ.get("PLAN_TEST_DEPTH", "1"))

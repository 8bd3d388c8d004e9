"""A status goes before its class, and that before `default`."""

import pytest

from planner.wire.statuses import declared_status


@pytest.mark.parametrize(
    ("status", "declared", "found"),
    [
        (404, ["200", "404", "4XX", "default"], "404"),
        (404, ["200", "4XX", "default"], "4XX"),
        ("404", ["200", "4xx"], "4xx"),
        (404, ["200", "default"], "default"),
        (404, ["200"], ""),
        (0, ["200"], ""),
        (404, [], ""),
    ],
)
def test_a_status_falls_under(status: int | str, declared: list[str], found: str) -> None:
    assert declared_status(status, declared) == found

"""The clock tells the day of this machine."""

from datetime import UTC, datetime, timedelta

from planner.adapters.clock import SystemClock


def test_today_is_at_most_a_day_away_from_utc() -> None:
    utc = datetime.now(UTC).date()  # noqa: TID251  the clock itself is under test
    assert abs(SystemClock().today() - utc) <= timedelta(days=1)

"""The clock of the machine: the only module that knows what day it is."""

from datetime import UTC, date, datetime


class SystemClock:
    """Tells the day in the machine's own time zone, and the time in UTC."""

    def today(self) -> date:
        """Return the current date."""
        return date.today()  # noqa: DTZ011, TID251  a plan is laid on local calendar days

    def now(self) -> datetime:
        """Return the current time, in UTC."""
        return datetime.now(UTC)  # noqa: TID251  what is agreed to has a time

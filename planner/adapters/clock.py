"""The clock of the machine: the only module that knows what day it is."""

from datetime import date


class SystemClock:
    """Tells the day in the machine's own time zone."""

    def today(self) -> date:
        """Return the current date."""
        return date.today()  # noqa: DTZ011, TID251  a plan is laid on local calendar days

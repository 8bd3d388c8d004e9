"""What a comparison can be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.model.finding import Polarity, Severity


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """What a comparison can be told.

    Args:
        strict_open_content: an optional member that appears on an open object is risky, because a
            sender may use its name already. Without it the name is taken to be unused.
        severities: rule id or pattern (`request-*-format-*`) -> severity; the last that fits holds.
        only: rule ids or patterns; nothing else is reported. Empty: everything.
        skip: rule ids or patterns that are not reported.
        direction: only findings about what consumers send, or about what they receive. Findings
            about whole operations belong to what consumers send.
        today: the day that sunset dates are compared with; None: they are not.
        deprecation_days: how long an operation must stay after it was deprecated, in calendar
            days; 0: no sunset date is asked for.
    """

    strict_open_content: bool = False
    severities: Mapping[str, Severity] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    direction: Polarity | None = None
    today: date | None = None
    deprecation_days: int = 0

"""What all renderers of `plan ratify` say."""

from collections.abc import Iterator

from planner.model.governance_views import RatificationView
from planner.model.ratification import LedgerState, Rejection
from planner.render._standing import is_worth_a_word
from planner.render._text import plural

SHOWN_BREAKS = 20


def headline(view: RatificationView) -> str:
    """Return what was done, or how many versions are ratified."""
    if view.written:
        standing = view.standings[0]
        done = "Already agreed to" if view.is_known else "Agreed to"
        return f"{done} {standing.key} in {view.written}"
    ratified = sum(item.state is LedgerState.RATIFIED for item in view.standings)
    return f"{ratified} of {plural(len(view.standings), 'contract version')} ratified"


def outcome(view: RatificationView) -> str:
    """Return where an agreement leads; nothing for a mere list."""
    if not view.written:
        return ""
    standing = view.standings[0]
    if standing.last_ratified:
        return f"{standing.key} is ratified: all parties have agreed, and it is frozen"
    return f"Still to agree: {', '.join(standing.missing)}"


def break_lines(view: RatificationView) -> Iterator[str]:
    """Yield the breaking changes that come with a version, for whoever agrees to it."""
    if not view.breaks:
        return
    count = plural(len(view.breaks), "breaking change")
    key = view.standings[0].key
    yield f"{key} has {count} since {view.base} that you have not accepted one by one:"
    for finding in view.breaks[:SHOWN_BREAKS]:
        yield f"  {finding.fingerprint[:12]}  {finding.message}"
    if len(view.breaks) > SHOWN_BREAKS:
        yield f"  and {len(view.breaks) - SHOWN_BREAKS} more"


def rejections(view: RatificationView) -> list[Rejection]:
    """Return the entries that don't count and that somebody should do something about."""
    return [
        item for standing in view.standings for item in standing.rejections if is_worth_a_word(item)
    ]

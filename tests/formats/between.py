"""Makes the contract between two, and checks what it promises."""

from dataclasses import replace
from datetime import date

from planner.app.diff_modes import Promises
from planner.app.diff_run import Job, run_job
from planner.app.diff_sources import Bundle
from planner.app.migrate_contract import Between, contract_between, is_near
from planner.compatibility.options import CompareOptions
from planner.model.finding import Finding, Severity

SUNSET = date(2026, 5, 31)
AFTER = date(2026, 6, 1)
RESERVED = {"protobuf-message-reserved-removed", "protobuf-enum-reserved-removed"}
"""The new contract keeps free what the old one has; its consumers don't mind that it is there."""


def bundle(text: str | bytes, name: str) -> Bundle:
    return Bundle(name, {name: text if isinstance(text, bytes) else text.encode()})


def breaks(old: Bundle, new: Bundle, promises: Promises) -> list[Finding]:
    options = promises.within(CompareOptions(today=AFTER))
    outcome = run_job(Job(old, new, options))
    assert (outcome.old_problems, outcome.new_problems) == ((), ())
    return [finding for finding in outcome.findings if finding.severity is Severity.BREAKING]


def between(old: Bundle, new: Bundle, kind: str, promises: Promises) -> Between:
    """Return what is made, after the checks that everything that is made must pass.

    From the old contract to it nothing breaks. What it breaks for consumers of the new one, and
    what is left to break from it to the new one, is part of the change.
    """
    broken = breaks(old, new, promises)
    made = contract_between(old, new, broken, SUNSET, kind=kind, promises=promises)
    content = made.intermediate.content
    if content is None:
        assert made.intermediate.reason
        return made
    middle = bundle(content, f"middle{made.intermediate.ending}")
    middle = replace(middle, kind=old.kind)
    assert breaks(old, middle, promises) == []
    for finding in breaks(new, middle, promises):
        if finding.rule in RESERVED:
            continue
        near = [known.fingerprint for known in broken if is_near(finding, known)]
        assert near
        assert set(near) <= made.obstacles.keys()
    later = breaks(middle, new, promises)
    assert all(any(is_near(finding, known) for known in broken) for finding in later)
    assert len(later) == made.intermediate.removed_later
    return made

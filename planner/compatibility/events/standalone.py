"""JSON Schemas that stand alone -> findings."""

from collections.abc import Iterator
from functools import partial

from planner.compatibility.events.payloads import MessagePair, Payloads
from planner.compatibility.findings import Findings, Met, Verified
from planner.compatibility.options import CompareOptions, promise_of
from planner.compatibility.rules.registry import operation_rules
from planner.model.events import EventContract, Message
from planner.model.finding import Finding, Occurrence, Polarity, Proof, Severity

_DEFAULT = CompareOptions()


def compare_schemas(
    old: EventContract, new: EventContract, options: CompareOptions = _DEFAULT
) -> tuple[Finding, ...]:
    """Return what changed between two JSON Schemas, worst first, then in order of the documents.

    Where each file describes one message, they are compared whatever they are called.

    Args:
        old: what is written or read already.
        new: what takes its place.
        options: the mode says which of both must read what the other has written; none: both.
    """
    payloads, findings = Payloads(options), Findings()
    for rank, (before, after) in enumerate(_pairs(old, new)):
        if before is None or after is None:
            met = _presence(before, after, rank, options)
            findings.add(met)
            continue
        is_one = len(old.messages) == len(new.messages) == 1
        at = Occurrence("", "" if is_one else f"message {after.key}")
        called = "" if is_one else f"`{after.key}`"
        pair = MessagePair(before, after, (old.space, new.space), at, rank, called)
        for met in payloads.compare(pair):
            findings.add(met)
    return findings.reported(options)


def _pairs(
    old: EventContract, new: EventContract
) -> Iterator[tuple[Message | None, Message | None]]:
    if len(old.messages) == len(new.messages) == 1:
        yield next(iter(old.messages.values())), next(iter(new.messages.values()))
        return
    for key in dict.fromkeys((*old.messages, *new.messages)):
        yield old.messages.get(key), new.messages.get(key)


def _presence(
    before: Message | None, after: Message | None, rank: int, options: CompareOptions
) -> Met:
    """Return that a message is gone or new; one of both is there."""
    message = after or before
    assert message is not None  # noqa: S101  see above
    rule = operation_rules()["event-removed" if before else "event-added"]
    severity = Severity.BREAKING if before else Severity.SAFE
    polarities = options.mode.polarities if options.mode else tuple(Polarity)
    return Met(
        cause=(rule.id, message.key),
        rule=rule,
        severity=severity,
        effect=rule.effect,
        message=rule.message.format(subject=message.key),
        occurrence=Occurrence("", f"message {message.key}"),
        rank=rank,
        verify=partial(Verified, severity, Proof.LAW, "", None),
        structure=(rule.id, message.key),
        old=before.place if before else None,
        new=after.place if after else None,
        polarity=options.direction,
        breaks=tuple(map(promise_of, polarities)) if before else (),
    )

"""AsyncAPI contracts -> findings: matched pairs are handed to the rules, messages judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from planner.compatibility.avro import compare_avro_payloads
from planner.compatibility.events.flows import Flow, Walk, all_labels, polarities_of
from planner.compatibility.events.kinds import Fit, Kinds
from planner.compatibility.events.matching import match_messages
from planner.compatibility.events.payloads import MessagePair as Compared
from planner.compatibility.events.payloads import Payloads
from planner.compatibility.findings import Findings, Met, Verified, anchor
from planner.compatibility.options import CompareOptions, promise_of
from planner.compatibility.rules.event_pairs import Draft, MessagePair
from planner.compatibility.rules.registry import operation_rules, subject_checks
from planner.compatibility.rules.rule import Rule
from planner.compatibility.schemas import Sameness
from planner.compatibility.search import Answer, Search
from planner.compatibility.slots import Slot, Slots
from planner.model.events import EventContract, Message, Payload
from planner.model.finding import Finding, Occurrence, Polarity, Proof, Severity
from planner.model.http import SchemaNode

_DEFAULT = CompareOptions()
_PARTS = (("payload", "payload"), ("headers", "headers"), ("message_key", "key"))
_SUBJECT = "asyncapi"
_OBJECT: SchemaNode = {"type": "object"}
"""Queries and headers that nothing is said about."""


def compare_events(
    old: EventContract, new: EventContract, options: CompareOptions = _DEFAULT
) -> tuple[Finding, ...]:
    """Return what changed between two AsyncAPI contracts, worst first, then in document order.

    What the owner sends may only be narrowed, what it receives only be widened; a mode, where one
    is given, holds for all messages instead.

    Args:
        old: what consumers rely on.
        new: what takes its place.
        options: what is reported, and how severe it is.
    """
    return _Comparison(old, new, options).run()


class _Comparison:
    def __init__(self, old: EventContract, new: EventContract, options: CompareOptions) -> None:
        self._walk = Walk(old, new, options, self._inclusion)
        self._options = options
        self._findings = Findings()
        self._payloads = Payloads(options)
        self._slots = Slots(strict_open_content=options.strict_open_content, are_messages=True)
        self._search = Search()
        self._same = Sameness()
        self._kinds = Kinds()
        self._ranks = {
            label: rank for rank, label in enumerate(dict.fromkeys(all_labels(self._walk)))
        }

    def run(self) -> tuple[Finding, ...]:
        """Return the findings."""
        whole = self._walk.contract_pair()
        self._check("contract", whole)
        self._add(self._walk.drafts)
        for server in whole.servers:
            self._check("server", server)
        for channel in whole.channels:
            self._check("channel", channel)
            for label in channel.labels:
                schemas = (channel.old.schemas, channel.new.schemas)
                self._bound(schemas, label, "channel", (Polarity.CONSUMER_SENDS,))
        for operation in whole.operations:
            self._check("operation", operation)
            asked = (operation.old.schemas, operation.new.schemas)
            self._bound(asked, operation.label, "operation", (Polarity.CONSUMER_SENDS,))
        for reply in self._walk.replies:
            self._check("reply", reply)
        for flow in self._walk.flows:
            self._flow(flow)
        if not self._walk.old.channels and not self._walk.old.operations:
            self._flow(self._shared())
        return self._findings.reported(self._options)

    def _shared(self) -> Flow:
        """Return the messages of documents that hold nothing but messages for others to use."""
        old, new = self._walk.old, self._walk.new
        return Flow("", "", tuple(old.messages.values()), tuple(new.messages.values()))

    def _inclusion(
        self,
        before: SchemaNode | None,
        after: SchemaNode | None,
        is_back: bool,  # noqa: FBT001
    ) -> Answer:
        one, other = (self._walk.old, self._walk.new)[:: -1 if is_back else 1]
        sub, super_ = (
            contract.space.schema(True if node is None else node)
            for contract, node in ((one, before), (other, after))
        )
        self._search.refill()
        return self._search.counterexample(sub, super_)

    # ------------------------------------------------------------------ messages

    def _polarities(self, action: str) -> tuple[Polarity, ...]:
        mode = self._options.mode
        return mode.polarities if mode else polarities_of(action)

    def _flow(self, flow: Flow) -> None:
        spaces = (self._walk.old.space, self._walk.new.space)
        found = match_messages(flow.old, flow.new, spaces, self._same)
        for one, other in found.pairs:
            self._message(flow, flow.old[one], flow.new[other])
        for index in found.gone:
            self._add([self._gone(flow, flow.old[index])])
        for index in found.come:
            self._add([self._come(flow, flow.new[index])])

    def _message(self, flow: Flow, old: Message, new: Message) -> None:
        slot = f"message {old.name}"
        pair = MessagePair(old, new, flow.label, slot, flow.is_other_major)
        self._check("message", pair)
        at = Occurrence(flow.label, slot)
        spaces = (self._walk.old.space, self._walk.new.space)
        rank = self._rank(flow.label)
        called = f"the message `{old.name}`"
        compared = Compared(old, new, spaces, at, rank, called)
        polarities = polarities_of(flow.action)
        for met in self._payloads.compare(compared, polarities):
            self._findings.add(met)
        for met in self._avro(compared, self._polarities(flow.action)):
            self._findings.add(met)
        self._bound((old.schemas, new.schemas), flow.label, slot, self._polarities(flow.action))

    def _avro(self, pair: Compared, polarities: tuple[Polarity, ...]) -> Iterator[Met]:
        """Yield what differs between the parts of a message that are described in Avro."""
        only = self._options.direction
        asked = tuple(polarity for polarity in polarities if only in {None, polarity})
        for field, part in _PARTS:
            old, new = (getattr(message, field) for message in (pair.old, pair.new))
            if old is None or new is None or old.avro is None or new.avro is None:
                continue
            yield from compare_avro_payloads(
                old.avro,
                new.avro,
                asked,
                occurrence=Occurrence(pair.at.operation, f"{pair.at.slot} {part}"),
                whole=f"the {part} of {pair.called}",
                rank=pair.rank,
            )

    def _gone(self, flow: Flow, message: Message) -> Draft:
        """Return that a kind of message is gone: a break if consumers may still send it."""
        polarity = self._worst(flow, Polarity.CONSUMER_SENDS)
        draft = _draft("message-removed", flow, message, polarity)
        draft = replace(draft, before=message.name, old=message.place)
        if polarity is not Polarity.CONSUMER_SENDS:
            return draft
        fit = self._fit(message, flow.new, is_old=True)
        return _judged(draft, fit, "old", "its payloads are still valid for another message")

    def _come(self, flow: Flow, message: Message) -> Draft:
        """Return that a kind of message is new: a break if consumers can't take it for another."""
        polarity = self._worst(flow, Polarity.PROVIDER_SENDS)
        draft = _draft("message-added", flow, message, polarity)
        draft = replace(draft, after=message.name, new=message.place)
        if polarity is not Polarity.PROVIDER_SENDS:
            return draft
        fit = self._fit(message, flow.old, is_old=False)
        judged = _judged(draft, fit, "new", "its payloads are valid for another message already")
        if fit.is_in is None:
            return replace(judged, severity=Severity.RISKY, reason=fit.reason)
        return judged

    def _worst(self, flow: Flow, asked: Polarity) -> Polarity:
        polarities = self._polarities(flow.action)
        return asked if asked in polarities else polarities[0]

    def _fit(self, message: Message, others: Sequence[Message], *, is_old: bool) -> Fit:
        spaces = (self._walk.old.space, self._walk.new.space)
        own, space = spaces if is_old else spaces[::-1]
        return self._kinds.fit(message, own, others, space)

    def _bound(
        self,
        schemas: tuple["_Schemas", "_Schemas"],
        label: str,
        slot: str,
        polarities: tuple[Polarity, ...],
    ) -> None:
        """Compare the schemas in bindings: they are of what travels beside the payload."""
        old, new = schemas
        for name in dict.fromkeys((*old, *new)):
            sides = [side.get(name) for side in (old, new)]
            places = [side.place for side in sides if side]
            for polarity in polarities:
                compared = self._bound_slot(sides, name, label, slot, polarity)
                at = replace(compared, old_place=places[0], new_place=places[-1])
                for met in self._slots.compare(at, self._rank(label)):
                    self._findings.add(met)

    def _bound_slot(
        self, sides: "list[Payload | None]", name: str, label: str, slot: str, polarity: Polarity
    ) -> Slot:
        old, new = (
            contract.space.schema(_OBJECT if side is None or side.schema is None else side.schema)
            for contract, side in zip((self._walk.old, self._walk.new), sides, strict=True)
        )
        place = next(side.place for side in sides if side)
        return Slot(
            "event-headers",
            "event-header",
            f"the {name} of the {slot}",
            polarity,
            Occurrence(label, f"{slot} {name}"),
            old,
            new,
            place,
            place,
        )

    # ------------------------------------------------------------------ drafts

    def _check(self, kind: str, pair: object) -> None:
        for check in subject_checks(_SUBJECT, kind):
            self._add(check(pair))

    def _rank(self, label: str) -> int:
        return self._ranks.get(label.removeprefix("reply to "), len(self._ranks))

    def _add(self, drafts: Iterable[Draft]) -> None:
        for draft in drafts:
            for met in self._met(draft):
                self._findings.add(met)

    def _met(self, draft: Draft) -> Iterator[Met]:
        rule = operation_rules()[draft.rule]
        polarity = draft.polarity or rule.polarity
        severity = draft.severity or rule.severity_for(polarity)
        said = draft.said or draft.slot
        is_promise = rule.is_by_mode and severity is Severity.BREAKING
        message = rule.message.format(
            subject=draft.subject, before=draft.before, after=draft.after, slot=said
        )
        cause = draft.cause or (draft.subject, draft.old, draft.new, draft.before, draft.after)
        for label in draft.labels:
            yield Met(
                cause=(rule.id, *cause),
                rule=rule,
                severity=severity,
                effect=rule.effect,
                message=message,
                occurrence=Occurrence(label, draft.slot),
                rank=self._rank(label),
                verify=partial(_verified, rule, draft, severity, polarity),
                structure=_structure(draft, label),
                old=draft.old,
                new=draft.new,
                before=draft.before,
                after=draft.after,
                has_witness=draft.witness is not None,
                polarity=polarity,
                breaks=(promise_of(polarity),) if is_promise else (),
            )


_Schemas = Mapping[str, Payload]


def _verified(rule: Rule, draft: Draft, severity: Severity, polarity: Polarity) -> Verified:
    exception = (rule.by_practice or {}).get(polarity)
    reason = draft.reason or (exception.why if exception and draft.severity is None else "")
    proof = Proof.WITNESS if draft.witness else Proof.LAW
    return Verified(severity, proof, reason, draft.witness)


def _structure(draft: Draft, label: str) -> tuple[str, ...]:
    """Return what a finding is told apart by: a shared part of the document, or its place."""
    where = anchor(draft.old) or anchor(draft.new) or (label, draft.slot)
    return (draft.rule, draft.subject, *where)


def _draft(rule: str, flow: Flow, message: Message, polarity: Polarity) -> Draft:
    return Draft(
        rule, message.name, labels=(flow.label,), slot=f"message {message.name}", polarity=polarity
    )


def _judged(draft: Draft, fit: Fit, valid_for: str, reason: str) -> Draft:
    """Return what a kind of message that one side has alone means, as its payloads tell."""
    if fit.is_in:
        return replace(draft, severity=Severity.RISKY, reason=reason)
    return replace(draft, witness=fit.witness(valid_for))

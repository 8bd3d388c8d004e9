"""The comparison: both directions are walked, and what is the same in both is one finding."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from planner.compatibility.avro.pairs import Draft
from planner.compatibility.avro.walk import Encounter, Walk
from planner.compatibility.avro.witness import Verifier
from planner.compatibility.findings import Findings, Met, Verified
from planner.compatibility.options import CompareOptions, Mode, promise_of
from planner.compatibility.rules.registry import subject_checks, subject_rules
from planner.compatibility.rules.rule import Rule
from planner.model.avro import AvroContract, AvroRecord, AvroSchema
from planner.model.finding import Finding, Occurrence, Polarity, Proof, Severity

_DEFAULT = CompareOptions()
_WHOLE = Occurrence("", "schema")


def compare_avro(
    old: AvroContract, new: AvroContract, options: CompareOptions = _DEFAULT
) -> tuple[Finding, ...]:
    """Return what changed between two Avro contracts, worst first, then in order of the schemas.

    Args:
        old: the schema that data were written with so far.
        new: the one that takes its place.
        options: what is reported, how severe it is, and who must read what; `FULL` if no mode is
            given.
    """
    asked = (options.mode or Mode.FULL).polarities
    polarities = tuple(p for p in asked if options.direction in {None, p})
    findings = Findings()
    for check in subject_checks("avro", "contract"):
        for draft in check((old, new)):
            findings.add(_of_contract(draft, polarities))
    if old.schema and new.schema:
        parts = old.parts | new.parts
        occurrence = _message(old.schema)
        for met in compare_avro_payloads(
            old.schema, new.schema, polarities, occurrence=occurrence, parts=parts
        ):
            findings.add(met)
    return findings.reported(options)


def compare_avro_payloads(
    old: AvroSchema,
    new: AvroSchema,
    polarities: Sequence[Polarity],
    *,
    occurrence: Occurrence = _WHOLE,
    whole: str = "the schema",
    rank: int = 0,
    parts: frozenset[str] = frozenset(),
) -> Iterator[Met]:
    """Yield what differs between the schemas of one place, each cause once.

    Args:
        old: what was written with so far; its places say where it stands.
        new: what takes its place.
        polarities: who reads what: `CONSUMER_SENDS`: the new schema reads what the old one wrote
            (`BACKWARD`); `PROVIDER_SENDS`: the other way (`FORWARD`).
        occurrence: the place of the contract.
        whole: the place in a sentence: `the payload`.
        rank: of what it belongs to in the documents.
        parts: names of types that may be only parts of messages; see `AvroContract`.
    """
    groups: dict[tuple[object, ...], _Group] = {}
    for polarity in polarities:
        for encounter in Walk(old, new, polarity, whole, parts).run():
            cause = (*_cause(encounter), *polarities)
            groups.setdefault(cause, _Group(cause)).encounters.append(encounter)
    verifier = Verifier()
    for group in groups.values():
        yield group.met(verifier, occurrence, rank)


def _message(schema: AvroSchema) -> Occurrence:
    """Return the message that a schema describes; a record is one, a list may be several."""
    node = schema.followed(schema.root)
    return Occurrence("", f"message {node.name} schema") if isinstance(node, AvroRecord) else _WHOLE


@dataclass(slots=True)
class _Group:
    """One cause, in one direction or in both."""

    cause: tuple[object, ...]
    encounters: list[Encounter] = field(default_factory=list)

    def met(self, verifier: Verifier, occurrence: Occurrence, rank: int) -> Met:
        """Return what was met: the direction in which it is worst."""
        worst = min(self.encounters, key=lambda encounter: _severity(encounter).rank)
        draft, pair = worst.draft, worst.trail.pair
        rule = _rules()[draft.rule]
        severity = _severity(worst)
        path = worst.trail.path
        return Met(
            cause=self.cause,
            rule=rule,
            severity=severity,
            effect=rule.effect,
            message=_said(draft),
            occurrence=occurrence,
            rank=rank,
            verify=partial(verifier.verified, worst, severity, _reason(worst)),
            structure=(draft.rule, draft.subject, draft.told_apart),
            path=(*path, draft.member) if draft.member else path,
            old=draft.old or pair.old_use.place,
            new=draft.new or pair.new_use.place,
            before=draft.before,
            after=draft.after,
            has_witness=severity is Severity.BREAKING,
            polarity=pair.polarity,
            breaks=_breaks(self.encounters),
        )


def _breaks(encounters: Sequence[Encounter]) -> tuple[str, ...]:
    broken = {e.trail.pair.polarity for e in encounters if _severity(e) is Severity.BREAKING}
    return tuple(str(promise_of(polarity)) for polarity in Polarity if polarity in broken)


def _cause(encounter: Encounter) -> tuple[object, ...]:
    draft = encounter.draft
    pair = encounter.trail.pair
    old, new = draft.old or pair.old_use.place, draft.new or pair.new_use.place
    return (draft.rule, draft.told_apart, old, new)


def _severity(encounter: Encounter) -> Severity:
    draft = encounter.draft
    rule = _rules()[draft.rule]
    return draft.severity or rule.severity_for(encounter.trail.pair.polarity)


def _reason(encounter: Encounter) -> str:
    draft = encounter.draft
    if draft.severity is not None or draft.reason:
        return draft.reason
    exceptions = _rules()[draft.rule].by_practice or {}
    exception = exceptions.get(encounter.trail.pair.polarity)
    return exception.why if exception else ""


@cache
def _rules() -> Mapping[str, Rule]:
    return {rule.id: rule for rule in subject_rules("avro")}


def _said(draft: Draft) -> str:
    rule = _rules()[draft.rule]
    said = {"subject": draft.subject, "before": draft.before, "after": draft.after}
    return rule.message.format(**said)


def _of_contract(draft: Draft, polarities: Sequence[Polarity]) -> Met:
    rule = _rules()[draft.rule]
    severity = min((rule.severity_for(p) for p in polarities), key=lambda s: s.rank)
    is_breaking = severity is Severity.BREAKING
    reason = rule.reason if is_breaking else ""
    return Met(
        cause=(draft.rule,),
        rule=rule,
        severity=severity,
        effect=rule.effect,
        message=_said(draft),
        occurrence=_WHOLE,
        rank=0,
        verify=partial(Verified, severity, Proof.LAW, reason, None),
        structure=(draft.rule,),
        old=draft.old,
        new=draft.new,
        polarity=polarities[0],
        breaks=tuple(str(promise_of(p)) for p in polarities) if is_breaking else (),
    )

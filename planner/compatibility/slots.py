"""The schemas of one slot -> what is met there, judged, with payloads that show the breaks.

A slot is a place of a contract where values of one schema travel in one direction: a request body,
a response header, the payload of a message.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from planner.compatibility.findings import Met, Verified, anchor
from planner.compatibility.judge import Judge
from planner.compatibility.pointing import places_of, shown_places
from planner.compatibility.rules.registry import facets, schema_rule
from planner.compatibility.rules.rule import Rule
from planner.compatibility.schema_changes.flat import flatten
from planner.compatibility.schemas import IsUnchanged, Schema, is_annotation, nothing_is_known
from planner.compatibility.search import Found, Search
from planner.compatibility.verdict import Verdict, undecided
from planner.compatibility.witness import Checker
from planner.compatibility.wording import path_text, text_of
from planner.model.finding import Effect, Occurrence, Polarity, Proof, Severity, Witness
from planner.model.source import Place

Path = tuple[str, ...]
_LEAVES_NAMES_OPEN = frozenset({"properties", "required", "type"})
_OF_HTTP = frozenset({"optional-added"})
_OF_MESSAGES = frozenset({"optional-added", "optional-removed"})
"""Changes after which the name of a member may be found with another meaning."""


def _no_request(_value: Any) -> Mapping[str, Any] | None:  # noqa: ANN401  JSON
    return None


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of both sides.

    Args:
        site: where the whole payload stands, as rule ids name it; see `SITES`.
        inner_site: the site of what stands inside it.
        whole: the slot for people: `the request body`.
        old, new: the schemas.
        old_place, new_place: where the slot is written.
        role: what rule ids begin with: that of callbacks and webhooks; empty otherwise.
        media: media type of the payload, where one is known.
        breaks: the promises that a break of this slot breaks, such as `BACKWARD`.
        request: makes the request that carries a payload; None if it is not part of one.
    """

    site: str
    inner_site: str
    whole: str
    polarity: Polarity
    occurrence: Occurrence
    old: Schema
    new: Schema
    old_place: Place
    new_place: Place
    role: str = ""
    media: str = ""
    breaks: tuple[str, ...] = ()
    request: Callable[[Any], Mapping[str, Any] | None] = _no_request


class Slots:
    """Compares slots; the same two schemas are judged once.

    Args:
        strict_open_content: see `CompareOptions`.
        are_messages: both sides may read what the other has written; then it is told what is
            taken for granted about the members of open objects.
        is_unchanged: see `Sameness`.
    """

    def __init__(
        self,
        *,
        strict_open_content: bool,
        are_messages: bool = False,
        is_unchanged: IsUnchanged = nothing_is_known,
    ) -> None:
        """Start without knowledge."""
        self._judge = Judge(is_unchanged=is_unchanged)
        self._checker = Checker()
        self._is_strict = strict_open_content
        self._are_messages = are_messages
        self._to_the_letter = Search(reserved_names=False)
        self._judged: dict[tuple[object, ...], tuple[Verdict, ...]] = {}
        self._kept: list[Schema] = []  # identities stay taken while we remember them

    def compare(self, slot: Slot, rank: int) -> Iterator[Met]:
        """Yield what differs between the schemas of a slot.

        Args:
            slot: of both sides.
            rank: of what it belongs to in the documents.
        """
        for verdict in self._verdicts(slot.old, slot.new, slot.polarity):
            yield self._met(slot, verdict, rank)

    def _verdicts(self, old: Schema, new: Schema, polarity: Polarity) -> tuple[Verdict, ...]:
        if self._judge.is_unchanged(old, new):
            return ()
        old, new = old.followed(), new.followed()
        key = (old.key, new.key, polarity)
        if key not in self._judged:
            self._kept += [old, new]
            found = self._judge_deep(old, new, polarity)
            sides = (old, new) if polarity is Polarity.CONSUMER_SENDS else (new, old)
            self._judged[key] = tuple(self._openly(verdict, polarity, *sides) for verdict in found)
        return self._judged[key]

    def _judge_deep(self, old: Schema, new: Schema, polarity: Polarity) -> list[Verdict]:
        """Return the verdicts; schemas that are nested without measure can't be told apart."""
        try:
            return list(self._judge.judge(old, new, polarity))
        except RecursionError:
            return [undecided(old, new, polarity, "the schemas are nested too deeply")]

    def _openly(
        self, verdict: Verdict, polarity: Polarity, sender: Schema, receiver: Schema
    ) -> Verdict:
        """Return the verdict with what it takes for granted about names in open objects.

        A member that only the receiver declares is taken as a name that no sender has used. To
        those who don't take it so the change is risky, and a payload shows why.
        """
        change = verdict.change
        answer = self._odd_value(verdict, polarity)
        if answer is None:
            return verdict
        if not self._is_strict:
            reason = _taken_for_granted(change.verb, polarity, answer.value)
            joined = "; ".join(part for part in (verdict.reason, reason) if part)
            return verdict._replace(reason=joined)
        reason = f"the name may be used already: `{text_of(answer.value)}` was allowed"
        if polarity is Polarity.PROVIDER_SENDS and self._are_messages:
            reason = f"the name may be used otherwise: `{text_of(answer.value)}` is allowed now"
        risky = verdict._replace(severity=Severity.RISKY, reason=reason, proof=Proof.LAW)
        place = verdict.path[: len(verdict.path) - len(change.path)]
        whole = self._judge.payload_with(answer.value, place, sender, receiver)
        if not isinstance(whole, Found):
            return risky
        return risky._replace(value=whole.value, part=answer.value, has_witness=True)

    def _odd_value(self, verdict: Verdict, polarity: Polarity) -> Found | None:
        """Return a value that uses the name of a new member otherwise; None if that is no matter.

        Others than messages are looked at only by those who want to know.
        """
        change = verdict.change
        names = _OF_MESSAGES if self._are_messages else _OF_HTTP
        is_meant = change.facet == "property" and change.verb in names and verdict.at is not None
        if not is_meant or not (self._is_strict or self._are_messages):
            return None
        demand = change.demand_of_receiver(polarity)
        if demand is None or verdict.at is None or verdict.severity is Severity.BREAKING:
            return None
        here = verdict.at[0 if polarity is Polarity.CONSUMER_SENDS else 1]
        member = change.new or change.old
        if not self._is_strict and member is not None and _is_plainly_open(here, change.path[-1]):
            found = self._to_the_letter.counterexample(member.child(node=True), member)
            return Found({change.path[-1]: found.value}) if isinstance(found, Found) else None
        answer = self._to_the_letter.counterexample(here, demand)
        return answer if isinstance(answer, Found) else None

    def _met(self, slot: Slot, verdict: Verdict, rank: int) -> Met:
        verdict = _where_xml(verdict, slot.media)
        site = slot.inner_site if verdict.path else slot.site
        change = verdict.change
        said = facets()[change.facet].said(change.verb)
        rule = schema_rule(f"{slot.role}{site}-{said}")
        assert rule is not None, f"{slot.role}{site}-{said}"  # noqa: S101  each facet has its file
        before, after = text_of(change.before), text_of(change.after)
        old, new = places_of(verdict, (slot.old_place, slot.new_place))
        occurrence = slot.occurrence
        inner = anchor(old if change.old else None) or anchor(new if change.new else None)
        where = inner or (occurrence.operation, occurrence.slot, *verdict.path)
        it = _place_text(slot.whole, verdict.path)
        message = rule.message.format(it=it, before=before, after=after)
        old, new = shown_places(verdict, (old, new))
        hint = ""
        if _closed_before(verdict, slot.polarity):
            verdict, hint = verdict._replace(reason=_CLOSED), _hint_to_open(rule)
        return Met(
            cause=(*change.cause, slot.polarity, slot.role),
            rule=rule,
            severity=verdict.severity,
            effect=verdict.effect,
            message=message,
            occurrence=occurrence,
            rank=rank,
            verify=partial(self._verify, slot, verdict),
            structure=(said, slot.polarity.value, *where),
            path=verdict.path,
            old=old,
            new=new,
            before=before,
            after=after,
            has_witness=verdict.has_witness,
            polarity=slot.polarity,
            breaks=slot.breaks if verdict.severity is Severity.BREAKING else (),
            hint=hint,
            twin=() if inner else (rule.id, slot.polarity, message, before, after),
        )

    def _verify(self, slot: Slot, verdict: Verdict) -> Verified:
        """Return the verdict with its payload, if a second validator agrees."""
        plain = Verified(verdict.severity, verdict.proof, verdict.reason, None)
        if not verdict.has_witness or verdict.severity is Severity.SAFE:
            return plain
        is_sent = slot.polarity is Polarity.CONSUMER_SENDS
        sender, receiver = (slot.old, slot.new) if is_sent else (slot.new, slot.old)
        problem = self._checker.problem_with(verdict.value, sender, receiver)
        if problem and verdict.severity is Severity.RISKY:
            return plain
        if problem:
            return replace(plain, **_unsupported(verdict, slot.polarity, problem))
        request = slot.request(verdict.value) if is_sent else None
        witness = Witness("old" if is_sent else "new", verdict.value, verdict.part, request)
        return replace(plain, witness=witness)


def _is_plainly_open(schema: Schema, name: str) -> bool:
    """Return whether an object may have a member of a name, with any value: seen at a glance."""
    node = schema.followed().node
    if isinstance(node, bool):
        return node
    return name not in node.get("properties", {}) and all(
        keyword in _LEAVES_NAMES_OPEN or is_annotation(keyword) for keyword in node
    )


def _taken_for_granted(verb: str, polarity: Polarity, value: Any) -> str:  # noqa: ANN401  JSON
    """Return what makes it safe that a name changes hands, in the words of the direction."""
    shown = text_of(value)
    if polarity is Polarity.CONSUMER_SENDS:
        return f"nobody is taken to have used the name before, as in `{shown}`"
    use = "add" if verb == "optional-removed" else "use"
    return f"nobody is taken to {use} the name from now on, as in `{shown}`"


def _place_text(whole: str, path: Path) -> str:
    return f"`{path_text(path)}` in {whole}" if path else whole


def _unsupported(verdict: Verdict, polarity: Polarity, problem: str) -> dict[str, Any]:
    """Return what a break is without its payload: the law's, if the change has a law."""
    narrows = verdict.change.narrows
    by_law = narrows is (polarity is Polarity.CONSUMER_SENDS)
    if narrows is not None and by_law:
        return {"proof": Proof.LAW, "reason": problem}
    return {"severity": Severity.RISKY, "proof": Proof.UNDECIDED, "reason": problem}


def _where_xml(verdict: Verdict, media: str) -> Verdict:
    """Return the verdict about an XML form as it is for a media type."""
    if verdict.change.facet != "xml":
        return verdict
    if media.partition(";")[0].endswith(("/xml", "+xml")):
        return verdict._replace(severity=Severity.BREAKING)
    return verdict._replace(severity=Severity.SAFE, effect=Effect.ANNOTATION, reason="")


def _closed_before(verdict: Verdict, polarity: Polarity) -> bool:
    """Return whether a new member breaks because the old schema forbids all it does not declare."""
    change = verdict.change
    is_new = change.facet == "property" and change.verb in {"optional-added", "required-added"}
    is_break = verdict.severity is Severity.BREAKING and polarity is Polarity.PROVIDER_SENDS
    return is_new and is_break and verdict.at is not None and flatten(verdict.at[0]).is_closed


_CLOSED = (
    "the old schema forbids members that it does not declare; readers that don't check ignore it"
)


def _hint_to_open(rule: Rule) -> str:
    return (
        f"where readers ignore members that they don't know, set `{rule.id}` to `risky` under "
        "`severities` in the policy; leave objects open that will grow"
    )

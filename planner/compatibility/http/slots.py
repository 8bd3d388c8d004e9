"""The schemas of one slot -> what is met there, judged, with payloads that show the breaks."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from planner.compatibility.http.findings import Met, Verified, anchor
from planner.compatibility.http.requests import Requests
from planner.compatibility.http.wording import place_of, text_of
from planner.compatibility.judge import Judge, Verdict, undecided
from planner.compatibility.rules.pairs import SchemaPair, Wish
from planner.compatibility.rules.registry import facets, schema_rule
from planner.compatibility.rules.rule import Role
from planner.compatibility.schemas import Schema
from planner.compatibility.search import Found, Search
from planner.compatibility.witness import Checker
from planner.model.finding import Effect, Occurrence, Polarity, Proof, Severity, Witness
from planner.model.source import Place


class Slots:
    """Compares slots; the same two schemas are judged once.

    Args:
        requests: makes requests that the old contract allows.
        strict_open_content: see `CompareOptions`.
    """

    def __init__(self, requests: Requests, *, strict_open_content: bool) -> None:
        """Start without knowledge."""
        self._requests = requests
        self._judge = Judge()
        self._checker = Checker()
        self._strict = Search(reserved_names=False) if strict_open_content else None
        self._judged: dict[tuple[object, ...], tuple[Verdict, ...]] = {}
        self._kept: list[Schema] = []  # identities stay taken while we remember them

    def compare(self, pair: SchemaPair, rank: int) -> Iterator[Met]:
        """Yield what differs between the schemas of a slot."""
        old, new = (
            space.schema(True if node is None else node)
            for space, node in zip(
                pair.operation.spaces(pair.polarity), (pair.old, pair.new), strict=True
            )
        )
        for verdict in self._verdicts(old, new, pair.polarity):
            yield self._met(pair, verdict, (old, new), rank)

    def _verdicts(self, old: Schema, new: Schema, polarity: Polarity) -> tuple[Verdict, ...]:
        old, new = old.followed(), new.followed()
        key = (old.key, new.key, polarity)
        if key not in self._judged:
            self._kept += [old, new]
            found = self._judge_deep(old, new, polarity)
            self._judged[key] = tuple(self._strictly(verdict, polarity) for verdict in found)
        return self._judged[key]

    def _judge_deep(self, old: Schema, new: Schema, polarity: Polarity) -> list[Verdict]:
        """Return the verdicts; schemas that are nested without measure can't be told apart."""
        try:
            return list(self._judge.judge(old, new, polarity))
        except RecursionError:
            return [undecided(old, new, polarity, "the schemas are nested too deeply")]

    def _strictly(self, verdict: Verdict, polarity: Polarity) -> Verdict:
        """Return the verdict for those who don't take it that new names were never used."""
        change = verdict.change
        is_new = (change.facet, change.verb) == ("property", "optional-added")
        if self._strict is None or not is_new or verdict.severity is not Severity.SAFE:
            return verdict
        demand = change.demand_of_receiver(polarity)
        if demand is None or verdict.at is None:
            return verdict
        sender = verdict.at[0 if polarity is Polarity.CONSUMER_SENDS else 1]
        answer = self._strict.counterexample(sender, demand)
        if not isinstance(answer, Found):
            return verdict
        reason = f"the name may be used already: `{text_of(answer.value)}` was allowed"
        return verdict._replace(severity=Severity.RISKY, reason=reason, proof=Proof.LAW)

    def _met(
        self, pair: SchemaPair, verdict: Verdict, schemas: tuple[Schema, Schema], rank: int
    ) -> Met:
        verdict = _where_xml(verdict, pair.media)
        role = pair.operation.role
        site = f"{pair.site.removesuffix('-body')}-property" if verdict.path else pair.site
        if verdict.path and pair.site in {"request-parameter", "response-header"}:
            site = f"{pair.site}-property"
        change = verdict.change
        said = facets()[change.facet].said(change.verb)
        rule = schema_rule(f"{role}{site}-{said}")
        assert rule is not None, f"{role}{site}-{said}"  # noqa: S101  each facet has its file
        before, after = text_of(change.before), text_of(change.after)
        old, new = _places(pair, verdict)
        occurrence = Occurrence(pair.operation.label, pair.slot)
        inner = anchor(old if change.old else None) or anchor(new if change.new else None)
        return Met(
            cause=(*change.cause, pair.polarity, role),
            rule=rule,
            severity=verdict.severity,
            effect=verdict.effect,
            message=rule.message.format(
                it=place_of(pair, verdict.path), before=before, after=after
            ),
            occurrence=occurrence,
            rank=rank,
            verify=partial(self._verify, pair, verdict, schemas),
            structure=(said, pair.polarity.value, *(inner or (*_where(occurrence), *verdict.path))),
            path=verdict.path,
            old=old,
            new=new,
            before=before,
            after=after,
            has_witness=verdict.has_witness,
        )

    def _verify(
        self, pair: SchemaPair, verdict: Verdict, schemas: tuple[Schema, Schema]
    ) -> Verified:
        """Return the verdict with its payload, if a second validator agrees."""
        plain = Verified(verdict.severity, verdict.proof, verdict.reason, None)
        if not verdict.has_witness or verdict.severity is not Severity.BREAKING:
            return plain
        is_sent = pair.polarity is Polarity.CONSUMER_SENDS
        sender, receiver = schemas if is_sent else schemas[::-1]
        problem = self._checker.problem_with(verdict.value, sender, receiver)
        if problem:
            return replace(plain, **_unsupported(verdict, pair.polarity, problem))
        request = self._request(pair, verdict.value) if is_sent else None
        witness = Witness("old" if is_sent else "new", verdict.value, verdict.part, request)
        return replace(plain, witness=witness)

    def _request(self, pair: SchemaPair, value: Any) -> Any:  # noqa: ANN401  JSON
        """Return the request that carries a payload; None if it is part of a response."""
        if pair.operation.role is not Role.OPERATION:
            return None
        name = (pair.location, pair.name) if pair.name else ("body", "")
        wish = Wish(media=pair.media, has_body=None if pair.name else True, values={name: value})
        return self._requests.request(pair.operation.old, wish)


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


def _where(occurrence: Occurrence) -> tuple[str, str]:
    return (occurrence.operation, occurrence.slot)


def _places(pair: SchemaPair, verdict: Verdict) -> tuple[Place | None, Place | None]:
    """Return where a change is written on both sides: as near to it as is known."""
    change = verdict.change
    at = verdict.at or (None, None)
    found = []
    for exact, near, slot in (
        (change.old, at[0], pair.old_place),
        (change.new, at[1], pair.new_place),
    ):
        places = (schema.space.place_of(schema.node) for schema in (exact, near) if schema)
        found.append(next((place for place in places if place), slot))
    return found[0], found[1]

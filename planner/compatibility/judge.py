"""Changes -> verdicts: what breaks, proved by a payload or refuted by a proof."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.compatibility.evaluate import UnsureError, accepts
from planner.compatibility.schema_changes.change import (
    ITEM,
    OTHER_MEMBER,
    Change,
    Pair,
    PairKey,
    Path,
)
from planner.compatibility.schema_changes.walk import Met, Trail, Walk
from planner.compatibility.schemas import IsUnchanged, Node, Schema, nothing_is_known
from planner.compatibility.search import Answer, Found, Goal, NoValue, Search, Undecided
from planner.compatibility.values import Json
from planner.compatibility.verdict import (
    Verdict,
    harmless_effect,
    is_excused,
    limited,
    settled,
    undecided,
    whole_change,
)
from planner.compatibility.wording import text_of
from planner.model.finding import Effect, Polarity, Proof, Severity

_MOST_FAILURES = 4
"""How often a payload may not be found before the others of the same slot are not looked for."""
_UNIONS = frozenset({"any-of", "one-of"})


class Judge:
    """Compares slots of a contract; what it learns about one slot serves all others.

    Args:
        reserved_names: see `Search`.
        is_unchanged: see `Sameness`.
    """

    def __init__(
        self, *, reserved_names: bool = True, is_unchanged: IsUnchanged = nothing_is_known
    ) -> None:
        """Start without knowledge."""
        self._search = Search(reserved_names=reserved_names, is_unchanged=is_unchanged)
        self._walk = Walk(self._search.sameness, is_unchanged)
        self._to_the_letter = Search(reserved_names=False, is_unchanged=is_unchanged)
        self._rewritten: dict[PairKey, bool] = {}
        self._failures = 0
        self._broken: dict[tuple[object, ...], Verdict] = {}
        self._local: dict[tuple[object, ...], Verdict] = {}

    def is_unchanged(self, old: Schema, new: Schema) -> bool:
        """Return whether two schemas are known to be the same without a look at them."""
        return self._walk.is_unchanged(old, new)

    def is_same(self, old: Schema, new: Schema) -> bool:
        """Return whether two schemas are written the same, annotations aside."""
        return self._search.sameness.same(old, new)

    def judge(self, old: Schema, new: Schema, polarity: Polarity) -> Iterator[Verdict]:
        """Yield a verdict for every change between the schemas of one slot.

        Each change is judged at its own place first; one that breaks there is judged again in the
        whole payload, where something else may forbid the values it is about. That is done until
        a payload is found: a change that is met in other slots too has its payload already. A
        break that no single change explains is reported for the slot as a whole.
        """
        if self._walk.is_same(old, new):
            return
        sender, receiver = (old, new) if polarity is Polarity.CONSUMER_SENDS else (new, old)
        self._failures = 0
        self._search.refill()
        self._to_the_letter.refill()
        trail = Trail()
        met_changes = list(self._walk.changes(old, new, polarity, trail))
        rewritten = {met.chain[-1] for met in met_changes if self._is_rewritten(met)}
        found = [
            (self._judge_change(met, sender, receiver), met)
            for met in met_changes
            if not (any(met.change.demands) and rewritten.intersection(met.chain))
            and self._makes_a_difference(met)
        ]
        told = [
            verdict._replace(at=(met.pair.old.schema, met.pair.new.schema))
            for verdict, met in found
            if not _is_explained_inside(verdict, found, trail)
        ]
        is_undecided = any(verdict.proof is Proof.UNDECIDED for verdict, _ in found)
        # What readers were told to expect is no break: the whole would only say it again.
        has_excused = any(map(is_excused, told))
        # Harmless changes are harmless together, too, where everything is monotone.
        # A schema that is met where no value can be is not looked at where else it stands.
        is_hidden = any(verdict.effect is Effect.SAME for verdict, _ in found)
        is_settled = bool(found) and trail.is_plain and not is_undecided and not is_hidden
        if (
            is_settled
            or has_excused
            or any(verdict.severity is Severity.BREAKING for verdict in told)
        ):
            yield from told
            return
        whole = list(self._judge_whole(old, new, polarity, is_silent=not found))
        if any(verdict.severity is not Severity.SAFE for verdict in whole):
            # An undecided union whose branches were all judged counts as told, too.
            is_told = trail.is_plain or is_undecided
            yield from told
            yield from (v for v in whole if not (is_told and v.proof is Proof.UNDECIDED))
            return
        yield from map(settled, told)
        yield from whole

    def _judge_whole(
        self, old: Schema, new: Schema, polarity: Polarity, *, is_silent: bool
    ) -> Iterator[Verdict]:
        """Yield what several changes do together that none of them does alone.

        Args:
            old: the schema of the slot.
            new: what takes its place.
            polarity: who sends what they describe.
            is_silent: nothing was reported; then a harmless difference is named too.
        """
        if self.is_same(old, new):
            return
        sender, receiver = (old, new) if polarity is Polarity.CONSUMER_SENDS else (new, old)
        answer = self._search.counterexample(sender, receiver)
        is_sent = polarity is Polarity.CONSUMER_SENDS
        if isinstance(answer, NoValue):
            back = self._search.counterexample(receiver, sender) if is_silent else answer
            if isinstance(back, Found):
                change = whole_change(old, new, narrows=not is_sent)
                effect = Effect.WIDENED if is_sent else Effect.NARROWED
                yield Verdict((), change, Severity.SAFE, effect, Proof.PROVED)
            return
        change = whole_change(old, new, narrows=is_sent)
        if isinstance(answer, Found):
            effect = Effect.NARROWED if is_sent else Effect.WIDENED
            yield Verdict(
                (),
                change,
                Severity.BREAKING,
                effect,
                Proof.WITNESS,
                "",
                answer.value,
                answer.value,
                has_witness=True,
            )
            return
        yield undecided(old, new, polarity, answer.reason)

    def _is_rewritten(self, met: Met) -> bool:
        """Return whether a union is another way to write the same set of values."""
        if met.change.facet not in _UNIONS:
            return False
        key = met.chain[-1]
        if key not in self._rewritten:
            old, new = met.pair.old.schema, met.pair.new.schema
            self._rewritten[key] = all(
                isinstance(self._to_the_letter.counterexample(*sides), NoValue)
                for sides in ((old, new), (new, old))
            )
        return self._rewritten[key]

    def _makes_a_difference(self, met: Met) -> bool:
        """Return whether one side forbids what the other allows; if not, only words changed."""
        change, pair = met.change, met.pair
        if change.inside:
            return self._differ(*change.inside)
        if not any(change.demands) or change.facet == "property":
            return True
        sides = ((pair.sender, change.demand_of_receiver), (pair.receiver, change.demand_of_sender))
        for flat, demand_of in sides:
            demand = demand_of(pair.polarity)
            if demand is not None and not isinstance(
                self._search.counterexample(flat.schema, demand), NoValue
            ):
                return True
        return False

    def _differ(self, one: Schema, other: Schema) -> bool:
        """Return whether one of two schemas forbids what the other allows, as far as is known."""
        return not all(
            isinstance(self._search.counterexample(*sides), NoValue)
            for sides in ((one, other), (other, one))
        )

    def _judge_change(self, met: Met, sender: Schema, receiver: Schema) -> Verdict:
        return limited(self._judge_unlimited(met, sender, receiver))

    def _judge_unlimited(self, met: Met, sender: Schema, receiver: Schema) -> Verdict:
        local = self._judge_here(met)
        if not local.has_witness or local.severity is not Severity.BREAKING:
            return local._replace(path=met.path)
        key = self._local_key(met)
        known = self._broken.get(key)
        is_shorter = known is not None and known.has_witness and len(met.path) < len(known.path)
        if known is not None and not is_shorter:
            return known._replace(path=met.path, value=None, part=None, has_witness=False)
        if self._failures >= _MOST_FAILURES:
            reason = "the payload has too many cases"
            return local._replace(
                path=met.path, proof=Proof.LAW, reason=reason, value=None, has_witness=False
            )
        verdict = self._judge_in_whole(met, local, sender, receiver)
        self._failures += verdict.proof is Proof.LAW
        if verdict.severity is Severity.BREAKING:
            self._broken[key] = verdict
        return verdict

    def _local_key(self, met: Met) -> tuple[object, ...]:
        return (*met.change.cause, met.pair.polarity, met.pair.sender.schema.key)

    def _judge_here(self, met: Met) -> Verdict:
        """Judge a change at its own place; the answer serves wherever the place is met."""
        key = self._local_key(met)
        if key not in self._local:
            self._local[key] = self._ask(met.change, met.pair)
        return self._local[key]

    def _ask(self, change: Change, pair: Pair) -> Verdict:
        is_sent = pair.polarity is Polarity.CONSUMER_SENDS
        if change.inside:
            return self._ask_inside(change, *change.inside, is_sent=is_sent)
        demand = change.demand_of_receiver(pair.polarity)
        if demand is None:
            effect = harmless_effect(change, is_sent=is_sent)
            return Verdict(
                change.path, change, change.if_harmless, effect, Proof.LAW, change.reason
            )
        answer = self._search.counterexample(pair.sender.schema, demand)
        if isinstance(answer, Found):
            effect = Effect.NARROWED if is_sent else Effect.WIDENED
            return Verdict(
                change.path,
                change,
                Severity.BREAKING,
                effect,
                Proof.WITNESS,
                part=answer.value,
                value=answer.value,
                has_witness=True,
            )
        if isinstance(answer, NoValue):
            effect = Effect.WIDENED if is_sent else Effect.NARROWED
            return Verdict(
                change.path, change, change.if_harmless, effect, Proof.PROVED, change.reason
            )
        return Verdict(
            change.path, change, Severity.RISKY, Effect.UNDECIDED, Proof.UNDECIDED, answer.reason
        )

    def _ask_inside(self, change: Change, old: Schema, new: Schema, *, is_sent: bool) -> Verdict:
        """Judge what texts hold; no validator looks into a text, so the law has to do."""
        sender, receiver = (old, new) if is_sent else (new, old)
        answer = self._search.counterexample(sender, receiver)
        if isinstance(answer, Found):
            effect = Effect.NARROWED if is_sent else Effect.WIDENED
            shown = f"the content may be `{text_of(answer.value)}`, which the other side refuses"
            return Verdict((), change, Severity.BREAKING, effect, Proof.LAW, shown)
        if isinstance(answer, NoValue):
            effect = Effect.WIDENED if is_sent else Effect.NARROWED
            return Verdict((), change, Severity.SAFE, effect, Proof.PROVED)
        reason = answer.reason
        return Verdict((), change, Severity.RISKY, Effect.UNDECIDED, Proof.UNDECIDED, reason)

    def _judge_in_whole(
        self, met: Met, local: Verdict, sender: Schema, receiver: Schema
    ) -> Verdict:
        """Judge a change that breaks at its place within the whole payload."""
        receivers = met.change.demand_of_receiver(met.pair.polarity)
        assert receivers is not None  # noqa: S101  it broke, so something is demanded
        place = met.path[: len(met.path) - len(met.change.path)]
        answer: Answer = self.payload_with(local.value, place, sender, receiver)
        if not isinstance(answer, Found):
            demand = receivers.space.schema(_at(place, {"not": receivers.node}))
            answer = self._search.find(Goal((sender, demand), (receiver,)))
        if isinstance(answer, Found):
            part = local.part if not place else _part(answer.value, place)
            return local._replace(path=met.path, value=answer.value, part=part)
        if isinstance(answer, NoValue):
            return local._replace(
                path=met.path,
                severity=Severity.SAFE,
                proof=Proof.PROVED,
                effect=Effect.SAME,
                reason="no valid payload has such a value there",
                value=None,
                part=None,
                has_witness=False,
            )
        return local._replace(
            path=met.path, proof=Proof.LAW, reason=answer.reason, value=None, has_witness=False
        )

    def payload_with(
        self,
        value: Json,
        place: Path,
        sender: Schema,
        receiver: Schema,
    ) -> Answer:
        """Return a payload that has a value at a place and is rejected, if one is found at once.

        Args:
            value: what stands at the place.
            place: where, from the top of the payload.
            sender: what must accept the payload; takes it as allowed that odd names are used.
            receiver: what must reject it.

        Nearly all payloads with a value that breaks its place are rejected as a whole, and it is
        much cheaper to look for any payload and to try it than to look for a rejected one.
        """
        demand = sender.space.schema(_at(place, {"const": value}))
        answer = self._search.find(Goal((sender, demand)))
        try:
            if isinstance(answer, Found) and accepts(receiver, answer.value):
                return Undecided("this payload is accepted")
        except UnsureError as error:
            return Undecided(str(error))
        return answer


def _is_explained_inside(verdict: Verdict, found: list[tuple[Verdict, Met]], trail: Trail) -> bool:
    """Return whether changes inside the branches of a union say all that the union says.

    An `anyOf` is as wide as its branches are together: if it could not be decided as a whole, what
    was said about the branches decides.
    """
    change = verdict.change
    if not change.is_met_inside or change.old is None or change.new is None:
        return False
    if change.facet == "any-of" and verdict.proof is Proof.UNDECIDED:
        return True
    if verdict.severity is Severity.SAFE and verdict.proof is Proof.PROVED:
        return True  # what is told of the branches is all; they may differ in words alone
    union = (change.old.key, change.new.key)
    inside = {union, *trail.elsewhere.get(union, ())}
    return any(
        inside.intersection(met.chain) and other.severity.rank <= verdict.severity.rank
        for other, met in found
        if other is not verdict
    )


def _at(path: Path, node: Node) -> Node:
    """Return the schema of payloads that have a value of that kind at a path."""
    for step in reversed(path):
        if step is ITEM:
            node = {"type": "array", "contains": node}
        elif step is OTHER_MEMBER:
            inner: Mapping[str, Any] = {"additionalProperties": {"not": node}}
            node = {"type": "object", "not": inner}
        else:
            node = {"type": "object", "required": [step], "properties": {step: node}}
    return node


def _part(value: Any, path: Path) -> Any:  # noqa: ANN401  JSON
    """Return what stands at a path of a payload; of several, the first."""
    for step in path:
        if step is ITEM:
            value = value[0] if isinstance(value, list) and value else None
        elif step is OTHER_MEMBER:
            value = next(iter(value.values()), None) if isinstance(value, dict) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value

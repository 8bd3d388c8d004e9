"""What a rule is: a change that has a name, a law, a reason and an example."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from planner.compatibility.options import Category
from planner.model.finding import Effect, Polarity, Severity


def severity_by_law(effect: Effect, polarity: Polarity) -> Severity:
    """Return what an effect means: what is sent must stay accepted.

    What consumers send may only be widened, what they receive may only be narrowed.
    """
    is_sent = polarity is Polarity.CONSUMER_SENDS
    if effect is Effect.CROSSED:
        return Severity.BREAKING
    if effect is Effect.NARROWED:
        return Severity.BREAKING if is_sent else Severity.SAFE
    if effect is Effect.WIDENED:
        return Severity.SAFE if is_sent else Severity.BREAKING
    if effect in {Effect.MEANING, Effect.UNDECIDED}:
        return Severity.RISKY
    return Severity.SAFE


def flipped(polarity: Polarity) -> Polarity:
    """Return the other polarity."""
    first, second = Polarity
    return second if polarity is first else first


class Role(StrEnum):
    """Who calls: an operation is called by consumers, callbacks and webhooks by the provider.

    The value starts the ids of rules for what the provider calls.
    """

    OPERATION = ""
    CALLBACK = "callback-"
    WEBHOOK = "webhook-"

    def polarity(self, of_operation: Polarity) -> Polarity:
        """Return who sends what consumers or the provider send in an operation."""
        return of_operation if self is Role.OPERATION else flipped(of_operation)


class Practice(NamedTuple):
    """A severity that practice sets against the law, and why."""

    severity: Severity
    why: str


class Example(NamedTuple):
    """Two texts between which the rule is met; YAML.

    Args:
        old, new: an operation, or a whole document if `is_document`, or a schema for rules about
            schemas.
        back: what is met from `new` to `old`: a rule id, or nothing.
    """

    old: str
    new: str
    back: str = ""
    is_document: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A change that is reported under one id.

    Args:
        id: what findings carry.
        title: what happened, in a few words.
        family: the file of the registry that it comes from.
        effect: what happens to the set of messages that are allowed.
        polarity: who sends those messages.
        message: for a finding; `{subject}`, `{before}`, `{after}`, `{slot}` are filled in.
        why: who notices, and how.
        source: the section of the specification that says so.
        hint: what the author can do instead.
        by_practice: who sends -> a severity that is not the law's, and why.
        example: where it is met; run as a test.
        is_by_mode: about messages: the mode of the contract says in which direction it counts,
            and `polarity` is that of `FORWARD`.
        categories: of a Protobuf rule: the promises that it breaks.
        oasdiff: ids of the checks of oasdiff that report the same.
        buf: names of the rules of buf that report the same.
        shows_request: whether a request that used to work shows the break.
    """

    id: str
    title: str
    effect: Effect
    message: str
    why: str
    source: str
    example: Example
    family: str = ""
    polarity: Polarity = Polarity.CONSUMER_SENDS
    hint: str = ""
    by_practice: Mapping[Polarity, Practice] | None = None
    is_by_mode: bool = False
    categories: tuple[Category, ...] = ()
    oasdiff: tuple[str, ...] = ()
    buf: tuple[str, ...] = ()
    shows_request: bool = False

    @property
    def severity(self) -> Severity:
        """What the rule says unless a proof says otherwise."""
        return self.severity_for(self.polarity)

    def severity_for(self, polarity: Polarity) -> Severity:
        """Return what the rule says where values travel in one direction."""
        exception = (self.by_practice or {}).get(polarity)
        return exception.severity if exception else severity_by_law(self.effect, polarity)

    @property
    def reason(self) -> str:
        """Why the severity is not the law's; empty if it is."""
        exception = (self.by_practice or {}).get(self.polarity)
        return exception.why if exception else ""

    def of(self, role: Role) -> "Rule":
        """Return the same rule for callbacks or webhooks."""
        if role is Role.OPERATION:
            return self
        polarity = role.polarity(self.polarity)
        return replace(self, id=f"{role}{self.id}", polarity=polarity, oasdiff=())


def always(severity: Severity, why: str) -> Mapping[Polarity, Practice]:
    """Return a severity for both polarities."""
    return dict.fromkeys(Polarity, Practice(severity, why))


def when(polarity: Polarity, severity: Severity, why: str) -> Mapping[Polarity, Practice]:
    """Return a severity for one polarity."""
    return {polarity: Practice(severity, why)}

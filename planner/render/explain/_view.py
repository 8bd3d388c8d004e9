"""What the renderers of `plan explain` get, and the words that they share."""

from dataclasses import dataclass

from planner.compatibility.options import Mode
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect, Polarity, Severity

_NO_SAMPLES = ("callback-", "webhook-", "event-")
_CHANGES = {
    Effect.SAME: "the same messages are allowed as before",
    Effect.NARROWED: "fewer messages are allowed than before",
    Effect.WIDENED: "more messages are allowed than before",
    Effect.CROSSED: "some messages are allowed no longer, others are new",
    Effect.MEANING: "the same messages are allowed, but one of them means something else",
    Effect.ANNOTATION: "nothing that is sent changes",
    Effect.UNDECIDED: "whether fewer or more messages are allowed has to be found out",
}
_LAWS = {
    Polarity.CONSUMER_SENDS: "Consumers send these messages: what was accepted must stay accepted.",
    Polarity.PROVIDER_SENDS: "Consumers receive these messages: nothing may come that was not "
    "promised.",
}
_BY_MODE = "Which version must read what the other has written is up to the mode."
_BY_CATEGORY = "Whom that breaks is up to what the contract promises: its category."


@dataclass(frozen=True, slots=True)
class PlainRule:
    """A rule that is not about messages: one of the gate, or of the architecture.

    Args:
        before, after: YAML that breaks the rule, and that keeps it; may be empty.
    """

    id: str
    title: str
    family: str
    severity: Severity
    why: str
    hint: str = ""
    source: str = ""
    before: str = ""
    after: str = ""


AnyRule = Rule | PlainRule


@dataclass(frozen=True, slots=True)
class Family:
    """Rules about one thing."""

    name: str
    rules: tuple[AnyRule, ...]

    @property
    def sample(self) -> str:
        """The id of a rule about operations, not callbacks or messages, if there is one."""
        plain = (rule.id for rule in self.rules if not rule.id.startswith(_NO_SAMPLES))
        return next(plain, self.rules[0].id)


@dataclass(frozen=True, slots=True)
class ExplainView:
    """`plan explain`: one rule, or families of rules.

    Args:
        lists_rules: the rules of the families are listed, not only counted.
    """

    rule: AnyRule | None = None
    families: tuple[Family, ...] = ()
    lists_rules: bool = False


def effect_text(rule: AnyRule) -> str:
    """Return what happens to the messages that are allowed, and what the law makes of it."""
    if isinstance(rule, PlainRule):
        return ""
    change = _CHANGES[rule.effect]
    law = _BY_MODE if rule.is_by_mode else _BY_CATEGORY if rule.categories else ""
    return f"{change[:1].upper()}{change[1:]}. {law or _LAWS[rule.polarity]}"


def practice_text(rule: AnyRule) -> str:
    """Return why the severity is not what the law says; empty if it is."""
    if isinstance(rule, PlainRule):
        return ""
    reasons = [rule.reason]
    if rule.is_by_mode:
        reasons = [exception.why for exception in (rule.by_practice or {}).values()]
    said = "; ".join(dict.fromkeys(reason for reason in reasons if reason))
    return f"By the law it would be otherwise; practice says: {said}" if said else ""


def example_sides(rule: AnyRule) -> tuple[str, str]:
    """Return the example's two texts without space around them."""
    if isinstance(rule, PlainRule):
        return rule.before, rule.after
    return rule.example.old.strip("\n"), rule.example.new.strip("\n")


def modes_of(rule: AnyRule) -> tuple[tuple[str, Severity], ...]:
    """Return how severe a rule about messages is in each mode; nothing for other rules."""
    if isinstance(rule, PlainRule) or not rule.is_by_mode:
        return ()
    return tuple(
        (
            mode.value,
            min((rule.severity_for(p) for p in mode.polarities), key=lambda s: s.rank),
        )
        for mode in Mode
    )


def severity_of(rule: AnyRule) -> Severity:
    """Return how severe a rule is; of one about messages, in the mode FULL."""
    return min((s for _, s in modes_of(rule)), key=lambda s: s.rank, default=rule.severity)


def modes_text(rule: AnyRule) -> str:
    """Return `BACKWARD breaking, FORWARD safe, FULL breaking`; empty for other rules."""
    return ", ".join(f"{mode} {severity}" for mode, severity in modes_of(rule))


def facts_of(rule: AnyRule) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return what else there is to say: label, text, or names instead of a text."""
    if isinstance(rule, PlainRule):
        return (("Instead", rule.hint, ()), ("Source", rule.source, ()))
    back = (rule.example.back,) if rule.example.back else ()
    return (
        ("Instead", rule.hint, ()),
        ("The other way round", "", back),
        ("Source", rule.source, ()),
        ("By mode", modes_text(rule), ()),
        ("Breaks", ", ".join(category.value for category in rule.categories), ()),
        ("Called by oasdiff", "", rule.oasdiff),
        ("Called by buf", "", rule.buf),
    )

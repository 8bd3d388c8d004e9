"""What the renderers of `plan explain` get, and the words that they share."""

from dataclasses import dataclass

from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect, Polarity

_CALLED_BACK = ("callback-", "webhook-")
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


@dataclass(frozen=True, slots=True)
class Family:
    """Rules about one thing."""

    name: str
    rules: tuple[Rule, ...]

    @property
    def sample(self) -> str:
        """The id of a rule about operations, not callbacks, if there is one."""
        plain = (rule.id for rule in self.rules if not rule.id.startswith(_CALLED_BACK))
        return next(plain, self.rules[0].id)


@dataclass(frozen=True, slots=True)
class ExplainView:
    """`plan explain`: one rule, or families of rules.

    Args:
        lists_rules: the rules of the families are listed, not only counted.
    """

    rule: Rule | None = None
    families: tuple[Family, ...] = ()
    lists_rules: bool = False


def effect_text(rule: Rule) -> str:
    """Return what happens to the messages that are allowed, and what the law makes of it."""
    change = _CHANGES[rule.effect]
    return f"{change[:1].upper()}{change[1:]}. {_LAWS[rule.polarity]}"


def practice_text(rule: Rule) -> str:
    """Return why the severity is not what the law says; empty if it is."""
    return f"By the law it would be otherwise; practice says: {rule.reason}" if rule.reason else ""


def example_sides(rule: Rule) -> tuple[str, str]:
    """Return the example's two texts without space around them."""
    return rule.example.old.strip("\n"), rule.example.new.strip("\n")

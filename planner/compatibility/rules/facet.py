"""Facets of schemas: one definition makes the rules of every site where schemas stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from planner.compatibility.rules.rule import Example, Practice, Role, Rule
from planner.model.finding import Effect, Polarity

SITES: Mapping[str, Polarity] = {
    "request-body": Polarity.CONSUMER_SENDS,
    "request-property": Polarity.CONSUMER_SENDS,
    "request-parameter": Polarity.CONSUMER_SENDS,
    "request-parameter-property": Polarity.CONSUMER_SENDS,
    "response-body": Polarity.PROVIDER_SENDS,
    "response-property": Polarity.PROVIDER_SENDS,
    "response-header": Polarity.PROVIDER_SENDS,
    "response-header-property": Polarity.PROVIDER_SENDS,
    "event-payload": Polarity.PROVIDER_SENDS,
    "event-property": Polarity.PROVIDER_SENDS,
    "event-headers": Polarity.PROVIDER_SENDS,
    "event-header": Polarity.PROVIDER_SENDS,
    "event-key": Polarity.PROVIDER_SENDS,
    "event-key-property": Polarity.PROVIDER_SENDS,
}
"""Where a schema stands -> who sends what it describes.

Messages may be read by whoever has the other version: for them the mode says in which direction a
change is looked at, and what stands here is the direction of a published event.
"""

INNER_SITES = frozenset({site for site in SITES if site.endswith("-property")} | {"event-header"})
"""Sites inside a payload."""


def is_event_site(site: str) -> bool:
    """Return whether a site belongs to messages, not to HTTP operations."""
    return site.startswith("event-")


PLAIN = ("request-body", "request-property")
SENT = (*PLAIN, "request-parameter")
RECEIVED = ("response-body", "response-property")

Peers = tuple[tuple[str, tuple[str, ...]], ...]
"""Ids of oasdiff with `{site}` left open, and the sites that they exist for."""


class Verb(NamedTuple):
    """One way in which a facet changes.

    Args:
        name: last part of the id.
        effect: on the set of valid values.
        message: `{it}` is the place; `{before}` and `{after}` what stood and stands there.
        old, new: two schemas between which it is met; YAML.
        back: the verb that is met from `new` to `old`; `facet-verb` for that of another facet.
        by_practice: severities that are not the law's.
        peers: see `Peers`.
    """

    name: str
    effect: Effect
    message: str
    old: str
    new: str
    back: str = ""
    by_practice: Mapping[Polarity, Practice] | None = None
    peers: Peers = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """Something that a schema can say.

    Args:
        name: middle part of the ids.
        title: the facet in a few words.
        why: what a change of it does to those who send and to those who receive.
        source: section of the specification.
        verbs: how it changes.
        inside: whether it is always about a member: it has no rule for a whole payload, and the
            site names it already (`request-property-became-required`).
        whole: whether it is always about a whole payload.
    """

    name: str
    title: str
    why: str
    source: str
    verbs: tuple[Verb, ...]
    inside: bool = False
    whole: bool = False

    def rules(self, role: Role = Role.OPERATION) -> Iterator[Rule]:
        """Yield the rules of all sites; messages know no callbacks."""
        for site in SITES:
            if self.stands_at(site) and not (role and is_event_site(site)):
                yield from (self.rule(site, verb, role) for verb in self.verbs)

    def stands_at(self, site: str) -> bool:
        """Return whether the facet can differ at a site."""
        is_inside = site in INNER_SITES
        return not self.whole if is_inside else not self.inside

    def rule(self, site: str, verb: Verb, role: Role = Role.OPERATION) -> Rule:
        """Return the rule of one site."""
        polarity = role.polarity(SITES[site])
        return Rule(
            id=f"{role}{site}-{self.said(verb.name)}",
            title=f"{self.title}: {verb.name.replace('-', ' ')}",
            family=self.name,
            effect=verb.effect,
            polarity=polarity,
            is_by_mode=is_event_site(site),
            message=verb.message,
            why=self.why,
            source=self.source,
            hint=_hint(verb.effect, polarity),
            by_practice=verb.by_practice,
            example=Example(verb.old, verb.new, self._back(verb)),
            oasdiff=_peers_of(site, verb) if role is Role.OPERATION else (),
        )

    def said(self, verb: str) -> str:
        """Return what follows the site in an id."""
        return verb if self.inside else f"{self.name}-{verb}"

    def _back(self, verb: Verb) -> str:
        own = any(other.name == verb.back for other in self.verbs)
        return self.said(verb.back) if own else verb.back


def _peers_of(site: str, verb: Verb) -> tuple[str, ...]:
    return tuple(name.format(site=site) for name, sites in verb.peers if site in sites)


def _hint(effect: Effect, polarity: Polarity) -> str:
    if polarity is Polarity.CONSUMER_SENDS:
        if effect in {Effect.NARROWED, Effect.CROSSED}:
            return "go on accepting what was accepted, or publish a new major version"
    elif effect in {Effect.WIDENED, Effect.CROSSED}:
        return "go on sending only what was promised, or publish a new major version"
    return ""


def bound(  # noqa: PLR0917  a table in disguise: one call a file
    name: str,
    keyword: str,
    json_type: str,
    low: float,
    high: float,
    source: str,
    peers: Mapping[str, Peers],
) -> Facet:
    """Return the facet of a keyword that bounds something from above or below."""
    is_upper = "max" in keyword.lower()
    grows, shrinks = (
        (Effect.WIDENED, Effect.NARROWED) if is_upper else (Effect.NARROWED, Effect.WIDENED)
    )
    free, with_low, with_high = (
        f"{{type: {json_type}{said}}}"
        for said in ("", f", {keyword}: {low}", f", {keyword}: {high}")
    )
    bounded = with_low if is_upper else with_high
    went = f"`{keyword}` of {{it}} went from `{{before}}` to `{{after}}`"
    return Facet(
        name=name,
        title=f"`{keyword}`",
        why=f"Values beyond `{keyword}` are refused by whoever checks it. A consumer that sent "
        "them is turned away; a consumer that receives more than it was promised may cut it off, "
        "overflow, or refuse the whole message.",
        source=source,
        verbs=(
            Verb(
                "added",
                Effect.NARROWED,
                f"{{it}} has a new `{keyword}` of `{{after}}`",
                free,
                bounded,
                "removed",
                peers=peers.get("added", ()),
            ),
            Verb(
                "removed",
                Effect.WIDENED,
                f"`{keyword}` of {{it}}, which was `{{before}}`, is gone",
                bounded,
                free,
                "added",
                peers=peers.get("removed", ()),
            ),
            Verb(
                "increased",
                grows,
                went,
                with_low,
                with_high,
                "decreased",
                peers=peers.get("increased", ()),
            ),
            Verb(
                "decreased",
                shrinks,
                went,
                with_high,
                with_low,
                "increased",
                peers=peers.get("decreased", ()),
            ),
        ),
    )

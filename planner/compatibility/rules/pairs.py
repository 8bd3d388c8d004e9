"""What rules are handed: matched pairs of two contracts, and what they answer with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planner.compatibility.options import CompareOptions
from planner.compatibility.rules.rule import Role
from planner.compatibility.schemas import Space
from planner.model.finding import Finding, Polarity, Severity
from planner.model.http import HttpContract, HttpOperation, Media, Parameter, Response, SchemaNode
from planner.model.source import Place

JSON = Any


@dataclass(frozen=True, slots=True)
class OperationPair:
    """An operation of both contracts: the same method, the same shape of path.

    Args:
        label: how people call it: `GET /pets/{id}`, `webhook petAdded POST`.
        contracts: the old and the new one that it belongs to.
    """

    old: HttpOperation
    new: HttpOperation
    label: str
    role: Role
    options: CompareOptions
    contracts: tuple[HttpContract, HttpContract]

    @property
    def consumer_sends(self) -> Polarity:
        """Who sends the request, as a polarity of its slots."""
        return self.role.polarity(Polarity.CONSUMER_SENDS)

    @property
    def provider_sends(self) -> Polarity:
        """Who sends the response, as a polarity of its slots."""
        return self.role.polarity(Polarity.PROVIDER_SENDS)

    def spaces(self, polarity: Polarity) -> tuple[Space, Space]:
        """Return the old and the new space of what consumers send, or of what they receive."""
        old, new = self.contracts
        if polarity is Polarity.CONSUMER_SENDS:
            return old.request_side, new.request_side
        return old.response_side, new.response_side


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """Two whole contracts.

    Args:
        pairs: the operations that both have.
        removed, added: the operations that one side has alone, in document order.
    """

    old: HttpContract
    new: HttpContract
    options: CompareOptions
    pairs: tuple[OperationPair, ...]
    removed: tuple[HttpOperation, ...]
    added: tuple[HttpOperation, ...]


class FoundPair(NamedTuple):
    """Two whole contracts, and all that was found between them."""

    document: DocumentPair
    findings: tuple[Finding, ...]


class ParameterPair(NamedTuple):
    """A parameter of both sides."""

    operation: OperationPair
    old: Parameter
    new: Parameter


class MediaPair(NamedTuple):
    """A media type of both sides, or a range that has taken its place.

    Args:
        direction: `request` or `response`.
        slot: `request body application/json`, say.
    """

    operation: OperationPair
    direction: str
    slot: str
    old: Media
    new: Media


class ResponsePair(NamedTuple):
    """A response of both sides; the statuses differ where a range has taken the place of one."""

    operation: OperationPair
    old: Response
    new: Response


class SchemaPair(NamedTuple):
    """The schemas of one slot.

    Args:
        site: `request-body`, `request-parameter`, `response-body` or `response-header`.
        slot: which of them, for people.
        polarity: who sends what the schemas describe.
        media: media type, for bodies.
        name: of the parameter or header.
    """

    operation: OperationPair
    site: str
    slot: str
    polarity: Polarity
    old: SchemaNode | None
    new: SchemaNode | None
    old_place: Place
    new_place: Place
    media: str = ""
    name: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request that shows a break must have.

    Args:
        media: the media type of its body.
        has_body: whether it has a body even if none is required; None: if one is required.
        parameters: location and name of optional parameters that it must have.
        path: the path as it is sent; empty: the template filled in.
        url: the base address that it goes to.
        security: scheme and scope pairs that it shows; None: nothing is said about them.
        values: location and name of a parameter, or `body`: the value it must have.
    """

    media: str = ""
    has_body: bool | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    path: str = ""
    url: str = ""
    security: tuple[str, ...] | None = None
    values: Mapping[tuple[str, str], JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule has met; the registry knows the rest.

    Args:
        rule: id without what the role of the operation puts in front.
        label: of the operation; empty: that of the pair which was handed over.
        cause: what makes it the same wherever it is met; empty: where it stands on both sides.
        twin: what makes it the same change as one that is written elsewhere; empty: nothing does.
        severity: where a fact is missing that the rule needs; `reason` says which.
        wish: what the request must have that shows it.
        shown: the operation that this request is made for, if it isn't that of the pair.
    """

    rule: str
    subject: str = ""
    before: str = ""
    after: str = ""
    slot: str = ""
    old: Place | None = None
    new: Place | None = None
    label: str = ""
    role: Role | None = None
    cause: tuple[object, ...] = ()
    twin: tuple[object, ...] = ()
    severity: Severity | None = None
    reason: str = ""
    wish: Wish = field(default_factory=Wish)
    shown: HttpOperation | None = None

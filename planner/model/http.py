"""An HTTP contract in one form, whichever version of OpenAPI it is written in.

Schemas are 2020-12 nodes of a `SchemaSide`; the compatibility package knows what they mean. Places
are pointers into the document, so that a finding can name file, line and column.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from planner.model.source import Place

SchemaNode = bool | Mapping[str, Any]
Location = Literal["path", "query", "header", "cookie", "querystring"]


@dataclass(frozen=True, slots=True)
class Media:
    """What a body, a response or a parameter holds for one media type.

    Args:
        name: media type or range, lower case, without parameters other than those that matter.
        schema: None: any content.
        encoding: part name -> its encoding as written (content type, headers, style, explode).
    """

    name: str
    schema: SchemaNode | None
    place: Place
    encoding: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, those of its path item included.

    Args:
        name: as on the wire; of a path parameter the position in the template counts, not this.
        style, explode: with the defaults of the location filled in.
        media: for a parameter with `content` instead of a schema.
        position: of a path parameter: index of its variable in the path template.
    """

    name: str
    location: Location
    is_required: bool
    schema: SchemaNode | None
    place: Place
    style: str = "form"
    explode: bool = True
    allow_reserved: bool = False
    allow_empty_value: bool = False
    deprecated: bool = False
    media: Mapping[str, Media] = field(default_factory=dict)
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A request body."""

    is_required: bool
    media: Mapping[str, Media]
    place: Place


@dataclass(frozen=True, slots=True)
class Header:
    """A response header; its name is lower case.

    Args:
        schema: of a header with `content`, the schema of that content.
    """

    name: str
    is_required: bool
    schema: SchemaNode | None
    place: Place
    explode: bool = False
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a response."""

    name: str
    operation: str
    parameters: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class Response:
    """What comes back with a status, a range such as `4XX`, or `default`."""

    status: str
    media: Mapping[str, Media]
    headers: Mapping[str, Header]
    links: Mapping[str, Link]
    place: Place


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """How a caller shows who it is; `details` are the wire-relevant fields as written."""

    name: str
    type: str
    details: Mapping[str, Any]
    place: Place


Requirement = frozenset[tuple[str, str]]
"""Pairs of scheme and scope that must all be there; a scheme without scopes has the scope ``."""


@dataclass(frozen=True, slots=True)
class Server:
    """A base address, variables still in braces.

    Args:
        variables: name -> its `default` and `enum`.
    """

    url: str
    variables: Mapping[str, Mapping[str, Any]]
    place: Place


@dataclass(frozen=True, slots=True)
class HttpOperation:
    """One operation, everything inherited filled in.

    Args:
        method: upper case.
        path: template as written.
        security: alternatives, one of which must be fulfilled; empty: open to all. An empty
            alternative means that no credentials are needed.
        callbacks: by name and URL expression: the operations that the provider calls.
        sunset: ISO date of `x-sunset`.
        stability: `x-stability-level`.
    """

    method: str
    path: str
    place: Place
    id: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    sunset: str | None = None
    stability: str | None = None
    parameters: Sequence[Parameter] = ()
    body: Body | None = None
    responses: Mapping[str, Response] = field(default_factory=dict)
    security: tuple[Requirement, ...] = ()
    servers: tuple[Server, ...] = ()
    callbacks: Mapping[str, "HttpOperation"] = field(default_factory=dict)
    """`name expression METHOD` -> operation."""
    extensions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """`METHOD /path`, as people write it."""
        return f"{self.method} {self.path}"


class Written(Protocol):
    """A contract's files as they are written."""

    def unchanged(self, other: "Written", *, with_access: bool = True) -> frozenset[str]:
        """Return the operations and webhooks that are written the same on both sides.

        That includes what they inherit and all that they refer to, however deep. Operations are
        named by their label, webhooks by their key. What is missing here may still be the same.

        Args:
            other: the other side.
            with_access: servers, security and the schemes that it names must be the same too.
                Without, they are left for the caller to compare: a version in an address changes
                them for all operations at once.
        """

    def same_schemas(self, other: "Written") -> Callable[[str], bool]:
        """Return what tells of a reference whether it means the same schema on both sides.

        That includes all that the schema refers to. A reference that it says no of may still mean
        the same.

        Args:
            other: the other side.
        """


@dataclass(frozen=True, slots=True)
class HttpContract:
    """A whole document.

    Args:
        operations: in document order.
        webhooks: `name METHOD` -> what the provider sends.
        request_side, response_side: the spaces of schema nodes in what consumers send and in what
            they receive (`planner.compatibility.schemas.Space`); the same document read twice,
            because readOnly and writeOnly members exist on one side only.
        written: None if it was not read from files.
        dialect: that of schemas, where the document names another one than that of OpenAPI.
        address: what the document calls itself (`$self`).
    """

    name: str
    title: str
    version: str
    openapi: str
    operations: tuple[HttpOperation, ...]
    webhooks: Mapping[str, HttpOperation]
    schemes: Mapping[str, SecurityScheme]
    request_side: Any
    response_side: Any
    written: Written | None = None
    dialect: str = ""
    address: str = ""

    def unchanged_operations(
        self, new: "HttpContract", *, with_access: bool = True
    ) -> frozenset[str]:
        """Return labels of operations and keys of webhooks that need no comparison.

        They are written the same in both contracts; nothing of them has to be read for that.

        Args:
            new: the other contract.
            with_access: see `Written.unchanged`.
        """
        if self.written is None or new.written is None:
            return frozenset()
        return self.written.unchanged(new.written, with_access=with_access)

    def same_schemas(self, new: "HttpContract") -> Callable[[str], bool]:
        """Return what tells of a reference whether it means the same schema in both contracts.

        Args:
            new: the other contract.
        """
        if self.written is None or new.written is None:
            return lambda _: False
        return self.written.same_schemas(new.written)

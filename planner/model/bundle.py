"""A compiled contract: all that stubs need of it, in one JSON value.

Whatever version of whatever format a contract is written in, its bundle says the same thing in the
same way: schemas are JSON Schema 2020-12, references lead to `#/$defs/NAME` and nowhere else, what
is inherited is filled in. A bundle is plain JSON data, so that it is read back as fast as JSON is
read and nothing is made of what is never used.
"""

from typing import Any, Literal, NotRequired, TypedDict

from planner.model.contract import ContractKind

FORM = "contract-planner:bundle:2"
"""Names the rules of this form; a bundle of another form is compiled again."""

Schema = bool | dict[str, Any]
"""A JSON Schema 2020-12. `$ref` is always `#/$defs/NAME`, NAME a key of `Bundle.schemas`.

`discriminator` (with `propertyName` and `mapping`, whose values are such references) stays, for
who makes values; JSON Schema itself knows nothing of it. So does `DOUBTFUL`.
"""

DOUBTFUL = "x-doubtful"
"""True in an option of `anyOf`: careful readers of the contract differ on whether it is one.

Who judges what others send lets its values pass; who makes values takes another option.
"""

Location = Literal["path", "query", "header", "cookie", "querystring"]


class Example(TypedDict):
    """A value that the contract's author gives as an example; it may violate its schema.

    Args:
        name: its key under `examples`; empty for the only one.
        value: the JSON value; of an example that is a text in the media type's own syntax
            (`<pet/>`, `a,b`), that text.
        place: where it is written: `FILE#/pointer`, the file relative to the contract's folder.
    """

    name: str
    value: Any
    place: str


class Media(TypedDict):
    """What a body holds for one media type.

    Args:
        schema: None: any content.
        encoding: part -> its encoding as written, for forms.
    """

    schema: Schema | None
    examples: list[Example]
    encoding: NotRequired[dict[str, dict[str, Any]]]


class Parameter(TypedDict):
    """A parameter of an operation.

    Args:
        media_type: of a parameter with `content`: the one media type; its schema stands in
            `schema` all the same. Empty otherwise.
    """

    name: str
    location: Location
    required: bool
    style: str
    explode: bool
    allow_reserved: bool
    allow_empty_value: bool
    deprecated: bool
    schema: Schema | None
    media_type: str
    examples: list[Example]


class Body(TypedDict):
    """A request body; media types are in lower case, ranges (`text/*`) included."""

    required: bool
    media: dict[str, Media]


class Header(TypedDict):
    """A header of a response."""

    required: bool
    explode: bool
    schema: Schema | None
    examples: list[Example]


class Response(TypedDict):
    """What comes back with one status; header names are in lower case."""

    description: str
    headers: dict[str, Header]
    media: dict[str, Media]


class Operation(TypedDict):
    """One operation, everything inherited filled in.

    Args:
        id: the name that manifests use: `operationId`, else `METHOD /path`.
        method: upper case.
        path: the template as written, without the base path of a server.
        bases: base paths under which it answers, from its servers: `` or `/v1`; never empty.
        responses: `200`, `4XX` or `default` -> response, as written.
        security: alternatives, each scheme -> scopes; empty list: open to all; an empty
            alternative: credentials are not needed.
        place: `FILE#/paths/...` of the operation.
        produces: media types of all answers, also of undeclared ones (Swagger 2.0).
    """

    id: str
    method: str
    path: str
    bases: list[str]
    summary: str
    description: str
    tags: list[str]
    deprecated: bool
    parameters: list[Parameter]
    body: Body | None
    responses: dict[str, Response]
    security: list[dict[str, list[str]]]
    place: str
    produces: NotRequired[list[str]]


class Scheme(TypedDict):
    """How a caller shows who it is.

    Args:
        type: `apiKey`, `http`, `oauth2`, `openIdConnect`, `mutualTLS`.
        scheme: of `http`, lower case: `bearer`, `basic`, ...
        location: of `apiKey`: `query`, `header` or `cookie`.
        parameter: of `apiKey`: the name of the parameter, header or cookie.
    """

    type: str
    scheme: str
    location: str
    parameter: str


class MessageExample(TypedDict):
    """An example of a message; None where it gives no headers or no payload."""

    name: str
    payload: Any
    headers: dict[str, Any] | None
    place: str


class Wire(TypedDict):
    """How the payload of a message is written where it is not JSON.

    Args:
        schema: Avro: the parsed schema, named types inside it resolved.
        descriptors: Protobuf: a serialised FileDescriptorSet in base64.
        type: Protobuf: full name of the message.
    """

    format: Literal["avro", "protobuf"]
    schema: NotRequired[Any]
    descriptors: NotRequired[str]
    type: NotRequired[str]


class Message(TypedDict):
    """One kind of message.

    Args:
        name: the name that manifests use.
        channel: key of its channel; empty if it has none.
        address: of that channel on the wire; empty if unknown.
        action: `send` or `receive`, seen from the contract's owner; empty if not said.
        payload, headers: None: anything.
        wire: how the payload is written; None: JSON.
    """

    name: str
    channel: str
    address: str
    action: str
    summary: str
    content_type: str
    payload: Schema | None
    headers: Schema | None
    examples: list[MessageExample]
    wire: Wire | None
    place: str


class Omission(TypedDict):
    """Something that the contract says and that the bundle does not hold, with the reason."""

    place: str
    reason: str


class Bundle(TypedDict):
    """A compiled contract.

    Args:
        contract: id in the workspace; of a loose file, its stem.
        version: of the contract; of a loose file, what the document says.
        provider: the service that owns it; empty for a loose file.
        digest: of the contract's files (`planner.formats.canonical`); of a loose file, of its
            bytes.
        operations: in document order; of Protobuf, `Service/Method` with the method POST and
            the path `/package.Service/Method`.
        messages: in document order.
        schemas: NAME -> schema. A schema that has read-only or write-only members stands twice:
            as consumers send it and as they receive it; each use names the right one.
    """

    form: str
    kind: ContractKind
    contract: str
    version: str
    provider: str
    title: str
    description: str
    digest: str
    operations: list[Operation]
    messages: list[Message]
    schemes: dict[str, Scheme]
    schemas: dict[str, Schema]
    left_out: list[Omission]

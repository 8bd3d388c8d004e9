"""Two contracts -> matched pairs, in the order of the documents."""

from collections.abc import Iterator

from planner.compatibility.options import CompareOptions
from planner.compatibility.rules.http.bodies import is_without_content
from planner.compatibility.rules.http.parameters import slot_of
from planner.compatibility.rules.matching import (
    match_callbacks,
    match_media,
    match_statuses,
    parameters_of,
)
from planner.compatibility.rules.pairs import (
    DocumentPair,
    MediaPair,
    OperationPair,
    ParameterPair,
    ResponsePair,
    SchemaPair,
)
from planner.compatibility.rules.rule import Role
from planner.compatibility.rules.templates import shape_of
from planner.model.http import HttpContract, HttpOperation, Parameter

_Key = tuple[str, str]


def document_pair(old: HttpContract, new: HttpContract, options: CompareOptions) -> DocumentPair:
    """Return two contracts with their operations matched."""
    theirs = _by_key(new)
    ours = _by_key(old)
    pairs = tuple(
        OperationPair(operation, theirs[key], operation.label, Role.OPERATION, options, (old, new))
        for key, operation in ours.items()
        if key in theirs
    )
    removed = tuple(operation for key, operation in ours.items() if key not in theirs)
    added = tuple(operation for key, operation in theirs.items() if key not in ours)
    return DocumentPair(old, new, options, pairs, removed, added)


def _by_key(contract: HttpContract) -> dict[_Key, HttpOperation]:
    """Return operations by method and shape of path; of equals, the first."""
    found: dict[_Key, HttpOperation] = {}
    for operation in contract.operations:
        found.setdefault((operation.method, shape_of(operation.path)), operation)
    return found


def called_pairs(document: DocumentPair) -> Iterator[OperationPair]:
    """Yield what the provider calls: the webhooks of both contracts."""
    for name, operation in document.old.webhooks.items():
        other = document.new.webhooks.get(name)
        if other is not None:
            contracts = (document.old, document.new)
            label = f"webhook {name}"
            yield OperationPair(operation, other, label, Role.WEBHOOK, document.options, contracts)


def callback_pairs(pair: OperationPair) -> Iterator[OperationPair]:
    """Yield the callbacks of both sides of an operation."""
    if pair.role is not Role.OPERATION:
        return
    for name, other in match_callbacks(pair.old.callbacks, pair.new.callbacks):
        yield OperationPair(
            pair.old.callbacks[name],
            pair.new.callbacks[other],
            f"{pair.label} callback {name}",
            Role.CALLBACK,
            pair.options,
            pair.contracts,
        )


def parameter_pairs(pair: OperationPair) -> Iterator[ParameterPair]:
    """Yield the parameters that both sides have."""
    if pair.old.parameters == () or pair.new.parameters == ():
        return
    new = parameters_of(pair.new)
    for key, parameter in parameters_of(pair.old).items():
        if key in new and new[key] is not parameter:
            yield ParameterPair(pair, parameter, new[key])


def media_pairs(pair: OperationPair) -> Iterator[MediaPair]:
    """Yield the media types that the requests of both sides have."""
    if pair.old.body is None or pair.new.body is None:
        return
    for old, new, _ in match_media(pair.old.body.media, pair.new.body.media):
        if old is not None and new is not None:
            yield MediaPair(pair, "request", f"request body {new.name}", old, new)


def response_pairs(pair: OperationPair) -> Iterator[ResponsePair]:
    """Yield the responses that both sides have."""
    for old, new, _ in match_statuses(pair.old.responses, pair.new.responses):
        if old is not None and new is not None:
            yield ResponsePair(pair, old, new)


def media_of(pair: ResponsePair) -> Iterator[MediaPair]:
    """Yield the media types that a response has on both sides; none if it has no content."""
    if is_without_content(pair):
        return
    for old, new, _ in match_media(pair.old.media, pair.new.media):
        if old is not None and new is not None:
            slot = f"response {pair.new.status} body {new.name}"
            yield MediaPair(pair.operation, "response", slot, old, new)


def schemas_of_parameter(pair: ParameterPair) -> Iterator[SchemaPair]:
    """Yield the schemas of a parameter; one for each media type if it has `content`."""
    old, new = pair.old, pair.new
    if bool(old.media) is not bool(new.media):
        return
    if not old.media:
        yield _of_parameter(pair, old, new, "")
        return
    for name in old.media:
        if name in new.media:
            yield _of_parameter(pair, old, new, name)


def _of_parameter(pair: ParameterPair, old: Parameter, new: Parameter, media: str) -> SchemaPair:
    return SchemaPair(
        pair.operation,
        "request-parameter",
        slot_of(new),
        pair.operation.consumer_sends,
        old.media[media].schema if media else old.schema,
        new.media[media].schema if media else new.schema,
        old.place,
        new.place,
        media,
        new.name,
        new.location,
    )


def schemas_of_media(pair: MediaPair) -> SchemaPair:
    """Return the schemas of a body."""
    is_sent = pair.direction == "request"
    operation = pair.operation
    return SchemaPair(
        operation,
        f"{pair.direction}-body",
        pair.slot,
        operation.consumer_sends if is_sent else operation.provider_sends,
        pair.old.schema,
        pair.new.schema,
        pair.old.place,
        pair.new.place,
        pair.new.name,
    )


def schemas_of_headers(pair: ResponsePair) -> Iterator[SchemaPair]:
    """Yield the schemas of the headers that a response has on both sides."""
    for name, old in pair.old.headers.items():
        if name not in pair.new.headers:
            continue
        new = pair.new.headers[name]
        yield SchemaPair(
            pair.operation,
            "response-header",
            f"response {pair.new.status} header {name}",
            pair.operation.provider_sends,
            old.schema,
            new.schema,
            old.place,
            new.place,
            name=name,
        )

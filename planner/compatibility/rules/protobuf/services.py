"""Rules about services and rpcs."""

from collections.abc import Iterator

from planner.compatibility.options import Category
from planner.compatibility.protobuf.draft import ALL, BY_FILE, CODE, JSON, Draft
from planner.compatibility.protobuf.examples import of_proto3
from planner.compatibility.protobuf.pairs import MethodPair, ModulePair, ServicePair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect

_GRPC = "gRPC over HTTP/2, section Requests"
_GUIDE = "Protocol Buffers language guide, section Defining Services"
_STREAMS = "gRPC, Core concepts, section Service definition"
_TYPES = "message Q { string id = 1; }\nmessage R { string id = 1; }\n"
_S = _TYPES + "service Orders { rpc Get(Q) returns (R); }"
_TWO = _TYPES + "service Orders { rpc Get(Q) returns (R); rpc Put(Q) returns (R); }"
_MOVED = (
    (
        f'syntax = "proto3";\npackage shop;\n{_S}\n'
        '// FILE item.proto\nsyntax = "proto3";\npackage shop;\nmessage Item {}'
    ),
    (
        f'syntax = "proto3";\npackage shop;\n{_TYPES}\n// FILE item.proto\nsyntax = "proto3";\n'
        'package shop;\nimport "shop.proto";\nmessage Item {}\n'
        "service Orders { rpc Get(Q) returns (R); }"
    ),
)
_GONE = "Calls fail with UNIMPLEMENTED, and code that makes them no longer compiles."

RULES = (
    Rule(
        id="protobuf-service-removed",
        title="a service is gone",
        effect=Effect.NARROWED,
        message="service `{subject}` is gone",
        why=_GONE,
        source=_GRPC,
        hint="keep answering until nobody calls it",
        example=of_proto3(_S, _TYPES, "protobuf-service-added"),
        categories=ALL,
        buf=("SERVICE_NO_DELETE", "PACKAGE_SERVICE_NO_DELETE"),
    ),
    Rule(
        id="protobuf-service-added",
        title="a service is new",
        effect=Effect.WIDENED,
        message="service `{subject}` is new",
        why="Nobody calls it yet.",
        source=_GUIDE,
        example=of_proto3(_TYPES, _S, "protobuf-service-removed"),
    ),
    Rule(
        id="protobuf-service-moved",
        title="a service stands in another file",
        effect=Effect.NARROWED,
        message="service `{subject}` stands in `{after}`, it stood in `{before}`",
        why="What is generated from the old file no longer has it; calls have the same path.",
        source=_GUIDE,
        hint="leave it in its file",
        example=Example(*_MOVED, "protobuf-service-moved", is_document=True),
        categories=BY_FILE,
        buf=("SERVICE_NO_DELETE",),
    ),
    Rule(
        id="protobuf-rpc-removed",
        title="an rpc is gone",
        effect=Effect.NARROWED,
        message="rpc `{subject}` is gone",
        why=_GONE,
        source=_GRPC,
        hint="keep answering until nobody calls it",
        example=of_proto3(_TWO, _S, "protobuf-rpc-added"),
        categories=ALL,
        buf=("RPC_NO_DELETE",),
    ),
    Rule(
        id="protobuf-rpc-added",
        title="an rpc is new",
        effect=Effect.WIDENED,
        message="rpc `{subject}` is new",
        why="Nobody calls it yet.",
        source=_GUIDE,
        example=of_proto3(_S, _TWO, "protobuf-rpc-removed"),
    ),
    Rule(
        id="protobuf-rpc-request-type-changed",
        title="an rpc takes another message",
        effect=Effect.CROSSED,
        message="rpc `{subject}` takes `{after}`, it took `{before}`",
        why="What callers send is read as another message.",
        source=_GUIDE,
        hint="add an rpc beside it",
        example=of_proto3(
            _S.replace("R { string", "R { int32"),
            _S.replace("R { string", "R { int32").replace("Get(Q)", "Get(R)"),
            "protobuf-rpc-request-type-changed",
        ),
        categories=ALL,
        buf=("RPC_SAME_REQUEST_TYPE",),
    ),
    Rule(
        id="protobuf-rpc-response-type-changed",
        title="an rpc returns another message",
        effect=Effect.CROSSED,
        message="rpc `{subject}` returns `{after}`, it returned `{before}`",
        why="Callers read the answer as another message.",
        source=_GUIDE,
        hint="add an rpc beside it",
        example=of_proto3(
            _S.replace("R { string", "R { int32"),
            _S.replace("R { string", "R { int32").replace("(R)", "(Q)"),
            "protobuf-rpc-response-type-changed",
        ),
        categories=ALL,
        buf=("RPC_SAME_RESPONSE_TYPE",),
    ),
    Rule(
        id="protobuf-rpc-type-replaced",
        title="an rpc takes or returns another message that looks the same",
        effect=Effect.NARROWED,
        message="rpc `{subject}` has `{after}` in place of `{before}`; they look the same",
        why="Code that names the type no longer compiles; calls are read as before.",
        source=_GUIDE,
        hint="keep the type",
        example=of_proto3(_S, _S.replace("(R)", "(Q)"), "protobuf-rpc-type-replaced"),
        categories=CODE,
        buf=("RPC_SAME_REQUEST_TYPE", "RPC_SAME_RESPONSE_TYPE"),
    ),
    Rule(
        id="protobuf-rpc-client-streaming-changed",
        title="an rpc takes a stream instead of one message, or the other way round",
        effect=Effect.CROSSED,
        message="rpc `{subject}` takes {after}, it took {before}",
        why="Callers and servers wait for each other in another way; generated code differs.",
        source=_STREAMS,
        hint="add an rpc beside it",
        example=of_proto3(
            _S,
            _S.replace("Get(Q)", "Get(stream Q)"),
            "protobuf-rpc-client-streaming-changed",
        ),
        categories=ALL,
        buf=("RPC_SAME_CLIENT_STREAMING",),
    ),
    Rule(
        id="protobuf-rpc-server-streaming-changed",
        title="an rpc returns a stream instead of one message, or the other way round",
        effect=Effect.CROSSED,
        message="rpc `{subject}` returns {after}, it returned {before}",
        why="Callers expect one answer, or many; generated code differs.",
        source=_STREAMS,
        hint="add an rpc beside it",
        example=of_proto3(
            _S,
            _S.replace("returns (R)", "returns (stream R)"),
            "protobuf-rpc-server-streaming-changed",
        ),
        categories=ALL,
        buf=("RPC_SAME_SERVER_STREAMING",),
    ),
    Rule(
        id="protobuf-rpc-idempotency-changed",
        title="an rpc makes another promise about being called twice",
        effect=Effect.NARROWED,
        message="`idempotency_level` of `{subject}` is {after}, it was {before}",
        why="Callers that repeat calls, or make them by GET, rely on it.",
        source="descriptor.proto, MethodOptions.IdempotencyLevel",
        hint="keep the level",
        example=of_proto3(
            _S.replace(");", ") { option idempotency_level = NO_SIDE_EFFECTS; }"),
            _S,
            "protobuf-rpc-idempotency-changed",
        ),
        categories=ALL,
        buf=("RPC_SAME_IDEMPOTENCY_LEVEL",),
    ),
)


def check_module(pair: ModulePair) -> Iterator[Draft]:
    """Yield services that are gone, moved or new."""
    new = pair.new.service_named
    for service in pair.old.services:
        name = pair.name_after(service.name)
        if name not in new:
            if pair.is_known(service.file):
                yield from (
                    Draft(
                        "protobuf-service-removed",
                        service.name,
                        old=service.place,
                        method=f"{service.name}/{method.name}",
                    )
                    for method in service.methods
                )
                if not service.methods:
                    yield Draft("protobuf-service-removed", service.name, old=service.place)
            continue
        kept = pair.files_after.get(service.file)
        if kept and kept != new[name].file:
            yield Draft(
                "protobuf-service-moved",
                service.name,
                service.file,
                new[name].file,
                service.place,
                new[name].place,
            )
    known = {pair.name_after(service.name) for service in pair.old.services}
    for service in pair.new.services:
        if service.name not in known and pair.was_known(service.file):
            yield Draft("protobuf-service-added", service.name, new=service.place)


def check_service(pair: ServicePair) -> Iterator[Draft]:
    """Yield rpcs that are gone or new."""
    old = {method.name for method in pair.old.methods}
    new = {method.name for method in pair.new.methods}
    for method in pair.old.methods:
        if method.name not in new:
            label = f"{pair.old.name}/{method.name}"
            yield Draft(
                "protobuf-rpc-removed", label, "", "", method.place, pair.new.place, method=label
            )
    for method in pair.new.methods:
        if method.name not in old:
            label = f"{pair.old.name}/{method.name}"
            yield Draft(
                "protobuf-rpc-added", label, "", "", pair.old.place, method.place, method=label
            )


def check_method(pair: MethodPair) -> Iterator[Draft]:
    """Yield other types, streams and promises of an rpc."""
    old, new = pair.old, pair.new
    yield from _types(pair)
    for what, before, after in (
        ("client", old.streams_request, new.streams_request),
        ("server", old.streams_response, new.streams_response),
    ):
        if before != after:
            rule = f"protobuf-rpc-{what}-streaming-changed"
            yield _draft(pair, rule, _stream(streams=before), _stream(streams=after))
    if old.idempotency != new.idempotency:
        yield _draft(pair, "protobuf-rpc-idempotency-changed", old.idempotency, new.idempotency)


def _stream(*, streams: bool) -> str:
    return "a stream" if streams else "one message"


def _types(pair: MethodPair) -> Iterator[Draft]:
    module = pair.service.module
    for what, before, after in (
        ("request", pair.old.request, pair.new.request),
        ("response", pair.old.response, pair.new.response),
    ):
        if module.name_after(before) == after:
            continue
        if not module.shapes.same_bytes(before, after):
            yield _draft(pair, f"protobuf-rpc-{what}-type-changed", before, after)
            continue
        is_json_same = module.shapes.same_json(before, after)
        yield _draft(
            pair, "protobuf-rpc-type-replaced", before, after, None if is_json_same else JSON
        )


def _draft(
    pair: MethodPair,
    rule: str,
    before: str,
    after: str,
    breaks: tuple[Category, ...] | None = None,
) -> Draft:
    return Draft(
        rule,
        pair.label,
        before,
        after,
        pair.old.place,
        pair.new.place,
        breaks,
        method=pair.label,
    )

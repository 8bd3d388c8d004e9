"""Rules about brokers."""

from collections.abc import Iterator

from planner.compatibility.rules.event_examples import server
from planner.compatibility.rules.event_pairs import ContractPair, Draft, ServerPair
from planner.compatibility.rules.http.servers import addresses
from planner.compatibility.rules.rule import Example, Rule
from planner.compatibility.rules.templates import variables_of
from planner.model.events import EventServer
from planner.model.finding import Effect
from planner.model.http import Server

_SOURCE = "AsyncAPI 3.0, Server Object; 2.6, Server Object"
_VARIABLES = "AsyncAPI 3.0, Server Variable Object; 2.6, Server Variable Object"
_WHY = "Consumers connect to the old one."
_HINT = "keep the old one for a while"
_KAFKA = "host: a.example, protocol: kafka"
_ONE = "{servers: {main: {host: a.example, protocol: kafka}}}"
_TWO = (
    "{servers: {main: {host: a.example, protocol: kafka}, "
    "more: {host: b.example, protocol: kafka}}}"
)


def _region(values: str, default: str = "eu") -> str:
    return server(
        "host: '{region}.example', protocol: kafka, "
        f"variables: {{region: {{enum: [{values}], default: {default}}}}}"
    )


def _changed(  # noqa: PLR0917  a table in disguise
    what: str, title: str, called: str, old: str, new: str, source: str = _SOURCE
) -> Rule:
    return Rule(
        id=f"event-server-{what}-changed",
        title=title,
        effect=Effect.CROSSED,
        message=f"the {called} of the server `{{subject}}` is now `{{after}}`, it was `{{before}}`",
        why=_WHY,
        source=source,
        hint=_HINT,
        example=Example(server(old), server(new), f"event-server-{what}-changed", is_document=True),
    )


RULES = (
    Rule(
        id="event-server-removed",
        title="a broker is gone",
        effect=Effect.NARROWED,
        message="the server `{subject}` at `{before}` is gone",
        why=_WHY,
        source=_SOURCE,
        hint=_HINT,
        example=Example(_TWO, _ONE, "event-server-added", is_document=True),
    ),
    Rule(
        id="event-server-added",
        title="a broker is new",
        effect=Effect.WIDENED,
        message="the server `{subject}` at `{after}` is new",
        why="Consumers may stay with the old one.",
        source=_SOURCE,
        example=Example(_ONE, _TWO, "event-server-removed", is_document=True),
    ),
    _changed("host", "a broker has another host", "host", _KAFKA, _KAFKA.replace("a.", "b.")),
    _changed(
        "pathname",
        "a broker has another path",
        "path",
        f"{_KAFKA}, pathname: /v1",
        f"{_KAFKA}, pathname: /v2",
    ),
    _changed(
        "protocol",
        "a broker speaks another protocol",
        "protocol",
        _KAFKA,
        _KAFKA.replace("kafka", "amqp"),
    ),
    _changed(
        "protocol-version",
        "a broker speaks another version of its protocol",
        "protocol version",
        f"{_KAFKA}, protocolVersion: '3'",
        f"{_KAFKA}, protocolVersion: '4'",
    ),
    Rule(
        id="event-server-variable-value-removed",
        title="the address of a broker can no longer be chosen",
        effect=Effect.NARROWED,
        message="the server `{subject}` no longer stands for {before}",
        why="Consumers that chose that value connect to an address that is gone.",
        source=_VARIABLES,
        hint="keep the value",
        example=Example(
            _region("eu, us"),
            _region("eu"),
            "event-server-variable-value-added",
            is_document=True,
        ),
    ),
    Rule(
        id="event-server-variable-value-added",
        title="another address of a broker can be chosen",
        effect=Effect.WIDENED,
        message="the server `{subject}` now also stands for {after}",
        why="Consumers may go on with what they have chosen.",
        source=_VARIABLES,
        example=Example(
            _region("eu"),
            _region("eu, us"),
            "event-server-variable-value-removed",
            is_document=True,
        ),
    ),
    Rule(
        id="event-server-variable-default-changed",
        title="the address of a broker has another default",
        effect=Effect.MEANING,
        message="a variable of the server `{subject}` is now `{after}` by default, it was "
        "`{before}`",
        why="Consumers that choose nothing connect to another address.",
        source=_VARIABLES,
        hint="keep the default",
        example=Example(
            _region("eu, us"),
            _region("eu, us", "us"),
            "event-server-variable-default-changed",
            is_document=True,
        ),
    ),
)


def check_contract(pair: ContractPair) -> Iterator[Draft]:
    """Yield brokers that came or went."""
    for gone in pair.gone_servers:
        yield Draft("event-server-removed", gone.key, gone.server.url, "", old=gone.server.place)
    for come in pair.come_servers:
        yield Draft("event-server-added", come.key, "", come.server.url, new=come.server.place)


def check_server(pair: ServerPair) -> Iterator[Draft]:
    """Yield what differs in where a broker is and in what it speaks."""
    old, new = pair.old, pair.new
    for what, before, after in (
        ("protocol", old.protocol, new.protocol),
        ("protocol-version", old.protocol_version, new.protocol_version),
    ):
        if before and after and before != after:
            yield _draft(pair, f"{what}-changed", before, after)
    if old.server.url != new.server.url:
        yield from _address(pair)
    else:
        yield from _variables(pair)


def _address(pair: ServerPair) -> Iterator[Draft]:
    before, after = (_split(side) for side in (pair.old, pair.new))
    for what, one, other in zip(("host", "pathname"), before, after, strict=True):
        if one != other:
            yield _draft(pair, f"{what}-changed", one, other)


def _split(side: EventServer) -> tuple[str, str]:
    host, mark, path = side.server.url.partition("/")
    return host, f"{mark}{path}"


def _variables(pair: ServerPair) -> Iterator[Draft]:
    old, new = pair.old.server, pair.new.server
    before, after = addresses(old), addresses(new)
    gone, come = (
        ", ".join(f"`{address}`" for address in sorted(some))
        for some in (before - after, after - before)
    )
    if gone:
        yield _draft(pair, "variable-value-removed", gone, "")
    if come:
        yield _draft(pair, "variable-value-added", "", come)
    for name in variables_of(new.url):
        first, second = (_default(side, name) for side in (old, new))
        if first != second:
            yield _draft(pair, "variable-default-changed", first, second)


def _default(server: Server, name: str) -> str:
    return str(server.variables.get(name, {}).get("default", ""))


_KEYS = {
    "protocol-changed": "protocol",
    "protocol-version-changed": "protocolVersion",
    "pathname-changed": "pathname",
    "variable-value-removed": "variables",
    "variable-value-added": "variables",
    "variable-default-changed": "variables",
}


def _draft(pair: ServerPair, verb: str, before: str, after: str) -> Draft:
    key = _KEYS.get(verb, "host")
    return Draft(
        f"event-server-{verb}",
        pair.old.key,
        before,
        after,
        ("",),
        f"server {pair.old.key}",
        pair.old.server.place.at(key),
        pair.new.server.place.at(key),
    )

"""Rules about channels: their addresses, the variables in them, the brokers that they are on."""

from collections.abc import Iterator, Mapping

from planner.compatibility.rules.asyncapi.bindings import kafka_topic
from planner.compatibility.rules.event_examples import channel
from planner.compatibility.rules.event_pairs import ChannelPair, ContractPair, Draft
from planner.compatibility.rules.rule import Example, Rule
from planner.compatibility.rules.templates import shape_of, variables_of
from planner.compatibility.search import Found
from planner.compatibility.wording import text_of
from planner.model.events import AddressParameter, Channel, EventContract
from planner.model.finding import Effect, Severity, Witness
from planner.model.http import SchemaNode

_CHANNEL = "AsyncAPI 3.0, Channel Object; 2.6, Channel Item Object"
_ADDRESS = "AsyncAPI 3.0, Channel Object (`address`); 2.6, Channels Object"
_PARAMETER = "AsyncAPI 3.0, Parameter Object; 2.6, Parameter Object"
_TWO = "{channels: {orders: {address: orders}, returns: {address: returns}}}"
_ONE = "{channels: {orders: {address: orders}}}"
_SERVERS = (
    "servers: {eu: {host: eu.example, protocol: kafka}, us: {host: us.example, protocol: kafka}}"
)
_REGIONS = "orders/{region}"


def _on(*servers: str) -> str:
    listed = ", ".join(f"{{$ref: '#/servers/{name}'}}" for name in servers)
    return f"{{{_SERVERS}, channels: {{orders: {{address: orders, servers: [{listed}]}}}}}}"


def _region(said: str) -> str:
    return channel(f"parameters: {{region: {{{said}}}}}", _REGIONS)


RULES = (
    Rule(
        id="channel-removed",
        title="a channel is gone",
        effect=Effect.NARROWED,
        message="the channel `{before}` is gone",
        why="Who listens there hears nothing any more; who sends there is not heard.",
        source=_CHANNEL,
        hint="keep the channel beside what takes its place for a while",
        example=Example(_TWO, _ONE, "channel-added", is_document=True),
    ),
    Rule(
        id="channel-added",
        title="a channel is new",
        effect=Effect.WIDENED,
        message="the channel `{after}` is new",
        why="Nobody uses it yet.",
        source=_CHANNEL,
        example=Example(_ONE, _TWO, "channel-removed", is_document=True),
    ),
    Rule(
        id="channel-address-changed",
        title="a channel has another address",
        effect=Effect.CROSSED,
        message="the address of the channel is now `{after}`, it was `{before}`",
        why="Consumers listen at the old address, or send to it. Names of variables in it are not "
        "on the wire and may change.",
        source=_ADDRESS,
        hint="keep the old address beside the new one for a while",
        example=Example(
            _ONE, channel("title: Orders", "v2/orders"), "channel-address-changed", is_document=True
        ),
    ),
    Rule(
        id="channel-parameter-narrowed",
        title="a variable of an address stands for fewer values",
        effect=Effect.NARROWED,
        message="the variable `{subject}` of the address no longer stands for `{before}`",
        why="Consumers that use the address with such a value use one that is gone.",
        source=_PARAMETER,
        hint="keep the values",
        example=Example(
            _region("enum: [eu, us]"),
            _region("enum: [eu]"),
            "channel-parameter-widened",
            is_document=True,
        ),
    ),
    Rule(
        id="channel-parameter-widened",
        title="a variable of an address stands for more values",
        effect=Effect.WIDENED,
        message="the variable `{subject}` of the address now also stands for `{after}`",
        why="Consumers may go on with the addresses that they use.",
        source=_PARAMETER,
        example=Example(
            _region("enum: [eu]"),
            _region("enum: [eu, us]"),
            "channel-parameter-narrowed",
            is_document=True,
        ),
    ),
    Rule(
        id="channel-parameter-location-changed",
        title="a variable of an address comes from another place of the message",
        effect=Effect.MEANING,
        message="the variable `{subject}` of the address is now found at `{after}`, it was found "
        "at `{before}`",
        why="Consumers that find the address by the message look at the old place.",
        source=f"{_PARAMETER} (`location`)",
        hint="keep the old place as well",
        example=Example(
            _region("location: '$message.payload#/region'"),
            _region("location: '$message.payload#/area'"),
            "channel-parameter-location-changed",
            is_document=True,
        ),
    ),
    Rule(
        id="channel-server-removed",
        title="a channel is no longer on a broker",
        effect=Effect.NARROWED,
        message="the channel is no longer on the server `{before}`",
        why="Consumers that are connected there find no channel.",
        source=f"{_CHANNEL} (`servers`)",
        hint="keep the channel on the broker",
        example=Example(_on("eu", "us"), _on("eu"), "channel-server-added", is_document=True),
    ),
    Rule(
        id="channel-server-added",
        title="a channel is on another broker too",
        effect=Effect.WIDENED,
        message="the channel is now on the server `{after}` too",
        why="Consumers may stay where they are.",
        source=f"{_CHANNEL} (`servers`)",
        example=Example(_on("eu"), _on("eu", "us"), "channel-server-removed", is_document=True),
    ),
)


def name_of(channel: Channel) -> str:
    """Return what people call a channel: its address, else its key."""
    return channel.key if channel.address is None else channel.address


def check_contract(pair: ContractPair) -> Iterator[Draft]:
    """Yield channels that came or went."""
    for gone in pair.gone_channels:
        labels = pair.labels(pair.old, gone)
        name = name_of(gone)
        yield Draft("channel-removed", name, name, "", labels, "channel", gone.place)
    for come in pair.come_channels:
        labels = pair.labels(pair.new, come)
        name = name_of(come)
        yield Draft("channel-added", name, "", name, labels, "channel", None, come.place)


def check_channel(pair: ChannelPair) -> Iterator[Draft]:
    """Yield what differs in the address of a channel, and in where it is found."""
    yield from _address(pair)
    yield from _parameters(pair)
    yield from _servers(pair)


def _address(pair: ChannelPair) -> Iterator[Draft]:
    before, after = pair.old.address, pair.new.address
    if before == after or (before and after and shape_of(before) == shape_of(after)):
        return
    reason = _why_not_breaking(pair)
    yield Draft(
        "channel-address-changed",
        name_of(pair.old),
        before or "",
        after or "",
        pair.labels,
        "address",
        pair.old.place.at("address"),
        pair.new.place.at("address"),
        severity=Severity.RISKY if reason else None,
        reason=reason,
    )


def _why_not_breaking(pair: ChannelPair) -> str:
    """Return what makes it possible that nobody uses the address; empty if nothing does."""
    if pair.old.address is None or pair.new.address is None:
        return "one side is told the address when it runs"
    topic, new_topic = (
        kafka_topic(contract, channel)
        for contract, channel in zip(pair.contracts, (pair.old, pair.new), strict=True)
    )
    return f"messages stay on the Kafka topic `{topic}`" if topic and topic == new_topic else ""


# ---------------------------------------------------------------------- variables


def _parameters(pair: ChannelPair) -> Iterator[Draft]:
    before, after = (variables_of(channel.address or "") for channel in (pair.old, pair.new))
    if len(before) != len(after):
        return
    for old_name, new_name in zip(before, after, strict=True):
        old, new = pair.old.parameters.get(old_name), pair.new.parameters.get(new_name)
        yield from _values(pair, old_name, old, new)
        if old and new and old.location and new.location and old.location != new.location:
            yield _draft(pair, "location-changed", old_name, (old.location, new.location), old, new)


def _values(
    pair: ChannelPair, name: str, old: AddressParameter | None, new: AddressParameter | None
) -> Iterator[Draft]:
    before, after = (_schema(pair, side, index) for index, side in enumerate((old, new)))
    there = pair.inclusion(before, after, False)  # noqa: FBT003  from the old side to the new one
    if isinstance(there, Found):
        value = text_of(there.value)
        witness = Witness("old", there.value)
        yield _draft(pair, "narrowed", name, (value, ""), old, new, witness)
        return
    back = pair.inclusion(after, before, True)  # noqa: FBT003  from the new side to the old one
    if isinstance(back, Found):
        yield _draft(pair, "widened", name, ("", text_of(back.value)), old, new)


def _schema(pair: ChannelPair, side: AddressParameter | None, index: int) -> SchemaNode:
    """Return the texts that a variable stands for: all if nothing is said.

    AsyncAPI 3 can only list values; beside it, AsyncAPI 2 is taken to say no more than that.
    """
    schema = side.schema if side is not None and side.schema is not None else True
    followed = pair.contracts[index].space.schema(schema).followed()
    if pair.is_other_major:
        values = followed.get("enum")
        return {"enum": [str(value) for value in values]} if values else {"type": "string"}
    is_silent = followed.node is True or followed.node == {}
    return {"type": "string"} if is_silent else schema


def _draft(  # noqa: PLR0917  the parts of a draft
    pair: ChannelPair,
    verb: str,
    name: str,
    values: tuple[str, str],
    old: AddressParameter | None,
    new: AddressParameter | None,
    witness: Witness | None = None,
) -> Draft:
    return Draft(
        f"channel-parameter-{verb}",
        name,
        *values,
        pair.labels,
        f"address variable {name}",
        (old or pair.old).place,
        (new or pair.new).place,
        witness=witness,
    )


# ---------------------------------------------------------------------- brokers


def _servers(pair: ChannelPair) -> Iterator[Draft]:
    old, new = (
        _reached(contract, channel)
        for contract, channel in zip(pair.contracts, (pair.old, pair.new), strict=True)
    )
    known = _places_of(pair.contracts[1]), _places_of(pair.contracts[0])
    for place, name in old.items():
        if place not in new and place in known[0]:
            yield _moved(pair, "removed", (name, ""))
    for place, name in new.items():
        if place not in old and place in known[1]:
            yield _moved(pair, "added", ("", name))


def _reached(contract: EventContract, channel: Channel) -> Mapping[tuple[str, str], str]:
    """Return the brokers that a channel is on, by protocol and address."""
    places = {key: (server.protocol, server.server.url) for key, server in contract.servers.items()}
    chosen = channel.servers or tuple(places)
    return {places[key]: key for key in chosen if key in places}


def _places_of(contract: EventContract) -> frozenset[tuple[str, str]]:
    return frozenset((server.protocol, server.server.url) for server in contract.servers.values())


def _moved(pair: ChannelPair, verb: str, names: tuple[str, str]) -> Draft:
    return Draft(
        f"channel-server-{verb}",
        name_of(pair.old),
        *names,
        pair.labels,
        "servers",
        pair.old.place.at("servers"),
        pair.new.place.at("servers"),
    )

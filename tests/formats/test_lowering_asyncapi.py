"""AsyncAPI documents of every version -> one form."""

from typing import Any

import pytest
import ryaml

from planner.formats.lowering.asyncapi import lower_asyncapi
from planner.model.events import EventContract, Message

_INFO = {"title": "Orders", "version": "1.0.0"}


def contract(text: str, version: str = "3.0.0", **files: str) -> EventContract:
    """Return the contract of a document; other files stand beside it."""
    document: dict[str, Any] = {"asyncapi": version, "info": _INFO, **ryaml.loads(text)}
    others = {f"api/{name.replace('__', '.')}": ryaml.loads(said) for name, said in files.items()}
    return lower_asyncapi({"api/asyncapi.yaml": document, **others}, "api")


def only(contract: EventContract) -> Message:
    """Return the one message of the one operation."""
    (operation,) = contract.operations.values()
    (message,) = operation.messages.values()
    return message


def carrying(message: str, version: str = "3.0.0", more: str = "", **files: str) -> EventContract:
    """Return a contract whose one operation carries one message."""
    if version.startswith("2"):
        text = f"{{channels: {{orders: {{subscribe: {{message: {message}}}}}}}{more}}}"
        return contract(text, version, **files)
    return contract(
        f"{{channels: {{orders: {{address: orders, messages: {{M: {message}}}}}}}, operations: "
        f"{{tell: {{action: send, channel: {{$ref: '#/channels/orders'}}}}}}{more}}}",
        version,
        **files,
    )


def schema_of(contract: EventContract, part: str = "payload") -> Any:
    """Return the schema of a part of the one message, references followed."""
    payload = getattr(only(contract), part)
    assert payload.schema is not None
    return contract.space.schema(payload.schema).followed().node


# ---------------------------------------------------------------------- who sends


@pytest.mark.parametrize(("verb", "action"), [("subscribe", "send"), ("publish", "receive")])
def test_version_2_speaks_from_the_other_side(verb: str, action: str) -> None:
    found = contract(f"{{channels: {{orders: {{{verb}: {{operationId: x}}}}}}}}", "2.6.0")
    assert [(o.id, o.action, o.channel) for o in found.operations.values()] == [
        ("x", action, "orders")
    ]
    assert found.channels["orders"].address == "orders"


@pytest.mark.parametrize("version", ["2.0.0", "2.3.0", "2.6.0", "3.0.0", "3.1.0"])
def test_all_versions(version: str) -> None:
    found = carrying("{name: Placed, payload: {type: string}}", version)
    assert found.spec_version == version
    assert only(found).name == "Placed"


def test_an_operation_without_messages_has_all_of_its_channel() -> None:
    found = contract(
        "{channels: {orders: {address: orders, messages: {A: {}, B: {}}}}, operations: "
        "{tell: {action: send, channel: {$ref: '#/channels/orders'}}}}"
    )
    assert list(found.operations["tell"].messages) == ["A", "B"]


def test_one_of_inside_one_of() -> None:
    found = contract(
        "{channels: {orders: {subscribe: {message: {oneOf: [{name: A}, {oneOf: [{name: B}, "
        "{name: C}]}]}}}}}",
        "2.6.0",
    )
    (operation,) = found.operations.values()
    assert list(operation.messages) == ["A", "B", "C"]


# ---------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("{name: N, messageId: I, title: T}", "N"),
        ("{messageId: I, title: T}", "I"),
        ("{title: T}", "T"),
        ("{payload: {title: P}}", "orders"),
        ("{$ref: '#/components/messages/C'}", "C"),
    ],
)
def test_what_a_message_is_called(message: str, name: str) -> None:
    found = carrying(message, "2.6.0", ", components: {messages: {C: {title: T}}}")
    assert only(found).name == name


def test_titles_by_which_messages_are_matched() -> None:
    assert only(carrying("{messageId: I, payload: {title: P}}", "2.6.0")).titles == ("I", "P")


# ---------------------------------------------------------------------- traits

_TWICE = "{contentType: application/json, traits: [{contentType: text/plain}, {title: T}]}"


@pytest.mark.parametrize(
    ("version", "content_type"), [("2.6.0", "text/plain"), ("3.0.0", "application/json")]
)
def test_who_wins_where_message_and_trait_differ(version: str, content_type: str) -> None:
    message = only(carrying(_TWICE, version))
    assert message.content_type == content_type
    assert message.name == "T"


def test_of_two_traits_the_later_one_wins() -> None:
    traits = "{traits: [{contentType: text/plain}, {contentType: text/csv}]}"
    for version in ("2.6.0", "3.0.0"):
        assert only(carrying(traits, version)).content_type == "text/csv"


def test_headers_of_message_and_traits_are_one_schema() -> None:
    message = (
        "{headers: {$ref: '#/components/schemas/H'}, traits: [{headers: {required: [id], "
        "properties: {id: {type: string, maxLength: 9}, at: {type: integer}}}}]}"
    )
    more = ", components: {schemas: {H: {type: object, properties: {id: {type: string}}}}}"
    expected = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string", "maxLength": 9}, "at": {"type": "integer"}},
    }
    for version in ("2.6.0", "3.0.0"):
        assert schema_of(carrying(message, version, more), "headers") == expected


def test_bindings_are_merged_and_their_version_left_out() -> None:
    found = contract(
        "{channels: {orders: {address: orders}}, operations: {tell: {action: send, channel: "
        "{$ref: '#/channels/orders'}, bindings: {amqp: {ack: true, bindingVersion: 0.3.0}}, "
        "traits: [{$ref: '#/components/operationTraits/T'}]}}, components: {operationTraits: "
        "{T: {bindings: {amqp: {priority: 2, ack: false}, mqtt: {qos: 1}}}}}}"
    )
    assert found.operations["tell"].bindings == {
        "amqp": {"ack": True, "priority": 2},
        "mqtt": {"qos": 1},
    }


# ---------------------------------------------------------------------- schemas


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("application/vnd.aai.asyncapi;version=3.0.0", {"type": "string"}),
        ("application/schema+json;version=draft-07", {"type": "string"}),
        ("application/vnd.oai.openapi+yaml;version=3.0.3", {"type": ["string", "null"]}),
        ("application/vnd.oai.openapi;version=3.1.0", {"type": "string"}),
    ],
)
def test_the_format_says_how_a_schema_is_read(named: str, expected: dict[str, Any]) -> None:
    schema = "{type: string, nullable: true}"
    wrapped = f"{{payload: {{schemaFormat: '{named}', schema: {schema}}}}}"
    assert schema_of(carrying(wrapped)) == expected
    beside = f"{{schemaFormat: '{named}', payload: {schema}}}"
    assert schema_of(carrying(beside, "2.6.0")) == expected


def test_the_format_holds_for_what_the_schema_refers_to() -> None:
    found = carrying(
        "{schemaFormat: 'application/vnd.oai.openapi;version=3.0.0', payload: {$ref: "
        "'#/components/schemas/A'}}",
        "2.6.0",
        ", components: {schemas: {A: {properties: {b: {$ref: '#/components/schemas/B'}}}, "
        "B: {type: string, nullable: true}}}",
    )
    whole = found.space.schema(schema_of(found)["properties"]["b"]).followed()
    assert whole.node == {"type": ["string", "null"]}


def test_draft_2019_knows_what_stands_beside_a_reference() -> None:
    text = "{$ref: '#/components/schemas/A', maxLength: 3}"
    more = ", components: {schemas: {A: {type: string}}}"
    new = f"{{payload: {{schemaFormat: application/schema+json;version=2019-09, schema: {text}}}}}"
    node = schema_of(carrying(new, more=more))
    assert node["maxLength"] == 3
    assert "$ref" in node
    assert schema_of(carrying(f"{{payload: {text}}}", more=more)) == {"type": "string"}


def test_a_shared_schema_with_a_format_is_found_behind_references() -> None:
    more = (
        ", components: {schemas: {A: {schemaFormat: application/schema+json;version=draft-07, "
        "schema: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}}, "
        "B: {schemaFormat: application/schema+json;version=draft-07, schema: {type: integer}}}}"
    )
    found = carrying("{payload: {$ref: '#/components/schemas/A'}}", more=more)
    inner = found.space.schema(schema_of(found)["properties"]["b"]).followed()
    assert inner.node == {"type": "integer"}


def test_avro_and_formats_that_are_not_understood() -> None:
    avro = "{schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: string}"
    payload = only(carrying(f"{{payload: {avro}}}")).payload
    assert payload
    assert payload.avro is not None
    assert payload.schema is None
    raml = "{schemaFormat: application/raml+yaml;version=1.0, schema: {type: string}}"
    payload = only(carrying(f"{{payload: {raml}}}")).payload
    assert payload
    assert payload.text == {"type": "string"}


def test_the_default_content_type() -> None:
    more = ", defaultContentType: Application/JSON"
    assert only(carrying("{}", more=more)).content_type == "application/json"
    assert only(carrying("{contentType: text/plain}", more=more)).content_type == "text/plain"
    assert only(carrying("{}")).content_type == ""


def test_the_key_of_a_kafka_message() -> None:
    found = carrying("{bindings: {kafka: {key: {type: string}, bindingVersion: 0.5.0}}}")
    assert schema_of(found, "message_key") == {"type": "string"}
    assert only(found).bindings == {}


# ---------------------------------------------------------------------- brokers


@pytest.mark.parametrize(
    ("version", "server"),
    [
        ("2.6.0", "{url: 'mqtt://a.example:1883/v1/', protocol: MQTT}"),
        ("2.6.0", "{url: 'a.example:1883/v1', protocol: mqtt}"),
        ("3.0.0", "{host: 'a.example:1883', pathname: /v1, protocol: mqtt}"),
        ("3.0.0", "{host: 'a.example:1883', pathname: v1/, protocol: mqtt}"),
    ],
)
def test_where_a_broker_is(version: str, server: str) -> None:
    found = contract(f"{{servers: {{main: {server}}}, channels: {{}}}}", version).servers["main"]
    assert (found.protocol, found.server.url) == ("mqtt", "a.example:1883/v1")


_FLOWS = "{clientCredentials: {tokenUrl: 'https://a.example/t', %s: {read: r}}}"


def test_security_by_name_and_in_place() -> None:
    two = contract(
        "{servers: {main: {url: a.example, protocol: mqtt, security: [{login: [read]}, {key: []}]}}"
        f", channels: {{}}, components: {{securitySchemes: {{login: {{type: oauth2, flows: "
        f"{_FLOWS % 'scopes'}}}, key: {{type: userPassword}}}}}}}}",
        "2.6.0",
    )
    three = contract(
        "{servers: {main: {host: a.example, protocol: mqtt, security: [{type: oauth2, flows: "
        f"{_FLOWS % 'availableScopes'}, scopes: [read]}}, "
        "{$ref: '#/components/securitySchemes/key'}]}}, channels: {}, components: "
        "{securitySchemes: {key: {type: userPassword}}}}"
    )
    assert two.servers["main"].security == (
        frozenset({("login", "read")}),
        frozenset({("key", "")}),
    )
    ((login, _),) = three.servers["main"].security[0]
    assert three.schemes[login].details == two.schemes["login"].details
    assert three.servers["main"].security[1] == frozenset({("key", "")})


# ---------------------------------------------------------------------- several files


def test_parts_in_other_files() -> None:
    found = contract(
        "{channels: {orders: {$ref: 'channels.yaml#/orders'}}, operations: {tell: {action: send, "
        "channel: {$ref: '#/channels/orders'}, messages: "
        "[{$ref: 'channels.yaml#/orders/messages/Placed'}]}}}",
        channels__yaml="{orders: {address: orders, messages: {Placed: {$ref: "
        "'messages.yaml#/Placed'}}}}",
        messages__yaml="{Placed: {payload: {$ref: 'schemas/placed.json'}}}",
        **{"schemas/placed__json": "{type: object}"},
    )
    message = only(found)
    assert message.place.file == "api/messages.yaml"
    assert schema_of(found) == {"type": "object"}


def test_replies() -> None:
    found = contract(
        "{channels: {ask: {address: ask, messages: {Q: {}}}, tell: {address: null, messages: "
        "{A: {}, B: {}}}}, operations: {x: {action: receive, channel: {$ref: '#/channels/ask'}, "
        "reply: {$ref: '#/components/replies/r'}}}, components: {replies: {r: {address: {$ref: "
        "'#/components/replyAddresses/a'}, channel: {$ref: '#/channels/tell'}, messages: "
        "[{$ref: '#/channels/tell/messages/B'}]}}, replyAddresses: {a: {location: "
        "'$message.header#/replyTo'}}}}"
    )
    reply = found.operations["x"].reply
    assert reply
    assert (reply.channel, reply.address) == ("tell", "$message.header#/replyTo")
    assert list(reply.messages) == ["B"]
    assert found.channels["tell"].address is None

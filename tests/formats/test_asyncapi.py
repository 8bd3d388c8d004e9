# ruff: noqa: E501  a row of a table reads best on one line
"""AsyncAPI 2 and 3: messages, channels and operations that answer."""

import pytest

from tests.formats.contracts import complaints, offered, read, refusal

TWO = "asyncapi: 2.6.0\ninfo: {title: T, version: 1.0.0}\n"
THREE = "asyncapi: 3.0.0\ninfo: {title: T, version: 1.0.0}\n"


def test_messages_of_asyncapi_3() -> None:
    text = THREE + (
        "channels:\n"
        "  orders: {address: shop.orders, messages: {created: {$ref: '#/components/messages/Created'}}}\n"
        "  stock:\n    address: shop.stock\n"
        "    messages: {low: {name: StockLow, title: Stock is low}, out: {payload: {type: object}}}\n"
        "components:\n  messages:\n    Created: {payload: {type: object}}\n    Unused: {}\n"
    )
    content = read({"asyncapi.yaml": text})
    assert offered(content) == {
        "Created": ("created", "orders", "shop.orders"),
        "StockLow": ("Stock is low", "low"),
        "Unused": (),
        "out": (),
    }
    channels = {message.name: message.channel for message in content.messages}
    assert channels == {
        "Created": "shop.orders", "StockLow": "shop.stock", "Unused": "", "out": "shop.stock",
    }  # fmt: skip
    assert complaints({"asyncapi.yaml": text}) == []


def test_messages_of_asyncapi_2() -> None:
    text = TWO + (
        "channels:\n"
        "  orders:\n"
        "    publish: {message: {oneOf: [{name: Created}, {$ref: '#/components/messages/Paid'}]}}\n"
        "  stock:\n    subscribe: {operationId: onStockLow, message: {payload: {type: object}}}\n"
        "components: {messages: {Paid: {messageId: paid}}}\n"
    )
    content = read({"asyncapi.yaml": text})
    assert offered(content) == {
        "Created": (), "onStockLow": ("stock",), "paid": ("Paid",),
    }  # fmt: skip
    assert {message.channel for message in content.messages} == {"orders", "stock"}


def test_a_request_that_is_answered_is_an_operation() -> None:
    text = THREE + (
        "channels:\n  ask: {messages: {question: {}}}\n  tell: {messages: {answer: {}}}\n"
        "operations:\n"
        "  sum: {action: receive, channel: {$ref: '#/channels/ask'}, reply: {channel: {$ref: '#/channels/tell'}}}\n"
        "  log: {action: receive, channel: {$ref: '#/channels/ask'}}\n"
    )
    content = read({"asyncapi.yaml": text})
    assert [operation.name for operation in content.operations] == ["sum"]
    assert [message.name for message in content.messages] == ["answer", "question"]


def test_an_alias_that_two_messages_share_is_nobodys() -> None:
    text = THREE + "components: {messages: {A: {title: Same}, B: {title: Same}}}\n"
    assert offered(read({"asyncapi.yaml": text})) == {"A": (), "B": ()}


def test_messages_may_stand_in_another_file() -> None:
    files = {
        "asyncapi.yaml": THREE
        + "channels: {c: {messages: {m: {$ref: 'messages.yaml#/Created'}}}}\n",
        "messages.yaml": "Created: {name: OrderCreated}\n",
    }
    assert set(offered(read(files))) == {"OrderCreated"}


@pytest.mark.parametrize("version", ["1.2.0", "2.7.0", "4.0.0", "latest"])
def test_versions_that_are_not_known(version: str) -> None:
    message = f"`asyncapi: {version}` is not a version of AsyncAPI that is known"
    assert refusal({"a.yaml": f"asyncapi: {version}\n"}) == [("asyncapi-version", message)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("asyncapi: 2.6.0\ninfo:\n  title: T\nchannels: {}\n",
         ["a.yaml:2:1 `info` lacks the key `version`"]),
        (THREE + "channels:\n  c:\n    adress: x\n", ["a.yaml:5:5 unknown key `adress` in `c`"]),
        (THREE + "operations:\n  o:\n    action: recieve\n    channel: {$ref: '#/channels/c'}\n"
         "channels: {c: {}}\n", ["a.yaml:5:13 `action` can't be `recieve`"]),
        (THREE + "channels:\n  c:\n    messages: {m: {payload: {type: strin}}}\n",
         ["a.yaml:5:36 `type` can't be `strin`"]),
        (THREE + "channels: {c: {messages: {m: {$ref: '#/components/messages/M'}}}}\n",
         ["a.yaml:3:37 `$ref` leads nowhere: `#/components/messages/M`"]),
        (THREE + "channels: {a: {messages: {m: {}}}, b: {}}\n"
         "operations:\n  o:\n    action: send\n    channel: {$ref: '#/channels/b'}\n"
         "    messages: [{$ref: '#/channels/a/messages/m'}]\n",
         ["a.yaml:8:23 `#/channels/a/messages/m` is not a message of the operation's channel"]),
        (TWO + "channels:\n  a: {publish: {operationId: x}}\n  b: {publish: {operationId: x}}\n",
         ["a.yaml:5:30 operation id `x` is used more than once"]),
        (THREE + "channels: {c: {bindings: {kafka: {topic: t}}}}\n", []),
    ],
)  # fmt: skip
def test_what_the_specification_forbids(text: str, expected: list[str]) -> None:
    assert complaints({"a.yaml": text}) == expected

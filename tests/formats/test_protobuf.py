# ruff: noqa: E501  a row of a table reads best on one line
"""Protobuf: rpcs and messages by a light reader, faults by protoc."""

import pytest

from tests.formats.contracts import complaints, offered, read

ORDERS = """\
syntax = "proto3";
package shop.v1;
// service Comment { rpc Not(A) returns (B); }
service Orders {
  rpc Get (GetRequest) returns (stream shop.v1.Order) { option (x) = { get: "/o/{id}" }; }
  rpc Watch(stream GetRequest) returns (Order);
}
service Stock { rpc Get(GetRequest) returns (Order) {} }
message GetRequest { string id = 1; }
/* message Hidden {} */
message Order { Line line = 1; string text = 2 [default = "message Fake {"]; }
message Line { message Inner {} }
message OrderPaid { string id = 1; }
"""


def test_rpcs_are_operations_and_free_messages_are_messages() -> None:
    content = read({"orders.proto": ORDERS})
    assert content.title == "shop.v1"
    assert offered(content) == {
        "Orders/Get": ("shop.v1.Orders/Get", "/shop.v1.Orders/Get"),
        "Orders/Watch": ("shop.v1.Orders/Watch", "/shop.v1.Orders/Watch", "Watch"),
        "Stock/Get": ("shop.v1.Stock/Get", "/shop.v1.Stock/Get"),
        "OrderPaid": ("shop.v1.OrderPaid",),
    }


def test_same_names_in_two_packages_keep_their_package() -> None:
    one = (
        'syntax = "proto3";\npackage {};\nservice S {{ rpc Do(A) returns (A); }}\nmessage A {{}}\n'
    )
    files = {"a.proto": one.format("a"), "b.proto": one.format("b")}
    assert set(offered(read(files))) == {"a.S/Do", "b.S/Do"}


@pytest.mark.parametrize(
    "text",
    ["", "}}}}", "service {", "rpc rpc rpc", "/*" * 20_000, '"' * 20_000, "message M {" * 5000],
)
def test_text_that_is_no_protobuf_offers_nothing_it_could_call(text: str) -> None:
    assert read({"a.proto": text}).operations == ()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.proto": 'syntax = "proto3";\nimport "google/protobuf/timestamp.proto";\n'
          "message A { google.protobuf.Timestamp at = 1; }\n"}, []),
        ({"a.proto": 'syntax = "proto2";\nmessage A { optional int32 n = 1 [default = 3]; }\n'}, []),
        ({"a.proto": 'edition = "2023";\nmessage A { int32 n = 1; }\n'}, []),
        ({"a.proto": 'syntax = "proto3";\nimport "common/money.proto";\nmessage A { common.Money m = 1; }\n',
          "common/money.proto": 'syntax = "proto3";\npackage common;\nmessage Money {}\n'}, []),
        ({"a.proto": 'syntax = "proto3";\nmessage A {\n  string s = 1\n}\n'},
         ["a.proto:4:1 expected `;`"]),
        ({"a.proto": 'syntax = "proto3";\nmessage A { Nope n = 1; }\n'},
         ["a.proto:2:13 `Nope` is not defined"]),
        ({"a.proto": 'syntax = "proto3";\nimport "google/api/http.proto";\nmessage A { google.api.Http h = 1; }\n'},
         ["a.proto:2:1 import `google/api/http.proto` is not in the contract's folder"]),
        ({"a.proto": 'syntax = "proto3";\nimport "../secret.proto";\n'},
         ["a.proto:2:1 import `../secret.proto` is not in the contract's folder"]),
        ({"--a.proto": 'syntax = "proto3";\nmessage A { Nope n = 1; }\n',
          "b.proto": 'syntax = "proto3";\nmessage B { Nope n = 1; }\n'},
         ["--a.proto:2:13 `Nope` is not defined", "b.proto:2:13 `Nope` is not defined"]),
        ({"a.proto": 'syntax = "proto3";\nimport "b.proto";\n',
          "b.proto": 'syntax = "proto3";\n'},
         ["a.proto:2:1 warning: import b.proto is unused"]),
    ],
)  # fmt: skip
def test_what_protoc_says(files: dict[str, str], expected: list[str]) -> None:
    assert complaints(files) == expected

"""Texts of `.proto` files -> the neutral form, and what is said about texts that are none."""

import pytest

from planner.formats.lowering.protobuf import lower_protobuf
from planner.model.errors import InputError
from planner.model.protobuf import Cardinality, Presence, ProtoModule
from planner.model.source import Position
from tests.compatibility.proto_histories import history_pairs

P3 = 'syntax = "proto3";\npackage shop;\n'
P2 = 'syntax = "proto2";\npackage shop;\n'
E2023 = 'edition = "2023";\npackage shop;\n'
E2024 = 'edition = "2024";\npackage shop;\n'


def one(text: str) -> ProtoModule:
    return lower_protobuf({"shop.proto": text}, "shop.proto")


def complaints(files: dict[str, str], main: str = "") -> list[tuple[str, str, Position | None]]:
    with pytest.raises(InputError) as caught:
        lower_protobuf(files, main)
    return [
        (problem.place.file, f"{problem.message} / {problem.hint}", problem.place.position)
        for problem in caught.value.problems
        if problem.place
    ]


# ---------------------------------------------------------------------- what a field is


@pytest.mark.parametrize(
    ("text", "type_", "cardinality", "presence", "packed"),
    [
        (P3 + "message M { int32 a = 1; }", "int32", "singular", "implicit", False),
        (P3 + "message M { optional int32 a = 1; }", "int32", "singular", "explicit", False),
        (P3 + "message M { repeated int32 a = 1; }", "int32", "repeated", "implicit", True),
        (P3 + "message M { M a = 1; }", "message", "singular", "explicit", False),
        (P3 + "message M { oneof o { int32 a = 1; } }", "int32", "singular", "explicit", False),
        (P3 + "message M { map<string, M> a = 1; }", "message", "map", "implicit", False),
        (P2 + "message M { optional int32 a = 1; }", "int32", "singular", "explicit", False),
        (P2 + "message M { required int32 a = 1; }", "int32", "singular", "required", False),
        (P2 + "message M { repeated int32 a = 1; }", "int32", "repeated", "implicit", False),
        (P2 + "message M { optional group A = 1 {} }", "group", "singular", "explicit", False),
        (E2023 + "message M { int32 a = 1; }", "int32", "singular", "explicit", False),
        (
            E2023 + "message M { int32 a = 1 [features.field_presence = IMPLICIT]; }",
            "int32", "singular", "implicit", False,
        ),
        (
            E2023 + "option features.field_presence = IMPLICIT; message M { int32 a = 1; }",
            "int32", "singular", "implicit", False,
        ),
        (
            E2023 + "message M { int32 a = 1 [features.field_presence = LEGACY_REQUIRED]; }",
            "int32", "singular", "required", False,
        ),
        (
            E2023 + "message M { M a = 1 [features.message_encoding = DELIMITED]; }",
            "group", "singular", "explicit", False,
        ),
        (
            E2023
            + "message M { repeated int32 a = 1 [features.repeated_field_encoding = EXPANDED]; }",
            "int32", "repeated", "implicit", False,
        ),
        (E2024 + "message M { repeated int32 a = 1; }", "int32", "repeated", "implicit", True),
    ],
)  # fmt: skip
def test_what_the_syntax_leaves_out_is_resolved(
    text: str,
    type_: str,
    cardinality: str,
    presence: str,
    packed: bool,  # noqa: FBT001  column of a table
) -> None:
    field = one(text).message_named["shop.M"].fields[0]
    assert (field.type, field.cardinality, field.presence, field.is_packed) == (
        type_,
        Cardinality(cardinality),
        Presence(presence),
        packed,
    )


def test_presence_and_packing_are_what_googles_library_says() -> None:
    """The library resolves features by itself; it is asked about every field of real files."""
    from google.protobuf import descriptor_pb2, descriptor_pool  # noqa: PLC0415  one test

    asked = 0
    for pair in history_pairs()[::12]:
        module = lower_protobuf(pair.new, pair.path)
        pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(module.descriptors).file:
            pool.Add(file)
        for message in module.messages:
            theirs = pool.FindMessageTypeByName(message.name).fields_by_number
            for field in message.fields:
                other = theirs[field.number]
                is_told = field.presence is not Presence.IMPLICIT
                assert (is_told, field.is_packed) == (other.has_presence, other.is_packed)
                asked += 1
    assert asked > 1000


def test_enums_are_closed_where_the_syntax_or_a_feature_says_so() -> None:
    body = "enum E { A = 0; }"
    closed = "enum E { option features.enum_type = CLOSED; A = 0; }"
    found = [
        one(t).enums[0].is_closed for t in (P2 + body, P3 + body, E2023 + body, E2023 + closed)
    ]
    assert found == [True, False, False, True]


# ---------------------------------------------------------------------- all of a file

FULL = """\
syntax = "proto2";
package shop.v1;
import "google/protobuf/descriptor.proto";
option go_package = "a.example/shop";
extend google.protobuf.MethodOptions { optional string role = 50001; }
message Order {
  reserved 4, 6 to 9;
  reserved "old";
  extensions 100 to 199;
  required int64 id = 1 [jstype = JS_STRING];
  optional string note = 2 [default = "none", deprecated = true, json_name = "memo"];
  oneof pay {
    string card = 10;
    string cash = 11;
  }
  message Line {}
}
enum State { option allow_alias = true; NEW = 0; OPEN = 0; reserved 5; }
extend Order { optional bool gift = 100; }
service Orders {
  rpc Watch(Order) returns (stream Order) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (role) = "clerk";
  }
}
"""


def test_everything_that_can_change_is_read() -> None:
    module = one(FULL)
    (file,) = module.files
    assert (file.package, file.syntax) == ("shop.v1", "proto2")
    assert (file.options["go_package"], file.options["optimize_for"]) == ("a.example/shop", "SPEED")
    order = module.message_named["shop.v1.Order"]
    assert order.reserved.numbers == ((4, 4), (6, 9))
    assert order.reserved.names == {"old"}
    assert order.extension_ranges == ((100, 199),)
    assert list(order.oneofs) == ["pay"]
    assert module.message_named["shop.v1.Order.Line"].parent == "shop.v1.Order"
    number, note, card, _ = order.fields
    assert number.code["jstype"] == "JS_STRING"
    assert (note.default, note.json_name, note.is_deprecated) == ("none", "memo", True)
    assert card.oneof == "pay"
    assert module.enums[0].names() == {0: ["NEW", "OPEN"]}
    assert module.enums[0].reserved.has_number(5)
    assert [(e.name, e.extends) for e in module.extensions] == [
        ("shop.v1.role", "google.protobuf.MethodOptions"),
        ("shop.v1.gift", "shop.v1.Order"),
    ]
    (watch,) = module.services[0].methods
    assert (watch.streams_request, watch.streams_response) == (False, True)
    assert watch.idempotency == "NO_SIDE_EFFECTS"
    assert watch.options == {"shop.v1.role": '"clerk"'}


def test_each_element_stands_where_it_was_written() -> None:
    module = one(FULL)
    order = module.message_named["shop.v1.Order"]
    places = [
        order.place, order.fields[1].place, order.oneofs["pay"], order.fields[2].place,
        module.enums[0].values[1].place, module.services[0].methods[0].place,
        module.files[0].places["go_package"], module.files[0].places["package"],
    ]  # fmt: skip
    assert [place.position for place in places] == [
        (6, 1), (11, 3), (12, 3), (13, 5), (18, 50), (21, 3), (4, 1), (2, 1),
    ]  # fmt: skip
    lines = FULL.splitlines()
    assert lines[10][2:].startswith("optional string note")


# ---------------------------------------------------------------------- where imports lead

MONEY = 'syntax = "proto3";\npackage common;\nmessage Money { int64 units = 1; }\n'
USES = P3 + 'import "common/money.proto";\nmessage M { common.Money m = 1; }'


@pytest.mark.parametrize(
    ("files", "main", "names"),
    [
        ({"a/shop.proto": USES, "a/common/money.proto": MONEY}, "a",
         ["common/money.proto", "shop.proto"]),
        ({"a/shop/shop.proto": USES, "a/common/money.proto": MONEY}, "a",
         ["common/money.proto", "shop/shop.proto"]),
        ({"a/protos/shop.proto": USES, "a/protos/common/money.proto": MONEY}, "a",
         ["common/money.proto", "shop.proto"]),
        ({"a/x/shop.proto": USES, "common/money.proto": MONEY}, "a/x/shop.proto",
         ["a/x/shop.proto", "common/money.proto"]),
        ({"shop.proto": USES, "common/money.proto": MONEY}, "",
         ["common/money.proto", "shop.proto"]),
    ],
)  # fmt: skip
def test_imports_begin_at_the_folder_in_which_they_are_found(
    files: dict[str, str], main: str, names: list[str]
) -> None:
    module = lower_protobuf(files, main)
    assert [file.name for file in module.files] == names
    assert {file.place.file for file in module.files} == set(files)
    assert module.message_named["shop.M"].fields[0].type_name == "common.Money"


def test_a_name_in_a_comment_or_in_text_is_no_import() -> None:
    text = P3 + '// import "no.proto";\n/* import "no.proto"; */\nmessage M { string a = 1; }'
    assert "shop.M" in one(text).message_named


# ---------------------------------------------------------------------- what is no contract


@pytest.mark.parametrize(
    ("files", "main", "expected"),
    [
        ({"p/a.proto": P3 + "message A { string a = ; }"}, "p",
         ("p/a.proto", "expected field number", (3, 24))),
        ({"p/a.proto": P3 + "message A { int32 a = 1; int32 b = 1; }"}, "p",
         ("p/a.proto", "field number 1 has already been used", (3, 36))),
        ({"p/a.proto": P3 + "message A { Nope a = 1; }"}, "p",
         ("p/a.proto", "`Nope` is not defined", (3, 13))),
        ({"p/a.proto": P3 + 'import "x/y.proto";'}, "p",
         ("p/a.proto", "copy the file to `p/x/y.proto`", (3, 1))),
        ({"p/q/a.proto": P3 + 'import "x/y.proto";'}, "p/q/a.proto",
         ("p/q/a.proto", "looked for in `p/q/`, `p/`, the top folder", (3, 1))),
        ({"p/a.proto": P3 + 'import "../y.proto";', "y.proto": P3}, "p/a.proto",
         ("p/a.proto", "without `..`", (3, 1))),
        ({"p/a.proto": P3 + 'import "/etc/passwd";'}, "p/a.proto",
         ("p/a.proto", "import `/etc/passwd`", (3, 1))),
        ({"p/a.proto": P3 + 'import "b.proto";', "p/b.proto": P3 + 'import "a.proto";'}, "p",
         ("p/a.proto", "recursively imports itself", (3, 1))),
        ({"p/a.proto": "\0\1\2 nothing"}, "p", ("p/a.proto", "invalid control characters", (1, 1))),
        ({"p/a.proto": P3 + "message A {" * 2000 + "}" * 2000}, "p",
         ("p/a.proto", "maximum recursion", None)),
        ({"p/a.proto": 'edition = "2999";'}, "p", ("p/a.proto", "2999", (1, 11))),
        ({"p/a.proto": P3 + "message A {"}, "p", ("p/a.proto", "reached end of input", (3, 12))),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    files: dict[str, str], main: str, expected: tuple[str, str, Position | None]
) -> None:
    file, words, position = expected
    found = complaints(files, main)
    assert any(
        one[0] == file and words in one[1] and position in {None, one[2]} for one in found
    ), found


def test_all_files_are_complained_about_at_once() -> None:
    found = complaints({"a.proto": P3 + "message {", "b.proto": P3 + "enum E {}", "c.proto": P3})
    assert {file for file, *_ in found} == {"a.proto", "b.proto"}

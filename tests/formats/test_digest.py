"""The digest of a contract: what makes a difference, and what makes none."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.formats.canonical import canonical_bytes, digest_of
from planner.formats.document import parse_single
from planner.model.errors import InputError
from tests.depth import trials

PETS = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    get:
      operationId: listPets
      description: All pets.
      responses:
        "200":
          description: Pets.
          content:
            application/json:
              schema:
                type: array
                items: {$ref: "#/components/schemas/Pet"}
        default: {$ref: "#/components/responses/Problem"}
components:
  responses:
    Problem: {description: Something is wrong.}
  schemas:
    Pet:
      type: object
      required: [id]
      properties:
        id: {type: integer, maximum: 9223372036854775807}
        parent: {$ref: "#/components/schemas/Pet"}
        owner: {$ref: "#/components/schemas/Owner"}
    Owner:
      type: object
      properties:
        name: {type: string}
        pets: {type: array, items: {$ref: "#/components/schemas/Pet"}}
"""


def digest(files: Mapping[str, str]) -> str:
    """The digest of files in a folder `c`, each given as text."""
    parsed = {
        f"c/{name}": text if name.endswith(".proto") else parse_single(text, name)
        for name, text in files.items()
    }
    return digest_of(parsed, "c")


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"`{old}` stands {text.count(old)} times"
    return text.replace(old, new)


# ---- what makes no difference

MOVED = changed(
    changed(
        changed(
            PETS,
            'items: {$ref: "#/components/schemas/Pet"}\n        default',
            "items: {$ref: pets.yaml#/Pet}\n        default",
        ),
        'default: {$ref: "#/components/responses/Problem"}',
        "default: {$ref: problem.json}",
    ),
    PETS[PETS.index("components:") :],
    "",
)
PETS_FILE = """\
Owner:
  type: object
  properties:
    pets: {items: {$ref: "#/Pet"}, type: array}
    name: {type: string}
Pet:
  properties:
    owner: {$ref: "pets.yaml#/Owner"}
    id: {maximum: 9223372036854775807, type: integer}
    parent: {$ref: "#/Pet"}
  required: [id]
  type: object
"""
ALIASED = changed(
    PETS,
    PETS[PETS.index("    Pet:\n") :],
    "    Pet: {$ref: pets.yaml#/Pet}\n    Owner: {$ref: pets.yaml#/Owner}\n",
)

SAME: dict[str, Mapping[str, str]] = {
    "as JSON": {"openapi.json": json.dumps(yaml.safe_load(PETS))},
    "another file name": {"pets-api.yml": PETS},
    "keys sorted, four spaces": {
        "openapi.yaml": yaml.safe_dump(yaml.safe_load(PETS), sort_keys=True, indent=4)
    },
    "CRLF": {"openapi.yaml": PETS.replace("\n", "\r\n")},
    "comments": {"openapi.yaml": f"# pets\n{PETS}"},
    "a status as a number": {"openapi.yaml": changed(PETS, '"200"', "200")},
    "all components moved into files": {
        "openapi.yaml": MOVED,
        "pets.yaml": PETS_FILE,
        "problem.json": '{"description": "Something is wrong."}',
    },
    "schemas moved, their names left behind": {"openapi.yaml": ALIASED, "pets.yaml": PETS_FILE},
    "a chain of references": {
        "openapi.yaml": ALIASED,
        "pets.yaml": 'Pet: {$ref: "deep/pet.yaml#/x"}\nOwner: {$ref: "all.yaml#/Owner"}\n',
        "deep/pet.yaml": "x: {$ref: ../all.yaml#/Pet}\n",
        "all.yaml": PETS_FILE.replace("pets.yaml#", "#"),
    },
    "an alias of YAML": {
        "openapi.yaml": changed(
            changed(PETS, "parent: {$ref", "parent: &pet {$ref"),
            'items: {$ref: "#/components/schemas/Pet"}}',
            "items: *pet}",
        )
    },
    "a path in a file": {
        "openapi.yaml": changed(
            PETS,
            PETS[PETS.index("  /pets:\n") : PETS.index("components:")],
            "  /pets: {$ref: paths/pets.yaml}\n",
        ),
        "paths/pets.yaml": PETS[PETS.index("    get:\n") : PETS.index("components:")].replace(
            "#/components", "../openapi.yaml#/components"
        ),
    },
    "another file beside it": {"openapi.yaml": PETS, "notes.json": '{"a": 1}'},
}


@pytest.mark.parametrize("name", SAME)
def test_the_digest_stays(name: str) -> None:
    assert digest(SAME[name]) == digest({"openapi.yaml": PETS})


def test_the_digest_names_its_algorithm_and_has_64_digits() -> None:
    algorithm, _, digits = digest({"openapi.yaml": PETS}).partition(":")
    assert algorithm == "sha256"
    assert len(digits) == 64


# ---- what makes one

OTHER: dict[str, tuple[str, str]] = {
    "a title": ("title: Pets", "title: Cats"),
    "prose": ("All pets.", "All the pets."),
    "a path": ("/pets:", "/animals:"),
    "a type": ("name: {type: string}", "name: {type: integer}"),
    "a key": ("        name: {type: string}", "        nick: {type: string}"),
    "a required member": ("required: [id]", "required: [id, owner]"),
    "the last digit of a big number": ("9223372036854775807", "9223372036854775806"),
    "a number as text": ("9223372036854775807", '"9223372036854775807"'),
    "who refers to whom": (
        'parent: {$ref: "#/components/schemas/Pet"}',
        'parent: {$ref: "#/components/schemas/Owner"}',
    ),
    "a part that nothing uses": ("    Owner:\n", "    Unused: {type: 'null'}\n    Owner:\n"),
    "an extension": ("info:", "x-owner: pets\ninfo:"),
    "the version of the specification": ("openapi: 3.1.0", "openapi: 3.1.1"),
}


@pytest.mark.parametrize("name", OTHER)
def test_the_digest_changes(name: str) -> None:
    assert digest({"openapi.yaml": changed(PETS, *OTHER[name])}) != digest({"openapi.yaml": PETS})


KINDS = """\
openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
paths: {/pets: {get: {responses: {"200": {description: A pet., content: {application/json: {schema:
  {$ref: "#/components/schemas/Pet"}}}}}}}}
components:
  schemas:
    Pet:
      type: object
      discriminator: {propertyName: kind, mapping: {dog: "#/components/schemas/Dog"}}
      oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
    Cat: {type: object, properties: {lives: {type: integer}}}
    Dog: {type: object, properties: {bark: {type: string}}}
"""
KINDS_SPLIT = changed(
    changed(KINDS, 'mapping: {dog: "#/components/schemas/Dog"}', "mapping: {dog: dog.yaml}"),
    '{$ref: "#/components/schemas/Dog"}]',
    "{$ref: dog.yaml}]",
)
KINDS_SPLIT = KINDS_SPLIT[: KINDS_SPLIT.index("    Dog:")]
DOG = "{type: object, properties: {bark: {type: string}}}"


def test_a_mapped_kind_may_move_into_a_file() -> None:
    split = {"openapi.yaml": KINDS_SPLIT, "dog.yaml": DOG}
    assert digest(split) == digest({"openapi.yaml": KINDS})


def test_a_mapping_may_name_the_schema_instead_of_referring_to_it() -> None:
    named = changed(KINDS, 'dog: "#/components/schemas/Dog"', "dog: Dog")
    assert digest({"openapi.yaml": named}) == digest({"openapi.yaml": KINDS})


def test_the_name_of_a_kind_is_a_value_of_the_discriminator() -> None:
    """Nothing maps `Cat`: its name is what stands in the payload."""
    renamed = KINDS.replace("schemas/Cat", "schemas/Kitten").replace("    Cat:", "    Kitten:")
    assert digest({"openapi.yaml": renamed}) != digest({"openapi.yaml": KINDS})


def test_the_name_of_a_mapped_kind_means_nothing() -> None:
    renamed = KINDS.replace("schemas/Dog", "schemas/Hound").replace("    Dog:", "    Hound:")
    assert digest({"openapi.yaml": renamed}) == digest({"openapi.yaml": KINDS})


HEIRS = """\
swagger: "2.0"
info: {title: Pets, version: 1.0.0}
paths: {/pets: {get: {responses: {"200": {description: A pet., schema: {$ref: "#/definitions/Pet"}}
  }}}}
definitions:
  Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}}}
  Cat: {allOf: [{$ref: "#/definitions/Pet"}, {properties: {lives: {type: integer}}}]}
"""


@pytest.mark.parametrize("name", ["Cat", "Pet"])
def test_the_name_of_an_heir_is_a_value_of_the_discriminator(name: str) -> None:
    renamed = HEIRS.replace(f"/{name}", "/Other").replace(f"  {name}:", "  Other:")
    assert digest({"swagger.yaml": renamed}) != digest({"swagger.yaml": HEIRS})


def test_security_schemes_are_met_by_name() -> None:
    secured = changed(
        PETS, "components:\n", "security: [{a: []}]\ncomponents:\n  securitySchemes: SCHEMES\n"
    )
    one = {"type": "http", "scheme": "basic"}
    two = {"type": "http", "scheme": "bearer"}
    texts = [
        secured.replace("SCHEMES", json.dumps(schemes))
        for schemes in ({"a": one, "b": two}, {"a": two, "b": one})
    ]
    assert digest({"openapi.yaml": texts[0]}) != digest({"openapi.yaml": texts[1]})


# ---- JSON Schema, AsyncAPI

ORDER = """\
{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://shop.example/order",
 "type": "object", "properties": {"to": {"$ref": "#/$defs/address"}, "items": {"type": "array"}},
 "$defs": {"address": {"type": "object", "properties": {"city": {"type": "string"}}}}}
"""


def test_a_definition_may_move_into_a_file_that_says_what_it_is() -> None:
    split = {
        "order.json": json.dumps(
            {
                **{k: v for k, v in json.loads(ORDER).items() if k not in {"$defs", "$id"}},
                "$id": "https://shop.example/order",
                "properties": {"items": {"type": "array"}, "to": {"$ref": "address"}},
            }
        ),
        "address.json": json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": "https://shop.example/address",
                **json.loads(ORDER)["$defs"]["address"],
            }
        ),
    }
    assert digest(split) == digest({"order.json": ORDER})


def test_a_message_is_called_like_its_file() -> None:
    assert digest({"order.schema.json": ORDER}) == digest({"order.yaml": ORDER})
    assert digest({"order.json": ORDER}) != digest({"purchase.json": ORDER})


def test_each_file_that_no_other_uses_is_a_message() -> None:
    two = digest({"order.json": ORDER, "refund.json": '{"type": "object"}'})
    assert two != digest({"order.json": ORDER})


def test_data_is_not_followed() -> None:
    """`$ref` in an example is a value like any other."""
    one, two = (
        {"order.json": json.dumps({"type": "object", "examples": [{"$ref": name}]})}
        for name in ("#/a", "#/b")
    )
    assert digest(one) != digest(two)


EVENTS = """\
asyncapi: 3.0.0
info: {title: Orders, version: 1.0.0}
channels:
  orders: {address: orders, messages: {placed: {$ref: "#/components/messages/OrderPlaced"}}}
operations: {send: {action: send, channel: {$ref: "#/channels/orders"}}}
components: {messages: {OrderPlaced: {NAME payload: {type: object}}}}
"""


@pytest.mark.parametrize(("name", "is_same"), [("name: OrderPlaced,", True), ("", False)])
def test_the_key_of_a_message_counts_where_it_has_no_name(
    name: str,
    is_same: bool,  # noqa: FBT001  a table
) -> None:
    text = EVENTS.replace("NAME", name)
    split = {
        "asyncapi.yaml": text.replace('"#/components/messages/OrderPlaced"', "placed.yaml")[
            : text.replace('"#/components/messages/OrderPlaced"', "placed.yaml").index("components")
        ],
        "placed.yaml": f"{{{name} payload: {{type: object}}}}",
    }
    assert (digest(split) == digest({"asyncapi.yaml": text})) is is_same


def test_a_schema_in_a_file_may_say_which_draft_it_is() -> None:
    """AsyncAPI takes draft-07 anyway; another draft would be another meaning."""
    text = EVENTS.replace("NAME", "name: OrderPlaced,")
    split = changed(text, "payload: {type: object}", "payload: {$ref: payload.json}")

    def with_draft(draft: str) -> str:
        payload = {"$schema": f"http://json-schema.org/{draft}/schema#", "type": "object"}
        return digest({"asyncapi.yaml": split, "payload.json": json.dumps(payload)})

    assert with_draft("draft-07") == digest({"asyncapi.yaml": text})
    assert with_draft("draft-04") != digest({"asyncapi.yaml": text})


def test_several_documents_are_told_apart_by_their_names() -> None:
    """Two HTTP contracts in one folder: as YAML or JSON, but not with exchanged names."""
    one, two = PETS, changed(PETS, "title: Pets", "title: Cats")
    both = digest({"a.yaml": one, "b.yaml": two})
    assert digest({"a.json": json.dumps(yaml.safe_load(one)), "b.yaml": two}) == both
    assert digest({"b.yaml": one, "a.yaml": two}) != both


# ---- Avro, Protobuf

USER = {
    "type": "record",
    "name": "User",
    "namespace": "shop",
    "fields": [
        {"name": "id", "type": "long", "default": 0},
        {"name": "home", "type": {"type": "record", "name": "Address", "fields": []}},
    ],
}


def avro(**changes: Any) -> dict[str, str]:
    return {"user.avsc": json.dumps({**USER, **changes})}


def test_avro_names_are_in_full_and_types_stand_anywhere() -> None:
    fields = [USER["fields"][0], {"name": "home", "type": "shop.Address", "doc": "Where."}]
    split = {
        "user.avsc": json.dumps(
            {"name": "shop.User", "type": "record", "fields": fields, "doc": "Somebody."}
        ),
        "address.avsc": json.dumps({"type": "record", "name": "shop.Address", "fields": []}),
    }
    assert digest(split) == digest(avro())


@pytest.mark.parametrize(
    "changes",
    [
        {"aliases": ["Person"]},
        {"name": "Person"},
        {"namespace": "other"},
        {"fields": [{"name": "id", "type": "long", "default": 1}, *USER["fields"][1:]]},
        {"fields": [{"name": "id", "type": "long"}, *USER["fields"][1:]]},
        {"fields": [{"name": "id", "type": "int", "default": 0}, *USER["fields"][1:]]},
        {
            "fields": [
                {
                    "name": "id",
                    "type": {"type": "long", "logicalType": "timestamp-millis"},
                    "default": 0,
                },
                *USER["fields"][1:],
            ]
        },
    ],
    ids=["alias", "name", "namespace", "default", "no default", "type", "logical type"],
)
def test_avro_keeps_what_readers_go_by(changes: Mapping[str, Any]) -> None:
    assert digest(avro(**changes)) != digest(avro())


PROTO = """\
syntax = "proto3";
package shop;
// A pet.
message Pet { string name = 1; Kind kind = 2; oneof more { int32 age = 3; } }
enum Kind { UNKNOWN = 0; CAT = 1; }
service Pets { rpc Get (Pet) returns (Pet); }
"""


def test_proto_files_comments_and_order_make_no_difference() -> None:
    split = {
        "pets.proto": 'syntax="proto3"; package shop; import "kinds.proto";\n'
        "service Pets { rpc Get (Pet) returns (Pet); }\n"
        "message Pet { Kind kind = 2; oneof more { int32 age = 3; } string name = 1; }\n",
        "kinds.proto": 'syntax="proto3"; package shop; enum Kind { UNKNOWN=0; CAT=1; }',
    }
    assert digest(split) == digest({"pets.proto": PROTO})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name = 1", "name = 4"),
        ("string name", "bytes name"),
        ("name = 1;", 'name = 1 [json_name = "n"];'),
        ("CAT = 1;", "CAT = 1; DOG = 2;"),
        ("(Pet);", "(stream Pet);"),
        ("oneof more { int32 age = 3; }", "int32 age = 3;"),
        ("package shop;", "package shop; option java_package = 'x';"),
        ("string name = 1;", "string name = 1; reserved 9;"),
        ("string name", "optional string name"),
    ],
)
def test_proto_definitions_make_one(old: str, new: str) -> None:
    assert digest({"pets.proto": changed(PROTO, old, new)}) != digest({"pets.proto": PROTO})


# ---- what has no digest


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("#/components/schemas/Lost", "reference-target-missing"),
        ("lost.yaml", "reference-file-missing"),
        ("../other/openapi.yaml", "reference-outside-folder"),
        ("https://shop.example/pet.yaml", "remote-reference"),
    ],
)
def test_a_reference_that_leads_nowhere_has_no_digest(reference: str, code: str) -> None:
    text = changed(
        PETS, 'owner: {$ref: "#/components/schemas/Owner"}', f"owner: {{$ref: '{reference}'}}"
    )
    with pytest.raises(InputError) as error:
        digest({"openapi.yaml": text})
    assert [problem.code for problem in error.value.problems] == [code]


def test_references_in_a_circle_have_no_digest() -> None:
    text = changed(
        PETS, "    Owner:\n", '    Loop: {$ref: "#/components/schemas/Loop"}\n    Owner:\n'
    )
    with pytest.raises(InputError) as error:
        digest({"openapi.yaml": text})
    assert [problem.code for problem in error.value.problems] == ["reference-circle"]


@pytest.mark.parametrize("number", [".nan", ".inf", "1e400", "18446744073709551615"])
def test_numbers_that_json_does_not_have_are_told_apart(number: str) -> None:
    text = changed(PETS, "9223372036854775807", number)
    assert digest({"openapi.yaml": text}) != digest({"openapi.yaml": PETS})


@pytest.mark.parametrize(
    ("one", "two"), [("1", "1.0"), ("100", "1e2"), ("-0.0", "0"), ("1e20", "1" + "0" * 20)]
)
def test_equal_numbers_are_equal(one: str, two: str) -> None:
    texts = [f'{{"type": "number", "default": {number}}}' for number in (one, two)]
    assert digest({"a.json": texts[0]}) == digest({"a.json": texts[1]})


def test_keys_of_the_form_itself_are_told_apart_from_keys_of_the_document() -> None:
    one, two = (
        json.dumps({"type": "object", "default": value}) for value in ({"$part": 0}, {"$$part": 0})
    )
    assert digest({"a.json": one}) != digest({"a.json": two})


# ---- properties

NAMES = st.sampled_from(["a", "b", "c", "d"])


def schemas(depth: int = 2) -> st.SearchStrategy[Any]:
    references = NAMES.map(lambda name: {"$ref": f"#/$defs/{name}"})
    leaves = st.sampled_from(["string", "integer", "null"]).map(lambda kind: {"type": kind})
    if not depth:
        return leaves | references
    members = st.dictionaries(NAMES, schemas(depth - 1), max_size=3)
    objects = members.map(lambda found: {"type": "object", "properties": found})
    lists = st.lists(schemas(depth - 1), min_size=1, max_size=2).map(lambda found: {"anyOf": found})
    return leaves | references | objects | lists


@st.composite
def documents(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """A schema with four definitions that refer to each other in any way."""
    definitions = {
        name: {"type": "object", "properties": {"in": draw(schemas(depth))}} for name in "abcd"
    }
    return {"type": "object", "properties": {"top": draw(schemas(depth))}, "$defs": definitions}


def moved(node: Any, places: Mapping[str, str], here: str) -> Any:
    """A copy of a schema whose references follow definitions that moved."""
    if isinstance(node, list):
        return [moved(item, places, here) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        file = places[name]
        inside = {"main.json": f"#/components/schemas/{name}", "all.yaml": f"#/{name}"}
        local = inside.get(file, "")
        return {"$ref": (local or "#") if file == here else f"{file}{local}"}
    return {key: moved(value, places, here) for key, value in node.items()}


def split(document: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, str]:
    """The schema in an HTTP contract of several files; `places` says where definitions go."""
    main: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1.0.0"},
        "components": {"schemas": {}},
        "webhooks": {"x": {"post": {"requestBody": {"content": {"application/json": {}}}}}},
    }
    body = {key: value for key, value in document.items() if key != "$defs"}
    content = main["webhooks"]["x"]["post"]["requestBody"]["content"]
    content["application/json"]["schema"] = moved(body, places, "main.json")
    files: dict[str, Any] = {"main.json": main}
    for name, schema in document["$defs"].items():
        file = places[name]
        if file == "main.json":
            main["components"]["schemas"][name] = moved(schema, places, file)
        elif file == "all.yaml":
            files.setdefault(file, {})[name] = moved(schema, places, file)
        else:
            files[file] = moved(schema, places, file)
    return {
        name: json.dumps(content) if name.endswith(".json") else yaml.safe_dump(content)
        for name, content in files.items()
    }


def reachable(document: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting: list[Any] = [document["properties"]]
    while waiting:
        text = json.dumps(waiting.pop())
        for name in "abcd":
            if f"#/$defs/{name}" in text and name not in found:
                found.add(name)
                waiting.append(document["$defs"][name])
    return found


@settings(max_examples=trials(60), deadline=None)
@given(documents(), st.data())
def test_how_a_schema_is_split_makes_no_difference(
    document: dict[str, Any], data: st.DataObject
) -> None:
    used = reachable(document)
    choices = {
        name: st.sampled_from(["main.json", "all.yaml", f"{name}.json"])
        if name in used
        else st.just("main.json")
        for name in "abcd"
    }
    places = {name: data.draw(choice) for name, choice in choices.items()}
    whole = digest(split(document, dict.fromkeys("abcd", "main.json")))
    assert digest(split(document, places)) == whole


def unfolded(node: Any, definitions: Mapping[str, Any], depth: int) -> Any:
    """What a schema says down to a depth, references replaced."""
    if isinstance(node, list):
        return [unfolded(item, definitions, depth) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        return unfolded(definitions[name], definitions, depth - 1) if depth else "..."
    return {key: unfolded(node[key], definitions, depth) for key in sorted(node)}


@settings(max_examples=trials(80), deadline=None)
@given(documents(1), documents(1))
def test_equal_digests_mean_equal_schemas_and_the_other_way_round(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    """Judged by unfolding both, deeper than two schemas with four definitions can differ first."""
    for document in (one, two):  # what nothing refers to counts by its name: not looked at here
        names = reachable(document)
        document["$defs"] = {k: v for k, v in document["$defs"].items() if k in names}
    says = [unfolded(d["properties"], d["$defs"], 5) for d in (one, two)]
    digests = [digest({"main.json": json.dumps(d)}) for d in (one, two)]
    assert (says[0] == says[1]) == (digests[0] == digests[1])


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES: st.SearchStrategy[Any] = st.deferred(
    lambda: SCALARS | st.lists(VALUES, max_size=2) | st.dictionaries(st.text(), VALUES, max_size=2)
)


@settings(max_examples=trials(50), deadline=None)
@given(VALUES)
def test_any_data_has_a_canonical_form_that_json_can_read(value: Any) -> None:
    files = {"c/a.json": {"type": "object", "default": value}}
    text = canonical_bytes(files, "c")
    assert json.loads(text)["format"] == "json-schema"
    again = {"c/a.json": json.loads(json.dumps({"default": value, "type": "object"}))}
    assert canonical_bytes(again, "c") == text


def test_a_long_circle_is_read_in_good_time() -> None:
    """A chain of references through 4,000 schemas, whose last one leads back to the first."""
    count = 4000
    definitions: dict[str, Any] = {
        f"s{n}": {"properties": {"next": {"$ref": f"#/$defs/s{(n + 1) % count}"}}}
        for n in range(count)
    }
    definitions["s7"]["title"] = {"type": "string"}
    top = {"x": {"$ref": "#/$defs/s0"}}
    document = {"type": "object", "properties": top, "$defs": definitions}
    assert len(digest({"a.json": json.dumps(document)})) == 71


# ---- a second opinion

STOREFRONT = Path(__file__).parents[2] / "examples" / "storefront" / "contracts"
HTTP = sorted(STOREFRONT.glob("*/*/*/openapi.yaml"))


@pytest.mark.parametrize("main", HTTP, ids=lambda path: path.parts[-3])
def test_all_references_written_out_by_another_program_say_the_same(main: Path) -> None:
    """prance replaces each reference by what it leads to, across files."""
    from prance.util.resolver import RefResolver  # noqa: PLC0415  a development dependency

    files = {path.name: path.read_text(encoding="utf-8") for path in main.parent.iterdir()}
    resolver = RefResolver(yaml.safe_load(files[main.name]), main.as_uri())
    resolver.resolve_references()
    assert "$ref" not in json.dumps(resolver.specs)
    assert digest({"openapi.json": json.dumps(resolver.specs)}) == digest(files)

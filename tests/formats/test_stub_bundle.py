"""OpenAPI of every version as the one form that stubs are made from."""

import random
from typing import Any

import pytest

from planner.formats.document import parse_single
from planner.formats.stub_bundle import bundle_of, schemas
from planner.model.bundle import Bundle
from planner.model.errors import InputError
from tests.formats.bundles import FOLDER, accepts, api, bundled, got, member, sent

USERS = """\
openapi: 3.1.0
info: {title: Users, version: 2.3.4, description: All users.}
servers: [{url: "https://api.example.com/v1/"}]
security: [{key: []}]
paths:
  /users:
    parameters:
      - {name: Trace, in: header, schema: {type: string}}
    post:
      operationId: addUser
      summary: Add a user
      description: Adds it.
      tags: [users]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/User"}}
      responses:
        "200":
          description: Added.
          headers:
            Location: {required: true, schema: {type: string, format: uri}, example: /users/7}
          content:
            application/json: {schema: {$ref: "#/components/schemas/User"}}
        4xx:
          description: Refused.
          content:
            application/problem+json: {schema: {$ref: "#/components/schemas/Problem"}}
  /users/{id}:
    get:
      security: []
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}, example: 7}
        - {name: fields, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: filter, in: query, content: {application/json: {schema: {type: object}}}}
      responses:
        "200":
          description: The user.
          content:
            application/json: {schema: {$ref: "#/components/schemas/User"}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: http, scheme: Bearer}
  schemas:
    User:
      type: object
      required: [id, name, password]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        password: {type: string, writeOnly: true}
        boss: {$ref: "#/components/schemas/User"}
        address: {$ref: "#/components/schemas/Address"}
      example: {id: 7, name: Ada, password: secret, boss: {id: 8, name: Bea, password: secret}}
    Address: {type: object, properties: {street: {type: string}}}
    Problem: {type: object, properties: {title: {type: string}}}
    Unused: {type: object}
"""


def test_an_operation_has_all_that_it_inherits() -> None:
    operation = bundled(USERS)["operations"][0]
    assert (operation["id"], operation["method"], operation["path"]) == (
        "addUser",
        "POST",
        "/users",
    )
    assert operation["bases"] == ["/v1"]
    assert operation["security"] == [{"key": []}]
    assert operation["summary"] == "Add a user"
    assert operation["description"] == "Adds it."
    assert operation["tags"] == ["users"]
    assert operation["place"] == "openapi.yaml#/paths/~1users/post"
    assert [(p["name"], p["location"]) for p in operation["parameters"]] == [("trace", "header")]
    assert list(operation["responses"]) == ["200", "4XX"]


def test_an_operation_without_id_is_called_by_method_and_path() -> None:
    operation = bundled(USERS)["operations"][1]
    assert operation["id"] == "GET /users/{id}"
    assert operation["security"] == []


def test_an_operation_id_that_stands_twice_names_only_the_first() -> None:
    twice = """\
openapi: 3.0.0
info: {title: T, version: "1"}
paths:
  /a: {get: {operationId: read, responses: {"204": {description: A.}}}}
  /b: {get: {operationId: read, responses: {"204": {description: B.}}}}
"""
    assert [item["id"] for item in bundled(twice)["operations"]] == ["read", "GET /b"]


def test_parameters_say_how_they_are_written() -> None:
    path, fields, content = bundled(USERS)["operations"][1]["parameters"]
    assert (path["style"], path["explode"], path["required"]) == ("simple", False, True)
    assert path["schema"] == {"type": "integer", "minimum": 1}
    assert path["examples"] == [
        {
            "name": "",
            "value": 7,
            "place": "openapi.yaml#/paths/~1users~1{id}/get/parameters/0/example",
        }
    ]
    assert (fields["style"], fields["explode"]) == ("form", False)
    assert (content["media_type"], content["schema"]) == ("application/json", {"type": "object"})


def test_headers_are_in_lower_case_and_have_examples() -> None:
    header = bundled(USERS)["operations"][0]["responses"]["200"]["headers"]["location"]
    assert header["required"]
    assert header["schema"] == {"type": "string", "format": "uri"}
    assert [example["value"] for example in header["examples"]] == ["/users/7"]


def test_the_contract_itself() -> None:
    bundle = bundled(USERS)
    assert (bundle["kind"], bundle["title"], bundle["version"]) == ("openapi", "Users", "2.3.4")
    assert bundle["description"] == "All users."
    assert bundle["contract"] == "openapi"
    assert bundle["schemes"] == {
        "key": {"type": "apiKey", "scheme": "", "location": "header", "parameter": "x-key"},
        "token": {"type": "http", "scheme": "bearer", "location": "", "parameter": ""},
    }


def test_what_is_told_goes_before_what_the_document_says() -> None:
    files = {f"{FOLDER}/openapi.yaml": parse_single(USERS, "openapi.yaml")}
    bundle = bundle_of(files, FOLDER, contract="users", version="9.0.0", provider="p", digest="d")
    told = (bundle["contract"], bundle["version"], bundle["provider"], bundle["digest"])
    assert told == ("users", "9.0.0", "p", "d")


# ---------------------------------------------------------------------- sides


def test_a_schema_that_differs_stands_twice_and_others_once() -> None:
    bundle = bundled(USERS)
    assert list(bundle["schemas"]) == ["Address", "Problem", "User", "UserRequest"]
    assert sent(bundle)["schema"] == {"$ref": "#/$defs/UserRequest"}
    assert got(bundle)["schema"] == {"$ref": "#/$defs/User"}
    request, response = bundle["schemas"]["UserRequest"], bundle["schemas"]["User"]
    assert member(request, "boss") == {"$ref": "#/$defs/UserRequest"}
    assert member(response, "boss") == {"$ref": "#/$defs/User"}
    assert member(request, "address") == member(response, "address")


def test_each_side_has_its_own_members() -> None:
    bundle = bundled(USERS)
    sent_user, got_user = sent(bundle)["schema"], got(bundle)["schema"]
    assert accepts(bundle, sent_user, {"name": "Ada", "password": "x"})
    assert not accepts(bundle, sent_user, {"id": 7, "name": "Ada"})
    assert accepts(bundle, got_user, {"id": 7, "name": "Ada"})
    assert not accepts(bundle, got_user, {"name": "Ada"})


def test_what_only_leads_to_a_difference_stands_twice_too() -> None:
    bundle = bundled(
        api(
            '{$ref: "#/components/schemas/Team"}',
            "    Team: {type: object, properties: {lead: {$ref: '#/components/schemas/User'}}}\n"
            "    User: {type: object, properties: {id: {type: string, readOnly: true}}}\n",
        )
    )
    assert list(bundle["schemas"]) == ["Team", "TeamRequest", "User", "UserRequest"]
    assert member(bundle["schemas"]["TeamRequest"], "lead") == {"$ref": "#/$defs/UserRequest"}


def test_a_name_that_is_taken_is_not_taken_again() -> None:
    bundle = bundled(
        api(
            '{anyOf: [{$ref: "#/components/schemas/Pet"}, '
            '{$ref: "#/components/schemas/PetRequest"}]}',
            "    Pet: {type: object, properties: {id: {type: string, readOnly: true}}}\n"
            "    PetRequest: {type: object, properties: {pet: {type: string}}}\n",
        )
    )
    assert list(bundle["schemas"]) == ["Pet", "PetInput", "PetRequest"]


# ---------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("#/components/schemas/Pet", "Pet"),
        ("#/components/schemas/Odd%20name~1x", "Odd_name_x"),
        ("#/components/schemas/Pet/properties/owner", "Pet_owner"),
        ("parts.yaml#/Money", "Money"),
        ("parts.yaml", "parts"),
    ],
)
def test_names_are_readable(reference: str, name: str) -> None:
    bundle = bundled(
        api(
            f'{{$ref: "{reference}"}}',
            "    Pet: {type: object, properties: {owner: {type: object}}}\n"
            "    Odd name/x: {type: object}\n",
        ),
        parts_yaml="type: object\nMoney: {type: integer}\n",
    )
    assert list(bundle["schemas"]) == [name]
    assert got(bundle)["schema"] == {"$ref": f"#/$defs/{name}"}


def test_the_same_files_give_the_same_bundle_in_any_order() -> None:
    main = parse_single(api('{$ref: "a.yaml#/Money"}', "    A: {}\n"), "openapi.yaml")
    others = {f"{FOLDER}/{name}.yaml": {"Money": {"$ref": "b.yaml#/Money"}} for name in "ac"}
    files: dict[str, Any] = {f"{FOLDER}/openapi.yaml": main, **others}
    files[f"{FOLDER}/b.yaml"] = {"Money": {"type": "integer"}}
    first = bundle_of(files, FOLDER)
    assert list(first["schemas"]) == ["Money", "Money_2"]
    for seed in range(3):
        shuffled = list(files.items())
        random.Random(seed).shuffle(shuffled)  # noqa: S311  any order will do
        assert bundle_of(dict(shuffled), FOLDER) == first


def test_what_several_operations_share_stands_once_and_what_is_small_in_its_place() -> None:
    text = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a: {get: {parameters: [{$ref: "#/components/parameters/size"}],
             responses: {"404": {$ref: "#/components/responses/Missing"}}}}
  /b: {get: {responses: {"404": {$ref: "#/components/responses/Missing"}}}}
components:
  parameters: {size: {name: size, in: query, schema: {type: integer, maximum: 9}}}
  responses:
    Missing:
      description: Not there.
      content: {application/json: {schema: {type: object, properties: {why: {type: string}}}}}
"""
    bundle = bundled(text)
    assert got(bundle, 0, "404")["schema"] == got(bundle, 1, "404")["schema"]
    assert got(bundle, 0, "404")["schema"] == {"$ref": "#/$defs/Missing"}
    assert list(bundle["schemas"]) == ["Missing"]
    size = bundle["operations"][0]["parameters"][0]["schema"]
    assert size == {"type": "integer", "maximum": 9}


def test_a_contract_that_multiplies_its_parts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "_MOST_SCHEMAS", 20)
    branches = ", ".join("{type: object}" for _ in range(30))
    with pytest.raises(InputError, match="more than 20"):
        bundled(api(f"{{anyOf: [{branches}]}}", "    A: {}\n"))


# ---------------------------------------------------------------------- discriminators

PETS = """\
    Pet:
      oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
      discriminator: {propertyName: kind, mapping: {dog: "#/components/schemas/Dog", wolf: Dog}}
    Cat: {type: object, properties: {kind: {type: string}}}
    Dog: {type: object, properties: {kind: {type: string}}}
    Base:
      type: object
      discriminator: {propertyName: kind}
      properties: {kind: {type: string}}
    Child: {allOf: [{$ref: "#/components/schemas/Base"}, {type: object}]}
"""


def test_tags_of_a_discriminator_are_references_and_unsaid_ones_are_names() -> None:
    bundle = bundled(api('{$ref: "#/components/schemas/Pet"}', PETS))
    assert discriminator(bundle, "Pet") == {
        "propertyName": "kind",
        "mapping": {
            "dog": "#/$defs/Dog",
            "wolf": "#/$defs/Dog",
            "Cat": "#/$defs/Cat",
        },
    }


def test_without_a_mapping_heirs_are_meant() -> None:
    bundle = bundled(api('{$ref: "#/components/schemas/Base"}', PETS))
    assert list(bundle["schemas"]) == ["Base", "Child"]
    assert discriminator(bundle, "Base")["mapping"] == {"Child": "#/$defs/Child"}


def discriminator(bundle: Bundle, name: str) -> dict[str, Any]:
    schema = bundle["schemas"][name]
    assert isinstance(schema, dict)
    found: dict[str, Any] = schema["discriminator"]
    return found


# ---------------------------------------------------------------------- versions


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_every_version_of_openapi_3_says_the_same(version: str) -> None:
    null = "nullable: true" if version == "3.0.3" else "x: y"
    kind = "string" if version == "3.0.3" else "[string, 'null']"
    bundle = bundled(api(f"{{type: {kind}, {null}}}", "    A: {}\n", version))
    assert got(bundle)["schema"] == {"type": ["string", "null"]}


SWAGGER = """\
swagger: "2.0"
info: {title: Old, version: "1"}
host: example.com
basePath: /old
consumes: [application/json]
produces: [application/json, text/csv]
securityDefinitions: {basic: {type: basic}}
paths:
  /pets:
    post:
      parameters:
        - {name: pet, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
      responses:
        200:
          description: Added.
          headers: {X-Left: {type: integer, description: How many.}}
          schema: {$ref: "#/definitions/Pet"}
          examples: {application/json: {name: Rex}, text/csv: "name\\nRex\\n"}
  /pictures:
    post:
      consumes: [multipart/form-data]
      parameters:
        - {name: title, in: formData, type: string, required: true}
        - {name: file, in: formData, type: file}
      responses: {"204": {description: Taken.}}
definitions:
  Pet: {type: object, properties: {name: {type: string}}}
"""


def test_swagger_says_it_in_the_same_form() -> None:
    bundle = bundled(SWAGGER, "swagger.yaml")
    operation = bundle["operations"][0]
    assert operation["bases"] == ["/old"]
    assert sent(bundle)["schema"] == {"$ref": "#/$defs/Pet"}
    assert got(bundle)["examples"][0]["value"] == {"name": "Rex"}
    assert got(bundle, name="text/csv")["examples"][0]["value"] == "name\nRex\n"
    assert operation["parameters"][0]["style"] == "form"
    assert operation["parameters"][0]["explode"]
    header = operation["responses"]["200"]["headers"]["x-left"]
    assert header["schema"] == {"type": "integer", "description": "How many."}
    assert bundle["schemes"]["basic"]["scheme"] == "basic"
    assert operation["produces"] == ["application/json", "text/csv"]


def test_a_form_of_swagger_is_an_object_with_its_fields() -> None:
    form = sent(bundled(SWAGGER, "swagger.yaml"), 1, "multipart/form-data")
    assert form["schema"] == {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "file": {"type": "string", "format": "binary"},
        },
        "required": ["title"],
    }


def test_a_stream_of_items_is_the_list_that_they_make() -> None:
    stream = """\
openapi: 3.2.0
info: {title: Log, version: "1"}
paths:
  /log:
    get:
      responses:
        "200":
          description: Lines.
          content:
            application/jsonl: {itemSchema: {$ref: "#/components/schemas/Line"}}
components: {schemas: {Line: {type: object}}}
"""
    media = got(bundled(stream), name="application/jsonl")
    assert media["schema"] == {"type": "array", "items": {"$ref": "#/$defs/Line"}}


def test_how_parts_are_encoded_is_kept_as_it_is_written() -> None:
    text = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /files:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {meta: {}, file: {}}}
            encoding:
              meta: {contentType: application/json, explode: false, x-own: 1}
              file: {headers: {X-Name: {schema: {type: string}}}}
      responses: {"204": {description: Taken.}}
"""
    bundle = bundled(text)
    media = sent(bundle, 0, "multipart/form-data")
    assert media["encoding"] == {
        "meta": {"contentType": "application/json", "explode": False},
        "file": {},
    }
    assert [item["place"].rpartition("/encoding/")[2] for item in bundle["left_out"]] == [
        "file/headers"
    ]


# ---------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("servers", "bases"),
    [
        ("[]", [""]),
        ("[{url: /}]", [""]),
        (
            "[{url: /v1/}, {url: 'https://a.example/v2'}, {url: 'https://b.example/v1'}]",
            ["/v1", "/v2"],
        ),
        (
            "[{url: 'https://{host}/{v}', variables: {v: {default: v1, enum: [v1, v2]}}}]",
            ["/v1", "/v2"],
        ),
        ("[{url: '{all}', variables: {all: {default: 'https://a.example/x'}}}]", [""]),
        ("[{url: 'https://a.example/{unsaid}'}]", ["/{unsaid}"]),
        ("[{url: '//a.example/x?y=1#z'}]", ["/x"]),
    ],
)
def test_base_paths(servers: str, bases: list[str]) -> None:
    text = api("{type: string}", "    A: {}\n").replace("paths:", f"servers: {servers}\npaths:")
    assert bundled(text)["operations"][0]["bases"] == bases


def test_webhooks_are_messages_and_callbacks_are_left_out() -> None:
    text = """\
openapi: 3.1.0
info: {title: Hooks, version: "1"}
paths:
  /subscribe:
    post:
      responses: {"204": {description: Done.}}
      callbacks: {paid: {"{$request.body#/url}": {post: {responses: {}}}}}
webhooks:
  orderPaid:
    post:
      summary: It was paid
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Paid"}
            examples: {small: {value: {amount: 1}}}
      responses: {"204": {description: Taken.}}
components:
  schemas: {Paid: {type: object, properties: {amount: {type: integer}}}}
"""
    bundle = bundled(text)
    [message] = bundle["messages"]
    assert (message["name"], message["channel"], message["action"]) == (
        "orderPaid",
        "webhooks",
        "send",
    )
    assert message["payload"] == {"$ref": "#/$defs/Paid"}
    assert [(e["name"], e["payload"]) for e in message["examples"]] == [("small", {"amount": 1})]
    assert [item["reason"] for item in bundle["left_out"]] == [
        "calls that the provider makes back are not part of stubs"
    ]


def test_schemas_hold_no_data_that_json_lacks() -> None:
    bundle = bundled(api("{type: number, default: .inf, example: .nan}", "    A: {}\n"))
    assert got(bundle)["schema"] == {"type": "number"}


def test_what_leads_nowhere_is_refused_with_its_place() -> None:
    with pytest.raises(InputError) as caught:
        bundled(api('{$ref: "#/components/schemas/Gone"}', "    A: {}\n"))
    assert caught.value.problems[0].place is not None
    assert "Gone" in caught.value.problems[0].message


def test_what_is_no_contract_is_refused() -> None:
    with pytest.raises(InputError, match="nothing in"):
        bundle_of({"a.yaml": {"hello": 1}}, "")

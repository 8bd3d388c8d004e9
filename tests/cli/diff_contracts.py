"""A small contract and what becomes of it, for tests of `plan diff`."""

from collections.abc import Mapping

OLD = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        "200":
          description: All pets.
          content:
            application/json:
              schema:
                type: array
                items: {$ref: "#/components/schemas/Pet"}
    post:
      operationId: addPet
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Pet"}
      responses:
        "201": {description: Added.}
  /pets/{id}:
    delete:
      operationId: removePet
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        "204": {description: Removed.}
components:
  schemas:
    Pet:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        name: {type: string}
        status: {type: string, enum: [free, sold]}
"""


def changed(*replacements: tuple[str, str], text: str = OLD) -> str:
    """Return a contract with parts replaced, each of which stands there."""
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return text


NEW = changed(
    ("version: 1.0.0", "version: 2.0.0"),
    ("maximum: 100", "maximum: 50"),
    ("required: [id]", "required: [id, name]"),
    ("[free, sold]", "[free, sold, lost]"),
    (OLD[OLD.index("  /pets/{id}:") : OLD.index("components:")], ""),
)
"""Three breaks of requests, one of responses, and two safe changes."""

SAFE = changed(("maximum: 100", "maximum: 200"))
"""A change that hurts nobody."""

RISKY = changed(("maximum: 100", "maximum: 100, default: 10"))
"""A change that may hurt somebody."""

EVENTS = "asyncapi: 3.0.0\ninfo: {title: Events, version: 1.0.0}\nchannels: {}\n"

SPLIT: Mapping[str, str] = {
    "openapi.yaml": changed(
        ('"#/components/schemas/Pet"', '"schemas/pet.yaml#/Pet"'),
        (OLD[OLD.index("components:") :], ""),
    ),
    "schemas/pet.yaml": """\
Pet:
  type: object
  required: [id]
  properties:
    id: {type: integer}
    name: {type: string}
    status: {$ref: "status.json"}
""",
    "schemas/status.json": '{"type": "string", "enum": ["free", "sold"]}\n',
    "schemas/unused.yaml": "}{ not YAML\n",
}
"""`OLD` in three files, and one that has nothing to do with it."""

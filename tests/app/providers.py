"""A small workspace with a provider, and providers that are only functions."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from planner.adapters.files import LocalFiles
from planner.app.verify import Engines, VerifyOptions, verify_service
from planner.app.verify.contract import CheckedContract, read_contract
from planner.app.workspace import load_system
from planner.model.provider_call import (
    FuzzResult,
    FuzzRun,
    ReplayResult,
    ReplayRun,
    Reply,
    Request,
)
from planner.model.verification_view import VerificationPart, VerificationView
from tests.app.workspaces import Text, a_manifest, a_plan, a_workspace

PROBLEM = "application/problem+json"
TODAY = date(2026, 3, 2)
CONTRACT = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
security: [{token: []}]
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        "200":
          description: All pets.
          content:
            application/json:
              schema: {type: array, items: {$ref: "shapes.yaml#/Pet"}}
        "401": {$ref: "shapes.yaml#/Refused"}
    post:
      operationId: addPet
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "shapes.yaml#/Pet"}}
      responses:
        "201": {description: Added.}
        "400": {$ref: "shapes.yaml#/Refused"}
        "401": {$ref: "shapes.yaml#/Refused"}
        "422": {$ref: "shapes.yaml#/Refused"}
  /health:
    get:
      operationId: getHealth
      security: []
      responses:
        "200":
          description: Well.
          content:
            application/json:
              schema:
                type: object
                required: [status]
                properties: {status: {enum: [pass, fail]}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
"""
SHAPES = """\
Pet:
  type: object
  required: [id, name]
  properties:
    id: {type: integer}
    name: {$ref: "#/Name"}
    toys:
      type: array
      items:
        allOf:
          - type: object
            properties: {color: {enum: [red, blue]}}
Name:
  type: string
  minLength: 1
Refused:
  description: No.
  content:
    application/problem+json:
      schema:
        type: object
        required: [title, status]
        properties: {title: {type: string}, status: {type: integer}}
"""
PLAN = a_plan("zoo", keepers="kim", sellers="sam")
PET = a_manifest("pet", "keepers", "provides: [{contract: pet-api, version: 1.0.0}]")
SHOP = a_manifest(
    "shop",
    "sellers",
    "consumes: [{contract: pet-api, version: ^1.0, operations: [listPets], timeout: 1s, "
    "fallback: none}]",
)
API = "contracts/pet/pet-api/1.0.0"
ZOO = {
    "plan.yaml": PLAN,
    "services/pet.yaml": PET,
    "services/shop.yaml": SHOP,
    f"{API}/openapi.yaml": CONTRACT,
    f"{API}/shapes.yaml": SHAPES,
}
TOKEN = "Bearer quite-secret"  # noqa: S105  opens nothing

Answers = Callable[[Request], Reply]


def a_zoo(folder: Path, changes: Text | None = None) -> LocalFiles:
    return LocalFiles(a_workspace(folder, changes, ZOO))


def a_checked(files: LocalFiles, key: str = "pet-api@1.0.0") -> CheckedContract:
    return read_contract(files, load_system(files).system.contracts[key])


def an_answer(
    status: int, body: Any, media_type: str = "application/json", **headers: str
) -> Reply:
    told = {"content-type": media_type, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return Reply(status, told, body if isinstance(body, bytes) else orjson.dumps(body), 0.01)


def a_problem(status: int, **headers: str) -> Reply:
    return an_answer(status, {"title": "No", "status": status}, PROBLEM, **headers)


def a_good_pet_service(request: Request) -> Reply:  # noqa: PLR0911  one line an answer
    """Answer as the contract says."""
    path = request.path.partition("?")[0]
    known = {"/pets": ("GET", "POST"), "/health": ("GET",)}
    if path not in known:
        return a_problem(404)
    if request.method not in known[path]:
        return a_problem(405, allow=", ".join(known[path]))
    if path == "/health":
        return an_answer(200, {"status": "pass"})
    if request.headers.get("Authorization") != TOKEN:
        return a_problem(401)
    if request.method == "GET":
        return an_answer(200, [{"id": 1, "name": "Ada"}])
    if request.headers.get("Content-Type") != "application/json":
        return a_problem(415)
    try:
        pet = orjson.loads(request.body or b"")
    except ValueError:
        return a_problem(400)
    is_right = isinstance(pet, dict) and isinstance(pet.get("id"), int) and pet.get("name")
    return Reply(201) if is_right else a_problem(422)


class FakeProvider:
    """A provider that is a function; remembers what it was asked."""

    url = "http://pets.test"

    def __init__(
        self, answers: Answers = a_good_pet_service, *, is_up: bool = True, url: str = url
    ) -> None:
        self.url = url
        self._answers = answers
        self._is_up = is_up
        self.asked: list[Request] = []

    def is_there(self) -> bool:
        return self._is_up

    def call(self, request: Request, *, seconds: float) -> Reply:
        assert seconds > 0
        self.asked.append(request)
        return self._answers(request)


class FakeFuzzer:
    """Says what it is told to; remembers what it was asked."""

    def __init__(
        self, *events: Mapping[str, Any], complete: bool = True, message: str = ""
    ) -> None:
        self._result = FuzzResult(events, complete, message)
        self.asked: list[FuzzRun] = []

    def run(self, asked: FuzzRun) -> FuzzResult:
        self.asked.append(asked)
        return self._result


class FakeReplayer:
    """Says what it is told to; remembers what it was asked."""

    def __init__(self, results: Mapping[str, ReplayResult] | None = None) -> None:
        self._results = results or {}
        self.asked: list[ReplayRun] = []

    def run(self, asked: ReplayRun) -> Mapping[str, ReplayResult]:
        self.asked.append(asked)
        return self._results


def verified(
    files: LocalFiles,
    provider: FakeProvider | None = None,
    fuzzer: FakeFuzzer | None = None,
    replayer: FakeReplayer | None = None,
    *,
    service: str = "pet",
    state_url: str = "",
    **options: Any,
) -> VerificationView:
    """Return the verification of a service of the zoo, whose contract is a draft."""
    engines = Engines(
        provider or FakeProvider(),
        fuzzer or FakeFuzzer(),
        replayer or FakeReplayer(),
        states=FakeProvider(url=state_url) if state_url else None,
    )
    told = {"allow_draft": True, "headers": {"Authorization": TOKEN}, **options}
    view, _ = verify_service(files, service, engines, VerifyOptions(TODAY, **told))
    return view


def part_of(view: VerificationView, name: str) -> VerificationPart:
    (found,) = [part for part in view.parts if part.name == name]
    return found


def findings_of(part: VerificationPart) -> dict[str, list[str]]:
    """Return the messages of a part, by case."""
    return {c.name: [f.message for f in c.findings] for c in part.cases if c.findings}

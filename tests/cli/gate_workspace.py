"""A small workspace in a git repository: `user` answers, `order` and `mail` call it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.adapters.repositories import a_repository, git
from tests.app.workspaces import a_manifest, a_plan

CONTRACT = """\
openapi: 3.1.0
info: {title: Users, version: 1.0.0}
paths:
  /users/{id}:
    get:
      operationId: getUser
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        "200":
          description: The user.
          content:
            application/json:
              schema:
                type: object
                required: [id, email]
                properties:
                  id: {type: string}
                  email: {type: string}
  /users:
    post:
      operationId: addUser
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: {email: {type: string}}
      responses:
        "201": {description: Added.}
"""
ADDITIVE = CONTRACT.replace(
    "email: {type: string}\n  /users:",
    "email: {type: string}\n                  name: {type: string}\n  /users:",
)
BREAKING = CONTRACT.replace("required: [id, email]", "required: [id]")
"""`email` may be left out of what `getUser` answers: hurts `order`, not `mail`."""

PLAN = a_plan("shop", users="uma", orders="otto", mails="mia")
USER = a_manifest("user", "users", "provides: [{contract: user-api, version: 1.0.0}]")
ORDER = a_manifest(
    "order",
    "orders",
    "consumes:\n"
    "  - {contract: user-api, version: ^1.0, operations: [getUser], fields: [email],\n"
    "     timeout: 1s, fallback: none}",
)
MAIL = a_manifest(
    "mail",
    "mails",
    "consumes:\n"
    "  - {contract: user-api, version: ^1.0, operations: [addUser], timeout: 1s, fallback: none}",
)
API = "contracts/user/user-api"
FILES = {
    "plan.yaml": PLAN,
    "services/user.yaml": USER,
    "services/order.yaml": ORDER,
    "services/mail.yaml": MAIL,
    f"{API}/1.0.0/openapi.yaml": CONTRACT,
}


def a_gate_repository(folder: Path) -> Path:
    """Make the repository with one commit on `main`, and check out the branch `change`."""
    for path, content in _made_once().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@cache
def _made_once() -> Mapping[str, bytes]:
    """Return every file of the repository; to ask git each time would take most of a test."""
    with TemporaryDirectory() as made:
        folder = a_repository(Path(made), FILES)
        git(folder, "checkout", "--quiet", "-b", "change")
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

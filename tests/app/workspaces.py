"""Workspaces on disk for tests: the small shop, with a few changes."""

from collections.abc import Mapping
from pathlib import Path

Text = Mapping[str, str | bytes | None]

SHOP: Mapping[str, str] = {
    "plan.yaml": """\
name: shop
calendar:
  start: 2026-01-05
teams:
  - name: web
    capacity: 2
  - name: goods
foundation:
  - id: repository
    title: Repository
    estimate: 2d
    team: web
  - id: types
    title: Shared types
    estimate: 1d
    team: goods
""",
    "services/catalog.yaml": """\
name: catalog
team: goods
provides:
  - contract: catalog-api
    version: 1.0.0
subscribes:
  - contract: order-events
    version: ^1.0
    messages: [OrderPlaced]
""",
    "services/order.yaml": """\
name: order
team: web
publishes:
  - contract: order-events
    version: 1.0.0
consumes:
  - contract: catalog-api
    version: ^1.0
    operations: [getProduct]
""",
    "contracts/catalog/catalog-api/1.0.0/openapi.yaml": """\
openapi: 3.1.0
info: {title: Catalog, version: 1.0.0}
paths:
  /products/{id}:
    get:
      operationId: getProduct
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        "200": {description: The product.}
  /products:
    get:
      operationId: listProducts
      responses:
        "200": {description: All products.}
""",
    "contracts/order/order-events/1.0.0/asyncapi.yaml": """\
asyncapi: 3.0.0
info: {title: Order events, version: 1.0.0}
channels:
  orders:
    address: orders
    messages:
      OrderPlaced:
        payload: {type: object}
operations:
  publishOrderPlaced:
    action: send
    channel: {$ref: "#/channels/orders"}
""",
}


def a_workspace(folder: Path, changes: Text | None = None, base: Text = SHOP) -> Path:
    """Write the shop with changed files (None removes one) and return its folder."""
    for path, content in {**base, **(changes or {})}.items():
        if content is None:
            continue
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def edited(path: str, old: str, new: str) -> Text:
    """Return the change of one file of the shop in which `old` stands exactly once."""
    content = SHOP[path]
    assert content.count(old) == 1, f"`{old}` stands {content.count(old)} times in {path}"
    return {path: content.replace(old, new)}


def a_plan(name: str, **approvers: str) -> str:
    """Return a plan.yaml: team -> the person who agrees for it."""
    teams = "".join(f"  - {{name: {k}, approvers: [{v}]}}\n" for k, v in approvers.items())
    return f"name: {name}\ncalendar: {{start: 2026-01-05}}\nteams:\n{teams}"


def a_manifest(name: str, team: str, more: str) -> str:
    """Return the manifest of a service with a health endpoint."""
    return f"name: {name}\nteam: {team}\nhealth: GET /health\n{more}\n"

"""What a consumer's tests use of a contract, noted by the generated package."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.model.bundle import Bundle
from planner.model.usage_file import UsageFile
from planner.stubs.package.package import package_of
from planner.stubs.package.settings import Settings
from tests.stubs.package.packages import a_message, a_shop, write
from tests.stubs.package.test_events import ORDER, PAYLOAD

PATHS = """
/orders/{id}:
  get:
    operationId: getOrder
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: currency, in: query, schema: {type: string}}
    responses:
      '200': {description: '', content: {application/json: {schema: {
        $ref: '#/components/schemas/Order'}}}}
      '404': {description: '', content: {application/json: {schema: {
        $ref: '#/components/schemas/Problem'}}}}
/orders:
  post:
    operationId: placeOrder
    requestBody: {required: true, content: {application/json: {schema: {
      $ref: '#/components/schemas/Order'}}}}
    responses: {'204': {description: placed}}
"""
SCHEMAS = """
Order: {type: object, properties: {
  id: {type: string}, orderNote: {type: string},
  lines: {type: array, items: {$ref: '#/components/schemas/Line'}},
  byName: {type: object, additionalProperties: {$ref: '#/components/schemas/Line'}}}}
Line: {type: object, properties: {sku: {type: string}, unitPrice: {type: integer}}}
Problem: {type: object, properties: {title: {type: string}, code: {type: string}}}
"""
CODE = """
import httpx, shop
BODY = {"id": "1", "orderNote": "n", "lines": [{"sku": "a", "unitPrice": 1}, {"sku": "b"}],
        "byName": {"x": {"sku": "c"}}}
def answer(request):
    if request.method == "POST":
        return httpx.Response(204)
    if request.url.path.endswith("none"):
        return httpx.Response(404, json={"title": "gone", "code": "1"})
    return httpx.Response(200, json=BODY)
client = shop.Client("http://shop", transport=httpx.MockTransport(answer))
"""


MADE: dict[str, dict[str, bytes]] = {}


def run(folder: Path, code: str, bundle: Bundle, name: str = "shop", **environment: str) -> None:
    if name not in MADE:
        MADE[name] = package_of(bundle, Settings(consumer="web"))
    write(folder / name, MADE[name])
    base = {key: value for key, value in os.environ.items() if not key.startswith("PLAN_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        env={**base, "PYTHONPATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def used(folder: Path, code: str, **environment: str) -> Any:
    """What is noted of the shop while some code runs."""
    run(folder, CODE + code, a_shop(PATHS, SCHEMAS), PLAN_RECORD="1", **environment)
    return json.loads((folder / "usage/web/shop.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("client.get_order('1')", []),
        ("client.get_order('1').id", ["id"]),
        ("client.get_order('1').order_note", ["orderNote"]),
        ("[line.unit_price for line in client.get_order('1').lines]", ["lines.unitPrice"]),
        ("len(client.get_order('1').lines)", ["lines"]),
        ("client.get_order('1').by_name['x'].sku", ["byName.sku"]),
        ("client.get_order('1').lines[0].model_dump()", ["lines.sku", "lines.unitPrice"]),
        ("dict(client.get_order('1').lines[1])", ["lines.sku"]),
        ("repr(client.get_order('1')); client.get_order('1') == 5", []),
    ],
)
def test_members_that_are_read(tmp_path: Path, code: str, read: list[str]) -> None:
    statuses = used(tmp_path, code)["operations"]["getOrder"]["statuses"]
    assert statuses == {"200": {"read": read}}


def test_what_is_sent_and_what_comes_back(tmp_path: Path) -> None:
    found = used(
        tmp_path,
        """
client.get_order('1', currency='EUR').id
try:
    client.get_order('none')
except shop.errors.NotFound as error:
    error.body.title
line = shop.models.Line(sku='a', unit_price=1)
client.place_order(shop.models.Order(id='1', lines=[line]))
""",
    )
    assert found["operations"] == {
        "getOrder": {
            "sent": ["path.id", "query.currency"],
            "statuses": {"200": {"read": ["id"]}, "404": {"read": ["title"]}},
        },
        "placeOrder": {
            "sent": ["body.id", "body.lines.sku", "body.lines.unitPrice"],
            "statuses": {"204": {"read": []}},
        },
    }
    assert (found["consumer"], found["contract"], found["digest"]) == ("web", "shop", "sha256:1")
    UsageFile.model_validate_json((tmp_path / "usage/web/shop.json").read_bytes())


def test_runs_are_merged_and_the_same_runs_write_the_same_bytes(tmp_path: Path) -> None:
    used(tmp_path, "client.get_order('1').id")
    used(tmp_path, "client.get_order('1').order_note")
    first = (tmp_path / "usage/web/shop.json").read_bytes()
    found = used(tmp_path, "client.get_order('1').id")
    assert found["operations"]["getOrder"]["statuses"] == {"200": {"read": ["id", "orderNote"]}}
    assert (tmp_path / "usage/web/shop.json").read_bytes() == first
    assert [path.name for path in (tmp_path / "usage/web").iterdir()] == ["shop.json"]


def test_what_was_noted_of_another_contract_is_out_of_date(tmp_path: Path) -> None:
    path = tmp_path / "usage/web/shop.json"
    path.parent.mkdir(parents=True)
    path.write_text(
        json.dumps(
            {
                "format": "contract-planner:usage:1",
                "digest": "sha256:0",
                "operations": {"gone": {"sent": [], "statuses": {}}},
            }
        ),
        encoding="utf-8",
    )
    assert list(used(tmp_path, "client.get_order('1').id")["operations"]) == ["getOrder"]


def test_processes_that_end_at_once_lose_nothing(tmp_path: Path) -> None:
    used(tmp_path, "client.get_order('1')")
    code = CODE + "import sys\ngetattr(client.get_order('1'), sys.argv[1])"
    environment = {**os.environ, "PLAN_RECORD": "1", "PYTHONPATH": str(tmp_path)}
    running = [
        subprocess.Popen([sys.executable, "-c", code, name], cwd=tmp_path, env=environment)
        for name in ("id", "order_note", "lines", "by_name")
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    found = json.loads((tmp_path / "usage/web/shop.json").read_text("utf-8"))
    read = found["operations"]["getOrder"]["statuses"]["200"]["read"]
    assert read == ["byName", "id", "lines", "orderNote"]


def test_another_folder_another_consumer(tmp_path: Path) -> None:
    run(
        tmp_path,
        CODE + "client.get_order('1'); assert client.write_usage().endswith('shop.json')",
        a_shop(PATHS, SCHEMAS),
        PLAN_RECORD="1",
        PLAN_RECORD_DIR=str(tmp_path / "seen"),
        PLAN_RECORD_CONSUMER="other",
    )
    assert (tmp_path / "seen/other/shop.json").exists()


def test_nothing_is_noted_unless_it_is_asked_for(tmp_path: Path) -> None:
    code = CODE + "client.get_order('1').id; assert client.write_usage() is None"
    code += "\nassert '__getattribute__' not in vars(shop.Model)"
    run(tmp_path, code, a_shop(PATHS, SCHEMAS), PLAN_RECORD="0")
    assert not (tmp_path / "usage").exists()


def test_messages(tmp_path: Path) -> None:
    code = f"import orders; orders.events.parse_order_placed('''{ORDER}''').items[0].sku"
    run(tmp_path, code, a_message(PAYLOAD), "orders", PLAN_RECORD="1")
    found = json.loads((tmp_path / "usage/web/orders.json").read_text("utf-8"))
    assert found["messages"] == {"OrderPlaced": {"read": ["items.sku"]}}

"""`plan diff` on AsyncAPI contracts, as a user runs it."""

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planner.app.schemas import schema_of
from tests.cli.running import run_here

_TOP = Path(__file__).parents[2]
_STOREFRONT = _TOP / "examples" / "storefront"
_ORDERS = "contracts/order/order-events/1.0.0/asyncapi.yaml"
_OLD = """\
asyncapi: 2.6.0
info: {title: Orders, version: 1.0.0}
channels:
  orders/{region}:
    subscribe:
      message: {$ref: 'messages.yaml#/Placed'}
"""
_NEW = """\
asyncapi: 3.0.0
info: {title: Orders, version: 2.0.0}
channels:
  orders:
    address: orders/{area}
    messages: {Placed: {$ref: 'messages.yaml#/Placed'}}
operations:
  tell: {action: send, channel: {$ref: '#/channels/orders'}}
"""
_MESSAGES = """\
Placed:
  name: Placed
  payload: {type: object, required: [total], properties: {total: {type: integer}}}
"""


def two_sides(folder: Path, new: str = _NEW, messages: str = _MESSAGES) -> None:
    """Write an old and a new contract, each in two files."""
    for side, text, shared in (("old", _OLD, _MESSAGES), ("new", new, messages)):
        (folder / side).mkdir()
        (folder / side / "asyncapi.yaml").write_text(text, "utf-8")
        (folder / side / "messages.yaml").write_text(shared, "utf-8")


def report(folder: Path, *arguments: str) -> dict[str, Any]:
    """Return the JSON of a comparison; it fits its schema."""
    done = run_here("diff", *arguments, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema_of("diff-output")).validate(found)
    return found


def listed(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (finding["severity"], finding["rule"])
        for contract in found["contracts"]
        for finding in contract["findings"]
    ]


def test_a_conversion_is_silent(tmp_path: Path) -> None:
    two_sides(tmp_path)
    for sides in (("old", "new"), ("new", "old"), ("old/asyncapi.yaml", "new/asyncapi.yaml")):
        done = run_here("diff", *sides, "--changelog", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("No change that consumers can see")


def test_a_change_in_another_file(tmp_path: Path) -> None:
    two_sides(tmp_path, messages=_MESSAGES.replace("[total]", "[]"))
    done = run_here("diff", "old", "new", "--fail-on", "breaking", cwd=tmp_path)
    assert done.returncode == 1
    assert "\nsend orders/{region}\nnew/messages.yaml:3:54: breaking " in f"\n{done.stdout}"
    assert "event-property-became-optional: `total` in the payload of the message" in done.stdout
    assert "new sends, old rejects: {}" in done.stdout


@pytest.mark.parametrize("kind", ["text", "markdown", "json", "sarif", "junit", "github", "html"])
def test_every_format(tmp_path: Path, kind: str) -> None:
    two_sides(tmp_path, messages=_MESSAGES.replace("[total]", "[]"))
    done = run_here("diff", "old", "new", "--format", kind, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "event-property-became-optional" in done.stdout
    assert "send orders/{region}" in done.stdout or kind in {"github", "sarif"}


def test_a_contract_that_is_gone(tmp_path: Path) -> None:
    two_sides(tmp_path)
    (tmp_path / "new" / "asyncapi.yaml").unlink()
    assert listed(report(tmp_path, "old", "new")) == [("breaking", "channel-removed")]


def test_a_mode_overrides_who_sends(tmp_path: Path) -> None:
    two_sides(tmp_path, messages=_MESSAGES.replace("total: {", "note: {type: string}, total: {"))
    wider = _MESSAGES.replace("[total]", "[total, by]").replace("total: {", "by: {}, total: {")
    (tmp_path / "new" / "messages.yaml").write_text(wider, "utf-8")
    assert listed(report(tmp_path, "old", "new")) == []
    backward = report(tmp_path, "old", "new", "--mode", "backward")
    assert listed(backward) == [("breaking", "event-property-required-added")]


def test_an_avro_schema_in_a_file_of_its_own(tmp_path: Path) -> None:
    messages = """\
Placed:
  payload:
    schemaFormat: application/vnd.apache.avro;version=1.9.0
    schema: {$ref: placed.avsc}
"""
    two_sides(tmp_path, messages=messages)
    (tmp_path / "old" / "asyncapi.yaml").write_text(_NEW, "utf-8")
    (tmp_path / "old" / "messages.yaml").write_text(messages, "utf-8")
    field = {"name": "total", "type": "int"}
    for side, fields in (("old", [field]), ("new", [])):
        schema = {"type": "record", "name": "Placed", "fields": fields}
        (tmp_path / side / "placed.avsc").write_text(json.dumps(schema, indent=1), "utf-8")
    found = report(tmp_path, "old/asyncapi.yaml", "new/asyncapi.yaml")
    assert listed(found) == [("breaking", "avro-field-removed-without-default")]


# ---------------------------------------------------------------------- consumers


def test_a_change_of_a_message_lists_the_services_that_subscribe(tmp_path: Path) -> None:
    shop = tmp_path / "storefront"
    shutil.copytree(_STOREFRONT, shop)
    text = (shop / _ORDERS).read_text("utf-8")
    changed = (
        text.replace("customerId, items, totalCents, currency]", "customerId, items, totalCents]")
        .replace("required: [productId, quantity, unitPriceCents]", "required: [productId]")
        .replace("inventory_unavailable]", "inventory_unavailable, fraud]")
    )
    assert changed != text
    (tmp_path / "new.yaml").write_text(changed, "utf-8")
    found = report(shop, "order-events@1.0.0", "../new.yaml", "--consumers")
    hurt = {
        (finding["rule"], ".".join(finding["path"])): finding["hurt"]
        for contract in found["contracts"]
        for finding in contract["findings"]
    }
    assert hurt == {
        ("event-property-became-optional", "currency"): ["notification"],
        ("event-property-became-optional", "items.*.quantity"): ["inventory"],
        ("event-property-became-optional", "items.*.unitPriceCents"): [],
        ("event-property-enum-value-added", "reason"): ["notification"],
    }


# ---------------------------------------------------------------------- bad input

_BAD = [
    (
        "asyncapi: 2.6.0",
        "asyncapi: 2.9.0",
        "asyncapi.yaml:1:",
        "`asyncapi: 2.9.0` is not a version",
    ),
    ("messages.yaml#/Placed", "messages.yaml#/Plaecd", "asyncapi.yaml:", "leads nowhere"),
    ("messages.yaml#/Placed", "../../secret.yaml#/X", "asyncapi.yaml:", "leads out"),
    ("messages.yaml#/Placed", "gone.yaml#/X", "asyncapi.yaml:", "names a file that is not there"),
    ("$ref: 'messages.yaml#/Placed'", "traits: [5]", "asyncapi.yaml:", "must be a mapping"),
    ("subscribe:", "publish: 3\n    subscribe:", "asyncapi.yaml:", "`publish` must be a mapping"),
]


@pytest.mark.parametrize(("old", "new", "place", "message"), _BAD)
def test_bad_input_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, message: str
) -> None:
    two_sides(tmp_path)
    broken = _OLD.replace(old, new)
    assert broken != _OLD
    (tmp_path / "old" / "asyncapi.yaml").write_text(broken, "utf-8")
    done = run_here("diff", "old", "new", cwd=tmp_path)
    assert done.returncode == 2
    assert f"old/{place}" in done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_operation_without_its_channel(tmp_path: Path) -> None:
    two_sides(tmp_path, _NEW.replace("#/channels/orders'", "#/channels/other'"))
    done = run_here("diff", "old", "new", cwd=tmp_path)
    assert done.returncode == 2
    assert "new/asyncapi.yaml:8:" in done.stderr
    assert "`$ref` leads nowhere: `#/channels/other`" in done.stderr


def test_references_in_a_circle(tmp_path: Path) -> None:
    two_sides(tmp_path, messages="Placed: {$ref: '#/Other'}\nOther: {$ref: '#/Placed'}\n")
    done = run_here("diff", "old", "new", cwd=tmp_path)
    assert done.returncode == 2
    assert "new/messages.yaml:" in done.stderr
    assert "leads back to itself" in done.stderr

"""`plan stubs emit`: valid events, as JSON and as they travel."""

import json
from base64 import b64decode
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import click
import fastavro
import jsonschema
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

from planner.cli.commands.stubs import emit
from planner.formats.stub_bundle import bundle_of
from planner.stubs.events.writing import FORMATS
from tests.app.workspaces import a_workspace
from tests.cli.running import run_here
from tests.formats.test_stub_bundle_events import PARCELS, SHIPMENT

EVENTS = """\
asyncapi: 3.0.0
info: {title: Order events, version: 1.0.0}
defaultContentType: application/json
channels:
  orders:
    address: order.placed
    messages:
      OrderPlaced:
        headers: {type: object, required: [trace], properties: {trace: {type: string}}}
        payload: {$ref: "#/components/schemas/Order"}
        examples:
          - {name: weekend, payload: {id: 7, currency: EUR}, headers: {trace: abc}}
          - {name: broken, payload: {id: seven, currency: EUR}}
          - {name: bare, payload: {id: 8, currency: USD}}
      OrderGone: {payload: {type: object}}
operations:
  tell: {action: send, channel: {$ref: "#/channels/orders"}}
components:
  schemas:
    Order:
      type: object
      required: [id, currency]
      additionalProperties: false
      properties:
        id: {type: integer, minimum: 1}
        currency: {enum: [EUR, USD]}
        note: {type: [string, "null"]}
        to:
          oneOf:
            - {type: object, required: [street], properties: {street: {type: string}}}
            - {type: string, pattern: "^[A-Z]{3}$"}
"""
ORDER: dict[str, Any] = {
    "type": "object",
    "required": ["id", "currency"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "currency": {"enum": ["EUR", "USD"]},
        "note": {"type": ["string", "null"]},
        "to": {
            "oneOf": [
                {
                    "type": "object",
                    "required": ["street"],
                    "properties": {"street": {"type": "string"}},
                },
                {"type": "string", "pattern": "^[A-Z]{3}$"},
            ]
        },
    },
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with contract files, and no workspace."""
    found = tmp_path / "here"
    found.mkdir()
    (found / "events.yaml").write_text(EVENTS, encoding="utf-8")
    (found / "shipments.avsc").write_text(json.dumps(SHIPMENT), encoding="utf-8")
    (found / "parcels.proto").write_text(PARCELS, encoding="utf-8")
    return found


def emitted(folder: Path, *arguments: str) -> list[Any]:
    done = run_here("stubs", "emit", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(folder: Path, *arguments: str) -> bytes:
    done = run_here("stubs", "emit", *arguments, "--output", "out", "-q", cwd=folder)
    assert done.returncode == 0, done.stderr
    return (folder / "out").read_bytes()


def refused(folder: Path, *arguments: str) -> str:
    done = run_here("stubs", "emit", *arguments, cwd=folder)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    return done.stderr


# ---------------------------------------------------------------------- which events


def test_valid_examples_come_first_and_the_rest_is_generated(folder: Path) -> None:
    events = emitted(folder, "events.yaml", "OrderPlaced", "--count", "20")
    assert events[:2] == [{"id": 7, "currency": "EUR"}, {"id": 8, "currency": "USD"}]
    assert len(events) == 20
    for event in events:
        jsonschema.Draft202012Validator(ORDER).validate(event)
    assert len({json.dumps(event) for event in events}) > 10


def test_the_same_seed_gives_the_same_events(folder: Path) -> None:
    arguments = ("stubs", "emit", "events.yaml", "OrderPlaced", "--variant", "all")
    one, two, other = (run_here(*arguments, "--seed", seed, cwd=folder) for seed in "334")
    assert (one.returncode, one.stdout) == (0, two.stdout)
    assert other.stdout != one.stdout


def test_fewer_events_are_the_first_of_many(folder: Path) -> None:
    many = emitted(folder, "events.yaml", "OrderPlaced", "-n", "6", "--variant", "typical")
    assert (
        emitted(folder, "events.yaml", "OrderPlaced", "-n", "2", "--variant", "typical")
        == (many[:2])
    )


def test_a_variant_is_generated(folder: Path) -> None:
    [minimal] = emitted(folder, "events.yaml", "OrderPlaced", "--variant", "minimal")
    [saturated] = emitted(folder, "events.yaml", "OrderPlaced", "--variant", "saturated")
    [nulls] = emitted(folder, "events.yaml", "OrderPlaced", "--variant", "nulls")
    assert set(minimal) == {"id", "currency"}
    assert set(saturated) == {"id", "currency", "note", "to"}
    assert nulls["note"] is None


def test_all_variants_reach_every_branch(folder: Path) -> None:
    events = emitted(folder, "events.yaml", "OrderPlaced", "--variant", "all")
    kinds = {type(event.get("to")) for event in events}
    assert {dict, str} <= kinds


def test_an_example_by_its_name(folder: Path) -> None:
    assert (
        emitted(folder, "events.yaml", "OrderPlaced", "--example", "bare", "-n", "2")
        == [{"id": 8, "currency": "USD"}] * 2
    )


def test_none_is_nothing(folder: Path) -> None:
    assert emitted(folder, "events.yaml", "OrderPlaced", "-n", "0") == []


def test_an_envelope_has_what_travels_beside_the_payload(folder: Path) -> None:
    first, second = emitted(folder, "events.yaml", "OrderPlaced", "-n", "2", "--envelope")
    assert first == {
        "message": "OrderPlaced",
        "contract": "events@1.0.0",
        "channel": "orders",
        "address": "order.placed",
        "contentType": "application/json",
        "headers": {"trace": "abc"},
        "payload": {"id": 7, "currency": "EUR"},
    }
    assert isinstance(second["headers"]["trace"], str)  # the example has none: generated


def test_an_example_that_violates_its_schema_is_told_and_never_given_out(folder: Path) -> None:
    done = run_here("stubs", "emit", "events.yaml", "OrderPlaced", "-n", "9", cwd=folder)
    assert '"seven"' not in done.stdout
    assert "an example of `OrderPlaced` violates its own schema at `/id`" in done.stderr
    (line,) = [n for n, text in enumerate(EVENTS.splitlines(), 1) if "name: broken" in text]
    assert done.stderr.startswith(f"events.yaml:{line}:13: warning: an example of")
    quiet = run_here("stubs", "emit", "events.yaml", "OrderPlaced", "-q", cwd=folder)
    assert quiet.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("events.yaml", "name one of them: `OrderPlaced`, `OrderGone`"),
        ("events.yaml OrderPlaecd", "did you mean `OrderPlaced`?"),
        ("events.yaml OrderPlaced --variant tiny", "has no variant `tiny`"),
        ("events.yaml OrderPlaced --example weekand", "did you mean `weekend`?"),
        ("events.yaml OrderPlaced --example broken", "violates its own schema: `/id`"),
        ("events.yaml OrderPlaced --channel nowhere", "it travels on `orders`"),
        ("events.yaml OrderPlaced --format avro", "is defined in JSON"),
        ("events.yaml OrderPlaced --example weekend --variant minimal", "exclude each other"),
        ("events.yaml OrderPlaced -n -1", "-1"),
        ("gone.yaml X", "there is no contract and no file `gone.yaml`"),
        ("parcels.proto --format avro", "use `--format protobuf`"),
        ("parcels.proto --format protobuf -n 2", "--format protobuf-delimited"),
        ("shipments.avsc --format avro --envelope", "an envelope is JSON"),
    ],
)
def test_what_can_t_be_is_told(folder: Path, arguments: str, message: str) -> None:
    assert message in refused(folder, *arguments.split())


def test_an_impossible_message_is_told(folder: Path) -> None:
    impossible = EVENTS.replace("id: {type: integer, minimum: 1}", "id: false")
    (folder / "events.yaml").write_text(impossible, encoding="utf-8")
    assert "no event `OrderPlaced` can be made" in refused(
        folder, "events.yaml", "OrderPlaced", "--variant", "minimal"
    )


# ---------------------------------------------------------------------- workspaces


def test_a_contract_of_the_workspace_must_be_ratified(tmp_path: Path) -> None:
    events = {"contracts/order/order-events/1.0.0/asyncapi.yaml": EVENTS}
    shop = a_workspace(tmp_path / "shop", events)
    told = refused(shop, "order-events", "OrderPlaced")
    assert "`order-events@1.0.0` is not ratified" in told
    assert "allow drafts with `--allow-draft`" in told
    [event] = emitted(shop, "order-events", "OrderPlaced", "--allow-draft")
    assert event == {"id": 7, "currency": "EUR"}


def test_a_contract_of_calls_has_no_events(tmp_path: Path) -> None:
    shop = a_workspace(tmp_path / "shop")
    told = refused(shop, "catalog-api", "--allow-draft")
    assert "contract `catalog-api` has no messages" in told


def test_the_formats_of_the_help_are_those_that_can_be_written() -> None:
    [option] = [item for item in emit.command.params if item.name == "how"]
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == FORMATS


def test_help_shows_how_to_call_it(folder: Path) -> None:
    done = run_here("stubs", "emit", "--help", cwd=folder)
    assert done.returncode == 0
    assert "plan stubs emit order-events OrderPlaced" in done.stdout


# ---------------------------------------------------------------------- Avro


def test_avro_can_be_read_back_by_its_library(folder: Path) -> None:
    plain = emitted(folder, "shipments.avsc", "--variant", "all")
    file = written(folder, "shipments.avsc", "--variant", "all", "--format", "avro-file")
    records: list[Any] = list(fastavro.reader(BytesIO(file)))
    assert len(records) == len(plain) >= 4
    for record, value in zip(records, plain, strict=True):
        assert str(record["id"]) == value["id"]
        assert record["state"] == value["state"]
        assert record["price"] == Decimal(value["price"])
        assert record["sum"] == value["sum"].encode("latin-1")
        assert (record["next"] is None) is (value.get("next") is None)
    assert file == written(folder, "shipments.avsc", "--variant", "all", "-f", "avro-file")


def test_avro_data_follow_each_other(folder: Path) -> None:
    data = BytesIO(written(folder, "shipments.avsc", "-n", "3", "--format", "avro"))
    schema = fastavro.parse_schema(SHIPMENT)
    found = [fastavro.schemaless_reader(data, schema, None) for _ in range(3)]
    plain = emitted(folder, "shipments.avsc", "-n", "3")
    assert [str(item["id"]) for item in found] == [item["id"] for item in plain]  # type: ignore[call-overload,index]
    assert data.read() == b""


def test_a_single_object_begins_with_the_fingerprint_of_its_schema(folder: Path) -> None:
    (folder / "int.avsc").write_text(
        json.dumps({"type": "record", "name": "N", "fields": [{"name": "n", "type": "int"}]}),
        encoding="utf-8",
    )
    data = written(folder, "int.avsc", "--format", "avro-single-object")
    # CRC-64-AVRO of {"name":"N","type":"record","fields":[{"name":"n","type":"int"}]}
    canonical = b'{"name":"N","type":"record","fields":[{"name":"n","type":"int"}]}'
    assert data[:10] == b"\xc3\x01" + crc_64_avro(canonical).to_bytes(8, "little")


def crc_64_avro(data: bytes) -> int:
    """The algorithm as Apache Avro 1.12.0 gives it, "Schema Fingerprints"."""
    empty = 0xC15D213AA4D7A795
    found = empty
    for byte in data:
        found ^= byte
        for _ in range(8):
            found = (found >> 1) ^ (empty if found & 1 else 0)
    return found


def test_avro_s_own_json_names_the_branches_of_unions(folder: Path) -> None:
    text = written(folder, "shipments.avsc", "--variant", "all", "--format", "avro-json").decode()
    plain = emitted(folder, "shipments.avsc", "--variant", "all")
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) == len(plain)
    for line, value in zip(lines, plain, strict=True):
        inner = value.get("next")
        assert line["next"] is None if inner is None else list(line["next"]) == ["shop.Sent"]
        weight = value.get("weight")
        assert line["weight"] == (None if weight is None else {"float": weight})
        digits = int.from_bytes(line["price"].encode("latin-1"), "big", signed=True)
        assert digits == int(Decimal(value["price"]) * 100)


# ---------------------------------------------------------------------- Protobuf


def test_protobuf_can_be_read_back_from_its_descriptors(folder: Path) -> None:
    plain = emitted(folder, "parcels.proto", "--variant", "all")
    data = written(folder, "parcels.proto", "--variant", "all", "-f", "protobuf-delimited")
    wire = bundle_of({"parcels.proto": PARCELS}, "")["messages"][0]["wire"]
    assert wire is not None
    pool = descriptor_pool.DescriptorPool()
    for file in descriptors(wire["descriptors"]):
        pool.Add(file)
    kind = message_factory.GetMessageClass(pool.FindMessageTypeByName(wire["type"]))
    found = []
    while data:
        size, data = varint(data)
        found.append(kind.FromString(data[:size]))
        data = data[size:]
    assert len(found) == len(plain) >= 4
    for message, value in zip(found, plain, strict=True):
        expected = json_format.ParseDict(value, kind(), descriptor_pool=pool)
        assert message == expected


def descriptors(encoded: str) -> Any:
    return descriptor_pb2.FileDescriptorSet.FromString(b64decode(encoded)).file


def varint(data: bytes) -> tuple[int, bytes]:
    found = shift = 0
    for index, byte in enumerate(data):
        found |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return found, data[index + 1 :]
    raise AssertionError("no end")

"""Published contracts of other people are lowered wholly (see their SOURCE.md)."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from planner.formats.document import locate, parse_single
from planner.formats.lowering.openapi import lower_openapi
from planner.model.http import HttpContract
from tests.formats.lowered import all_schemas, inlined

DATA = Path(__file__).parents[1] / "data"
MUSEUM = "contracts/museum/openapi.yaml"
TWILIO = "lowering/twilio/bulkexports-{}.yaml"
FILES = {
    MUSEUM: ("3.1.0", 8, 1),
    "contracts/ftgo/ftgo-consumer-service-swagger.json": ("2.0", 2, 0),
    TWILIO.format("1.1.0"): ("3.0.1", 9, 0),
}


def lowered(file: str) -> HttpContract:
    text = (DATA / file).read_text(encoding="utf-8")
    return lower_openapi({file: parse_single(text, file)}, str(Path(file).parent))


@pytest.mark.parametrize("file", FILES)
def test_every_operation_is_found(file: str) -> None:
    contract = lowered(file)
    found = (contract.openapi, len(contract.operations), len(contract.webhooks))
    assert found == FILES[file]


@pytest.mark.parametrize("file", FILES)
def test_every_schema_is_valid_2020_12_and_has_a_place(file: str) -> None:
    check = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    text = (DATA / file).read_text(encoding="utf-8")
    count = 0
    for space, node in all_schemas(lowered(file)):
        assert check.is_valid(node), node
        place = space.place_of(node)
        assert place
        assert locate(text, place).line > 1
        count += 1
    assert count > len(FILES)


@pytest.mark.parametrize("file", FILES)
def test_a_contract_is_the_same_as_itself(file: str) -> None:
    contract = lowered(file)
    names = {*(item.label for item in contract.operations), *contract.webhooks}
    assert contract.unchanged_operations(lowered(file)) == names


def test_one_operation_looked_at_closely() -> None:
    contract = lowered(MUSEUM)
    (found,) = (item for item in contract.operations if item.id == "getMuseumHours")
    assert found.label == "GET /museum-hours"
    assert [(p.name, p.location, p.is_required, p.style, p.explode) for p in found.parameters] == [
        ("startDate", "query", False, "form", True),
        ("page", "query", False, "form", True),
        ("limit", "query", False, "form", True),
    ]
    assert [server.url for server in found.servers] == [
        "https://redocly.com/_mock/docs/openapi/museum-api"
    ]
    assert found.security == (frozenset({("MuseumPlaceholderAuth", "")}),)
    assert list(found.responses) == ["200", "400", "404"]
    schema = found.responses["200"].media["application/json"].schema
    assert schema is not None
    shown = inlined(contract.response_side, schema)
    assert not isinstance(shown, bool)
    assert shown["type"] == "array"
    assert sorted(shown["items"]["properties"]) == ["date", "timeClose", "timeOpen"]


def test_only_operations_that_a_change_reaches_are_left_to_compare() -> None:
    old, new = lowered(TWILIO.format("1.1.0")), lowered(TWILIO.format("1.2.0"))
    unchanged = old.unchanged_operations(new)
    assert sorted({item.label for item in new.operations} - unchanged) == [
        "GET /v1/Exports/{ResourceType}/Days",
        "GET /v1/Exports/{ResourceType}/Jobs",
        "POST /v1/Exports/{ResourceType}/Jobs",
    ]

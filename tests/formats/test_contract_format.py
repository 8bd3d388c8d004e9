"""Which format a contract is of is said by its content."""

import pytest

from planner.formats.contract_format import contract_formats, format_of
from planner.model.errors import InputError
from tests.formats.contracts import FOLDER, parsed, refusal

OPENAPI = "openapi: 3.1.0\n"
ASYNCAPI = "asyncapi: 3.0.0\n"
SCHEMA = "type: object\n"
AVRO = '{"type": "record", "name": "A", "fields": []}'


def test_every_format_is_found() -> None:
    kinds = [contract_format.kind for contract_format in contract_formats()]
    assert kinds == ["asyncapi", "avro", "json-schema", "openapi", "protobuf"]


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"a.yaml": OPENAPI}, "openapi"),
        ({"a.json": '{"swagger": "2.0"}'}, "openapi"),
        ({"a.yaml": ASYNCAPI, "payload.json": '{"type": "object"}', "b.avsc": AVRO}, "asyncapi"),
        ({"a.yaml": OPENAPI, "schemas.yaml": SCHEMA}, "openapi"),
        ({"a.yaml": SCHEMA}, "json-schema"),
        ({"a.json": '{"$schema": "http://shop.example/own"}'}, "json-schema"),
        ({"a.avsc": AVRO}, "avro"),
        ({"a.json": AVRO}, "avro"),
        ({"a.proto": 'syntax = "proto3";'}, "protobuf"),
    ],
)
def test_formats_by_content(files: dict[str, str], kind: str) -> None:
    assert format_of(parsed(files), FOLDER).kind == kind


def test_two_formats_do_not_share_a_folder() -> None:
    message = (
        f"`{FOLDER}` holds contracts of several formats: `b.yaml` (asyncapi), `a.yaml` (openapi)"
    )
    assert refusal({"a.yaml": OPENAPI, "b.yaml": ASYNCAPI}) == [
        ("several-contract-formats", message)
    ]


@pytest.mark.parametrize(
    "files",
    [{}, {"a.yaml": "hello: world\n"}, {"a.json": "[1]"}, {"a.json": "null"}, {"a.yaml": "x"}],
)
def test_what_is_no_contract_is_refused(files: dict[str, str]) -> None:
    with pytest.raises(InputError, match="says that it is a contract"):
        format_of(parsed(files), FOLDER)

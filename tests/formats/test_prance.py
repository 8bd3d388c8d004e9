"""A contract of several files, read by us and bundled by prance: the same operations."""

from pathlib import Path

import pytest
from prance import ResolvingParser

from planner.formats.contract_format import format_of
from planner.formats.document import parse_single

EXAMPLES = Path(__file__).parents[2] / "examples"
CATALOG = EXAMPLES / "storefront" / "contracts" / "catalog" / "catalog-api" / "1.0.0"
METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.mark.parametrize("folder", [CATALOG], ids=lambda folder: str(folder.parent.name))
def test_operations_equal_those_of_the_bundled_document(folder: Path) -> None:
    assert len(list(folder.iterdir())) > 1
    entry = str(folder / "openapi.yaml")
    bundled = ResolvingParser(entry, backend="openapi-spec-validator", strict=False).specification
    expected = sorted(
        operation["operationId"]
        for item in bundled["paths"].values()
        for method, operation in item.items()
        if method in METHODS
    )
    files = {path.name: parse_single(path.read_text(), path.name) for path in folder.iterdir()}
    content = format_of(files, "").read(files, "")
    assert [operation.name for operation in content.operations] == expected

"""What the documentation shows of files is what the files may hold."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from planner.formats.document import parse_documents
from planner.model.attestation_file import AttestationFile
from planner.model.ledger_file import RatificationFile
from planner.model.manifest import Manifest
from planner.model.progress_file import ProgressFile
from planner.model.usage_file import UsageFile
from planner.model.workspace_file import WorkspaceFile

PAGE = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
SHOWN = [
    document
    for block in re.findall(r"```(?:yaml|json)\n(.*?)```", PAGE, re.DOTALL)
    for document in parse_documents(block, "block.yaml")
]
KINDS: tuple[tuple[type[BaseModel], str], ...] = (
    (WorkspaceFile, "calendar"),
    (Manifest, "tier"),
    (ProgressFile, "service"),
    (ProgressFile, "milestones"),
    (AttestationFile, "waivers"),
    (UsageFile, "operations"),
    (RatificationFile, "accepted"),
)
"""What each document is, and a key that tells it from the others."""


def shown(key: str) -> dict[str, Any]:
    (found,) = [document for document in SHOWN if key in document]
    return dict(found)


def test_each_document_is_of_some_kind() -> None:
    assert len(SHOWN) == len(KINDS)


@pytest.mark.parametrize(("model", "key"), KINDS, ids=str)
def test_what_is_shown_may_stand_in_a_file(model: type[BaseModel], key: str) -> None:
    assert model.model_validate(shown(key)).model_dump(exclude_defaults=True)


@pytest.mark.parametrize(
    ("model", "key"),
    [*KINDS[:2], *KINDS[-3:]],
    ids=["plan.yaml", "manifest", "attestation", "usage", "ratification"],
)
def test_every_key_is_shown(model: type[BaseModel], key: str) -> None:
    assert set(shown(key)) == set(model.model_fields)


def test_keys_of_progress_are_shown() -> None:
    assert {*shown("service"), *shown("milestones")} == set(ProgressFile.model_fields)


@pytest.mark.parametrize("entry", ["provides", "publishes", "consumes", "subscribes"])
def test_keys_of_what_a_service_offers_and_needs_are_on_the_page(entry: str) -> None:
    (item,) = Manifest.model_validate(shown("tier")).model_dump()[entry]
    assert not [key for key in item if not re.search(rf"\b{key}\b", PAGE)]

"""What is wrong with a body leads to the line of the contract that says otherwise."""

from pathlib import Path
from typing import Any

import pytest

from planner.app.locating import locate_problems
from planner.app.verify.answers import wrongs_of
from planner.model.problem import Problem
from planner.model.provider_call import Reply
from tests.app.providers import API, a_checked, a_zoo, an_answer

OPENAPI, SHAPES = f"{API}/openapi.yaml", f"{API}/shapes.yaml"


BODY, TYPE = "response-schema-conformance", "content-type-conformance"
PROBLEM = "application/problem+json"
GREEN = [{"id": 1, "name": "A", "toys": [{"color": "green"}]}]


@pytest.mark.parametrize(
    ("reply", "check", "file", "line"),
    [
        (an_answer(200, [{"name": "Ada"}]), BODY, SHAPES, "id: {type"),
        (an_answer(200, [{"id": 1, "name": ""}]), BODY, SHAPES, "minLength"),
        (an_answer(200, [{"id": "1", "name": "A"}]), BODY, SHAPES, "id: {"),
        (an_answer(200, GREEN), BODY, SHAPES, "color: {enum"),
        (an_answer(200, {}), BODY, OPENAPI, "schema: {type: array"),
        (an_answer(200, b"["), BODY, OPENAPI, "description: All"),
        (an_answer(200, b"[]", "text/plain"), TYPE, OPENAPI, "description: All"),
        (Reply(200), TYPE, OPENAPI, "description: All"),
        (Reply(418), "status-code-conformance", OPENAPI, '"200":'),
        (an_answer(401, {"title": 3, "status": 401}, PROBLEM), BODY, SHAPES, "title: {type"),
    ],
)
def test_leads_to_the_line(tmp_path: Path, reply: Reply, check: str, file: str, line: str) -> None:
    files = a_zoo(tmp_path)
    checked = a_checked(files)
    operation = checked.operation("GET", "/pets")
    assert operation
    wrong = next(iter(wrongs_of(checked, operation, reply)))
    (placed,) = locate_problems(files, [Problem("", "", wrong.place)])
    assert (wrong.check, wrong.place.file) == (check, file)
    assert placed.position is not None
    assert line in files.read(file).decode().splitlines()[placed.position.line - 1]


def test_a_good_answer_has_nothing_wrong(tmp_path: Path) -> None:
    checked = a_checked(a_zoo(tmp_path))
    operation = checked.operation("GET", "/pets")
    assert operation
    pets: list[dict[str, Any]] = [{"id": 1, "name": "Ada", "toys": [{"color": "red"}]}]
    assert list(wrongs_of(checked, operation, an_answer(200, pets))) == []


def test_the_same_mistake_in_other_items_is_of_one_kind(tmp_path: Path) -> None:
    checked = a_checked(a_zoo(tmp_path))
    operation = checked.operation("GET", "/pets")
    assert operation
    reply = an_answer(200, [{"id": 1, "name": ""}, {"id": 2, "name": ""}])
    assert len({wrong.kind for wrong in wrongs_of(checked, operation, reply)}) == 1

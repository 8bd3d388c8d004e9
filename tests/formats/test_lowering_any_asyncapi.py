"""Whatever stands in an AsyncAPI document: it is compared, or an InputError says what is wrong."""

import copy
from pathlib import Path
from typing import Any

import pytest
import ryaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.compatibility.events.comparison import compare_events
from planner.formats.lowering.asyncapi import lower_asyncapi
from planner.model.errors import InputError
from tests.depth import trials

_FOLDER = Path(__file__).parents[1] / "data" / "pairs" / "asyncapi"
_NAMES = ("streetlights-kafka", "rpc-server", "operation-security", "oneof", "gitter-streaming")
_DOCUMENTS = [
    ryaml.loads(path.read_text("utf-8"))
    for name in _NAMES
    for path in sorted(_FOLDER.glob(f"{name}.*.yaml"))
]
_KEYS = ("$ref", "traits", "messages", "bindings", "schema", "schemaFormat", "oneOf", "address")
_TEXTS = ("", "#", "#/channels", "#/components/messages", "../x", "send", "3.0.0", "{a}", "null")
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(_TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner),
    max_leaves=6,
)
_SETTINGS = settings(
    deadline=None, max_examples=trials(120), suppress_health_check=list(HealthCheck)
)


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    steps: list[Any] = list(node) if isinstance(node, dict) else []
    steps = list(range(len(node))) if isinstance(node, list) else steps
    for step in steps:
        found += _places(node[step], (*path, step))
    return found


def _with(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(document)
    node = changed
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return changed


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Any, Any]:
    """Return a real document, and the same with something else in one or two places."""
    document = draw(st.sampled_from(_DOCUMENTS))
    changed = document
    for _ in range(draw(st.integers(1, 2))):
        places = _places(changed)
        changed = _with(changed, draw(st.sampled_from(places)), draw(_VALUES))
    return document, changed


def _check(error: InputError) -> None:
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert problem.place is None or problem.place.file == "api/asyncapi.yaml"


@_SETTINGS
@given(damaged())
def test_a_damaged_document(pair: tuple[Any, Any]) -> None:
    old = lower_asyncapi({"api/asyncapi.yaml": pair[0]}, "api")
    try:
        new = lower_asyncapi({"api/asyncapi.yaml": pair[1]}, "api")
        compare_events(old, new)
        compare_events(new, old)
    except InputError as error:
        _check(error)


@pytest.mark.parametrize("name", ["channels", "operations", "components", "servers", "info"])
@pytest.mark.parametrize("value", [None, [], {}, "x", 1, [{}], {"a": None}, {"a": {"$ref": "#"}}])
def test_something_else_at_the_top(name: str, value: Any) -> None:
    for document in _DOCUMENTS:
        try:
            new = lower_asyncapi({"api/asyncapi.yaml": {**document, name: value}}, "api")
            compare_events(lower_asyncapi({"api/asyncapi.yaml": document}, "api"), new)
        except InputError as error:
            _check(error)

"""All the ways in which a document is restated."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.compatibility.restated.order import as_json, as_yaml, reordered
from tests.compatibility.restated.references import MAIN, inlined, split
from tests.compatibility.restated.swagger import as_3_0
from tests.compatibility.restated.versions import as_3_1
from tests.compatibility.restated.walking import Document

Files = dict[str, Any]
Restate = Callable[[Document], Files]


def _alone(restate: Callable[[Document], Document]) -> Restate:
    return lambda document: {MAIN: restate(document)}


def _same(document: Document) -> Document:
    return document


_OF_ALL: Mapping[str, Restate] = {
    "as it is": _alone(_same),
    "JSON": _alone(as_json),
    "YAML": _alone(as_yaml),
    "reordered": _alone(reordered),
    "inlined": _alone(inlined),
    "split into files": split,
}
_UPGRADES: Mapping[str, tuple[str, Restate]] = {
    "OpenAPI 3.0 from 2.0": ("2.", _alone(as_3_0)),
    "OpenAPI 3.1 from 3.0": ("3.0", _alone(as_3_1)),
}


def forms_for(version: str) -> Mapping[str, Restate]:
    """Return the ways that there are for a document of a version of OpenAPI."""
    upgrades = {
        name: restate for name, (start, restate) in _UPGRADES.items() if version.startswith(start)
    }
    return {**_OF_ALL, **upgrades}


def version_of(document: Document) -> str:
    """Return the version of OpenAPI that a document is of."""
    return str(document.get("openapi", document.get("swagger")))

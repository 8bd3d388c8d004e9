"""A JSON Schema that stands alone -> `EventContract`."""

from collections.abc import Mapping
from posixpath import basename
from typing import Any

from planner.formats._tree import Target
from planner.formats.json_schema import FORMAT
from planner.formats.lowering.json_schema.drafts import SchemaKind, flags_of_draft_3
from planner.formats.lowering.schemas.documents import Documents
from planner.formats.lowering.schemas.space import DocumentSpace
from planner.model.errors import InputError
from planner.model.events import EventContract, Message, Payload
from planner.model.problem import Problem

_DEFINITIONS = ("$defs", "definitions")
_SAYS_NOTHING = frozenset(
    {"$schema", "$id", "id", "$comment", "$vocabulary", "title", "description", *_DEFINITIONS}
)
"""What a file of nothing but definitions holds."""
_JSON = "application/json"


def lower(files: Mapping[str, Any], main: str) -> EventContract:
    """Return a schema in the form that is compared; see `lower_json_schema`.

    Raises:
        InputError: see `lower_json_schema`.
    """
    documents = Documents(files, "", SchemaKind(main))
    documents.check_references()
    _refuse_draft_3(documents)
    document = documents.files[main]
    return EventContract(
        main,
        _text(document.get("title")),
        _version(document),
        "json-schema",
        DocumentSpace(documents, ""),
        messages=_messages(documents, main),
        default_content_type=_JSON,
    )


def _refuse_draft_3(documents: Documents) -> None:
    problems: list[Problem] = []
    for file in documents.reachable:
        problems += flags_of_draft_3(file, documents.files[file])
    if problems:
        raise InputError(problems)


def _messages(documents: Documents, main: str) -> dict[str, Message]:
    document = documents.files[main]
    found = [] if not _SAYS_NOTHING.issuperset(document) else _definitions(main, document)
    if not found:
        name = next(iter(FORMAT.read({main: document}, "").messages), None)
        key = name.name if name else basename(main)
        found = [(key, Target(main, (), document))]
    return {key: _message(key, target, documents) for key, target in found}


def _definitions(main: str, document: Mapping[str, Any]) -> list[tuple[str, Target]]:
    return [
        (name, Target(main, (keyword, name), node))
        for keyword in _DEFINITIONS
        if isinstance(document.get(keyword), dict)
        for name, node in document[keyword].items()
    ]


def _message(key: str, target: Target, documents: Documents) -> Message:
    said = target.node if isinstance(target.node, dict) else {}
    payload = Payload({"$ref": documents.name(target)}, target.place)
    return Message(
        key,
        _text(said.get("title")) or key,
        target.place,
        payload,
        content_type=_JSON,
        deprecated=said.get("deprecated") is True,
    )


def _version(document: Mapping[str, Any]) -> str:
    """Return the version that a self-describing schema (Iglu) states; empty if it states none."""
    said = document.get("self")
    return _text(said.get("version")) if isinstance(said, dict) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

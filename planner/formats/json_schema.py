"""JSON Schema, drafts 4 to 2020-12: each file of the folder is the schema of one message.

A file that another one refers to is a part of it, and so is a file of nothing but definitions.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from posixpath import basename
from typing import Any

from planner.formats._references import References
from planner.formats._schema_errors import SchemaCheck, at_most
from planner.formats._tree import Target, shortened
from planner.formats.contract_format import ParsedFiles
from planner.model.contract import ContractContent, ContractKind, Message
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

_TYPES = frozenset({"object", "array", "string", "number", "integer", "boolean", "null"})
_KEYWORDS = frozenset(
    {
        "$ref",
        "$dynamicRef",
        "$defs",
        "definitions",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "enum",
        "const",
        "properties",
        "patternProperties",
        "additionalProperties",
        "items",
        "required",
    }
)
_DEFINITIONS = frozenset({"$schema", "$id", "id", "$defs", "definitions", "title", "description"})
_OTHER_FORMATS = ("openapi", "swagger", "asyncapi")
_SUFFIX = re.compile(r"(\.schema)?\.(json|yaml|yml)$")
_DIALECTS = {
    "draft-04": "http://json-schema.org/draft-04/schema",
    "draft-06": "http://json-schema.org/draft-06/schema",
    "draft-07": "http://json-schema.org/draft-07/schema",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
_DIALECT = re.compile(
    r"^https?://json-schema\.org/(?:draft/)?(draft-0[467]|2019-09|2020-12)/schema#?$"
)


class JsonSchema:
    """The JSON Schema format."""

    kind: ContractKind = "json-schema"
    is_part = True

    def recognises(self, path: str, document: object) -> bool:
        """Return whether a document looks like a schema: by `$schema`, name or keywords."""
        if not isinstance(document, dict) or not _SUFFIX.search(path):
            return False
        if any(key in document for key in _OTHER_FORMATS):
            return False
        types = document.get("type")
        return (
            isinstance(document.get("$schema"), str)
            or path.endswith((".schema.json", ".schema.yaml", ".schema.yml"))
            or not _KEYWORDS.isdisjoint(key for key in document if isinstance(key, str))
            or all(isinstance(item, str) and item in _TYPES for item in _as_list(types))
        )

    def read(self, files: ParsedFiles, folder: str) -> ContractContent:
        """Return a message for each schema that no other one refers to.

        Its name is the file's without `.json` or `.schema.json`; for a file `schema.json` it is
        the title. Aliases are the title and the last part of `$id`.

        Raises:
            InputError: two files would give messages of the same name.
        """
        schemas = [path for path in sorted(files) if self.recognises(path, files[path])]
        messages = [_message(path, files[path], folder) for path in message_files(files, folder)]
        _refuse_same_names(messages)
        title = files[schemas[0]].get("title") if len(schemas) == 1 else ""
        found = sorted((message for _, message in messages), key=lambda message: message.name)
        return ContractContent(
            self.kind, title if isinstance(title, str) else "", (), tuple(_own_aliases(found))
        )

    def validate(self, files: ParsedFiles, folder: str) -> Sequence[Problem]:
        """Return what is wrong by each schema's draft, at most twenty problems a file."""
        references = References(files, folder)
        return at_most(_check(references, [p for p in files if self.recognises(p, files[p])]))


FORMAT = JsonSchema()


def _as_list(types: object) -> list[Any]:
    if isinstance(types, list) and types:
        return types
    return [types]


# ---------------------------------------------------------------------- names


def message_files(files: ParsedFiles, folder: str) -> list[str]:
    """Return the files of which each is the schema of one message."""
    schemas = [path for path in sorted(files) if FORMAT.recognises(path, files[path])]
    return _roots(files, schemas, folder)


def stem_of(path: str) -> str:
    """Return the name of a file without what says that it is a schema."""
    return _SUFFIX.sub("", basename(path))


def _roots(files: ParsedFiles, schemas: Sequence[str], folder: str) -> list[str]:
    if len(schemas) == 1:
        return list(schemas)
    references = References(files, folder)
    parts: set[str] = set()
    for path in schemas:
        for target in references.references_of(path):
            settled = references.follow(target.place, target.node["$ref"])
            if isinstance(settled, Target) and settled.file != path:
                parts.add(settled.file)
    definitions = {path for path in schemas if _DEFINITIONS.issuperset(files[path])}
    mains = [path for path in schemas if path not in parts | definitions]
    # schemas that all refer to each other are messages; what only defines something is none
    return mains or [path for path in schemas if path not in definitions] or list(schemas)


def _message(path: str, document: dict[str, Any], folder: str) -> tuple[str, Message]:
    title = document.get("title")
    title = title if isinstance(title, str) else ""
    stem = stem_of(path)
    if stem == "schema":
        steps = [step for step in folder.split("/") if step]
        stem = title or _id_name(document) or (steps[-2:] or ["schema"])[0]
    aliases = {title, _id_name(document)} - {"", stem}
    return path, Message(stem, tuple(sorted(aliases)))


def _id_name(document: dict[str, Any]) -> str:
    own = document.get("$id", document.get("id"))
    last = own.rstrip("#/").rpartition("/")[2] if isinstance(own, str) else ""
    return _SUFFIX.sub("", last)


def _own_aliases(messages: Sequence[Message]) -> Iterator[Message]:
    """Yield messages without the aliases that another one shares."""
    names = [name for item in messages for name in (item.name, *item.aliases)]
    for item in messages:
        own = tuple(alias for alias in item.aliases if names.count(alias) == 1)
        yield Message(item.name, own, item.channel)


def _refuse_same_names(messages: Sequence[tuple[str, Message]]) -> None:
    first: dict[str, str] = {}
    problems = [
        Problem(
            "duplicate-message",
            f"message `{shortened(message.name)}` stands in `{basename(first[message.name])}` too",
            Place(path),
            "rename one of the files",
        )
        for path, message in messages
        if first.setdefault(message.name, path) != path
    ]
    if problems:
        raise InputError(problems)


# ---------------------------------------------------------------------- rules


def _check(references: References, schemas: Sequence[str]) -> Iterator[Problem]:
    for path in sorted(schemas):
        document = references.documents[path]
        dialect = document.get("$schema")
        found = _DIALECT.match(dialect) if isinstance(dialect, str) else None
        if dialect is not None and not isinstance(dialect, str):
            message = f"`$schema` must be text, got `{shortened(dialect)}`"
            yield Problem("json-schema", message, Place(path, ("$schema",)), "name a draft")
        elif found:
            yield from _draft_check(found[1]).problems(document, Place(path))
        else:
            yield from _by_any_draft(document, Place(path))
    for path in references.documents:
        yield from references.problems(path)


def _by_any_draft(document: dict[str, Any], place: Place) -> list[Problem]:
    """Return no problem if some draft allows the schema: it doesn't say by which to judge it."""
    judgements = [_draft_check(name).problems(document, place) for name in reversed(_DIALECTS)]
    return min(judgements, key=len)


@cache
def _draft_check(name: str) -> SchemaCheck:
    address = _DIALECTS[name]
    return SchemaCheck({"$schema": address, "allOf": [{"$ref": address}]}, "json-schema")

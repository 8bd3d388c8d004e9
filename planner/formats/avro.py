"""Avro schemas (.avsc): records are messages.

Source of the rules: Apache Avro 1.12.0 Specification, "Schema Declaration" and "Names". They are
checked here and not by a library because no library gives the place of what is wrong, goes on
after the first, or takes the files of a folder in any order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from planner.formats._avro_rules import check
from planner.formats._schema_errors import at_most
from planner.formats.contract_format import ParsedFiles
from planner.model.contract import ContractContent, ContractKind, Message
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

_RECORDS = ("record", "error")


@dataclass(frozen=True, slots=True)
class _Record:
    name: str
    full_name: str
    mentions: frozenset[str]
    """Short names of all types that its fields name."""


class Avro:
    """The Avro format."""

    kind: ContractKind = "avro"
    is_part = True

    def recognises(self, path: str, document: object) -> bool:
        """Return whether a file ends with `.avsc` or holds a record."""
        return path.endswith(".avsc") or (
            isinstance(document, dict)
            and document.get("type") in _RECORDS
            and isinstance(document.get("fields"), list)
        )

    def read(self, files: ParsedFiles, folder: str) -> ContractContent:
        """Return a message for each record at the top of a file that no other record uses.

        Its name is the record's own; its full name with the namespace is an alias.

        Raises:
            InputError: a file holds neither a mapping nor a list nor a name.
        """
        del folder
        paths = [path for path in sorted(files) if self.recognises(path, files[path])]
        problems = [problem for path in paths for problem in _structure(path, files[path])]
        if problems:
            raise InputError(problems)
        records = [record for path in paths for record in _records(files[path])]
        used = {word for record in records for word in record.mentions - {record.name}}
        roots = [record for record in records if record.name not in used] or records
        return ContractContent(self.kind, "", (), tuple(_messages(roots)))

    def validate(self, files: ParsedFiles, folder: str) -> Sequence[Problem]:
        """Return what is wrong by the specification, at most twenty problems a file."""
        del folder
        own = {path: files[path] for path in sorted(files) if self.recognises(path, files[path])}
        return at_most(check(own))


FORMAT = Avro()


def _structure(path: str, document: object) -> Iterator[Problem]:
    if not isinstance(document, dict | list | str):
        message = "an Avro schema must be a mapping, a list or the name of a type"
        yield Problem("avro", message, Place(path), 'begin with {"type": "record"')


def _records(document: Any) -> Iterator[_Record]:  # noqa: ANN401  raw
    for schema in document if isinstance(document, list) else [document]:
        if not isinstance(schema, dict) or schema.get("type") not in _RECORDS:
            continue
        name, namespace = schema.get("name"), schema.get("namespace")
        if not isinstance(name, str) or not name:
            continue
        full = name if "." in name or not isinstance(namespace, str) else f"{namespace}.{name}"
        short = full.rpartition(".")[2]
        yield _Record(short, full.strip("."), frozenset(_mentioned(schema.get("fields"))))


def _mentioned(schema: Any) -> Iterator[str]:  # noqa: ANN401  raw
    """Yield the short names of the types that a schema names."""
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node.rpartition(".")[2]
        elif isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += [node[key] for key in ("type", "items", "values", "fields") if key in node]


def _messages(records: Sequence[_Record]) -> Iterator[Message]:
    short = [record.name for record in records]
    found: dict[str, Message] = {}
    for record in records:
        is_unique = short.count(record.name) == 1
        name = record.name if is_unique else record.full_name
        aliases = (record.full_name,) if record.full_name != name else ()
        found.setdefault(name, Message(name, aliases))
    yield from (found[name] for name in sorted(found))

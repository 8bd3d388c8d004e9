"""AsyncAPI 2.x and 3.x: messages with their channels, and operations that answer.

Source of the names: AsyncAPI Specification 2.6.0 and 3.1.0, "Message Object", "Channels Object"
and "Operation Object".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.formats._references import References
from planner.formats._schema_errors import at_most
from planner.formats._tree import Target, shortened
from planner.formats.contract_format import ParsedFiles
from planner.model.contract import ContractContent, ContractKind, Message, Operation
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import DocumentPath, Place

_VERSION = re.compile(r"^(2\.[0-6]|3\.[01])\.\d+(-.+)?$")
_DIRECTIONS = ("publish", "subscribe")


@dataclass(slots=True)
class _Draft:
    """A message while its names are collected."""

    name: str
    channel: str = ""
    aliases: list[str] = field(default_factory=list)


class AsyncApi:
    """The AsyncAPI format."""

    kind: ContractKind = "asyncapi"
    is_part = False

    def recognises(self, path: str, document: object) -> bool:
        """Return whether a document has the key `asyncapi`."""
        del path
        return isinstance(document, dict) and "asyncapi" in document

    def read(self, files: ParsedFiles, folder: str) -> ContractContent:
        """Return messages by their `name`, else by their key; operations that send a reply.

        Other names of a message are its key, id and title, and the channel's address where the
        channel carries nothing else. An alias that two messages share is nobody's.

        Raises:
            InputError: a version that is not known, or something else where channels or
                components are expected.
        """
        mains = self._mains(files)
        problems = [problem for file in mains for problem in _structure(file, files[file])]
        if problems:
            raise InputError(problems)
        references = References(files, folder)
        drafts: dict[tuple[str, DocumentPath], _Draft] = {}
        operations: dict[str, Operation] = {}
        for file in mains:
            _collect(references, file, drafts)
            operations |= {item.name: item for item in _answering(references, file)}
        return ContractContent(
            self.kind,
            _title(files[mains[0]]) if mains else "",
            tuple(operations[name] for name in sorted(operations)),
            _messages(drafts.values()),
        )

    def validate(self, files: ParsedFiles, folder: str) -> Sequence[Problem]:
        """Return what is wrong by the specification, at most twenty problems a file."""
        from planner.formats._asyncapi_rules import check  # noqa: PLC0415  lazy: heavy imports

        mains = self._mains(files)
        problems = [problem for file in mains for problem in _version_problems(file, files[file])]
        return problems or at_most(check(References(files, folder), mains))

    def message_names(self, files: ParsedFiles, folder: str) -> dict[tuple[str, DocumentPath], str]:
        """Return file and path of each message -> the name that it has in `read`."""
        references = References(files, folder)
        drafts: dict[tuple[str, DocumentPath], _Draft] = {}
        for file in self._mains(files):
            _collect(references, file, drafts)
        return {where: draft.name for where, draft in drafts.items()}

    def _mains(self, files: ParsedFiles) -> list[str]:
        return [path for path in sorted(files) if self.recognises(path, files[path])]


FORMAT = AsyncApi()


def is_known_version(version: str) -> bool:
    """Return whether AsyncAPI has a version."""
    return _VERSION.match(version) is not None


# ---------------------------------------------------------------------- structure


def _structure(file: str, document: dict[str, Any]) -> Iterator[Problem]:
    yield from _version_problems(file, document)
    for key in ("channels", "components", "operations"):
        if not isinstance(document.get(key, {}), dict):
            message = f"`{key}` must be a mapping"
            yield Problem(
                "asyncapi", message, Place(file, (key,)), "write keys and values below it"
            )


def _version_problems(file: str, document: dict[str, Any]) -> Iterator[Problem]:
    version = document["asyncapi"]
    place = Place(file, ("asyncapi",))
    if not isinstance(version, str):
        message = f"`asyncapi` must be text, got `{shortened(version)}`"
        yield Problem("asyncapi-version", message, place, 'write it in quotes: "3.0.0"')
    elif not is_known_version(version):
        message = f"`asyncapi: {shortened(version)}` is not a version of AsyncAPI that is known"
        yield Problem(
            "asyncapi-version", message, place, "2.0.0 to 2.6.0, 3.0.0 and 3.1.0 are known"
        )


def _title(document: dict[str, Any]) -> str:
    info = document.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    return title if isinstance(title, str) else ""


# ---------------------------------------------------------------------- messages


def _collect(
    references: References, file: str, drafts: dict[tuple[str, DocumentPath], _Draft]
) -> None:
    """Add the messages of a document; one that several channels carry is one message."""
    top = references.top(file)
    for channel_key, channel in _children(references, top, "channels"):
        address = _address(channel_key, channel)
        carried = list(_carried(references, channel))
        for key, target, ids in carried:
            draft = _draft(drafts, target, key)
            draft.channel = draft.channel or address
            draft.aliases += ids
            if len(carried) == 1:
                draft.aliases += [address, channel_key]
    for key, message in _children(references, top, "components", "messages"):
        _draft(drafts, message, key)


def _draft(drafts: dict[tuple[str, DocumentPath], _Draft], target: Target, key: str) -> _Draft:
    own = [target.node.get(name) for name in ("name", "messageId")]
    is_component = target.path[-2:-1] == ("messages",)
    names = [*own, str(target.path[-1]) if is_component else "", key, target.node.get("title")]
    texts = [name for name in names if isinstance(name, str) and name]
    draft = drafts.setdefault((target.file, target.path), _Draft(texts[0] if texts else "message"))
    draft.aliases += texts
    return draft


def _carried(references: References, channel: Target) -> Iterator[tuple[str, Target, list[str]]]:
    """Yield each message of a channel with its key and the ids of the operations that carry it."""
    for key, message in _children(references, channel, "messages"):
        yield key, message, []
    for direction in _DIRECTIONS:
        operation = _mapping(references, channel, direction)
        if operation is None:
            continue
        alternatives = list(_alternatives(references, operation))
        own = operation.node.get("operationId")
        ids = [own] if isinstance(own, str) and len(alternatives) == 1 else []
        for message in alternatives:
            key = "" if message.node.get("title") else (ids or [str(channel.path[-1])])[0]
            yield key, message, ids


def _alternatives(references: References, operation: Target) -> Iterator[Target]:
    """Yield the messages of an AsyncAPI 2 operation; `oneOf` may stand inside `oneOf`."""
    first = _mapping(references, operation, "message")
    waiting = [first] if first else []
    seen: set[tuple[str, DocumentPath]] = set()
    while waiting:
        message = waiting.pop(0)
        one_of = message.node.get("oneOf")
        if (message.file, message.path) in seen:
            continue
        seen.add((message.file, message.path))
        if not isinstance(one_of, list):
            yield message
            continue
        found = (_mapping(references, message, "oneOf", index) for index in range(len(one_of)))
        waiting += [item for item in found if item]


def _address(key: str, channel: Target) -> str:
    address = channel.node.get("address")
    return address if isinstance(address, str) and address else key


def _messages(drafts: Iterable[_Draft]) -> tuple[Message, ...]:
    """Return messages with distinct names; what two of them are called is neither's alias."""
    merged: dict[str, _Draft] = {}
    for draft in drafts:
        same = merged.setdefault(draft.name, _Draft(draft.name, draft.channel))
        same.channel = same.channel or draft.channel
        same.aliases += draft.aliases
    owners: dict[str, set[str]] = {name: {name} for name in merged}
    for name, draft in merged.items():
        for alias in draft.aliases:
            owners.setdefault(alias, set()).add(name)
    return tuple(
        Message(
            name,
            tuple(sorted({a for a in merged[name].aliases if a != name and len(owners[a]) == 1})),
            merged[name].channel,
        )
        for name in sorted(merged)
    )


# ---------------------------------------------------------------------- operations


def _answering(references: References, file: str) -> Iterator[Operation]:
    """Yield the operations of AsyncAPI 3 that take a request and send a reply.

    They are also known by what they do: `receive` and the address of the channel.
    """
    for key, operation in _children(references, references.top(file), "operations"):
        if operation.node.get("action") == "receive" and "reply" in operation.node:
            title = operation.node.get("title")
            channel = _mapping(references, operation, "channel")
            address = _address(str(channel.path[-1]), channel) if channel else ""
            names = (title, f"receive {address}" if address else "")
            yield Operation(
                key, tuple(n for n in names if isinstance(n, str) and n not in {"", key})
            )


# ---------------------------------------------------------------------- steps


def _mapping(references: References, target: Target, *steps: str | int) -> Target | None:
    """Return a mapping below a node, references followed; None if there is none."""
    for step in steps:
        child = references.step(target, step)
        if child is None:
            return None
        target = child
    settled = references.settle(target)
    if isinstance(settled, Problem) or not isinstance(settled.node, dict):
        return None
    return settled


def _children(references: References, target: Target, *steps: str) -> Iterator[tuple[str, Target]]:
    """Yield key and content of each mapping in a mapping, references followed."""
    parent = _mapping(references, target, *steps)
    for key in parent.node if parent else ():
        child = _mapping(references, parent, key) if parent else None
        if child:
            yield key, child

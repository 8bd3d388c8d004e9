"""What a change is about: a service, a contract, or one operation or message of a contract."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from planner.model.errors import InputError
from planner.model.nearest import did_you_mean
from planner.model.system import System
from planner.planning.parties import named_contracts

SubjectKind = Literal["service", "contract", "operation", "message"]
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Subject:
    """What changes.

    Args:
        words: for people: `operation getUser of user-api@1.0.0`.
        services: the services that own it, sorted.
        contracts: keys of the contracts concerned, sorted; of a service those that it owns.
        parts: names of the operations or messages; None for all of them.
    """

    kind: SubjectKind
    words: str
    services: tuple[str, ...]
    contracts: tuple[str, ...]
    parts: frozenset[str] | None = None


class _Part(NamedTuple):
    """One operation or message of one contract version, by one of its names."""

    kind: SubjectKind
    contract: str
    key: str
    name: str

    @property
    def choice(self) -> str:
        return f"{self.contract}:{self.name}"


def find_subject(system: System, text: str, kind: SubjectKind | None = None) -> Subject:
    """Return what a user means.

    Args:
        system: what there is.
        text: a service; a contract as `id` (all its versions) or `id@version`; an operation or
            message as `contract:name`, or bare where one contract has it. Operations go by all
            their names: `getUser`, `GET /users/{id}`. The first of these that fits is meant.
        kind: look for this kind only.

    Raises:
        InputError: nothing has that name, or several contracts have it.
    """
    if kind in (None, "service") and text in system.services:
        return _service(system, text)
    if kind in (None, "contract"):
        keys = _contract_keys(system, text)
        if keys:
            return _contract(system, text, keys)
    if kind in (None, "operation", "message"):
        found = _matching_parts(system, text, kind)
        if found:
            return _part_subject(system, text, found)
    raise _unknown(system, text, kind)


def _service(system: System, name: str) -> Subject:
    keys = (key for key in named_contracts(system) if system.contracts[key].provider == name)
    return Subject("service", f"service {name}", (name,), tuple(sorted(keys)))


def _contract_keys(system: System, text: str) -> list[str]:
    return [key for key, contract in system.contracts.items() if text in (key, contract.id)]


def _contract(system: System, text: str, keys: list[str]) -> Subject:
    words = f"contract {keys[0] if len(keys) == 1 else text}"
    if len(keys) > 1:
        words += f" ({', '.join(system.contracts[key].version for key in keys)})"
    return Subject("contract", words, _providers(system, keys), tuple(sorted(keys)))


def _providers(system: System, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({system.contracts[key].provider for key in keys}))


def _matching_parts(system: System, text: str, kind: SubjectKind | None) -> list[_Part]:
    """Return the parts that a text names, by their canonical names; sorted."""
    scope, _, name = text.partition(":")
    keys = set(_contract_keys(system, scope)) if name else set()
    wanted, inside = (name, keys) if keys else (text, set(system.contracts))
    found = {
        part
        for part, names in _parts(system, inside)
        if wanted in names and kind in (None, part.kind)
    }
    return sorted(found)


def _parts(system: System, keys: Iterable[str]) -> Iterator[tuple[_Part, tuple[str, ...]]]:
    """Yield each operation and message with all its names.

    Planned contracts have no content yet: what their consumers name counts.
    """
    inside = set(keys)
    for key in sorted(inside):
        contract = system.contracts[key]
        if contract.content:
            for operation in contract.content.operations:
                part = _Part("operation", contract.id, key, operation.name)
                yield part, (operation.name, *operation.aliases)
            for message in contract.content.messages:
                part = _Part("message", contract.id, key, message.name)
                yield part, (message.name, *message.aliases)
    for edge in system.sync_edges:
        key = f"{edge.contract}@{edge.version}"
        for name in edge.operations if key in inside else ():
            yield _Part("operation", edge.contract, key, name), (name,)
    for event in system.event_edges:
        key = f"{event.contract}@{event.version}"
        for name in event.messages if key in inside else ():
            yield _Part("message", event.contract, key, name), (name,)


def _part_subject(system: System, text: str, found: list[_Part]) -> Subject:
    choices = sorted({part.choice for part in found})
    kinds = sorted({part.kind for part in found})
    if len(choices) > 1:
        shown = ", ".join(f"`{choice}`" for choice in choices[:_LISTED])
        more = f" and {len(choices) - _LISTED} more" if len(choices) > _LISTED else ""
        raise InputError.single(
            "ambiguous-subject",
            f"`{text}` is in {len(choices)} contracts: {shown}{more}",
            hint=f"name one of them: `plan impact {choices[0]}`",
        )
    if len(kinds) > 1:
        raise InputError.single(
            "ambiguous-subject",
            f"`{text}` is the name of an operation and of a message",
            hint="add `--kind operation` or `--kind message`",
        )
    keys = tuple(sorted({part.key for part in found}))
    words = f"{kinds[0]} {found[0].name} of {', '.join(keys)}"
    names = frozenset(part.name for part in found)
    return Subject(kinds[0], words, _providers(system, keys), keys, names)


def _unknown(system: System, text: str, kind: SubjectKind | None) -> InputError:
    scope, _, name = text.partition(":")
    keys = _contract_keys(system, scope) if name else []
    parts = [part for part, _ in _parts(system, keys or system.contracts)]
    if keys and kind in (None, "operation", "message"):
        what = kind or "operation or message"
        known = {part.name for part in parts if kind in (None, part.kind)}
        return InputError.single(
            f"unknown-{kind or 'operation'}",
            f"contract `{scope}` has no {what} `{name}`",
            hint=did_you_mean(name, known) or _listing(known),
        )
    by_kind: dict[SubjectKind, set[str]] = {
        "service": set(system.services),
        "contract": {name for key, c in system.contracts.items() for name in (key, c.id)},
        "operation": {part.name for part in parts if part.kind == "operation"},
        "message": {part.name for part in parts if part.kind == "message"},
    }
    names = by_kind[kind] if kind else set().union(*by_kind.values())
    return InputError.single(
        f"unknown-{kind or 'subject'}",
        f"there is no {kind or 'service, contract, operation or message'} `{text}`",
        hint=did_you_mean(text, names) or "see what there is with `plan graph --format json`",
    )


def _listing(known: Iterable[str]) -> str:
    names = sorted(known)[:_LISTED]
    return f"it has {', '.join(f'`{name}`' for name in names)}" if names else ""

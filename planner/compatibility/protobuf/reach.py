"""Which rpcs carry which messages, in which direction, and by which way of fields."""

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from planner.model.finding import Polarity
from planner.model.protobuf import ProtoModule

REQUEST, RESPONSE = "request", "response"

_POLARITIES = {REQUEST: Polarity.CONSUMER_SENDS, RESPONSE: Polarity.PROVIDER_SENDS}


class Way(NamedTuple):
    """How an rpc, or a message that no rpc carries, comes to a type.

    Args:
        method: `package.Service/Method`, or `message package.Name`.
        slot: `request`, `response`, or `message package.Name` again.
        path: fields from the top of its message.
    """

    method: str
    slot: str
    path: tuple[str, ...]

    @property
    def polarity(self) -> Polarity | None:
        """Who sends it; None if nothing says so."""
        return _POLARITIES.get(self.slot)


class Reach:
    """What the rpcs of a module carry."""

    def __init__(self, module: ProtoModule) -> None:
        """Look at a module; nothing is walked before it is asked for."""
        self._module = module

    def calls(self, name: str) -> tuple[Way, ...]:
        """Return how rpcs come to a message or enum, in their order; nothing if none does."""
        return tuple(self._found.get(name, ()))

    def ways(self, name: str) -> tuple[Way, ...]:
        """Return how rpcs come to a type; if none does, how other messages do, itself first."""
        return self.calls(name) or tuple(self._messages_with(name))

    def _messages_with(self, name: str) -> Iterator[Way]:
        own = name
        while own in self._parents:
            own = self._parents[own]
        if own in self._module.message_named:
            yield _way_of_message(own, ())
        yield from self._carried.get(name, ())

    @cached_property
    def _parents(self) -> dict[str, str]:
        """Nested type -> the message around it."""
        found = {item.name: item.parent for item in self._module.messages if item.parent}
        return found | {item.name: item.parent for item in self._module.enums if item.parent}

    @cached_property
    def _carried(self) -> dict[str, list[Way]]:
        """Type -> messages that carry it and are carried by none themselves."""
        own = [item for item in self._module.messages if item.file in self._module.file_named]
        inner = {field.type_name for item in own for field in item.fields}
        found: dict[str, list[Way]] = {}
        for item in own:
            if item.parent or item.name in inner or item.name in self._found:
                continue
            for name, path in self._walk(item.name):
                if name != item.name:
                    found.setdefault(name, []).append(_way_of_message(item.name, path))
        return found

    @cached_property
    def _found(self) -> dict[str, list[Way]]:
        found: dict[str, list[Way]] = {}
        walked: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
        for service in self._module.services:
            for method in service.methods:
                label = f"{service.name}/{method.name}"
                for slot, top in ((REQUEST, method.request), (RESPONSE, method.response)):
                    if top not in walked:
                        walked[top] = tuple(self._walk(top))
                    for name, path in walked[top]:
                        found.setdefault(name, []).append(Way(label, slot, path))
        return found

    def _walk(self, top: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each type below a message with the shortest way to it."""
        seen = {top}
        waiting: deque[tuple[str, tuple[str, ...]]] = deque([(top, ())])
        while waiting:
            name, path = waiting.popleft()
            yield name, path
            message = self._module.message_named.get(name)
            if message is None:
                continue
            for field in message.fields:
                if field.type_name and field.type_name not in seen:
                    seen.add(field.type_name)
                    step = () if message.is_map_entry else (field.name,)
                    waiting.append((field.type_name, (*path, *step)))


def _way_of_message(name: str, path: tuple[str, ...]) -> Way:
    return Way(f"message {name}", f"message {name}", path)

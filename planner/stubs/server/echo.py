"""Values of a request that its answer repeats: who asks for product 7 is given product 7.

A member is repeated if the answer has it and is still valid with it; the judge decides, here as
everywhere.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from planner.stubs.server.kit import plain_name
from planner.stubs.server.types import NO_VALUE


class Echo:
    """Repeats values in the answers of one operation.

    Args:
        names: of the parameters in the path, in order.
        ends_with_parameter: the last one stands at the end of the path: it is the `id` of what is
            answered.
        repeats_body: the answer describes what was sent.
    """

    def __init__(
        self, names: Sequence[str], *, ends_with_parameter: bool, repeats_body: bool
    ) -> None:
        self._names = [(name, plain_name(name)) for name in names]
        self._own = names[-1] if names and ends_with_parameter else ""
        self._repeats_body = repeats_body

    def into(
        self,
        answer: bytes,
        path: Mapping[str, Any],
        body: Any,  # noqa: ANN401  JSON value
        is_valid: Callable[[Any], bool],
    ) -> Any:  # noqa: ANN401  JSON value
        """Return the value of an answer with what it repeats; `NO_VALUE`: it stays as it is."""
        sends = self._repeats_body and isinstance(body, dict)
        if not ((self._names and path) or sends) or not answer.startswith(b"{"):
            return NO_VALUE
        value = orjson.loads(answer)
        from_path = self._from_path(value, path)
        from_body = {k: v for k, v in body.items() if k in value} if sends else {}
        for repeated in ({**from_body, **from_path}, from_path):
            changed = {**value, **repeated}
            if repeated and changed != value and is_valid(changed):
                return changed
        return NO_VALUE

    def _from_path(self, value: Mapping[str, Any], path: Mapping[str, Any]) -> dict[str, Any]:
        if not self._names:
            return {}
        members = {plain_name(member): member for member in value}
        found = {
            members[plain]: path[name]
            for name, plain in self._names
            if plain in members and name in path
        }
        if self._own in path and "id" in value:
            found.setdefault("id", path[self._own])
        return found

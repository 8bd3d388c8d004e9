"""What is wrong with a value: errors of the library as the project tells them."""

from typing import Any, NamedTuple

_LONGEST_MESSAGE = 300
_MOST_INNER = 5


class Fault(NamedTuple):
    """One thing that is wrong with a value.

    Args:
        pointer: JSON pointer of the place in the value; empty for the whole of it.
        message: what is wrong, for people.
        keyword: the keyword of the schema that says so.
    """

    pointer: str
    message: str
    keyword: str


def faults_of(error: Any) -> list[Fault]:  # noqa: ANN401  of the library
    """Return an error as faults: of a choice, also what the nearest branch lacks."""
    faults = [_fault(error)]
    context = getattr(error.kind, "context", None)
    if not context or faults[0].keyword not in {"anyOf", "oneOf"}:
        return faults
    branches: list[list[Any]] = [branch for branch in context if branch]
    nearest = min(branches, key=_distance, default=[])
    faults.extend(map(_fault, nearest[:_MOST_INNER]))
    return faults


def _fault(error: Any) -> Fault:  # noqa: ANN401  of the library
    pointer = pointer_of(error.instance_path)
    return Fault(pointer, _shortened(error.message), str(error.kind.name))


def _distance(branch: list[Any]) -> tuple[int, int]:
    """Return how far a value is from a branch: wrong kind of value first, then fewest errors."""
    wrong_kind = any(len(e.instance_path) == 0 and e.kind.name == "type" for e in branch)
    return (int(wrong_kind), len(branch))


def pointer_of(path: Any) -> str:  # noqa: ANN401  steps
    """Return the JSON pointer (RFC 6901) of keys and indexes."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def _shortened(message: str) -> str:
    if len(message) <= _LONGEST_MESSAGE:
        return message
    half = _LONGEST_MESSAGE // 2
    return f"{message[:half]} … {message[-half:]}"


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message, shortened."""
    return _shortened((str(error).strip().splitlines() or ["it gave up"])[0].rstrip("."))

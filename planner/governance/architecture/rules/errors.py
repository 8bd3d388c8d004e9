"""Rules about what comes back when something goes wrong."""

from collections.abc import Iterator

from planner.compatibility.schemas import Sameness, Schema
from planner.governance.architecture.rule import ArchitectureRule, Hit, Subject
from planner.model.finding import Severity
from planner.model.http import HttpContract, HttpOperation, Response
from planner.model.source import Place

RULES = (
    ArchitectureRule(
        id="contract-without-error-envelope",
        title="errors of a contract have no body, or several shapes",
        severity=Severity.RISKY,
        why="A consumer that can't read an error in one way handles some of them wrongly; clients, "
        "dashboards and support tools need one shape with a code that means something.",
        source="RFC 9457 (Problem Details for HTTP APIs)",
        hint="give each operation an error response (`4XX`, `default`) with one shared schema",
    ),
)


def check(subject: Subject) -> Iterator[Hit]:
    """Yield contracts with operations without a readable error, or with several kinds of errors."""
    for key, contract in sorted(subject.http.items()):
        yield from _silent(key, contract)
        yield from _shapes(key, contract)


def _silent(key: str, contract: HttpContract) -> Iterator[Hit]:
    """Yield one hit for all operations whose errors nobody can read."""
    silent = [operation for operation in contract.operations if not _bodies(contract, operation)]
    if not silent:
        return
    named = ", ".join(f"`{operation.label}`" for operation in silent[:3])
    more = f" and {len(silent) - 3} more" if len(silent) > 3 else ""  # noqa: PLR2004  named
    message = f"`{key}` has no error response with a body for {named}{more}"
    yield Hit("contract-without-error-envelope", key, message, silent[0].place)


def _shapes(key: str, contract: HttpContract) -> Iterator[Hit]:
    sameness = Sameness()
    shapes: list[tuple[Schema, Place, str]] = []
    for operation in contract.operations:
        for schema, place, status in _bodies(contract, operation):
            if not any(sameness.same(schema, known) for known, *_ in shapes):
                shapes.append((schema, place, f"{operation.label} {status}"))
    if len(shapes) > 1:
        named = ", ".join(f"`{where}`" for *_, where in shapes[:3])
        message = f"errors of `{key}` have {len(shapes)} shapes, at {named} for example"
        yield Hit("contract-without-error-envelope", key, message, shapes[1][1])


def _bodies(contract: HttpContract, operation: HttpOperation) -> list[tuple[Schema, Place, str]]:
    """Return the schemas of an operation's errors."""
    return [
        (contract.response_side.schema(media.schema).followed(), media.place, response.status)
        for response in operation.responses.values()
        if _is_error(response)
        for media in response.media.values()
        if media.schema is not None
    ]


def _is_error(response: Response) -> bool:
    return response.status[:1] in {"4", "5"} or response.status.lower() == "default"

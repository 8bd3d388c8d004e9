"""What the interactions of a pact show a consumer to use: operations, fields, messages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planner.model.contract import Operation
from planner.model.pact import Content, Interaction, PactMessage, Presence
from planner.model.source import Place
from planner.pacts.examples import paths_of
from planner.pacts.naming import Candidate, meant
from planner.pacts.routing import exactness, match_path


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A call over HTTP.

    Args:
        operation: its name in manifests; empty: the contract has none that fits.
        sent: `query.currency`, `body.items.productId`.
        read: fields of the response that are expected.
    """

    operation: str
    sent: frozenset[str]
    status: str
    read: frozenset[str]
    place: Place


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message that is received; without a name where nothing tells which one."""

    name: str
    read: frozenset[str]
    place: Place


def seen_call(interaction: Interaction, operations: Sequence[Operation]) -> SeenCall | None:
    """Return what an interaction over HTTP shows; None for one of messages.

    Args:
        interaction: of a pact.
        operations: of the contract; of those one, if any, is called.
    """
    request, response = interaction.request, interaction.response
    if request is None:
        return None
    sent = {f"query.{name}" for name in request.query}
    sent |= {f"body.{name}" for name in fields_of(request.body)}
    return SeenCall(
        operation_at(request.method, request.path, operations),
        frozenset(sent),
        str(response.status) if response else "",
        fields_of(response.body) if response else frozenset(),
        request.place.at("path"),
    )


def operation_at(method: str, path: str, operations: Iterable[Operation]) -> str:
    """Return the name of the operation that a path leads to; empty if there is none.

    What a server puts before its paths may stand before a path or not.
    """
    templates: dict[int, list[tuple[tuple[int, ...], str, str]]] = {}
    for operation in operations:
        for alias in (operation.name, *operation.aliases):
            verb, _, template = alias.partition(" ")
            if verb == method and template.startswith("/"):
                item = (exactness(template), template, operation.name)
                templates.setdefault(template.count("/"), []).append(item)
    steps = path.partition("?")[0].split("/")
    for count in sorted(templates, reverse=True):
        bare = "/".join(["", *steps[len(steps) - count :]]) if count < len(steps) else ""
        for _, template, name in sorted(templates[count]):
            if match_path(template, bare) is not None:
                return name
    return ""


def seen_messages(
    interaction: Interaction, candidates: Sequence[Candidate]
) -> Iterator[SeenMessage]:
    """Yield the messages that an interaction shows to be received."""
    for part in interaction.received:
        yield SeenMessage(_name(interaction, part, candidates), fields_of(part.content), part.place)


def _name(interaction: Interaction, part: PactMessage, candidates: Sequence[Candidate]) -> str:
    if len(candidates) == 1:
        return candidates[0].name
    found = meant(interaction.description, part.metadata, candidates)
    names = {candidates[n].name for n in found or ()}
    return names.pop() if len(names) == 1 else ""


def fields_of(content: Content) -> frozenset[str]:
    """Return the fields that a body mentions, those inside others by all names on the way."""
    if content.presence is not Presence.VALUE:
        return frozenset()
    return frozenset(paths_of(content.value)) - {""}

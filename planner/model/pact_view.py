"""What `plan pact check` shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.model.problem import Level
from planner.model.source import Place, Position


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing in a pact that its contract does not bear out.

    Args:
        code: id of the kind of mismatch, `response-field-unknown` for example.
        interaction: its description.
        message: in plain words.
        place: in the Pact file.
        contract: key of the contract, or the file's name; empty if none is concerned.
        contract_place: in the contract, the file relative to the contract's folder.
        schema: what in the contract's schemas refuses a value: `Product/properties/price`.
    """

    code: str
    level: Level
    interaction: str
    message: str
    place: Place
    contract: str = ""
    contract_place: Place | None = None
    schema: str = ""
    hint: str = ""

    @property
    def pointer(self) -> str:
        """The JSON pointer of the place in the Pact file; RFC 6901."""
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in self.place.path)
        return "".join(f"/{step}" for step in steps)


@dataclass(frozen=True, slots=True)
class CheckedInteraction:
    """One interaction and what is wrong with it.

    Args:
        operation: of the contract, or the message; empty if it has none that fits.
        contract: key of the contract.
    """

    description: str
    operation: str
    contract: str
    place: Place
    mismatches: tuple[Mismatch, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedPact:
    """One Pact file.

    Args:
        contracts: keys of the contracts it was compared with.
    """

    file: str
    consumer: str
    provider: str
    specification: int
    contracts: tuple[str, ...]
    interactions: tuple[CheckedInteraction, ...]

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """All of them, in the order of the file."""
        return tuple(found for item in self.interactions for found in item.mismatches)


@dataclass(frozen=True, slots=True)
class Spotted:
    """Where a place stands: line, column and the text of the line."""

    position: Position
    line: str = ""


@dataclass(frozen=True, slots=True)
class PactCheckView:
    """`plan pact check`.

    Places have their files as the user would write them.

    Args:
        workspace: its name; empty outside of one.
        spots: where the places of the Pact files and of the contracts stand.
    """

    workspace: str
    pacts: tuple[CheckedPact, ...]
    spots: Mapping[Place, Spotted] = field(default_factory=dict)

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """All of them, by file."""
        return tuple(found for pact in self.pacts for found in pact.mismatches)

    def count(self, level: Level) -> int:
        """Return how many mismatches are that bad."""
        return sum(found.level is level for found in self.mismatches)

    @property
    def interactions(self) -> int:
        """How many interactions were compared."""
        return sum(len(pact.interactions) for pact in self.pacts)

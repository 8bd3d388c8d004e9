"""The form of `proof.json`."""

from typing import Literal, NotRequired, TypedDict

FORM = "contract-planner:proof:1"
Side = Literal["request", "response", "payload", "headers"]


class VariantProof(TypedDict):
    """One variant of a body.

    Args:
        sha256: of the value as compact JSON; not there if there is no value.
        judges: the verdicts, first and second; None: it could not judge.
        impossible: why no such value can exist; proved.
        disputed: why the second judge refuses what the first one accepts.
        unproven: why it is not known whether one exists.
    """

    variant: str
    sha256: NotRequired[str]
    judges: NotRequired[list[bool | None]]
    impossible: NotRequired[str]
    disputed: NotRequired[str]
    unproven: NotRequired[str]


class ExampleProof(TypedDict):
    """A published example.

    Args:
        reason: why it is not valid; not there if it is.
    """

    name: str
    place: str
    valid: bool
    reason: NotRequired[str]


class BodyProof(TypedDict):
    """A declared body; `schema` is a key of `Proof.schemas`, empty where anything is allowed."""

    side: Side
    status: str
    media_type: str
    schema: str
    examples: list[ExampleProof]


class OwnerProof(TypedDict):
    """An operation or a message with its bodies."""

    id: str
    place: str
    bodies: list[BodyProof]


class Counts(TypedDict):
    """How many there are; `declared` are variants of bodies, of which each is one of the next."""

    operations: int
    messages: int
    bodies: int
    declared: int
    proven: int
    impossible: int
    disputed: int
    unproven: int
    examples: int
    invalid_examples: int


class Proof(TypedDict):
    """What was proved of a contract.

    Args:
        judges: who judges, first and second.
        reasons: why variants are impossible or not proven -> of how many bodies.
        schemas: key -> variants; bodies that say the same share one.
    """

    form: str
    contract: str
    version: str
    digest: str
    judges: list[str]
    counts: Counts
    reasons: dict[str, int]
    operations: list[OwnerProof]
    messages: list[OwnerProof]
    schemas: dict[str, list[VariantProof]]
    invalid_examples: list[ExampleProof]

"""What `plan pact export` shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportedPact:
    """One Pact file that was written.

    Args:
        calls: how many recorded calls its interactions stand for.
        usage: whether responses are restricted to the fields that were seen to be read.
    """

    file: str
    provider: str
    contracts: tuple[str, ...]
    interactions: tuple[str, ...]
    calls: int
    usage: bool


@dataclass(frozen=True, slots=True)
class PactExportView:
    """`plan pact export`.

    Args:
        skipped: calls that were left out, because they were invalid or of no operation.
    """

    workspace: str
    consumer: str
    specification: int
    pacts: tuple[ExportedPact, ...]
    skipped: int

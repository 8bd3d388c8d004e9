"""What `plan pact export` shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportedPact:
    """One Pact file that was written.

    Args:
        calls: how many recorded calls its interactions stand for.
        expects: who says which fields of the answers are expected: `recorded` use, the manifest
            (`declared`), what the contract demands of every answer (`demanded`).
    """

    file: str
    provider: str
    contracts: tuple[str, ...]
    interactions: tuple[str, ...]
    calls: int
    expects: tuple[str, ...]

    @property
    def usage(self) -> bool:
        """Whether responses are restricted to the fields that were seen to be read."""
        return self.expects == ("recorded",)


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

"""`attestations/*.yaml`: what no program can see, said by somebody who stands for it.

Each file belongs to one milestone. Files are read in any number, so that branches merge.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.model.names import Day, FileModel, Text

Said = Annotated[str, Field(min_length=1, max_length=4000)]
"""Prose that must say something."""


class Attestation(FileModel):
    """Somebody saw that a criterion is met."""

    criterion: Text
    """Its id, as `plan milestone` shows it: `load-test`, ..."""
    subject: Text = ""
    """The service, contract or `consumer -> provider`; left out, everything it is about."""
    by: Said
    """An approver of one of the teams."""
    date: Day
    """When it was seen; a day in the future does not count yet."""
    evidence: Said
    """Where others can see it too: a link, a report, a file."""
    expires: Day | None = None
    """The last day on which it counts; left out, it counts for good."""


class Waiver(FileModel):
    """Somebody decided to pass a milestone although a criterion is not met."""

    criterion: Text
    subject: Text = ""
    """As in an attestation."""
    by: Said
    """An approver of one of the teams."""
    date: Day
    reason: Said
    expires: Day
    """The last day on which it counts."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.expires < self.date:
            raise ValueError(f"`expires` ({self.expires}) lies before `date` ({self.date})")
        return self


class AttestationFile(FileModel):
    """What is attested and waived for one milestone."""

    milestone: Literal["M1", "M2", "M3"]
    attestations: tuple[Attestation, ...] = ()
    waivers: tuple[Waiver, ...] = ()

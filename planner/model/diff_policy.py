"""A policy file of `plan diff`: other severities, and findings that are accepted for a while."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.model.finding import Severity
from planner.model.names import Day, FileModel, Text, YesNo

FINGERPRINT_PATTERN = r"^[0-9a-f]{8,64}$"

Fingerprint = Annotated[str, Field(pattern=FINGERPRINT_PATTERN)]
"""The first characters of a fingerprint, at least eight."""


Mode = Literal[
    "backward",
    "backward-transitive",
    "forward",
    "forward-transitive",
    "full",
    "full-transitive",
    "none",
]
"""Which versions of a message must read what others have written."""

Category = Literal["file", "package", "wire-json", "wire"]
"""What a Protobuf contract promises to stay, as `buf breaking` names it."""


class Acceptance(FileModel):
    """A finding that somebody has agreed to live with, and until when."""

    fingerprint: Fingerprint | None = None
    """The finding, as `plan diff` shows it."""
    rule: Text | None = None
    """Instead of a fingerprint: a rule id; `*` stands for any characters."""
    operation: Text | None = None
    """With `rule`: the operation, `GET /pets/{id}`; `*` stands for any characters."""
    reason: Text = Field(min_length=1)
    """Why it is accepted."""
    expires: Day
    """The last day on which it is accepted."""

    @model_validator(mode="after")
    def _names_a_finding(self) -> Self:
        if (self.fingerprint is None) == (self.rule is None):
            raise ValueError("needs a `fingerprint`, or a `rule` and an `operation`, not both")
        if (self.rule is None) != (self.operation is None):
            raise ValueError("`rule` and `operation` go together; `operation: '*'` means all")
        return self


class DiffPolicy(FileModel):
    """What a team thinks of changes of its contracts."""

    severities: dict[Text, Severity] = Field(default_factory=dict)
    """Rule id (`*` stands for any characters) -> severity; the last one that fits counts."""
    accept: tuple[Acceptance, ...] = ()
    deprecation_days: int = Field(0, strict=True, ge=0, le=100_000)
    """Calendar days for which an operation stays after it was deprecated; 0: no rule."""
    strict_open_content: YesNo = False
    """A new optional member of an object that allows any others is risky, not safe."""
    modes: dict[Text, Mode] = Field(default_factory=dict)
    """Contract id or path (`*` stands for any characters) -> mode; the last one that fits counts.
    Without any, AsyncAPI goes by who sends, and JSON Schema and Avro are compared in full."""
    categories: dict[Text, Category] = Field(default_factory=dict)
    """Protobuf contract, likewise -> category; without any, `file`."""
    version_bump: YesNo = False
    """The contract's own version must say what its changes are: a break asks for a major one."""

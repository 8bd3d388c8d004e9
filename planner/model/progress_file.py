"""A progress file: how far the work is."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from planner.model.duration import Minutes
from planner.model.names import Day, FileModel, Name, StepId, Text

State = Literal["todo", "in-progress", "blocked", "done"]


class StepProgress(FileModel):
    """How far one piece of work is. The state alone may stand for it: `A-1: done`."""

    state: State
    started: Day | None = None
    finished: Day | None = None
    effort: Minutes | None = None
    """Work really spent so far."""
    remaining: Minutes | None = None
    """Work still to do; left out, the estimate less the effort."""
    reason: Text = ""
    """Why it is blocked."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.started and self.finished and self.finished < self.started:
            raise ValueError(f"`finished` ({self.finished}) lies before `started` ({self.started})")
        if self.finished and self.state != "done":
            raise ValueError(f"`finished` is given but the state is `{self.state}`, not `done`")
        if self.state == "blocked" and not self.reason:
            raise ValueError("a blocked step needs a `reason`")
        return self


def _expand_state(value: Any) -> Any:  # noqa: ANN401  raw YAML value
    return {"state": value} if isinstance(value, str) else value


StepProgressField = Annotated[
    StepProgress, BeforeValidator(_expand_state, json_schema_input_type=State | StepProgress)
]


class ContractProgress(FileModel):
    """How far the two pieces of work on a contract are."""

    define: StepProgressField | None = None
    ratify: StepProgressField | None = None


class MilestoneProgress(FileModel):
    """A milestone that was passed, and what shows it."""

    passed: Day
    evidence: tuple[Text, ...] = Field((), min_length=0)


class ProgressFile(FileModel):
    """`progress/<service>.yaml`, or one without `service` for what is shared."""

    service: Name | None = None
    steps: dict[StepId, StepProgressField] = Field(default_factory=dict)
    contracts: dict[Name, ContractProgress] = Field(default_factory=dict)
    """Contracts that the service provides or publishes."""
    foundation: dict[Name, StepProgressField] = Field(default_factory=dict)
    """Items of Wave 0; only in a file without `service`."""
    milestones: dict[Literal["M1", "M2", "M3"], MilestoneProgress] = Field(default_factory=dict)
    """Milestones; only in a file without `service`."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.service is None and (self.steps or self.contracts):
            raise ValueError("`steps` and `contracts` need a `service`")
        if self.service is not None and (self.foundation or self.milestones):
            raise ValueError("`foundation` and `milestones` belong into a file without `service`")
        return self

"""`plan.yaml`: what a whole workspace has in common."""

from typing import Literal, Self

from pydantic import Field, model_validator

from planner.model.duration import EstimateField, Minutes
from planner.model.names import Day, FileModel, Name, StepId, Text, Whole, YesNo

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Unblocks = Literal["all", "contracts", "A", "B", "C", "D", "M1"]


class Holiday(FileModel):
    """A day on which nobody works."""

    date: Day
    name: Text = ""


class CalendarFile(FileModel):
    """When work starts and on which days people work."""

    start: Day
    """First day on which work can be done; a day off moves to the next working day."""
    working_days: tuple[Weekday, ...] = Field(("mon", "tue", "wed", "thu", "fri"), min_length=1)
    holidays: tuple[Holiday, ...] = ()


class TeamFile(FileModel):
    """A group of people that builds services."""

    name: Name
    capacity: Whole = 1
    """People who can work in parallel."""
    description: Text = ""
    approvers: tuple[Text, ...] = ()
    """People who may agree to a contract for this team."""


class FoundationItem(FileModel):
    """One piece of the infrastructure that all services share (Wave 0)."""

    id: Name
    title: Text
    estimate: EstimateField
    team: Name
    unblocks: tuple[Unblocks | StepId, ...] = ("all",)
    """What waits for this item when `policy.foundation_gate` is `fine`."""
    depends_on: tuple[Name, ...] | None = None
    """Items that come first; left out, the item above; an empty list, none."""


class StepChange(FileModel):
    """A step that is renamed, moved, added or dropped."""

    title: Text | None = None
    after: tuple[StepId, ...] | None = None
    """Steps of the same wave that come first; left out, the step before it in the wave."""
    drop: YesNo = False


class Freeze(FileModel):
    """Days on which nothing is released."""

    first: Day
    last: Day
    reason: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"`last` ({self.last}) lies before `first` ({self.first})")
        return self


class ReleaseWindows(FileModel):
    """When a release may happen."""

    weekdays: tuple[Weekday, ...] = Field(("mon", "tue", "wed", "thu", "fri"), min_length=1)
    freezes: tuple[Freeze, ...] = ()


class PlanningPolicy(FileModel):
    """Choices about what waits for what."""

    contract_gate: Literal["lean", "strict"] = "lean"
    """lean: only Wave D waits for the contracts a service consumes; strict: Wave A too."""
    contract_start: Literal["upfront", "with-provider"] = "upfront"
    """Contract work starts right after Wave 0, or together with its provider's Wave A."""
    foundation_gate: Literal["barrier", "fine"] = "barrier"
    """barrier: everything waits for all of Wave 0; fine: for what names it in `unblocks`."""
    early_hardening: YesNo = False
    """Hardening may start after milestone 1 instead of milestone 2."""
    foundation_limit: Minutes = 10 * 480
    """A longer Wave 0 is reported as over-scoped."""


class WorkspaceFile(FileModel):
    """The file `plan.yaml` at the top of a workspace."""

    name: Name
    description: Text = ""
    manifests: tuple[Text, ...] = Field(("services/*.yaml", "services/*.yml", "services/*.json"))
    """Glob patterns of the service manifests, relative to the workspace."""
    contracts: Text = "contracts"
    """Folder of the contract registry, <provider>/<contract>/<version>/<file>."""
    progress: Text = "progress"
    """Folder of the progress files."""
    calendar: CalendarFile
    teams: tuple[TeamFile, ...] = Field(min_length=1)
    foundation: tuple[FoundationItem, ...] = ()
    """Wave 0."""
    estimates: dict[str, EstimateField] = Field(default_factory=dict)
    """Default estimate of a step (A-1 .. D-3, E-1, E-2, H-1 .. H-4, R-1, define, ratify)."""
    steps: dict[StepId, StepChange] = Field(default_factory=dict)
    """Steps changed, added or dropped for every service."""
    release_windows: ReleaseWindows = ReleaseWindows()
    policy: PlanningPolicy = PlanningPolicy()

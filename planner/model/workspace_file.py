"""`plan.yaml`: what a whole workspace has in common."""

from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from planner.model.duration import EstimateField, Minutes
from planner.model.lint_policy import LintPolicy
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


class Revocation(FileModel):
    """Since when a key is not trusted, and why."""

    date: Day
    reason: Text = Field(min_length=1)


KEY_PATTERN = r"^(sk-)?(ssh|ecdsa)-[a-z0-9@.-]+ [A-Za-z0-9+/]+=*( .*)?$"


def _expand_key(value: Any) -> Any:  # noqa: ANN401  raw YAML value
    return {"key": value} if isinstance(value, str) else value


class TeamKey(FileModel):
    """An SSH public key with which a team signs. The key alone may stand for it."""

    key: str = Field(pattern=KEY_PATTERN, max_length=20_000)
    """As in the file that ends with `.pub`: type, key, and a comment if you like."""
    person: Text | None = None
    """Whose key it is, one of the approvers; left out, any of them may use it."""
    revoked: Revocation | None = None
    """Nothing that was signed with it counts any more, whatever the time in the entry."""


TeamKeyField = Annotated[
    TeamKey, BeforeValidator(_expand_key, json_schema_input_type=str | TeamKey)
]


class TeamFile(FileModel):
    """A group of people that builds services."""

    name: Name
    capacity: Whole = 1
    """People who can work in parallel."""
    description: Text = ""
    approvers: tuple[Text, ...] = ()
    """People who may agree to a contract for this team."""
    keys: tuple[TeamKeyField, ...] = ()
    """SSH public keys with which they sign."""


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
    require_signatures: YesNo | tuple[Text, ...] = False
    """true: only signed ratifications count; or for which contracts: `payment-*`, ..."""

    def requires_signature(self, contract: str) -> bool:
        """Return whether a ratification of a contract counts only if it is signed."""
        required = self.require_signatures
        if isinstance(required, bool):
            return required
        return any(fnmatchcase(contract, glob) for glob in required)


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
    ratifications: Text = "ratifications"
    """Folder of the ledger, <provider>/<contract>/<version>/<team>/<person>.yaml."""
    usage: Text = "usage"
    """Folder of what consumers were seen to use, <consumer>/<contract>.json."""
    pacts: Text = "pacts"
    """Folder of Pact files; they count as usage too."""
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
    diff_policy: Text | None = None
    """Policy file of `plan diff` that `plan check` goes by, as it is at the base."""
    lint: LintPolicy = LintPolicy()
    """Architecture rules: which count, and what is accepted."""

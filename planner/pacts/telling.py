"""Collects what is wrong with one interaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from planner.instances.judge import Judge
from planner.model.bundle import Bundle, Schema
from planner.model.pact import Content, Part, Rule, Rules
from planner.model.pact_codes import BY_ID
from planner.model.pact_view import Mismatch
from planner.model.problem import Level
from planner.model.source import Place
from planner.pacts.expected import Expected
from planner.pacts.faults import Fault, FaultKind, TooManyStepsError
from planner.pacts.routing import Router
from planner.pacts.schemas import Schemas, Spot
from planner.pacts.values import ValueJudge


class ContractSide:
    """A contract, ready to be compared with; what is slow to make is made once.

    Args:
        bundle: the compiled contract. Not copied: leave it unchanged.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.schemas = Schemas(bundle["schemas"])
        self.judge = Judge(bundle["schemas"])
        self.router = Router(bundle["operations"])

    def is_only_an_example(self, value: object, schema: Schema | None, rule: Rule | None) -> bool:
        """Return whether a rule admits a value that the contract allows instead of a refused one.

        Args:
            value: of a header or of metadata.
            schema: that refuses it.
            rule: that holds; None: the value is meant as it is.
        """
        if rule is None or schema is None or isinstance(value, list | dict):
            return False
        judge = ValueJudge(self.judge)
        parts = self.schemas.view([Spot(schema, "")]).parts
        faults = [judge.fault(value, part.schema, rule) for part in parts]
        return all(fault is None or fault.kind == "example" for fault in faults)

    @property
    def key(self) -> str:
        """`id@version`; only the id where the contract says no version."""
        version = self.bundle["version"]
        return f"{self.bundle['contract']}@{version}" if version else self.bundle["contract"]


def place_in_contract(text: str, *steps: str) -> Place | None:
    """Return the place that a bundle writes as `FILE#/pointer`, and what is below it."""
    file, _, pointer = text.partition("#")
    if not file:
        return None
    path = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    return Place(file, (*path, *steps))


@dataclass(slots=True)
class Telling:
    """What is wrong with one interaction.

    Args:
        interaction: its description.
        side: the contract that it is compared with.
        contract_place: of the operation or message.
    """

    interaction: str
    side: ContractSide
    contract_place: Place | None = None
    found: list[Mismatch] = field(default_factory=list)

    def tell(
        self, code: str, message: str, place: Place, *, steps: Iterable[str] = (), schema: str = ""
    ) -> None:
        """Add a mismatch.

        Args:
            code: one of `CODES`.
            message: in plain words.
            place: in the Pact file.
            steps: below the operation in the contract.
            schema: what in the contract's schemas refuses the value.
        """
        where = self.contract_place.at(*steps) if self.contract_place else None
        level = BY_ID[code].level
        self.found.append(
            Mismatch(code, level, self.interaction, message, place, self.side.key, where, schema)
        )

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(found.level is Level.ERROR for found in self.found)

    @property
    def badness(self) -> tuple[int, int]:
        """Order what an interaction may mean: unknown fields tell most that it means another."""
        unknown = sum(found.code.endswith("field-unknown") for found in self.found)
        return unknown, self.errors

    # ------------------------------------------------------------------ bodies

    def compare_part(
        self,
        content: Content,
        schema: Schema,
        rules: Rules,
        codes: dict[FaultKind, str],
        steps: Iterable[str] = (),
    ) -> None:
        """Compare what a consumer expects with what a provider may send."""
        expected = Expected(self.side.schemas, self.side.judge, rules.of(Part.BODY))
        try:
            faults = expected.faults(content.value, schema)
        except TooManyStepsError:
            self.tell("not-compared", _TOO_MANY, content.place, steps=steps)
            return
        self._tell_faults(faults, content, codes, steps)

    def compare_whole(
        self,
        content: Content,
        schema: Schema,
        rules: Rules,
        codes: dict[FaultKind, str],
        steps: Iterable[str] = (),
    ) -> None:
        """Compare what a consumer sends with what a provider demands.

        The judge decides; where it refuses, the walk says where and why in plainer words.
        """
        value = content.value
        validator = self.side.judge.validator(schema)
        is_valid = bool(validator.problem) or validator.is_valid(value)
        expected = Expected(self.side.schemas, self.side.judge, is_whole=True)
        try:
            faults = expected.faults(value, schema)
        except TooManyStepsError:
            faults = []
        errors = [] if is_valid else [f for f in faults if f.kind is not FaultKind.UNKNOWN]
        unknown = [f for f in faults if f.kind is FaultKind.UNKNOWN]
        if not is_valid and not errors:
            errors = [
                Fault(FaultKind.VALUE, _steps_of(f.pointer, value), f.message, "")
                for f in validator.faults(value)
            ]
        kept = [f for f in errors if not rules.makes(Part.BODY, f.path)]
        self._tell_faults([*kept, *unknown], content, codes, steps)

    def _tell_faults(
        self,
        faults: Iterable[Fault],
        content: Content,
        codes: dict[FaultKind, str],
        steps: Iterable[str],
    ) -> None:
        for fault in faults:
            place = content.place.at(*fault.path)
            if fault.kind is FaultKind.UNKNOWN:
                place = replace(place, on_key=True)
            where = ".".join(str(step) for step in fault.path)
            message = f"`{where}`: {fault.message}" if where else fault.message
            self.tell(codes[fault.kind], message, place, steps=steps, schema=fault.schema)


_TOO_MANY = "the schema has too many alternatives inside alternatives to be compared"


def _steps_of(pointer: str, value: object) -> tuple[str | int, ...]:
    """Return the steps of a JSON pointer; those through lists are numbers."""
    steps: list[str | int] = []
    for raw in pointer.split("/")[1:]:
        step = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            steps.append(int(step))
            value = value[int(step)]
        else:
            steps.append(step)
            value = value.get(step) if isinstance(value, dict) else None
    return tuple(steps)

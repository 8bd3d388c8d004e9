"""The cases of a goal: what is left of schemas once each choice in them is made.

A goal is a list of schemas that one value must satisfy together. References are followed, `allOf`
is spread out; `anyOf`, `oneOf`, `if`, `dependentSchemas` and `not` are choices. A case is one way
to choose: plain keywords only, of which all must hold.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planner.instances.negation import negations
from planner.instances.nodes import is_doubtful, name_in
from planner.model.bundle import Schema

ChoiceKey = tuple[int, str]
"""The identity of a schema, and the keyword in it that leaves a choice."""
Kinds = frozenset[str]
ALL_KINDS: Kinds = frozenset(
    {"null", "boolean", "object", "array", "string", "integer", "fraction"}
)
_MOST_STEPS = 4_000
_KINDS_OF: dict[str, Kinds] = {
    "number": frozenset({"integer", "fraction"}),
    **{kind: frozenset({kind}) for kind in ALL_KINDS},
}
_PLAIN_NEGATIONS = frozenset({"const", "enum", "format", "multipleOf", "pattern", "uniqueItems"})
"""What is easily avoided, so that a `not` of it is only checked."""


_REMARKS = frozenset({"$ref", "deprecated", "description", "readOnly", "title", "writeOnly"})


class Choice(NamedTuple):
    """One of some options is to be taken; an option is a list of schemas that hold with it."""

    key: ChoiceKey
    options: Sequence[tuple[Schema, ...]]
    hints: Sequence[Mapping[str, Any]] = ()
    """For each option, what its discriminator says about members."""


@dataclass(slots=True)
class Case:
    """One way to choose.

    Args:
        atoms: schemas of which only plain keywords count; all must hold.
        kinds: the kinds of values that are left.
        hints: member -> value that a discriminator asks for.
        choices: what was chosen where.
        is_sure: whether nothing but the atoms says what is valid.
        is_doubtful: whether some readers of the contract don't know this way.
    """

    atoms: list[Mapping[str, Any]] = field(default_factory=list)
    kinds: Kinds = ALL_KINDS
    hints: dict[str, Any] = field(default_factory=dict)
    choices: dict[ChoiceKey, int] = field(default_factory=dict)
    is_sure: bool = True
    is_doubtful: bool = False

    def copy(self) -> "Case":
        """Return a case that can be led on by itself."""
        return Case(
            list(self.atoms),
            self.kinds,
            dict(self.hints),
            dict(self.choices),
            self.is_sure,
            self.is_doubtful,
        )


class Book:
    """Named schemas, and those that were made on the way, each made once.

    Args:
        schemas: NAME -> schema.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        """Start with nothing made."""
        self.schemas = schemas
        self._made: dict[tuple[object, ...], tuple[object, Any]] = {}
        self._references: dict[str, Schema] = {}

    def named(self, reference: str) -> tuple[str, Schema]:
        """Return what a reference leads to; one that leads nowhere says nothing."""
        name = name_in(reference, self.schemas)
        return ("", True) if name is None else (name, self.schemas[name])

    def resolve(self, reference: str) -> Schema:
        """Return the schema that a reference leads to."""
        return self.named(reference)[1]

    def canonical(self, node: Schema) -> Schema:
        """Return the one node that stands for all that only refer to the same schema."""
        if not isinstance(node, dict) or "$ref" not in node or not _REMARKS.issuperset(node):
            return node
        reference = node["$ref"]
        if reference not in self._references:
            self._references[reference] = {"$ref": reference}
        return self._references[reference]

    def once(self, owner: object, tag: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Return what was made for an owner before, else what is made now."""
        key = (id(owner), tag)
        if key not in self._made:
            self._made[key] = (owner, make())  # the owner is kept, so its identity stays taken
        return self._made[key][1]


class _State:
    """A case on its way: what is still to be looked at, and what is still to be chosen."""

    __slots__ = ("case", "chain", "choices", "seen")

    def __init__(self) -> None:
        self.case = Case()
        self.choices: list[Choice] = []
        self.seen: set[int] = set()
        self.chain: list[str] = []

    def copy(self) -> "_State":
        other = _State()
        other.case = self.case.copy()
        other.choices = list(self.choices)
        other.seen = set(self.seen)
        other.chain = list(self.chain)
        return other


class Expansion:
    """Yields the cases of a goal.

    Args:
        book: where schemas are.
        is_careful: whether, of `oneOf`, the branches not taken are made to fail.
        forced: choices that are made already.
    """

    def __init__(
        self, book: Book, *, is_careful: bool = False, forced: Mapping[ChoiceKey, int] | None = None
    ) -> None:
        """Start with all steps left."""
        self._book = book
        self._careful = is_careful
        self._forced = forced or {}
        self._steps = _MOST_STEPS

    def cases(self, schemas: Sequence[Schema]) -> Iterator[Case]:
        """Yield cases, in the order in which the options are written."""
        state = _State()
        if self._take(state, schemas):
            yield from self._lead_on(state)

    def _lead_on(self, state: _State) -> Iterator[Case]:
        if not state.choices:
            yield state.case
            return
        choice = state.choices.pop(0)
        forced = self._forced.get(choice.key)
        for index, option in enumerate(choice.options):
            if forced is not None and forced != index:
                continue
            branch = state.copy()
            branch.case.choices[choice.key] = index
            if choice.hints:
                branch.case.hints.update(choice.hints[index])
            if self._steps > 0 and self._take(branch, option):
                yield from self._lead_on(branch)

    def _take(self, state: _State, schemas: Sequence[Schema]) -> bool:
        """Take schemas into a state; return whether values are left."""
        todo = list(reversed(schemas))
        while todo:
            node = todo.pop()
            self._steps -= 1
            if node is False or self._steps < 0:
                return False
            if node is True or id(node) in state.seen:
                continue
            state.seen.add(id(node))
            todo.extend(reversed(self._open(state, node)))
            if not state.case.kinds:
                return False
        return True

    def _open(self, state: _State, node: Mapping[str, Any]) -> list[Schema]:
        """Take one schema; return those that hold with it."""
        with_it: list[Schema] = []
        if isinstance(node.get("$ref"), str):
            name, target = self._book.named(node["$ref"])
            state.chain.append(name)
            with_it.append(target)
        with_it.extend(node.get("allOf", ()))
        state.case.atoms.append(node)
        state.case.kinds &= kinds_of(node)
        state.case.is_doubtful |= is_doubtful(node)
        for keyword, make in _CHOICES.items():
            if keyword in node:
                state.choices.extend(self._book.once(
                    node, f"{keyword}/{self._careful}",
                    lambda make=make: list(make(node, self._book, self._careful)),  # type: ignore[misc]
                ))  # fmt: skip
        if "not" in node:
            self._open_not(state, node)
        if "discriminator" in node and not (node.get("oneOf") or node.get("anyOf")):
            state.case.hints.update(_inherited(node["discriminator"], state.chain, self._book))
        return with_it

    def _open_not(self, state: _State, node: Mapping[str, Any]) -> None:
        refused = node["not"]
        if isinstance(refused, Mapping) and set(refused) <= _PLAIN_NEGATIONS and len(refused) == 1:
            state.case.is_sure = False
            return
        options = self._book.once(
            node, "not", lambda: [(one,) for one in negations(refused, self._book.resolve)]
        )
        if not options and refused is not True and refused != {}:
            state.case.is_sure = False
            return
        state.choices.append(Choice((id(node), "not"), options))


def kinds_of(node: Mapping[str, Any]) -> Kinds:
    """Return the kinds of values that the lone keywords of a schema leave."""
    kinds = ALL_KINDS
    said = node.get("type")
    if said is not None:
        names = [said] if isinstance(said, str) else said
        kinds = frozenset().union(*(_KINDS_OF.get(name, frozenset()) for name in names))
    if node.get("x-fraction"):
        kinds &= {"fraction"}
    if "const" in node:
        kinds &= _kinds_of_value(node["const"])
    if "enum" in node:
        kinds &= frozenset().union(*map(_kinds_of_value, node["enum"]))
    return kinds


def _kinds_of_value(value: Any) -> Kinds:  # noqa: ANN401  JSON, one a kind
    if value is None:
        return frozenset({"null"})
    if isinstance(value, bool):
        return frozenset({"boolean"})
    if isinstance(value, int | float):
        is_whole = isinstance(value, int) or value.is_integer()
        return frozenset({"integer" if is_whole else "fraction"})
    if isinstance(value, str):
        return frozenset({"string"})
    return frozenset({"array" if isinstance(value, list) else "object"})


def _one_of(node: Mapping[str, Any], book: Book, careful: bool) -> Iterator[Choice]:  # noqa: FBT001
    branches = node["oneOf"]
    options: list[tuple[Schema, ...]] = [(branch,) for branch in branches]
    if careful:
        refusals = [_refusal(branch, book) for branch in branches]
        options = [
            (branch, *(refusal for other, refusal in enumerate(refusals) if other != index))
            for index, branch in enumerate(branches)
        ]
    yield Choice((id(node), "oneOf"), options, _told(node, branches, book))


def _refusal(branch: Schema, book: Book) -> Schema:
    """Return the schema that a branch does not hold; the same one each time."""
    made: Schema = book.once(branch, "refused", lambda: {"not": branch})
    return made


def _any_of(node: Mapping[str, Any], book: Book, _: bool) -> Iterator[Choice]:  # noqa: FBT001
    branches = node["anyOf"]
    yield Choice(
        (id(node), "anyOf"), [(branch,) for branch in branches], _told(node, branches, book)
    )


def _if(node: Mapping[str, Any], _: Book, __: bool) -> Iterator[Choice]:  # noqa: FBT001
    if "then" in node or "else" in node:
        holds = (node["if"], node.get("then", True))
        yield Choice((id(node), "if"), [holds, ({"not": node["if"]}, node.get("else", True))])


def _dependent(node: Mapping[str, Any], _: Book, __: bool) -> Iterator[Choice]:  # noqa: FBT001
    for name, schema in node["dependentSchemas"].items():
        absent: tuple[Schema, ...] = ({"properties": {name: False}},)
        yield Choice((id(node), f"dependentSchemas/{name}"), [(schema,), absent])


_CHOICES: Mapping[str, Callable[[Mapping[str, Any], Book, bool], Iterator[Choice]]] = {
    "oneOf": _one_of,
    "anyOf": _any_of,
    "if": _if,
    "dependentSchemas": _dependent,
}


def _told(node: Mapping[str, Any], branches: Sequence[Schema], book: Book) -> list[dict[str, Any]]:
    """Return, for each branch, what the discriminator says about its members."""
    told = node.get("discriminator")
    if not isinstance(told, Mapping) or not isinstance(told.get("propertyName"), str):
        return []
    hints: list[dict[str, Any]] = []
    for branch in branches:
        reference = branch.get("$ref", "") if isinstance(branch, Mapping) else ""
        tag = _tag(told, book.named(reference)[0], book) if reference else None
        hints.append({} if tag is None else {told["propertyName"]: tag})
    return hints


def _inherited(told: Any, chain: Sequence[str], book: Book) -> dict[str, Any]:  # noqa: ANN401
    """Return what a discriminator of a parent says of the schema that leads to it."""
    if not isinstance(told, Mapping) or not isinstance(told.get("propertyName"), str):
        return {}
    for name in chain:
        tag = _tag(told, name, book)
        if tag is not None:
            return {told["propertyName"]: tag}
    return {}


def _tag(told: Mapping[str, Any], name: str, book: Book) -> str | None:
    """Return the value that stands for a schema: mapped, else its own name."""
    mapping = told.get("mapping")
    if isinstance(mapping, Mapping) and mapping:
        targets = ((tag, book.named(str(target))[0]) for tag, target in mapping.items())
        return next((str(tag) for tag, target in targets if target == name), None)
    return name or None

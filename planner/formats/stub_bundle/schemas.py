"""The schemas of a bundle: read from the two sides of a contract, each written once.

On the side of what consumers send, `readOnly` members don't exist, on the other side `writeOnly`
ones don't. A schema that comes out differently, or leads to one that does, stands twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from planner.compatibility.schemas import Node, Space
from planner.formats.stub_bundle.names import WHOLE, is_component, steps_of, unique_names
from planner.formats.stub_bundle.values import json_or_none
from planner.model.bundle import DOUBTFUL, Schema
from planner.model.errors import InputError
from planner.model.json_schema import LIST_KEYWORDS, MAP_KEYWORDS, SCHEMA_KEYWORDS

Side = Literal["request", "response"]
_UNSAID = frozenset({"externalDocs"})
_KEPT_EXTENSIONS = ("x-extensible-enum", "x-enum", DOUBTFUL)
_BRANCHES = ("oneOf", "anyOf")
_DATA = frozenset({"const", "default", "enum", "example", "examples", "xml"})
_SHARED = frozenset({"components", "headers", "parameters", "requestBodies", "responses"})
"""Where parts stand that several operations and messages refer to."""
_INNER = SCHEMA_KEYWORDS | LIST_KEYWORDS | MAP_KEYWORDS
_MOST_SCHEMAS = 3_000_000
"""Ten times those of the largest descriptions known; what goes beyond is an attack."""
_Key = tuple[Side, str]


class SchemaBook:
    """Collects the schemas that are used, and names them when all are known.

    Args:
        request: the space of what consumers send.
        response: the space of what they receive; the same one if nothing is different there.
        heirs: reference -> references of the schemas that take it over by `allOf`.
        whole: what a document that is one schema is called.
    """

    def __init__(
        self,
        request: Space,
        response: Space,
        heirs: Mapping[str, Sequence[str]] | None = None,
        whole: str = WHOLE,
    ) -> None:
        """Start with nothing used."""
        self._spaces: dict[Side, Space] = {"request": request, "response": response}
        self._is_one_sided = request is response
        self._heirs = heirs or {}
        self._whole = whole
        self._written: dict[_Key, Schema] = {}
        self._opened: dict[_Key, Schema] = {}
        self._links: list[tuple[dict[str, Any], str, _Key]] = []
        self._edges: dict[str, set[str]] = {}
        self._waiting: list[_Key] = []
        self._left = _MOST_SCHEMAS

    def use(self, side: Side, node: Node | None) -> Schema | None:
        """Return the schema of a body, parameter or header as it stands in the bundle.

        References in it get their names when `finish` is called.
        """
        if node is None or isinstance(node, bool):
            return node
        side = self._side(side)
        reference = node.get("$ref")
        if len(node) > 1 or not isinstance(reference, str):
            return self._write(side, "", _opened(self._spaces[side], node))
        if (side, reference) not in self._opened:
            self._opened[side, reference] = self._first_use(side, reference)
        return self._opened[side, reference]

    def _first_use(self, side: Side, reference: str) -> Schema:
        """Return a written schema in its place, or, if many may share it, a reference to it."""
        opened = self._spaces[side].target(reference).node
        if not _is_shared(reference) or _is_simple(opened):
            return self._write(side, "", opened)
        holder: dict[str, Any] = {"$ref": reference}
        self._link(side, "", holder, "$ref")
        return holder

    def finish(self) -> dict[str, Schema]:
        """Return all schemas that the used ones lead to, by name; references get their names."""
        while self._waiting:
            self._read(self._waiting.pop(0))
        doubled = self._different()
        references = dict.fromkeys(reference for _, reference in self._written)
        names = unique_names(references, doubled, self._whole)
        for holder, key, (side, reference) in self._links:
            holder[key] = f"#/$defs/{_name(names[reference], side)}"
        found = {
            _name(names[reference], side): schema
            for (side, reference), schema in self._written.items()
        }
        return dict(sorted(found.items()))

    def space(self, side: Side) -> Space:
        """Return the schemas of a side as they were read."""
        return self._spaces[self._side(side)]

    @property
    def is_one_sided(self) -> bool:
        """Whether what consumers send and receive never differs."""
        return self._is_one_sided

    # ------------------------------------------------------------------ writing

    def _side(self, side: Side) -> Side:
        return "response" if self._is_one_sided else side

    def _read(self, key: _Key) -> None:
        side, reference = key
        node = self._spaces[side].target(reference).node
        self._written[key] = self._write(side, reference, node)

    def _link(self, side: Side, owner: str, holder: dict[str, Any], key: str) -> None:
        """Remember a reference that gets its name later; until then it is what it was."""
        reference = holder[key]
        if (side, reference) not in self._written:
            self._written[side, reference] = True
            self._waiting.append((side, reference))
        self._links.append((holder, key, (side, reference)))
        if owner:
            self._edges.setdefault(owner, set()).add(reference)

    def _write(self, side: Side, owner: str, node: Node) -> Schema:
        if isinstance(node, bool):
            return node
        self._left -= 1
        if self._left < 0:
            raise _too_large()
        made: dict[str, Any] = {}
        for keyword, value in node.items():
            if keyword in _INNER:
                made[keyword] = self._inner(side, owner, keyword, value)
            elif keyword == "discriminator":
                made[keyword] = self._discriminator(side, owner, node)
            elif keyword in _DATA or keyword.startswith(_KEPT_EXTENSIONS):
                _add_data(made, keyword, value)
            elif not (keyword in _UNSAID or keyword.startswith("x-")):
                made[keyword] = value
        if "$ref" in made:
            self._link(side, owner, made, "$ref")
        return made

    def _inner(self, side: Side, owner: str, keyword: str, value: Any) -> Any:  # noqa: ANN401
        """Return the schemas below a keyword."""
        if keyword in SCHEMA_KEYWORDS:
            return self._write(side, owner, value)
        if keyword in LIST_KEYWORDS:
            return [self._write(side, owner, item) for item in value]
        return {key: self._write(side, owner, item) for key, item in value.items()}

    def _discriminator(self, side: Side, owner: str, node: Mapping[str, Any]) -> dict[str, Any]:
        raw = node["discriminator"]
        mapping = {tag: ref for tag, ref in raw.get("mapping", {}).items() if "#" in ref}
        for tag, reference in self._implied(owner, node, bool(mapping)):
            if reference not in mapping.values():
                mapping.setdefault(tag, reference)
        made: dict[str, Any] = {"propertyName": raw["propertyName"]}
        if mapping:
            made["mapping"] = mapping
            for tag in mapping:
                self._link(side, owner, mapping, tag)
        if "#" in raw.get("defaultMapping", ""):
            made["defaultMapping"] = raw["defaultMapping"]
            self._link(side, owner, made, "defaultMapping")
        return made

    def _implied(
        self,
        owner: str,
        node: Mapping[str, Any],
        has_mapping: bool,  # noqa: FBT001  internal
    ) -> Iterator[tuple[str, str]]:
        """Yield tags that stand for a schema because they are its name.

        Source: OpenAPI 3.2.0, "Discriminator Object": without a mapping, values are the names of
        schemas: of branches, or of schemas that take this one over by `allOf`.
        """
        references = [
            branch["$ref"]
            for keyword in _BRANCHES
            for branch in node.get(keyword, ())
            if isinstance(branch, dict) and "$ref" in branch
        ]
        if not references and not has_mapping:
            references = list(self._heirs.get(owner, ()))
        for reference in references:
            if is_component(reference):
                yield steps_of(reference)[-1], reference

    # ------------------------------------------------------------------ sides

    def _different(self) -> set[str]:
        """Return the references that mean different schemas on the two sides and are used on both.

        What leads to such a schema is different too.
        """
        both = [reference for side, reference in self._written if side == "request"]
        both = [reference for reference in both if ("response", reference) in self._written]
        found = {
            reference
            for reference in both
            if self._written["request", reference] != self._written["response", reference]
        }
        users: dict[str, set[str]] = {}
        for user, used in self._edges.items():
            for reference in used:
                users.setdefault(reference, set()).add(user)
        waiting = list(found)
        among = set(both)
        while waiting:
            new = (users.get(waiting.pop(), set()) & among) - found
            found |= new
            waiting += new
        return found


def _is_shared(reference: str) -> bool:
    return next(iter(steps_of(reference)), "") in _SHARED


def _is_simple(node: Node) -> bool:
    """Return whether a schema is nothing but a reference, or has no schemas in it."""
    return isinstance(node, bool) or len(node) == 1 or _INNER.isdisjoint(node)


def _too_large() -> InputError:
    return InputError.single(
        "contract-too-large",
        f"the schemas of the contract, each where it is used, are more than {_MOST_SCHEMAS:,}",
        hint="give schemas that are used more than once a name",
    )


def _name(names: Sequence[str], side: Side) -> str:
    return names[-1] if side == "request" else names[0]


def _add_data(made: dict[str, Any], keyword: str, value: Any) -> None:  # noqa: ANN401  JSON
    """Keep data that JSON can hold; YAML also has `.nan`, which no JSON value equals."""
    kept = json_or_none(value)
    if kept is not None:
        made[keyword] = kept[0]


def _opened(space: Space, node: Node) -> Node:
    """Return a schema that lowering made up, with the written schemas in it in their places."""
    if isinstance(node, bool):
        return node
    if len(node) == 1 and "$ref" in node:
        return space.target(node["$ref"]).node
    made = dict(node)
    for keyword, value in node.items():
        if keyword == "items":
            made[keyword] = _opened(space, value)
        elif keyword == "allOf":
            made[keyword] = [_opened(space, item) for item in value]
        elif keyword == "properties":
            made[keyword] = {name: _opened(space, item) for name, item in value.items()}
    return made

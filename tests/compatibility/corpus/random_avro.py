"""Random Avro schemas, changed forms of them, and random data.

A schema is kept as `Sketch`: named types by a number, so that a type can be renamed without losing
its uses. `raw` writes it as JSON, each type defined where it is used first.
"""

import copy
from dataclasses import dataclass, field
from random import Random
from typing import Any

Node = Any
"""A use of a type: the name of a primitive one, `{"ref": number}`, `{"array": node}`,
`{"map": node}`, `{"logical": {...}}` or a list of branches."""

_PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
_LOGICAL = (
    {"type": "int", "logicalType": "date"},
    {"type": "long", "logicalType": "timestamp-millis"},
    {"type": "long", "logicalType": "timestamp-micros"},
    {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2},
    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
    {"type": "string", "logicalType": "uuid"},
    {"type": "int", "logicalType": "made-up"},
)
_FIELDS = ("id", "name", "total", "next", "kind", "tags")
_NAMES = ("Order", "Line", "Money", "Kind", "Hash")
_SPACES = ("shop", "shop.parts")
_SYMBOLS = ("A", "B", "C", "D")
_NO_DEFAULT = object()
_DEEPEST = 12


@dataclass
class Sketch:
    """A schema that can be changed.

    Args:
        root: what a datum is.
        types: number -> `kind`, `space`, `name`, `aliases` and what the kind needs.
    """

    root: Node
    types: dict[int, dict[str, Any]] = field(default_factory=dict)

    def raw(self, *, with_logical: bool = True) -> Any:
        """Return the schema as JSON."""
        return _Writer(self.types, with_logical=with_logical).use(self.root, "")


class _Writer:
    def __init__(self, types: dict[int, dict[str, Any]], *, with_logical: bool) -> None:
        self._types = types
        self._done: set[int] = set()
        self._with_logical = with_logical

    def use(self, node: Node, space: str) -> Any:
        if isinstance(node, str):
            return node
        if isinstance(node, list):
            return [self.use(branch, space) for branch in node]
        if "array" in node:
            return {"type": "array", "items": self.use(node["array"], space)}
        if "map" in node:
            return {"type": "map", "values": self.use(node["map"], space)}
        if "logical" in node:
            return dict(node["logical"]) if self._with_logical else node["logical"]["type"]
        return self._named(node["ref"], space)

    def _named(self, number: int, space: str) -> Any:
        own = self._types[number]
        if number in self._done:
            is_near = own["space"] == space and number % 2
            return own["name"] if is_near else _full(own)
        self._done.add(number)
        kind = own["kind"]
        result: dict[str, Any] = {"type": kind, "name": own["name"]}
        if own["space"] != space or number % 2 == 0:
            result["namespace"] = own["space"]
        if own["aliases"]:
            result["aliases"] = list(own["aliases"])
        if kind == "record":
            result["fields"] = [self._field(f, own["space"]) for f in own["fields"]]
        elif kind == "enum":
            result["symbols"] = list(own["symbols"])
            if own.get("default"):
                result["default"] = own["default"]
        else:
            result["size"] = own["size"]
        return result

    def _field(self, own: dict[str, Any], space: str) -> dict[str, Any]:
        result = {"name": own["name"], "type": self.use(own["type"], space)}
        if own.get("aliases"):
            result["aliases"] = list(own["aliases"])
        if "default" in own:
            result["default"] = own["default"]
        return result


def _full(own: dict[str, Any]) -> str:
    return f"{own['space']}.{own['name']}"


class AvroSchemas:
    """Makes schemas and changes them."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def sketch(self) -> Sketch:
        """Return a random schema; most are records."""
        sketch = Sketch("null")
        if self._random.random() < 0.8:
            sketch.root = self._new_type(sketch, 2, "record")
        else:
            sketch.root = self._node(sketch, 2)
        _mend_defaults(self, sketch)
        return sketch

    # ------------------------------------------------------------------ making

    def _node(  # noqa: PLR0911  a table of kinds
        self, sketch: Sketch, depth: int, *, in_union: bool = False
    ) -> Node:
        random = self._random
        kind = random.random()
        if depth <= 0 or kind < 0.35:
            return random.choice(_PRIMITIVES)
        if kind < 0.42:
            return {"logical": dict(random.choice(_LOGICAL))}
        if kind < 0.52:
            return {"array": self._node(sketch, depth - 1)}
        if kind < 0.58:
            return {"map": self._node(sketch, depth - 1)}
        if kind < 0.74 and not in_union:
            return self._union(sketch, depth)
        if kind < 0.84 and sketch.types:
            return {"ref": random.choice(sorted(sketch.types))}
        return self._new_type(sketch, depth - 1)

    def _union(self, sketch: Sketch, depth: int) -> Node:
        branches: list[Node] = ["null"] if self._random.random() < 0.5 else []
        for _ in range(self._random.choice((1, 2, 2, 3))):
            branch = self._node(sketch, depth - 1, in_union=True)
            if not isinstance(branch, list):
                branches.append(branch)
        if self._random.random() < 0.3:
            self._random.shuffle(branches)
        return distinct(sketch, branches) or ["null"]

    def _new_type(self, sketch: Sketch, depth: int, kind: str = "") -> Node:
        random = self._random
        kind = kind or random.choice(("record", "record", "enum", "fixed"))
        number = max(sketch.types, default=0) + 1
        taken = {_full(own) for own in sketch.types.values()}
        free = [(s, n) for s in _SPACES for n in _NAMES if f"{s}.{n}" not in taken]
        if not free:
            return random.choice(_PRIMITIVES)
        space, name = random.choice(free)
        own: dict[str, Any] = {"kind": kind, "space": space, "name": name, "aliases": []}
        sketch.types[number] = own
        if kind == "enum":
            own["symbols"] = random.sample(_SYMBOLS, random.choice((1, 2, 3)))
            if random.random() < 0.3:
                own["default"] = random.choice(own["symbols"])
        elif kind == "fixed":
            own["size"] = random.choice((0, 2, 4))
        else:
            own["fields"] = []
            for field_name in random.sample(_FIELDS, random.choice((0, 1, 2, 3))):
                own["fields"].append(self._field(sketch, field_name, depth))
        return {"ref": number}

    def _field(self, sketch: Sketch, name: str, depth: int) -> dict[str, Any]:
        own = {"name": name, "type": self._node(sketch, depth)}
        if self._random.random() < 0.35:
            self._give_default(sketch, own)
        return own

    def _give_default(self, sketch: Sketch, own: dict[str, Any]) -> None:
        default = self._default(sketch, own["type"], 4)
        if default is not _NO_DEFAULT:
            own["default"] = default

    def _default(  # noqa: PLR0911  a table of kinds
        self, sketch: Sketch, node: Node, depth: int
    ) -> Any:
        random = self._random
        if depth == 0:
            return _NO_DEFAULT
        if isinstance(node, list):
            branch = node[0] if random.random() < 0.8 else random.choice(node)
            return self._default(sketch, branch, depth - 1)
        if isinstance(node, dict) and "logical" in node:
            node = node["logical"]["type"]
        if isinstance(node, str):
            values: dict[str, Any] = {
                "null": None,
                "boolean": random.random() < 0.5,
                "int": random.choice((0, 7)),
                "long": random.choice((0, 2**40)),
                "float": 0.5,
                "double": 1.5,
                "bytes": "\u00ff",
                "string": random.choice(("", "x")),
            }
            return values[node]
        if "ref" not in node:
            return [] if "array" in node else {}
        own = sketch.types[node["ref"]]
        if own["kind"] == "enum":
            return random.choice(own["symbols"])
        if own["kind"] == "fixed":
            return "\u0000" * own["size"]
        made = {}
        for part in own["fields"]:
            value = self._default(sketch, part["type"], depth - 1)
            if value is _NO_DEFAULT:
                return _NO_DEFAULT
            made[part["name"]] = value
        return made

    # ------------------------------------------------------------------ changing

    def changed(self, sketch: Sketch, times: int = 1) -> Sketch:
        """Return a changed form."""
        result = copy.deepcopy(sketch)
        for _ in range(times):
            random = self._random
            named = [own for number, own in sorted(result.types.items())]
            if named and random.random() < 0.65:
                self._change_type(result, random.choice(named))
            else:
                self._change_use(result)
            _mend_defaults(self, result)
        return result

    def _change_use(self, sketch: Sketch) -> None:
        """Change one place where a type is used."""
        places: list[tuple[Any, Any]] = []
        holder = [sketch.root]
        _gather(holder, 0, places)
        for own in sketch.types.values():
            for part in own.get("fields", ()):
                _gather(part, "type", places)
        where, key = self._random.choice(places)
        where[key] = self._other(sketch, where[key], in_union=isinstance(where, list))
        for place, name in places:
            if isinstance(place[name], list):
                place[name] = distinct(sketch, place[name]) or ["null"]
        sketch.root = holder[0]

    def _other(self, sketch: Sketch, node: Node, *, in_union: bool) -> Node:
        random = self._random
        wider = {"int": "long", "long": "double", "float": "double", "string": "bytes"}
        narrower = {"long": "int", "double": "float", "bytes": "string", "float": "int"}
        way = random.random()
        if isinstance(node, str) and way < 0.3 and node in wider:
            return wider[node]
        if isinstance(node, str) and way < 0.5 and node in narrower:
            return narrower[node]
        if isinstance(node, list):
            return self._other_union(sketch, node)
        if not in_union and way < 0.7:
            other = random.choice(("null", "string", "long", node))
            branches = [node, other] if random.random() < 0.5 else [other, node]
            return [b for b in branches if not isinstance(b, list)]
        if isinstance(node, dict) and "logical" in node and way < 0.85:
            return {"logical": dict(random.choice(_LOGICAL))}
        return self._node(sketch, 1, in_union=in_union)

    def _other_union(self, sketch: Sketch, node: list[Node]) -> Node:
        random = self._random
        way = random.random()
        if way < 0.3 and len(node) > 1:
            node = list(node)
            node.pop(random.randrange(len(node)))
            return node
        if way < 0.6:
            node = list(node)
            node.insert(random.randrange(len(node) + 1), self._node(sketch, 1, in_union=True))
            return [branch for branch in node if not isinstance(branch, list)]
        if way < 0.8:
            return random.sample(node, len(node))
        return random.choice(node)

    def _change_type(self, sketch: Sketch, own: dict[str, Any]) -> None:
        random = self._random
        if random.random() < 0.2:
            self._rename(sketch, own)
        elif own["kind"] == "enum":
            self._change_enum(own)
        elif own["kind"] == "fixed":
            own["size"] = random.choice((0, 2, 4, 8))
        else:
            self._change_record(sketch, own)

    def _rename(self, sketch: Sketch, own: dict[str, Any]) -> None:
        random = self._random
        before = _full(own)
        taken = {_full(other) for other in sketch.types.values()}
        free = [(s, n) for s in _SPACES for n in (*_NAMES, "Sale") if f"{s}.{n}" not in taken]
        own["space"], own["name"] = random.choice(free)
        if random.random() < 0.6:
            own["aliases"] = [*own["aliases"], before]

    def _change_enum(self, own: dict[str, Any]) -> None:
        random = self._random
        way = random.random()
        free = [symbol for symbol in _SYMBOLS if symbol not in own["symbols"]]
        if way < 0.35 and free:
            own["symbols"].insert(random.randrange(len(own["symbols"]) + 1), random.choice(free))
        elif way < 0.7 and len(own["symbols"]) > 1:
            gone = random.choice(own["symbols"])
            own["symbols"].remove(gone)
            if own.get("default") == gone:
                del own["default"]
        elif way < 0.85:
            own["default"] = random.choice(own["symbols"])
        else:
            random.shuffle(own["symbols"])

    def _change_record(self, sketch: Sketch, own: dict[str, Any]) -> None:
        random, fields = self._random, own["fields"]
        way = random.random()
        free = [n for n in (*_FIELDS, "extra") if n not in {f["name"] for f in fields}]
        if way < 0.35 and free:
            name = random.choice(free)
            fields.insert(random.randrange(len(fields) + 1), self._field(sketch, name, 1))
        elif way < 0.6 and fields:
            fields.remove(random.choice(fields))
        elif way < 0.8 and fields and free:
            part = random.choice(fields)
            if random.random() < 0.7:
                part["aliases"] = [*part.get("aliases", ()), part["name"]]
            part["name"] = random.choice(free)
        elif way < 0.9 and fields:
            part = random.choice(fields)
            if random.random() < 0.5:
                part.pop("default", None)
            else:
                self._give_default(sketch, part)
        else:
            random.shuffle(fields)


def _gather(holder: Any, key: Any, places: list[tuple[Any, Any]]) -> None:
    """List every place at and below a use of a type."""
    places.append((holder, key))
    node = holder[key]
    if isinstance(node, list):
        for index in range(len(node)):
            _gather(node, index, places)
    elif isinstance(node, dict):
        for name in ("array", "map"):
            if name in node:
                _gather(node, name, places)


def distinct(sketch: Sketch, branches: list[Node]) -> list[Node]:
    """Return the branches of a union that may stand together."""
    found: dict[str, Node] = {}
    for branch in branches:
        if isinstance(branch, list):
            continue
        key = branch if isinstance(branch, str) else next(iter(branch))
        if key == "ref":
            key = _full(sketch.types[branch["ref"]])
        elif key == "logical":
            key = branch["logical"]["type"]
        found.setdefault(key, branch)
    return list(found.values())


def is_finite(sketch: Sketch) -> bool:
    """Return whether every type of a schema has a datum that ends."""
    done: set[int] = set()
    while True:
        more = {n for n, own in sketch.types.items() if n not in done and _ends(own, done)}
        if not more:
            return len(done) == len(sketch.types)
        done |= more


def _ends(own: dict[str, Any], done: set[int]) -> bool:
    return all(_use_ends(part["type"], done) for part in own.get("fields", ()))


def _use_ends(node: Node, done: set[int]) -> bool:
    if isinstance(node, list):
        return any(_use_ends(branch, done) for branch in node)
    return not (isinstance(node, dict) and "ref" in node) or node["ref"] in done


def _mend_defaults(schemas: AvroSchemas, sketch: Sketch) -> None:
    """Give fields whose types have changed a default that fits, or none."""
    for own in sketch.types.values():
        for part in own.get("fields", ()):
            if "default" in part:
                del part["default"]
                schemas._give_default(sketch, part)  # noqa: SLF001  the same module


class AvroData:
    """Makes data of a schema as fastavro has parsed it; values of unions say their branch."""

    def __init__(self, random: Random, names: dict[str, Any]) -> None:
        self._random = random
        self._names = names

    def datum(self, schema: Any, depth: int = 0) -> Any:
        """Return a random datum.

        Raises:
            RecursionError: none was found that ends.
        """
        if depth > _DEEPEST:
            raise RecursionError
        if isinstance(schema, list):
            return self._of_union(schema, depth)
        kind = schema if isinstance(schema, str) else schema["type"]
        if kind in self._names and isinstance(schema, str):
            return self.datum(self._names[kind], depth + 1)
        if kind == "record":
            parts = schema["fields"]
            return {part["name"]: self.datum(part["type"], depth + 1) for part in parts}
        if kind in {"array", "map"}:
            return self._of_container(schema, kind, depth)
        return self._of_plain(schema, kind)

    def _of_union(self, schema: list[Any], depth: int) -> Any:
        branches = list(schema)
        if depth > 3:
            branches = [
                b for b in branches if isinstance(b, str) and b not in self._names
            ] or branches
        branch = self._random.choice(branches)
        return _branch_name(branch), self.datum(branch, depth + 1)

    def _of_container(self, schema: Any, kind: str, depth: int) -> Any:
        count = 0 if depth > 3 else self._random.choice((0, 1, 1, 2))
        inner = schema["items" if kind == "array" else "values"]
        items = [self.datum(inner, depth + 1) for _ in range(count)]
        return items if kind == "array" else dict(zip("ab", items, strict=False))

    def _of_plain(self, schema: Any, kind: str) -> Any:
        random = self._random
        if kind == "enum":
            return random.choice(schema["symbols"])
        if kind == "fixed":
            return random.randbytes(schema["size"])
        values: dict[str, Any] = {
            "null": None,
            "boolean": random.random() < 0.5,
            "int": random.choice((0, -1, 7, 2**31 - 1)),
            "long": random.choice((0, -1, 2**40, 2**63 - 1)),
            "float": random.choice((0.0, -1.5)),
            "double": random.choice((0.0, 1e300)),
            "bytes": random.choice((b"", b"ab", b"\xff\x00")),
            "string": random.choice(("", "ab", "\u00fc")),
        }
        return values[kind]


def _branch_name(branch: Any) -> str:
    if isinstance(branch, str):
        return branch
    return str(branch["name"]) if "name" in branch else str(branch["type"])

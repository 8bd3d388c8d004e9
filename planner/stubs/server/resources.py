"""Which operations of a contract are plain CRUD: the resources that a stateful stub keeps.

A resource is a collection, `/products`, with items, `/products/{productId}`: what methods mean on
them is said by RFC 9110, section 9.3, and RFC 5789 (PATCH). What does not fit stays stateless.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from planner.instances.nodes import name_in
from planner.model.bundle import Body, Bundle, Media, Operation, Schema

Role = Literal["create", "list", "read", "replace", "change", "delete"]

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_COLLECTION: dict[str, Role] = {"POST": "create", "GET": "list"}
_ITEM: dict[str, Role] = {
    "GET": "read",
    "PUT": "replace",
    "PATCH": "change",
    "POST": "change",
    "DELETE": "delete",
}
_STATUSES: dict[Role, tuple[int, ...]] = {
    "create": (201, 200),
    "list": (200,),
    "read": (200,),
    "replace": (200, 204, 201),
    "change": (200, 204),
    "delete": (204, 200),
}
_WRITING = frozenset({"create", "replace", "change", "delete"})
_LIST_NAMES = ("items", "data", "results", "content", "entries", "records", "values")
_WRAPPERS = ("data", "result", "item")


@dataclass(frozen=True, slots=True)
class Action:
    """What one operation does to a resource.

    Args:
        parents: names of the path parameters before the id, in order.
        id_parameter: name of the path parameter that holds the id; empty on a collection.
        status: of its answer when all goes well.
        statuses: all that it declares.
        wrapper: member of the answer that holds the entity, or the entities; empty: all of it.
        members: of the entity in the answer; empty: any.
        headers: of the answer, lower case.
    """

    role: Role
    operation: Operation
    parents: tuple[str, ...]
    id_parameter: str
    status: int
    statuses: frozenset[str]
    wrapper: str
    members: Mapping[str, Schema]
    headers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Resource:
    """A collection and its items.

    Args:
        path: of the collection, each parameter written `{}`.
        id_member: member of an entity that holds its id; empty: none.
        actions: what can be done to it.
        writable: members that callers may set, by the names that answers have for them.
        names: name as letters and digits in lower case -> member of an entity.
    """

    path: str
    id_member: str
    actions: Mapping[Role, Action]
    writable: frozenset[str]
    names: Mapping[str, str]

    def own(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a caller says by the names that answers have: `FriendlyName` is theirs too.

        Args:
            body: object of a request.
        """
        return {own_name(name, self.names): value for name, value in body.items()}

    @property
    def noun(self) -> str:
        """How messages call one of its items: `/product-lines` -> `product line`."""
        name = self.path.rsplit("/", 1)[-1]
        return re.sub("[-_]", " ", _singular(name)).lower() or "item"


def resources_of(bundle: Bundle) -> list[Resource]:
    """Return the resources of a contract, by path."""
    found: dict[str, dict[Role, Operation]] = {}
    # POST on an item changes it where there is no PATCH: some have no other way
    for operation in sorted(bundle["operations"], key=lambda each: each["method"] == "POST"):
        place = _place(operation)
        if place:
            path, role = place
            found.setdefault(path, {}).setdefault(role, operation)
    made = (_resource(path, found[path], bundle["schemas"]) for path in sorted(found))
    return [resource for resource in made if resource]


def _place(operation: Operation) -> tuple[str, Role] | None:
    """Return the collection that an operation is about, and what it does there."""
    path = operation["path"].rstrip("/")
    before, _, last = path.rpartition("/")
    if _PLACEHOLDER.fullmatch(last):
        role = _ITEM.get(operation["method"])
        is_of_collection = bool(before) and not before.endswith("}")
        return (_PLACEHOLDER.sub("{}", before), role) if role and is_of_collection else None
    collection_role = _COLLECTION.get(operation["method"])
    if not collection_role or "{" in last or not last:
        return None
    return _PLACEHOLDER.sub("{}", path), collection_role


def _resource(
    path: str, operations: Mapping[Role, Operation], schemas: Mapping[str, Schema]
) -> Resource | None:
    if not (_WRITING & set(operations)) or not {"read", "list"} & set(operations):
        return None
    if not set(_ITEM.values()) & set(operations):
        return None
    id_member = _id_member(path, operations, schemas)
    actions = {
        role: action
        for role, operation in operations.items()
        if (action := _action(role, operation, id_member, schemas))
    }
    if not _WRITING & set(actions):
        return None
    names: dict[str, str] = {}
    for action in actions.values():
        for name in action.members:
            names.setdefault(plain(name), name)
    return Resource(path, id_member, actions, _writable(actions.values(), names, schemas), names)


def _action(
    role: Role, operation: Operation, id_member: str, schemas: Mapping[str, Schema]
) -> Action | None:
    """Return what an operation does; None: its answer is not about the entity."""
    status = _status(role, operation)
    response = operation["responses"].get(_key_of(status, operation))
    if response is None:
        return None
    schema = json_schema(response["media"])
    shape = _shape(role, schema, id_member, schemas)
    is_posted = operation["method"] == "POST" and role == "change"
    if is_posted and (shape is None or id_member not in shape[1]):
        return None
    if shape is None or (role in {"create", "list", "read"} and not response["media"]):
        return None
    names = tuple(_PLACEHOLDER.findall(operation["path"]))
    is_item = role in _ITEM.values()
    return Action(
        role,
        operation,
        names[:-1] if is_item else names,
        names[-1] if is_item else "",
        status,
        frozenset(operation["responses"]),
        shape[0],
        shape[1],
        frozenset(response["headers"]),
    )


def _status(role: Role, operation: Operation) -> int:
    declared = operation["responses"]
    for status in _STATUSES[role]:
        if str(status) in declared:
            return status
    others = sorted(key for key in declared if key.isdigit() and key.startswith("2"))
    return int(others[0]) if others else _STATUSES[role][0]


def _key_of(status: int, operation: Operation) -> str:
    """Return the key under which a status is declared."""
    keys = (str(status), "2XX", "default")
    return next((key for key in keys if key in operation["responses"]), "")


Shape = tuple[str, Mapping[str, Schema]]


def _shape(
    role: Role, schema: Schema | None, id_member: str, schemas: Mapping[str, Schema]
) -> Shape | None:
    """Return where in an answer the entity is, and its members; None: nowhere.

    The answer to a deletion or a change may be anything: it is then generated.
    """
    if role == "list":
        return _list_shape(schema, id_member, schemas)
    members = members_of(schema, schemas)
    if not id_member or id_member in members or not members:
        is_without = role == "create" and not (id_member and members)
        return None if is_without else ("", members)
    for name in (*_WRAPPERS, *members):
        inner = members_of(members.get(name), schemas)
        if id_member in inner and name in members:
            return name, inner
    return None if role in {"create", "read"} else ("", {})


def _list_shape(
    schema: Schema | None, id_member: str, schemas: Mapping[str, Schema]
) -> Shape | None:
    members = item_members(schema, schemas)
    if members is not None:
        return ("", members) if id_member in members else None
    outer = members_of(schema, schemas)
    for name in (*_LIST_NAMES, *outer):
        inner = item_members(outer.get(name), schemas)
        if inner and id_member in inner:
            return name, inner
    return None


def _id_member(
    path: str, operations: Mapping[Role, Operation], schemas: Mapping[str, Schema]
) -> str:
    """Return the member that holds the id; empty: none of the known names is there.

    `/products/{productId}` may call it `productId`, `product_id`, `id`, or what else ends so.
    """
    parameter = next(
        _PLACEHOLDER.findall(operation["path"])[-1]
        for role, operation in operations.items()
        if role in _ITEM.values()
    )
    singular = _singular(path.rsplit("/", 1)[-1])
    wanted = [plain(name) for name in (parameter, f"{singular}{parameter}", f"{singular}id", "id")]
    for role in ("read", "create", "list", "replace"):
        names = _names_in(operations.get(role), schemas)
        for each in wanted:
            for name in names:
                if plain(name) == each:
                    return name
    return ""


def _names_in(operation: Operation | None, schemas: Mapping[str, Schema]) -> list[str]:
    """Return the names of members in a successful answer, down to the level of an entity."""
    names: list[str] = []
    for status, response in sorted(operation["responses"].items()) if operation else ():
        if status.startswith("2") or status == "default":
            schema = json_schema(response["media"])
            members = item_members(schema, schemas) or members_of(schema, schemas)
            names += members
            for inner in members.values():
                names += item_members(inner, schemas) or ()
                names += members_of(inner, schemas)
            break
    return names


def plain(name: str) -> str:
    """Return a name as letters and digits in lower case."""
    return re.sub("[^a-z0-9]", "", name.lower())


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if re.search("(?:ss|x|ch|sh)es$", word):
        return word[:-2]
    return word.removesuffix("s")


def own_name(name: str, names: Mapping[str, str]) -> str:
    """Return a member's name as answers have it; its own if they have none like it."""
    return names.get(plain(name), name)


def _writable(
    actions: Iterable[Action], names: Mapping[str, str], schemas: Mapping[str, Schema]
) -> frozenset[str]:
    return frozenset(
        own_name(name, names)
        for action in actions
        for name in request_members(action.operation["body"], schemas)
    )


def request_members(body: Body | None, schemas: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the members of the object that a request sends, as JSON or as a form."""
    members: dict[str, Schema] = {}
    for media in body["media"].values() if body else ():
        members = {**members_of(media["schema"], schemas), **members}
    return members


def json_schema(media: Mapping[str, Media]) -> Schema | None:
    """Return the schema of the first media type that is JSON."""
    for name, content in media.items():
        if "json" in name:
            return content["schema"]
    return None


def members_of(schema: Schema | None, schemas: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the declared members of an object, with their schemas, in order of declaration."""
    members: dict[str, Schema] = {}
    for each in _parts(schema, schemas):
        for name, inner in _mapping(each.get("properties")).items():
            members.setdefault(name, inner)
    return members


def item_members(schema: Schema | None, schemas: Mapping[str, Schema]) -> dict[str, Schema] | None:
    """Return the members of the objects in a list; None: it is no list."""
    for each in _parts(schema, schemas):
        if "items" in each:
            return members_of(each["items"], schemas)
    return None


def merged_schema(schema: Schema | None, schemas: Mapping[str, Schema]) -> dict[str, Any]:
    """Return the keywords of a schema and of what it is composed of; the nearest one counts."""
    merged: dict[str, Any] = {}
    for each in _parts(schema, schemas):
        merged = {**each, **merged}
    return merged


def _parts(schema: Schema | None, schemas: Mapping[str, Schema]) -> Iterable[dict[str, Any]]:
    """Yield a schema and what it is composed of; each reference is followed once."""
    left, seen = [schema], set[str]()
    while left:
        part = left.pop(0)
        if not isinstance(part, dict):
            continue
        yield part
        for keyword in ("allOf", "oneOf", "anyOf"):
            left += part.get(keyword, ())
        name = name_in(str(part.get("$ref", "")), schemas)
        if name is not None and name not in seen:
            seen.add(name)
            left.append(schemas[name])


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

"""Keeps what is created, changed and deleted: a stub that behaves like a plain CRUD service.

Everything that is served from here is judged once more by the contract; what can't be made to fit
is left to the stateless server.

An id that was never heard of stands for an entity that is there, with generated content: consumers
call stubs with ids of their own. One that was deleted is gone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from planner.model.bundle import Schema
from planner.stubs.server.entity_answers import (
    GONE,
    entity_of,
    is_asked_for,
    link_header,
    location_header,
    missing_outcome,
    shown_members,
    unset_members,
    with_entities,
    with_entity,
    with_status,
)
from planner.stubs.server.identity import NAMELESS, free_ids
from planner.stubs.server.merging import Entity, fitted, merge_patched
from planner.stubs.server.paging import (
    Page,
    page_members,
    page_of,
    page_parameters,
    with_member,
)
from planner.stubs.server.resources import (
    Action,
    Resource,
    Role,
    json_schema,
    members_of,
    merged_schema,
    request_members,
    resources_of,
)
from planner.stubs.server.stores import MOST_BYTES, MOST_ENTITIES, Kept, Store, Task
from planner.stubs.server.types import (
    NO_VALUE,
    Call,
    Mount,
    Outcome,
    ServerOptions,
    Values,
)

_IDS_TO_TRY = 20
_CONFLICT = 409
_NO_CONTENT = 204
_CREATED = 201


class CrudState:
    """What is kept between the calls of one mount; see `planner.stubs.server.types.State`.

    Args:
        mount: the contract.
        values: makes and judges bodies.
        options: of the server.
    """

    def __init__(self, mount: Mount, values: Values, options: ServerOptions) -> None:
        self._values = values
        self._seed = options.seed
        self._schemas: Mapping[str, Schema] = mount.bundle["schemas"]
        self._resources = {each.path: each for each in resources_of(mount.bundle)}
        self._actions = {
            action.operation["id"]: (resource, action)
            for resource in self._resources.values()
            for action in resource.actions.values()
        }
        self._pages = {
            operation: page_parameters(action.operation, self._schemas)
            for operation, (_, action) in self._actions.items()
            if action.role == "list"
        }
        self._stores: dict[tuple[str, tuple[str, ...]], Store] = {}
        self._weight = 0
        self._answers: dict[Role, Callable[[Task], Outcome | None]] = {
            "create": self._create,
            "list": self._list,
            "read": self._read,
            "replace": self._write,
            "change": self._write,
            "delete": self._delete,
        }

    def handles(self, operation: str) -> bool:
        """Return whether calls of this operation are answered from the state."""
        return operation in self._actions

    def reset(self) -> None:
        """Return to how it was at the start."""
        self._stores.clear()
        self._weight = 0

    def outcome(self, call: Call) -> Outcome | None:
        """Return the answer to a valid call, or None to leave it to the stateless server."""
        found = self._actions.get(call.operation)
        if found is None or call.prefer.code or call.prefer.example or call.prefer.variant:
            return None
        resource, action = found
        parents = tuple(str(call.path_values.get(name, "")) for name in action.parents)
        if self._is_parent_gone(resource, parents):
            return Outcome(GONE, message=f"what this {resource.noun} belongs to is not there")
        task = Task(resource, action, call, self._store(resource, parents), parents)
        before = task.store.weight
        outcome = self._answers[action.role](task)
        self._make_room(task, task.store.weight - before)
        return outcome

    def _make_room(self, task: Task, more: int) -> None:
        """Forget the oldest collections where all together have become too large."""
        self._weight += more
        while self._weight > MOST_BYTES and len(self._stores) > 1:
            oldest = next(key for key, one in self._stores.items() if one is not task.store)
            self._weight -= self._stores.pop(oldest).weight

    # -- stores

    def _is_parent_gone(self, resource: Resource, parents: tuple[str, ...]) -> bool:
        path, left = resource.path, parents
        while left:
            path = path[: path.rindex("/{}")]
            *above, key = left
            left = tuple(above)
            store = self._stores.get((path, left))
            if store and key in store.gone:
                return True
        return False

    def _store(self, resource: Resource, parents: tuple[str, ...]) -> Store:
        """Return a collection; at first it holds what its list shows without state."""
        store = self._stores.get((resource.path, parents))
        if store is None:
            store = Store()
            for item in self._first_items(resource, parents):
                key = str(item[resource.id_member])
                if key not in store.kept:
                    store.put(key, Kept(dict(item), is_whole=False))
            self._stores[resource.path, parents] = store
            store.weight += sum(map(len, parents))
            self._weight += store.weight
            while len(self._stores) > MOST_ENTITIES:
                self._weight -= self._stores.pop(next(iter(self._stores))).weight
        return store

    def _first_items(self, resource: Resource, parents: tuple[str, ...]) -> Iterable[Entity]:
        action = resource.actions.get("list")
        if action is None:
            return ()
        template = self._made(action, f"list {parents}")
        inner = template.get(action.wrapper) if action.wrapper else template
        items = inner if isinstance(inner, list) else []
        return [item for item in items if isinstance(item, dict) and resource.id_member in item]

    # -- actions

    def _create(self, task: Task) -> Outcome | None:
        body = task.body or {}  # of what is no object nothing is taken, but something is created
        made = self._made(task.action, f"create {task.parents} {task.store.created}")
        told = {
            **shown_members(self._defaults(task), task.action.members),
            **shown_members(body, task.action.members),
        }
        name = task.resource.id_member
        chosen = told.get(name)
        if chosen is not None and str(chosen) in task.store.kept and "409" in task.action.statuses:
            return Outcome(_CONFLICT, message=f"there is a {task.resource.noun} `{chosen}` already")
        entity = self._with_free_id(task, made, told)
        if entity is None:
            return None
        key = str(entity[name])
        task.store.created += 1
        sent = len(task.call.raw)
        task.store.put(key, Kept({**body, **entity}, is_whole=True, weight=sent))
        headers = location_header(task, key)
        return Outcome(task.action.status, with_entity(task.action, made, entity), headers)

    def _with_free_id(self, task: Task, made: Any, told: Entity) -> Entity | None:  # noqa: ANN401  JSON value
        """Return the body of an answer with an id that is not in use."""
        name = task.resource.id_member
        inner = entity_of(task.action, made)
        if name in told and str(told[name]) not in NAMELESS:
            candidates: Iterable[Any] = [told[name]]
        else:
            seed = f"{self._seed} {task.resource.path} {task.parents} {task.store.created}"
            taken = {*task.store.kept, *task.store.gone}
            ids = free_ids(inner.get(name), seed, taken | NAMELESS)
            candidates = islice(ids, _IDS_TO_TRY)
        for candidate in candidates:
            entity = self._fit(task, made, {**told, name: candidate}, is_whole=True)
            if entity is not None and entity.get(name) == candidate:
                return entity
        return None

    def _read(self, task: Task) -> Outcome | None:
        if task.key in task.store.gone:
            return missing_outcome(task)
        made = self._made(task.action, self._item_key(task))
        entity = self._entity_in(task, made)
        if entity is None:
            return None
        return Outcome(task.action.status, with_entity(task.action, made, entity))

    def _entity_in(self, task: Task, made: Any) -> Entity | None:  # noqa: ANN401  JSON value
        kept = task.store.kept.get(task.key)
        told = {**(kept.members if kept else {}), **task.id_member}
        if kept and task.resource.id_member in kept.members:
            told[task.resource.id_member] = kept.members[task.resource.id_member]
        is_whole = kept is not None and kept.is_whole
        return self._fit(task, made, shown_members(told, task.action.members), is_whole=is_whole)

    def _write(self, task: Task) -> Outcome | None:
        """Replace an entity or change some of it."""
        is_change = task.action.role == "change"
        is_gone = task.key in task.store.gone
        body = task.body
        if body is None:
            return None
        if is_change and is_gone:
            return missing_outcome(task)
        before = {} if is_gone else self._current(task)
        members = merge_patched(before, body) if is_change else self._replaced(task, before, body)
        is_new = is_gone and str(_CREATED) in task.action.statuses
        status = _CREATED if is_new else task.action.status
        known = task.store.kept.get(task.key) if is_change else None
        weight = len(task.call.raw) + (known.weight if known else 0)
        after = Kept({**members, **task.id_member}, is_whole=True, weight=weight)
        value = self._answer_to_write(task, status, after.members)
        if value is None:
            return None
        task.store.put(task.key, after)
        return Outcome(status, value)

    def _replaced(self, task: Task, before: Entity, body: Entity) -> dict[str, Any]:
        """Return a replaced entity: what callers can't set stays as it was."""
        own = {name: value for name, value in before.items() if name not in task.resource.writable}
        return {**own, **self._defaults(task), **body}

    def _current(self, task: Task) -> Entity:
        """Return the whole of an entity, as it is read."""
        kept = task.store.kept.get(task.key)
        reading = task.resource.actions.get("read")
        if reading is None:
            return kept.members if kept else {}
        made = self._made(reading, self._item_key(task))
        seen = self._entity_in(task._replace(action=reading), made) or {}
        return {**(kept.members if kept else {}), **seen}

    def _answer_to_write(self, task: Task, status: int, members: Entity) -> Any:  # noqa: ANN401  JSON value
        """Return the body; `NO_VALUE`: none is declared; None: none can be made."""
        action = task.action
        made = self._values.make(action.operation["id"], status, self._item_key(task))
        if made is NO_VALUE or not action.members:
            return NO_VALUE
        own = task._replace(action=with_status(action, status))
        entity = self._fit(own, made, shown_members(members, action.members), is_whole=True)
        return None if entity is None else with_entity(action, made, entity)

    def _delete(self, task: Task) -> Outcome:
        if task.key in task.store.gone:
            return missing_outcome(task)
        value: Any = NO_VALUE
        if task.action.members and task.action.status != _NO_CONTENT:
            made = self._made(task.action, self._item_key(task))
            entity = self._entity_in(task, made) if made else None
            value = NO_VALUE if entity is None else with_entity(task.action, made, entity)
        task.store.remove(task.key)
        return Outcome(task.action.status, value)

    # -- lists

    def _list(self, task: Task) -> Outcome | None:
        names = self._pages[task.call.operation]
        query = task.call.query_values
        ids = [key for key, kept in task.store.kept.items() if is_asked_for(kept, task, names)]
        page = page_of(ids, query, names)
        template = self._made(task.action, f"list {task.parents}")
        items = self._items(task, template, page.ids)
        if items is None:
            return None
        value = self._around(task, template, items, page)
        if value is None:
            return None
        return Outcome(task.action.status, value, link_header(task, page, names))

    def _items(
        self,
        task: Task,
        template: Any,  # noqa: ANN401  JSON value
        ids: Sequence[str],
    ) -> list[Entity] | None:
        inner = template.get(task.action.wrapper) if task.action.wrapper else template
        bases = [item for item in inner or () if isinstance(item, dict)] or [{}]
        items = []
        for key in ids:
            item = self._item(task, template, bases[0], task.store.kept[key])
            if item is None:
                return None
            items.append(item)
        return items

    def _item(
        self,
        task: Task,
        template: Any,  # noqa: ANN401  JSON value
        base: Entity,
        kept: Kept,
    ) -> Entity | None:
        told = shown_members(kept.members, task.action.members)
        if not kept.is_whole and self._is_valid(
            task.action, with_entities(task.action, template, [told])
        ):
            return told
        absent = unset_members(task.resource, kept)
        return fitted(
            base,
            told,
            absent,
            lambda item: self._is_valid(task.action, with_entities(task.action, template, [item])),
        )

    def _around(
        self,
        task: Task,
        template: Any,  # noqa: ANN401  JSON value
        items: list[Entity],
        page: Page,
    ) -> Any:  # noqa: ANN401  JSON value
        """Return the whole answer; None: the contract allows none with these items."""
        value = with_entities(task.action, template, items)
        if isinstance(value, dict):
            for path, wanted in page_members(template, self._outer_members(task.action), page):
                value = self._first_valid(task.action, value, path, wanted)
        return value if self._is_valid(task.action, value) else None

    def _outer_members(self, action: Action) -> Mapping[str, Iterable[str]]:
        """Return the members of the answer around a list, each with the members of its own."""
        response = action.operation["responses"].get(str(action.status))
        schema = json_schema(response["media"]) if response else None
        outer = members_of(schema, self._schemas)
        return {name: members_of(inner, self._schemas) for name, inner in outer.items()}

    def _first_valid(
        self, action: Action, value: dict[str, Any], path: tuple[str, ...], wanted: Sequence[Any]
    ) -> dict[str, Any]:
        for each in wanted:
            candidate = with_member(value, path, each)
            if self._is_valid(action, candidate):
                return candidate
        return value

    # -- values

    def _item_key(self, task: Task) -> str:
        return f"item {task.parents} {task.key}"

    def _made(self, action: Action, key: str) -> Any:  # noqa: ANN401  JSON value
        made = self._values.make(action.operation["id"], action.status, key)
        return {} if made is NO_VALUE else made

    def _defaults(self, task: Task) -> dict[str, Any]:
        """Return what members of a request are if the caller does not say."""
        members = request_members(task.action.operation["body"], self._schemas)
        merged = {name: merged_schema(each, self._schemas) for name, each in members.items()}
        return task.resource.own(
            {name: each["default"] for name, each in merged.items() if "default" in each}
        )

    def _is_valid(self, action: Action, value: Any) -> bool:  # noqa: ANN401  JSON value
        return self._values.is_valid(action.operation["id"], action.status, value)

    def _fit(self, task: Task, made: Any, told: Entity, *, is_whole: bool) -> Entity | None:  # noqa: ANN401  JSON value
        action = task.action
        absent = task.resource.writable if is_whole else frozenset()
        return fitted(
            entity_of(action, made),
            told,
            absent - {task.resource.id_member},
            lambda entity: self._is_valid(action, with_entity(action, made, entity)),
        )

"""How answers of a stateful stub look around the entity, and which headers go with them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from planner.stubs.server.merging import Entity
from planner.stubs.server.paging import Page, PageParameters
from planner.stubs.server.resources import Action, Resource
from planner.stubs.server.stores import Kept, Task
from planner.stubs.server.types import Call, Outcome, header_of

GONE = 404
"""Not found: what was deleted."""


def with_status(action: Action, status: int) -> Action:
    """Return an action that answers with another status."""
    return action if action.status == status else replace(action, status=status)


def missing_outcome(task: Task) -> Outcome:
    """Return that an entity was deleted."""
    return Outcome(GONE, message=f"there is no {task.resource.noun} `{task.key}`")


def shown_members(members: Entity, declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that an answer has: what is only written, a password, is not shown."""
    return {name: value for name, value in members.items() if not declared or name in declared}


def unset_members(resource: Resource, kept: Kept) -> frozenset[str]:
    """Return the members that callers may set and nobody has."""
    return resource.writable - set(kept.members) if kept.is_whole else frozenset()


def is_asked_for(kept: Kept, task: Task, names: PageParameters) -> bool:
    """Return whether an entity is asked for: query parameters named as its members compare."""
    for name, wanted in task.call.query_values.items():
        is_plain = isinstance(wanted, str | int | float)
        if name in names.names or not is_plain or name not in task.action.members:
            continue
        if kept.members.get(name) != wanted:
            return False
    return True


def entity_of(action: Action, made: Any) -> Entity:  # noqa: ANN401  JSON value
    """Return the entity in an answer; empty if there is none."""
    inner = made.get(action.wrapper) if action.wrapper and isinstance(made, dict) else made
    return inner if isinstance(inner, dict) else {}


def with_entity(action: Action, made: Any, entity: Entity) -> Any:  # noqa: ANN401  JSON value
    """Return an answer with another entity in it."""
    return {**made, action.wrapper: entity} if action.wrapper else entity


def with_entities(action: Action, template: Any, items: list[Entity]) -> Any:  # noqa: ANN401  JSON values
    """Return a list with other entities in it."""
    return {**template, action.wrapper: items} if action.wrapper else items


def location_header(task: Task, key: str) -> dict[str, str]:
    """Return where a created entity is (RFC 9110, 10.2.2), if the contract tells callers so."""
    if "location" not in task.action.headers:
        return {}
    return {"location": f"{_origin(task.call)}{task.call.path.rstrip('/')}/{quote(key, safe='')}"}


def _origin(call: Call) -> str:
    host = header_of(call.headers, b"host")
    return f"http://{host}" if host else ""


def link_header(task: Task, page: Page, names: PageParameters) -> dict[str, str]:
    """Return the header that leads to the next page (RFC 8288), if the contract has it."""
    if "link" not in task.action.headers or page.is_last:
        return {}
    following = _next_query(page, names)
    if not following:
        return {}
    kept = [
        part
        for part in task.call.query.split("&")
        if part and part.partition("=")[0] not in following
    ]
    new = [f"{quote(name)}={quote(value)}" for name, value in following.items()]
    address = f"{_origin(task.call)}{task.call.path}?{'&'.join([*kept, *new])}"
    return {"link": f'<{address}>; rel="next"'}


def _next_query(page: Page, names: PageParameters) -> dict[str, str]:
    """Return the parameters that choose the next page."""
    if names.cursor:
        return {names.cursor: page.cursor}
    if names.page:
        return {names.page: str(page.number + 1)}
    return {names.offset: str(page.start + len(page.ids))} if names.offset else {}

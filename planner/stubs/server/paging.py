"""Pages of a list: which part of it a caller asks for, and what the answer says about the rest.

Parameters and members are known by the names that are in use for them; each kind of paging ends,
so that a consumer that follows it to the end gets there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.model.bundle import Operation, Schema
from planner.stubs.server.resources import merged_schema, plain
from planner.stubs.server.types import NO_VALUE

LARGEST = 1_000
"""Entities on a page, if nothing else is said."""

_LIMIT = frozenset(
    {"limit", "pagesize", "perpage", "size", "maxresults", "maxitems", "top", "first", "take"}
)
_OFFSET = frozenset({"offset", "skip", "start", "startindex", "from"})
_PAGE = frozenset({"page", "pagenumber", "pageno", "pageindex"})
_CURSOR = frozenset(
    {"cursor", "after", "pagetoken", "nexttoken", "startingafter", "marker", "nextcursor", "token"}
    | {"continuationtoken", "continue", "pagecursor", "nextpagetoken"}
)
_TOTAL = frozenset({"total", "totalcount", "totalitems", "totalelements", "totalresults"})
_PAGES = frozenset({"totalpages", "pages", "pagecount", "lastpage"})
_MORE = frozenset({"hasmore", "hasnext", "hasnextpage", "more"})
_NEXT = frozenset(
    {"nextcursor", "cursor", "nextpagetoken", "nexttoken", "after", "endcursor", "nextmarker"}
    | {"continuationtoken", "next", "nextpage"}
)
_COUNT = frozenset({"count", "numberofelements", "returned", "resultcount"})


@dataclass(frozen=True, slots=True)
class PageParameters:
    """Names of the query parameters that choose a page; empty: the operation has none."""

    limit: str = ""
    offset: str = ""
    page: str = ""
    cursor: str = ""
    default_limit: int = LARGEST
    first_page: int = 1

    @property
    def names(self) -> frozenset[str]:
        """All of them."""
        return frozenset({self.limit, self.offset, self.page, self.cursor}) - {""}


def page_parameters(operation: Operation, schemas: Mapping[str, Schema]) -> PageParameters:
    """Return what chooses a page of an operation's list."""
    query = [
        (each["name"], merged_schema(each["schema"], schemas))
        for each in operation["parameters"]
        if each["location"] == "query"
    ]
    numbers = [each for each in query if _is_number(each)]
    limit, page = _named(numbers, _LIMIT), _named(numbers, _PAGE)
    return PageParameters(
        _name(limit),
        _name(_named(numbers, _OFFSET)),
        _name(page),
        _name(_named(query, _CURSOR)),
        _integer(_keyword(limit, "default"), LARGEST),
        min(1, _integer(_keyword(page, "minimum"), 1)),
    )


Named = tuple[str, Mapping[str, Any]]
"""A parameter and its schema, references followed."""


def _named(parameters: Sequence[Named], names: frozenset[str]) -> Named | None:
    return next((each for each in parameters if plain(each[0]) in names), None)


def _is_number(parameter: Named) -> bool:
    kind = parameter[1].get("type")
    return bool({"integer", "number"} & set(kind if isinstance(kind, list) else [kind]))


def _name(parameter: Named | None) -> str:
    return parameter[0] if parameter else ""


def _keyword(parameter: Named | None, keyword: str) -> object:
    return parameter[1].get(keyword) if parameter else None


def _integer(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list.

    Args:
        ids: of the entities on it.
        start: place of the first one in the whole list.
        limit: most that may be on it.
        total: length of the whole list.
        number: of the page, as the caller counts.
    """

    ids: Sequence[str]
    start: int
    limit: int
    total: int
    number: int

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self.start + len(self.ids) >= self.total or not self.ids

    @property
    def cursor(self) -> str:
        """What leads to the next page: the id of the last entity on this one."""
        return "" if self.is_last else self.ids[-1]


def page_of(ids: Sequence[str], query: Mapping[str, Any], names: PageParameters) -> Page:
    """Return the page that a caller asks for.

    Args:
        ids: of all entities, in order.
        query: decoded parameters of the request.
        names: which of them choose a page.
    """
    limit = max(0, _integer(query.get(names.limit), names.default_limit))
    number = _integer(query.get(names.page), names.first_page)
    start = max(0, _integer(query.get(names.offset), 0))
    if names.page in query:
        start = max(0, number - names.first_page) * limit
    if names.cursor in query:
        start = _after(str(query[names.cursor]), ids)
    elif names.page not in query and limit:
        number = start // limit + names.first_page
    return Page(ids[start : start + limit], start, limit, len(ids), number)


def _after(cursor: str, ids: Sequence[str]) -> int:
    """Return the place behind an id; of one that is not there, the end: paging must end."""
    try:
        return ids.index(cursor) + 1
    except ValueError:
        return len(ids) if cursor else 0


Member = tuple[tuple[str, ...], list[Any]]


def page_members(
    template: Mapping[str, Any], declared: Mapping[str, Iterable[str]], page: Page
) -> list[Member]:
    """Return what members of an answer say about the page.

    Args:
        template: an answer around the list.
        declared: members that the answer may have, each with the members of its own.
        page: the page.

    Returns:
        Path of a member, one or two names, and values that it may have, the best one first;
        `NO_VALUE`: it may be left out.
    """
    found: list[Member] = []
    for name in dict.fromkeys([*template, *declared]):
        value = template.get(name)
        if isinstance(value, dict):
            inner = dict.fromkeys([*value, *declared.get(name, ())])
            found += [((name, key), values) for key, values in _told(inner, value, page)]
    outer = [name for name in (*template, *declared) if not _is_nested(template.get(name))]
    found += [((name,), values) for name, values in _told(dict.fromkeys(outer), template, page)]
    return found


def _is_nested(value: object) -> bool:
    return isinstance(value, dict | list)


def _told(
    names: Iterable[str], value: Mapping[str, Any], page: Page
) -> Iterable[tuple[str, list[Any]]]:
    has_total = any(plain(name) in _TOTAL for name in names)
    for name in names:
        values = _values(plain(name), value.get(name), page, has_total=has_total)
        if values:
            yield name, values


def with_member(value: Mapping[str, Any], path: tuple[str, ...], new: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    """Return an object with one member exchanged, or left out for `NO_VALUE`."""
    name, *below = path
    result = dict(value)
    if below:
        result[name] = with_member(value[name], tuple(below), new)
    elif new is NO_VALUE:
        result.pop(name, None)
    else:
        result[name] = new
    return result


def _values(name: str, old: object, page: Page, *, has_total: bool) -> list[Any]:
    if name in _NEXT:
        return [page.cursor] if page.cursor else [None, NO_VALUE, "", old]
    for names, value in (
        (_TOTAL, page.total),
        (_COUNT, len(page.ids) if has_total else page.total),
        (_PAGES, -(-page.total // page.limit) if page.limit else 0),
        (_MORE, not page.is_last),
        (_PAGE, page.number),
        (_OFFSET, page.start),
        (_LIMIT, page.limit),
    ):
        if name in names:
            return [value]
    return []

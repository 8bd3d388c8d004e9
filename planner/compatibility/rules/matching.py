"""Which parts of two operations belong together: parameters, media types, statuses."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from planner.model.http import HttpOperation, Media, Parameter, Response

ParameterKey = tuple[str, str | int]


def parameter_key(parameter: Parameter) -> ParameterKey:
    """Return what makes two parameters the same one for a request.

    Of a path parameter the place counts, not the name; names of headers are compared without case
    (RFC 9110, section 5.1).
    """
    if parameter.location == "path" and parameter.position is not None:
        return ("path", parameter.position)
    is_header = parameter.location == "header"
    return (parameter.location, parameter.name.lower() if is_header else parameter.name)


def parameters_of(operation: HttpOperation) -> dict[ParameterKey, Parameter]:
    """Return the parameters of an operation by what makes them the same."""
    return {parameter_key(parameter): parameter for parameter in operation.parameters}


def covers(media_range: str, name: str) -> bool:
    """Return whether a media range takes in a type or another range.

    Source: RFC 9110, section 12.5.1.
    """
    if media_range in {name, "*/*"}:
        return True
    kind, _, rest = media_range.partition("/")
    other_kind, _, other = name.partition("/")
    if kind != other_kind:
        return False
    if rest == "*":
        return True
    return rest.startswith("*+") and other.endswith(rest[1:])


class MediaMatch(NamedTuple):
    """A media type of the old and of the new side; `verb` tells how ranges differ."""

    old: Media | None
    new: Media | None
    verb: str


def match_media(old: Mapping[str, Media], new: Mapping[str, Media]) -> Iterator[MediaMatch]:
    """Yield media types side by side; `verb` is same, widened, narrowed, removed or added."""
    for name, media in old.items():
        if name in new:
            yield MediaMatch(media, new[name], "same")
            continue
        wider = next((other for range_, other in new.items() if covers(range_, name)), None)
        if wider is not None:
            yield MediaMatch(media, wider, "widened")
            continue
        narrower = [
            other
            for other_name, other in new.items()
            if other_name not in old and covers(name, other_name)
        ]
        yield from (MediaMatch(media, other, "narrowed") for other in narrower)
        if not narrower:
            yield MediaMatch(media, None, "removed")
    for name, media in new.items():
        is_wider = any(name_ not in new and covers(name, name_) for name_ in old)
        if name not in old and not is_wider and not any(covers(name_, name) for name_ in old):
            yield MediaMatch(None, media, "added")
        elif name not in old and any(covers(name_, name) and name_ in new for name_ in old):
            known = next(old[name_] for name_ in old if covers(name_, name) and name_ in new)
            yield MediaMatch(known, media, "specialised")


class StatusMatch(NamedTuple):
    """A response of the old and of the new side; `verb` tells how they belong together."""

    old: Response | None
    new: Response | None
    verb: str


def kind_of_status(status: str) -> str:
    """Return success, redirect, error or default."""
    return {"2": "success", "3": "redirect", "d": "default"}.get(status[:1], "error")


def match_statuses(
    old: Mapping[str, Response], new: Mapping[str, Response]
) -> Iterator[StatusMatch]:
    """Yield responses side by side.

    `verb` is `same`; `moved` where the one success has another status; `widened` and `narrowed`
    where a range takes the place of a status or the other way round; `removed`, `added`.
    """
    moved = _moved(old, new)
    for status, response in old.items():
        if status in new:
            yield StatusMatch(response, new[status], "same")
        elif moved and status == moved[0]:
            yield StatusMatch(response, new[moved[1]], "moved")
        else:
            wider = _range_for(status, new)
            if wider is not None:
                yield StatusMatch(response, wider, "widened")
            elif not any(_is_range_of(status, other) and other not in old for other in new):
                yield StatusMatch(response, None, "removed")
    for status, response in new.items():
        if status in old or (moved and status == moved[1]):
            continue
        wider = _range_for(status, old)
        takes_in = any(_is_range_of(status, other) and other not in new for other in old)
        if wider is not None:
            yield StatusMatch(wider, response, "narrowed")
        elif not takes_in:
            yield StatusMatch(None, response, "added")


def _moved(old: Mapping[str, Response], new: Mapping[str, Response]) -> tuple[str, str] | None:
    gone = [s for s in old if s not in new and kind_of_status(s) == "success"]
    come = [s for s in new if s not in old and kind_of_status(s) == "success"]
    if len(gone) != 1 or len(come) != 1:
        return None
    if _is_range_of(gone[0], come[0]) or _is_range_of(come[0], gone[0]):
        return None
    return gone[0], come[0]


def _is_range_of(range_: str, status: str) -> bool:
    return range_[1:].upper() == "XX" and range_[0] == status[:1] and range_ != status


def _range_for(status: str, responses: Mapping[str, Response]) -> Response | None:
    """Return what stands for a status that is not named: its range, for errors `default`."""
    for other, response in responses.items():
        if _is_range_of(other, status):
            return response
    return responses.get("default") if kind_of_status(status) == "error" else None


class CallbackMatch(NamedTuple):
    """A callback of the old and of the new side, by their names."""

    old: str
    new: str


def match_callbacks(
    old: Mapping[str, HttpOperation], new: Mapping[str, HttpOperation]
) -> tuple[CallbackMatch, ...]:
    """Return the callbacks of both sides: the same name and method, if need be at another URL."""
    left = [name for name in new if name not in old]
    found = []
    for name in old:
        twin = name if name in new else next((n for n in left if ends(n) == ends(name)), None)
        if twin is not None:
            found.append(CallbackMatch(name, twin))
        if twin in left:
            left.remove(twin)
    return tuple(found)


def ends(callback: str) -> tuple[str, str]:
    """Return the name and the method of a callback, which its URL expression stands between."""
    return callback.split(" ", 1)[0], callback.rsplit(" ", 1)[-1]

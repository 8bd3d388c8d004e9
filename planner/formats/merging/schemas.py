"""Puts two schemas together: what is sent to the provider may be either, what it sends is both.

A request may be what the old or the new schema allows; a response is what both allow. So whoever
was written for either version gets along with it. What both sides send stays what it was, but for
members that are new, and that nobody has to send. The idea is the expand step of Danilo Sato,
"ParallelChange" (martinfowler.com, 2014).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from planner.formats.merging.shared import BOTH, SCHEMAS, CannotMerge, Shared, Way
from planner.model.finding import Polarity

Schema = Any
_UPPER = ("maximum", "maxLength", "maxItems", "maxProperties")
_LOWER = ("minimum", "minLength", "minItems", "minProperties")
_NOTES = frozenset({"title", "description", "example", "examples", "externalDocs", "$comment"})
_KEPT = frozenset({"default", "readOnly", "writeOnly", "xml", "deprecated"})
_TOGETHER = frozenset({"properties", "required", "additionalProperties"})
_PLAIN = frozenset({"pattern", "format", "multipleOf", "const", "exclusiveMaximum",
                    "exclusiveMinimum"})  # fmt: skip
_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


class _NothingInCommonError(Exception):
    """No value is allowed by both."""


class SchemaMerger:
    """Puts schemas of two documents together."""

    def __init__(self, shared: Shared, deprecate: Callable[[Schema], Schema]) -> None:
        """Take what the documents share, and how a schema is marked as deprecated."""
        self._shared = shared
        self._deprecate = deprecate

    def merged(self, old: Schema, new: Schema, polarity: Way) -> Schema:
        """Return one schema for two; the old one where nothing can be sent that fits both."""
        names = _name_of(old), _name_of(new)
        if None not in names:
            key = self._shared.key(names[0], names[1], polarity)
            if key.polarity is None:
                return self.copied(old, is_old=True)
            make = lambda: self._inline(  # noqa: E731  a thunk
                self._get(old, is_old=True), self._get(new, is_old=False), polarity
            )
            return {"$ref": self._shared.reference(key, make)}
        return self._inline(self._get(old, is_old=True), self._get(new, is_old=False), polarity)

    def copied(self, schema: Schema, *, is_old: bool) -> Schema:
        """Return a schema of one document, with references to copies of what it refers to."""
        if isinstance(schema, list):
            return [self.copied(item, is_old=is_old) for item in schema]
        if not isinstance(schema, dict):
            if isinstance(schema, str) and schema.startswith(SCHEMAS):
                return self._copy_of(schema, is_old=is_old)
            return schema
        return {key: self.copied(child, is_old=is_old) for key, child in schema.items()}

    def _copy_of(self, reference: str, *, is_old: bool) -> str:
        name = reference.removeprefix(SCHEMAS)
        key = self._shared.key(name if is_old else None, None if is_old else name, None)
        schema = self._get({"$ref": reference}, is_old=is_old)
        return self._shared.reference(key, lambda: self.copied(schema, is_old=is_old))

    def _get(self, schema: Schema, *, is_old: bool) -> Schema:
        seen = set()
        while (name := _name_of(schema)) is not None:
            known = self._shared.old if is_old else self._shared.new
            if name not in known or name in seen:
                raise CannotMerge(f"`{SCHEMAS}{name}` leads nowhere")
            seen.add(name)
            schema = known[name]
        if isinstance(schema, dict) and "$ref" in schema:
            raise CannotMerge(f"it refers to `{schema['$ref']}`, which is not a shared schema")
        return schema

    def _inline(self, old: Schema, new: Schema, polarity: Way) -> Schema:
        if old == new and self.copied(old, is_old=True) == self.copied(new, is_old=False):
            return self.copied(old, is_old=True)
        if polarity == BOTH:
            return self._with_members(old, new)
        try:
            found = self._by_keyword(_as_object(old), _as_object(new), polarity)
        except _NothingInCommonError:
            return self.copied(old, is_old=True)
        return self._either(old, new) if found is None else found

    def _with_members(self, old: Schema, new: Schema) -> Schema:
        """Return the old schema with what the new one adds to it, and nobody has to send."""
        found = self.copied(old, is_old=True)
        if not (isinstance(old, dict) and isinstance(new, dict)):
            return found
        olds, news = old.get("properties") or {}, new.get("properties") or {}
        members = {
            name: self.merged(schema, news[name], BOTH)
            if name in news
            else self._deprecate(self.copied(schema, is_old=True))
            for name, schema in olds.items()
        }
        if old.get("additionalProperties", True) is True and "object" in _types(old):
            added = {n: self.copied(s, is_old=False) for n, s in news.items() if n not in olds}
            members.update(added)
        if members:
            found["properties"] = members
        if _is_schema(old.get("items")) and _is_schema(new.get("items")):
            found["items"] = self.merged(old["items"], new["items"], BOTH)
        return found

    def _either(self, old: Schema, new: Schema) -> Schema:
        return {"anyOf": [self.copied(old, is_old=True), self.copied(new, is_old=False)]}

    def _by_keyword(
        self, old: dict[str, Any], new: dict[str, Any], polarity: Polarity
    ) -> dict[str, Any] | None:
        """Return both keyword by keyword; None if a request needs a choice of two schemas.

        Raises:
            _NothingInCommonError: a response would have nothing to send.
        """
        is_request = polarity is Polarity.CONSUMER_SENDS
        found: dict[str, Any] = {}
        if not _put_types(found, old, new, is_request=is_request):
            return None
        for keyword in dict.fromkeys([*old, *new]):
            if keyword in _TOGETHER or keyword == "type":
                continue
            value = self._keyword(keyword, old, new, polarity)
            if value is _CHOICE:
                if is_request:
                    return None
                raise _NothingInCommonError
            if value is not _ABSENT:
                found[keyword] = value
        self._put_members(found, old, new, polarity)
        _refuse_empty(found)
        return found

    def _keyword(  # noqa: C901, PLR0911  one line for each kind of keyword
        self, keyword: str, old: dict[str, Any], new: dict[str, Any], polarity: Polarity
    ) -> Any:  # noqa: ANN401  raw document
        is_request = polarity is Polarity.CONSUMER_SENDS
        before, after = old.get(keyword, _ABSENT), new.get(keyword, _ABSENT)
        if keyword in _NOTES or keyword.startswith("x-"):
            return before if after is _ABSENT else after
        if keyword in _KEPT:
            return before
        if keyword in {"nullable", "uniqueItems"}:
            is_wide = (keyword == "nullable") == is_request
            values = [value is True for value in (before, after)]
            return any(values) if is_wide else all(values)
        if before == after and self._same_inside(before, after):
            return self.copied(before, is_old=True)
        if keyword == "allOf":
            return self._conjuncts(before, after, polarity)
        if _ABSENT in {_hashable(before), _hashable(after)}:
            return self._one_sided(keyword, before, after, is_request=is_request)
        if keyword == "items" and _is_schema(before) and _is_schema(after):
            return self.merged(before, after, polarity)
        if keyword == "enum":
            return _enum(before, after, is_request=is_request)
        if keyword in _UPPER or keyword in _LOWER:
            is_greatest = (keyword in _UPPER) == is_request
            return max(before, after) if is_greatest else min(before, after)
        if keyword == "anyOf" and is_request:
            return _union(self.copied(before, is_old=True), self.copied(after, is_old=False))
        return _CHOICE

    def _same_inside(self, before: Schema, after: Schema) -> bool:
        return bool(self.copied(before, is_old=True) == self.copied(after, is_old=False))

    def _one_sided(
        self, keyword: str, before: Schema, after: Schema, *, is_request: bool
    ) -> Schema:
        """Return a keyword that one of two has: a request needs not keep to it, a response must."""
        if is_request:
            return _ABSENT
        if keyword in _PLAIN or keyword in _UPPER or keyword in _LOWER or keyword == "enum":
            return after if before is _ABSENT else before
        if before is not _ABSENT:
            return self.copied(before, is_old=True)
        return _CHOICE

    def _conjuncts(self, before: Schema, after: Schema, polarity: Polarity) -> Schema:
        olds = before if isinstance(before, list) else []
        news = after if isinstance(after, list) else []
        found = [self.merged(*pair, polarity) for pair in zip(olds, news, strict=False)]
        if polarity is Polarity.PROVIDER_SENDS:
            found += [self.copied(extra, is_old=True) for extra in olds[len(news) :]]
            found += [self.copied(extra, is_old=False) for extra in news[len(olds) :]]
        return found or _ABSENT

    def _put_members(
        self, found: dict[str, Any], old: dict[str, Any], new: dict[str, Any], polarity: Polarity
    ) -> None:
        is_request = polarity is Polarity.CONSUMER_SENDS
        members: dict[str, Any] = {}
        olds, news = old.get("properties") or {}, new.get("properties") or {}
        is_closed = not is_request and old.get("additionalProperties") is False
        for name in dict.fromkeys([*olds, *news]):
            if name not in news:
                members[name] = self._deprecate(self.copied(olds[name], is_old=True))
            elif name in olds:
                members[name] = self.merged(olds[name], news[name], polarity)
            elif not is_closed:
                members[name] = self.copied(news[name], is_old=False)
        required = _required(old, new, is_request=is_request)
        if is_closed:
            required = [name for name in required if name in members]
        if required:
            found["required"] = required
        if members:
            found["properties"] = members
        self._put_others(found, old, new, is_request=is_request)

    def _put_others(
        self, found: dict[str, Any], old: dict[str, Any], new: dict[str, Any], *, is_request: bool
    ) -> None:
        keyword = "additionalProperties"
        before, after = old.get(keyword, True), new.get(keyword, True)
        if (before == after and keyword in old and self._same_inside(before, after)) or (
            not is_request and before is not True
        ):
            found[keyword] = self.copied(before, is_old=True)
        elif not is_request and after is not True:
            found[keyword] = self.copied(after, is_old=False)


class _Mark:
    """Stands for no value."""


_ABSENT = _Mark()
_CHOICE = _Mark()


def _hashable(value: Any) -> Any:  # noqa: ANN401  raw document
    return value if isinstance(value, _Mark) else None


def _is_schema(value: Any) -> bool:  # noqa: ANN401  raw document
    return isinstance(value, dict | bool)


def _as_object(schema: Schema) -> dict[str, Any]:
    if schema is True:
        return {}
    if not isinstance(schema, dict):
        raise _NothingInCommonError
    return schema


def _name_of(schema: Schema) -> str | None:
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    if isinstance(reference, str) and reference.startswith(SCHEMAS):
        return reference.removeprefix(SCHEMAS)
    return None


def _types(schema: Mapping[str, Any]) -> set[str]:
    said = schema.get("type", _TYPES)
    return {said} if isinstance(said, str) else set(said)


def _put_types(
    found: dict[str, Any], old: Mapping[str, Any], new: Mapping[str, Any], *, is_request: bool
) -> bool:
    """Put the types of both; False if a request needs a choice of two schemas."""
    if old.get("type") == new.get("type"):
        if "type" in old:
            found["type"] = old["type"]
        return True
    olds, news = _filled(_types(old)), _filled(_types(new))
    if is_request:
        every = olds | news
        sides = ((old, olds), (new, news))
        wide = next((side for side, types in sides if types == every), None)
        if wide is not None and "type" in wide:
            found["type"] = wide["type"]
        return wide is not None
    both = olds & news
    if "number" in both:
        both.discard("integer")
    if not both:
        raise _NothingInCommonError
    found["type"] = next(iter(both)) if len(both) == 1 else sorted(both)
    return True


def _filled(types: set[str]) -> set[str]:
    return types | {"integer"} if "number" in types else types


def _enum(before: Any, after: Any, *, is_request: bool) -> Any:  # noqa: ANN401  raw document
    if is_request:
        return _union(before, after)
    both = [value for value in before if value in after]
    if not both:
        raise _NothingInCommonError
    return both


def _union(first: Iterable[Any], second: Iterable[Any]) -> list[Any]:
    found = list(first)
    found += [value for value in second if value not in found]
    return found


def _required(old: Mapping[str, Any], new: Mapping[str, Any], *, is_request: bool) -> list[str]:
    olds, news = (side.get("required") for side in (old, new))
    before = olds if isinstance(olds, list) else []
    after = news if isinstance(news, list) else []
    return [name for name in before if name in after] if is_request else _union(before, after)


def _refuse_empty(schema: Mapping[str, Any]) -> None:
    for low, high in zip(_LOWER, _UPPER, strict=True):
        if low in schema and high in schema and schema[low] > schema[high]:
            raise _NothingInCommonError

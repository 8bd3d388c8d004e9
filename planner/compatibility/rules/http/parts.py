"""Rules about the parts of a body in several parts, or of a form, in requests and responses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.compatibility.rules.matching import covers
from planner.compatibility.rules.pairs import Draft, MediaPair, Wish
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect, Polarity

_SOURCE = "OpenAPI 3.1, section 4.8.15 (Encoding Object)"
_URLENCODED = "application/x-www-form-urlencoded"
_FORMS = frozenset({_URLENCODED, "multipart/form-data"})
_HEADER = "contentType: image/png, headers: {X-Digest: {required: true, schema: {type: string}}}"


def _content(encoding: str, media: str) -> str:
    said = f", encoding: {{file: {{{encoding}}}}}" if encoding else ""
    schema = "schema: {type: object, properties: {file: {type: array, items: {type: string}}}}"
    return f"content: {{{media}: {{{schema}{said}}}}}"


def _form(encoding: str, media: str = "multipart/form-data") -> str:
    return f"requestBody: {{{_content(encoding, media)}}}"


_IN_REQUESTS = (
    Rule(
        id="request-part-content-type-changed",
        title="a part must have another media type",
        effect=Effect.CROSSED,
        message="the part `{subject}` must now be `{after}`, it was `{before}`",
        why="Consumers send the part as what it was.",
        source=_SOURCE,
        hint="go on accepting the old media type",
        example=Example(
            _form("contentType: image/png"),
            _form("contentType: image/jpeg"),
            "request-part-content-type-changed",
        ),
        shows_request=True,
    ),
    Rule(
        id="request-part-content-type-narrowed",
        title="a part may no longer have every media type that it could have",
        effect=Effect.NARROWED,
        message="the part `{subject}` must now be `{after}`, it was `{before}`",
        why="Consumers that send another one of the old media types are refused.",
        source=_SOURCE,
        hint="go on accepting the old media types",
        example=Example(
            _form("contentType: 'image/png, image/jpeg'"),
            _form("contentType: image/jpeg"),
            "request-part-content-type-widened",
        ),
        shows_request=True,
    ),
    Rule(
        id="request-part-content-type-widened",
        title="a part may have further media types",
        effect=Effect.WIDENED,
        message="the part `{subject}` may now be `{after}`, it was `{before}`",
        why="Consumers may go on sending what they send.",
        source=_SOURCE,
        example=Example(
            _form("contentType: image/jpeg"),
            _form("contentType: 'image/*'"),
            "request-part-content-type-narrowed",
        ),
    ),
    Rule(
        id="request-part-header-required-added",
        title="a part must have another header",
        effect=Effect.NARROWED,
        message="the part `{subject}` must now have the header `{after}`",
        why="Consumers don't send it yet.",
        source=_SOURCE,
        hint="make the header optional",
        example=Example(
            _form("contentType: image/png"),
            _form(_HEADER),
            "request-part-header-required-removed",
        ),
        shows_request=True,
    ),
    Rule(
        id="request-part-header-required-removed",
        title="a part need no longer have a header",
        effect=Effect.WIDENED,
        message="the part `{subject}` need no longer have the header `{before}`",
        why="Consumers may go on sending it.",
        source=_SOURCE,
        example=Example(
            _form(_HEADER),
            _form("contentType: image/png"),
            "request-part-header-required-added",
        ),
    ),
    Rule(
        id="request-part-style-changed",
        title="a field of a form is written in another style",
        effect=Effect.CROSSED,
        message="the style of the field `{subject}` is now `{after}`, it was `{before}`",
        why="The same value is written in another way.",
        source=_SOURCE,
        hint="keep the style",
        example=Example(
            _form("style: form, explode: false", _URLENCODED),
            _form("style: pipeDelimited, explode: false", _URLENCODED),
            "request-part-style-changed",
        ),
        shows_request=True,
    ),
    Rule(
        id="request-part-explode-changed",
        title="the items of a field of a form are separated in another way",
        effect=Effect.CROSSED,
        message="`explode` of the field `{subject}` is now `{after}`, it was `{before}`",
        why="The same list is written in another way.",
        source=_SOURCE,
        hint="keep `explode`",
        example=Example(
            _form("style: form, explode: false", _URLENCODED),
            _form("style: form, explode: true", _URLENCODED),
            "request-part-explode-changed",
        ),
        shows_request=True,
    ),
)


@dataclass(frozen=True, slots=True)
class _Received:
    """What is said of a change where consumers receive the part."""

    title: str
    message: str
    why: str
    hint: str = ""


_IS_NOW = "the part `{subject}` of the {slot} is now `{after}`, it was `{before}`"
_IN_RESPONSES = {
    "content-type-changed": _Received(
        "a part has another media type",
        _IS_NOW,
        "Consumers read the part as what it was.",
        "go on sending the old media type",
    ),
    "content-type-narrowed": _Received(
        "a part has fewer media types",
        _IS_NOW,
        "Consumers know all that is still sent.",
    ),
    "content-type-widened": _Received(
        "a part may have further media types",
        _IS_NOW,
        "Consumers can't read the new ones.",
        "go on sending only the old media types",
    ),
    "header-required-added": _Received(
        "a part always has another header",
        "the part `{subject}` of the {slot} now always has the header `{after}`",
        "Consumers pass over headers that they don't know, and can count on those they know.",
    ),
    "header-required-removed": _Received(
        "a promised header of a part may be missing",
        "the part `{subject}` of the {slot} may now come without the header `{before}`",
        "Consumers that read it find it missing.",
        "go on sending it",
    ),
    "style-changed": _Received(
        "a field of a form is written in another style",
        "the style of the field `{subject}` of the {slot} is now `{after}`, it was `{before}`",
        "The same value is written in another way.",
        "keep the style",
    ),
    "explode-changed": _Received(
        "the items of a field of a form are separated in another way",
        "`explode` of the field `{subject}` of the {slot} is now `{after}`, it was `{before}`",
        "The same list is written in another way.",
        "keep `explode`",
    ),
}


def _received(rule: Rule) -> Rule:
    """Return the rule of responses that belongs to one of requests."""
    said = _IN_RESPONSES[rule.id.removeprefix("request-part-")]
    shown = rule.example
    example = Example(_as_response(shown.old), _as_response(shown.new), _as_id(shown.back))
    return replace(
        rule,
        id=_as_id(rule.id),
        polarity=Polarity.PROVIDER_SENDS,
        title=said.title,
        message=said.message,
        why=said.why,
        hint=said.hint,
        example=example,
        shows_request=False,
    )


def _as_id(rule: str) -> str:
    return rule.replace("request-", "response-", 1)


def _as_response(text: str) -> str:
    inner = text.removeprefix("requestBody: {").removesuffix("}")
    return f"responses: {{'200': {{description: ok, {inner}}}}}"


IN_CALLS = True
RULES = (*_IN_REQUESTS, *map(_received, _IN_REQUESTS))


def check_media(pair: MediaPair) -> Iterator[Draft]:
    """Yield what differs in how the parts of a body are encoded."""
    if not _has_parts(pair.new.name):
        return
    for name in dict.fromkeys([*pair.old.encoding, *pair.new.encoding]):
        old, new = pair.old.encoding.get(name, {}), pair.new.encoding.get(name, {})
        yield from _content_type(pair, name, old, new)
        if pair.new.name.startswith("multipart/"):
            yield from _headers(pair, name, old, new)
        if pair.new.name in _FORMS:
            yield from _writing(pair, name, old, new)


def _has_parts(media: str) -> bool:
    return media.startswith("multipart/") or media == _URLENCODED


def _draft(pair: MediaPair, verb: str, name: str, before: str, after: str) -> Draft:
    return Draft(
        f"{pair.direction}-part-{verb}",
        name,
        before,
        after,
        pair.slot,
        pair.old.place,
        pair.new.place,
        wish=Wish(media=pair.old.name, has_body=True),
    )


_Encoding = Mapping[str, Any]


def _content_type(pair: MediaPair, name: str, old: _Encoding, new: _Encoding) -> Iterator[Draft]:
    before, after = _types(old), _types(new)
    if before == after or not before or not after:
        return
    kept = all(any(covers(wide, narrow) for wide in after) for narrow in before)
    fitted = all(any(covers(wide, narrow) for wide in before) for narrow in after)
    if kept and fitted:
        return
    verb = "widened" if kept else "narrowed" if fitted else "changed"
    yield _draft(
        pair, f"content-type-{verb}", name, ", ".join(sorted(before)), ", ".join(sorted(after))
    )


def _types(encoding: _Encoding) -> set[str]:
    said = str(encoding.get("contentType", ""))
    return {part.strip().lower() for part in said.split(",") if part.strip()}


def _headers(pair: MediaPair, name: str, old: _Encoding, new: _Encoding) -> Iterator[Draft]:
    before, after = _required_headers(old), _required_headers(new)
    for header in sorted(after - before):
        yield _draft(pair, "header-required-added", name, "", header)
    for header in sorted(before - after):
        yield _draft(pair, "header-required-removed", name, header, "")


def _required_headers(encoding: _Encoding) -> set[str]:
    headers = encoding.get("headers") or {}
    return {
        name.lower()
        for name, header in headers.items()
        if isinstance(header, Mapping) and header.get("required") is True
        if name.lower() != "content-type"  # it is said beside the headers
    }


def _writing(pair: MediaPair, name: str, old: _Encoding, new: _Encoding) -> Iterator[Draft]:
    before, after = old.get("style", "form"), new.get("style", "form")
    if before != after:
        yield _draft(pair, "style-changed", name, before, after)
        return
    exploded = [said.get("explode", before == "form") for said in (old, new)]
    if exploded[0] is not exploded[1]:
        yield _draft(pair, "explode-changed", name, *(str(flag).lower() for flag in exploded))

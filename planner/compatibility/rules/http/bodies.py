"""Rules about request bodies and the media types of bodies."""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.rules.matching import MediaMatch, match_media
from planner.compatibility.rules.pairs import Draft, OperationPair, ResponsePair, Wish
from planner.compatibility.rules.rule import Example, Rule, when
from planner.model.finding import Effect, Polarity, Severity
from planner.model.http import Body, Media, Response

_SOURCE = "OpenAPI 3.1, section 4.8.13 (Request Body Object)"
_MEDIA = "OpenAPI 3.1, section 4.8.14 (Media Type Object); RFC 9110, section 12.5.1"


def _body(*names: str, required: bool = True) -> str:
    content = ", ".join(f"'{name}': {{}}" for name in names)
    flag = "required: true, " if required else ""
    return f"requestBody: {{{flag}content: {{{content}}}}}"


def _answer(*names: str) -> str:
    content = ", ".join(f"'{name}': {{}}" for name in names)
    return f"responses: {{'200': {{description: ok, content: {{{content}}}}}}}"


_JSON, _XML, _ANY = "application/json", "application/xml", "application/*"
_RECEIVED = Polarity.PROVIDER_SENDS

IN_CALLS = True
RULES = (
    Rule(
        id="request-body-added-required",
        title="a body is new and required",
        effect=Effect.NARROWED,
        message="a request body is new and required",
        why="Consumers send none, so every request is refused.",
        source=_SOURCE,
        hint="make the body optional",
        example=Example("{}", _body(_JSON), "request-body-removed"),
        oasdiff=("request-body-added-required",),
        shows_request=True,
    ),
    Rule(
        id="request-body-added-optional",
        title="a body is new and optional",
        effect=Effect.WIDENED,
        message="an optional request body is new",
        why="Consumers that send none notice nothing.",
        source=_SOURCE,
        example=Example("{}", _body(_JSON, required=False), "request-body-removed"),
        oasdiff=("request-body-added-optional",),
    ),
    Rule(
        id="request-body-removed",
        title="the body of requests is gone",
        effect=Effect.NARROWED,
        message="the request body is gone",
        why="What consumers send is refused, or no longer looked at.",
        source=_SOURCE,
        hint="make the body optional, and deprecate the operation if another one takes its place",
        example=Example(_body(_JSON), "{}", "request-body-added-required"),
        oasdiff=("request-body-removed",),
        shows_request=True,
    ),
    Rule(
        id="request-body-became-required",
        title="the body of requests is now required",
        effect=Effect.NARROWED,
        message="the request body is now required",
        why="Requests without a body were fine and are now refused.",
        source=_SOURCE,
        hint="keep the body optional",
        example=Example(_body(_JSON, required=False), _body(_JSON), "request-body-became-optional"),
        oasdiff=("request-body-became-required",),
        shows_request=True,
    ),
    Rule(
        id="request-body-became-optional",
        title="the body of requests is now optional",
        effect=Effect.WIDENED,
        message="the request body is now optional",
        why="Consumers may go on sending it.",
        source=_SOURCE,
        example=Example(_body(_JSON), _body(_JSON, required=False), "request-body-became-required"),
        oasdiff=("request-body-became-optional",),
    ),
    Rule(
        id="request-media-type-added",
        title="requests may have another media type",
        effect=Effect.WIDENED,
        message="requests may now be `{after}`",
        why="Consumers may go on sending what they send.",
        source=_MEDIA,
        example=Example(_body(_JSON), _body(_JSON, _XML), "request-media-type-removed"),
        oasdiff=("request-body-media-type-added",),
    ),
    Rule(
        id="request-media-type-removed",
        title="requests may no longer have a media type",
        effect=Effect.NARROWED,
        message="requests may no longer be `{before}`",
        why="Consumers that send it get `415 Unsupported Media Type`.",
        source=_MEDIA,
        hint="go on accepting it",
        example=Example(_body(_JSON, _XML), _body(_JSON), "request-media-type-added"),
        oasdiff=("request-body-media-type-removed",),
        shows_request=True,
    ),
    Rule(
        id="request-media-type-range-widened",
        title="requests may have any media type of a range",
        effect=Effect.WIDENED,
        message="requests may now be `{after}`, not only `{before}`",
        why="Consumers may go on sending what they send.",
        source=_MEDIA,
        example=Example(_body(_JSON), _body(_ANY), "request-media-type-range-narrowed"),
    ),
    Rule(
        id="request-media-type-range-narrowed",
        title="requests may no longer have every media type of a range",
        effect=Effect.NARROWED,
        message="requests must now be `{after}`, not any `{before}`",
        why="Consumers that send another type of the range are refused.",
        source=_MEDIA,
        hint="go on accepting the range",
        example=Example(_body(_ANY), _body(_JSON), "request-media-type-range-widened"),
        shows_request=True,
    ),
    Rule(
        id="response-body-added",
        title="a response has a body where it had none",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the {slot} now has a body, `{after}`",
        why="Consumers expected nothing to read.",
        source="OpenAPI 3.1, section 4.8.17 (Response Object)",
        by_practice=when(_RECEIVED, Severity.SAFE, "consumers that expect no body don't read one"),
        example=Example(
            "responses: {'200': {description: ok}}", _answer(_JSON), "response-media-type-removed"
        ),
    ),
    Rule(
        id="response-media-type-added",
        title="a response may have another media type",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the {slot} may now be `{after}`",
        why="Consumers that say in `Accept` what they read get what they ask for; those that say "
        "nothing may get what they can't read.",
        source=_MEDIA,
        hint="send the new type only to those who ask for it",
        by_practice=when(
            _RECEIVED,
            Severity.RISKY,
            "consumers that name no media type in `Accept` may get one they can't read",
        ),
        example=Example(_answer(_JSON), _answer(_JSON, _XML), "response-media-type-removed"),
        oasdiff=("response-media-type-added",),
    ),
    Rule(
        id="response-media-type-removed",
        title="a response no longer has a media type",
        effect=Effect.NARROWED,
        polarity=_RECEIVED,
        message="the {slot} is no longer `{before}`",
        why="Consumers that ask for it in `Accept` get `406 Not Acceptable`, or what they can't "
        "read.",
        source=_MEDIA,
        hint="go on offering it",
        by_practice=when(_RECEIVED, Severity.BREAKING, "consumers that ask for it get none"),
        example=Example(_answer(_JSON, _XML), _answer(_JSON), "response-media-type-added"),
        oasdiff=("response-media-type-removed",),
    ),
    Rule(
        id="response-media-type-range-widened",
        title="a response may have any media type of a range",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the {slot} may now be `{after}`, not only `{before}`",
        why="Consumers may get what they can't read.",
        source=_MEDIA,
        hint="name the types that are sent",
        example=Example(_answer(_JSON), _answer(_ANY), "response-media-type-range-narrowed"),
        oasdiff=("response-media-type-name-generalized",),
    ),
    Rule(
        id="response-media-type-range-narrowed",
        title="a response has one media type of a range",
        effect=Effect.NARROWED,
        polarity=_RECEIVED,
        message="the {slot} is now `{after}`, not any `{before}`",
        why="Consumers that read the range read the type.",
        source=_MEDIA,
        example=Example(_answer(_ANY), _answer(_JSON), "response-media-type-range-widened"),
        oasdiff=("response-media-type-name-specialized",),
    ),
)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield what differs in the body of requests and in its media types."""
    old, new = pair.old.body, pair.new.body
    if old is None and new is None:
        return
    if old is None:
        verb = "added-required" if new and new.is_required else "added-optional"
        yield Draft(f"request-body-{verb}", slot="request body", new=new.place if new else None)
        return
    if new is None:
        yield _removed(pair, old)
        return
    if old.is_required is not new.is_required:
        verb = "required" if new.is_required else "optional"
        yield Draft(
            f"request-body-became-{verb}",
            slot="request body",
            old=old.place,
            new=new.place,
            wish=Wish(has_body=False),
        )
    for match in match_media(old.media, new.media):
        yield from _media(match, "request", "request body")


def _removed(pair: OperationPair, body: Body) -> Draft:
    draft = Draft(
        "request-body-removed", slot="request body", old=body.place, wish=Wish(has_body=True)
    )
    if body.is_required or not all(_says_nothing(pair, media) for media in body.media.values()):
        return draft
    reason = "the body was optional and declared nothing that consumers could send"
    return replace(draft, severity=Severity.RISKY, reason=reason)


_SAYS_NOTHING = frozenset({"description", "title", "type"})


def _says_nothing(pair: OperationPair, media: Media) -> bool:
    """Return whether a body is an object of which no member is declared."""
    if media.schema is None:
        return False
    space, _ = pair.spaces(pair.consumer_sends)
    node = space.schema(media.schema).followed().node
    if isinstance(node, bool) or node.get("type") != "object" or node.get("properties"):
        return False
    return node.keys() - _SAYS_NOTHING <= {"properties"}


def check_response(pair: ResponsePair) -> Iterator[Draft]:
    """Yield what differs in the media types of a response."""
    slot = slot_of(pair.new)
    if is_without_content(pair):
        yield from map(_never_sent, _response_media(pair, slot))
        return
    yield from _response_media(pair, slot)


def _never_sent(draft: Draft) -> Draft:
    return replace(draft, severity=Severity.SAFE, reason="such a response has no content")


def _response_media(pair: ResponsePair, slot: str) -> Iterator[Draft]:
    if not pair.old.media and pair.new.media:
        yield Draft(
            "response-body-added",
            after=", ".join(pair.new.media),
            slot=slot,
            old=pair.old.place,
            new=pair.new.place,
        )
        return
    for match in match_media(pair.old.media, pair.new.media):
        yield from _media(match, "response", slot)


_WITHOUT_CONTENT = frozenset({"204", "205", "304"})


def is_without_content(pair: ResponsePair) -> bool:
    """Return whether a response has no content, whatever is written about it.

    Source: RFC 9110, sections 6.4.1 and 9.3.2 (`HEAD`), 15.2 (1xx), 15.3.5, 15.3.6 and 15.4.5.
    """
    status = pair.new.status
    is_so = status in _WITHOUT_CONTENT or status.startswith("1")
    return is_so or pair.operation.new.method == "HEAD"


def slot_of(response: Response) -> str:
    """Return how people call the slot of a response."""
    return f"response {response.status} body"


def _media(match: MediaMatch, direction: str, slot: str) -> Iterator[Draft]:
    old, new, verb = match
    if verb in {"same", "specialised"}:
        return
    is_range = verb in {"widened", "narrowed"}
    yield Draft(
        f"{direction}-media-type-{'range-' if is_range else ''}{verb}",
        before=old.name if old else "",
        after=new.name if new else "",
        slot=slot,
        old=old.place if old else None,
        new=new.place if new else None,
        twin=(old.name if old else "", new.name if new else ""),
        wish=Wish(media=old.name if old else "", has_body=True),
    )

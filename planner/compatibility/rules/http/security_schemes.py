"""Rules about how credentials are shown: the definitions of security schemes."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from planner.compatibility.rules.pairs import DocumentPair, Draft, OperationPair
from planner.compatibility.rules.rule import Example, Rule
from planner.compatibility.values import json_key
from planner.model.finding import Effect
from planner.model.http import SecurityScheme

_SOURCE = "OpenAPI 3.1, section 4.8.27 (Security Scheme Object)"
_FLOWS = "OpenAPI 3.1, section 4.8.28 (OAuth Flows Object); RFC 6749"
_WHY = "Consumers show their credentials in the old way and are refused."
_HINT = "add a scheme with another name, and accept both for a while"


USED = "paths: {/pets: {get: {responses: {'200': {description: ok}}}}}, security: [{s: []}]"
"""What asks for the credentials in the examples."""


def _with(scheme: str) -> str:
    return f"{{{USED}, components: {{securitySchemes: {{s: {{{scheme}}}}}}}}}"


def _flow(more: str, kind: str = "authorizationCode") -> str:
    urls = {"authorizationUrl": "https://a.example/auth", "tokenUrl": "https://a.example/token"}
    said = ", ".join(f"{name}: '{url}'" for name, url in urls.items() if f"{name}:" not in more)
    return _with(f"type: oauth2, flows: {{{kind}: {{{said}, {more}}}}}")


_HEADER = "type: apiKey, in: header, name: X-Key"
_SCOPES = "scopes: {read: r, write: w}"
_TWO_FLOWS = _with(
    "type: oauth2, flows: {password: {tokenUrl: 'https://a.example/t', scopes: {}}, "
    "clientCredentials: {tokenUrl: 'https://a.example/t', scopes: {}}}"
)
_ONE_FLOW = _with("type: oauth2, flows: {password: {tokenUrl: 'https://a.example/t', scopes: {}}}")


def _rule(  # noqa: PLR0917  a table in disguise
    name: str,
    title: str,
    message: str,
    effect: Effect,
    old: str,
    new: str,
    back: str = "",
    *,
    why: str = _WHY,
    source: str = _SOURCE,
    oasdiff: tuple[str, ...] = (),
) -> Rule:
    return Rule(
        id=f"security-scheme-{name}",
        title=title,
        effect=effect,
        message=message,
        why=why,
        source=source,
        hint=_HINT if effect in {Effect.CROSSED, Effect.NARROWED} else "",
        example=Example(old, new, f"security-scheme-{back or name}", is_document=True),
        oasdiff=oasdiff,
    )


_WENT = "is now `{after}`, it was `{before}`"
RULES = (
    _rule(
        "type-changed",
        "credentials are of another kind",
        f"the type of the security scheme `{{subject}}` {_WENT}",
        Effect.CROSSED,
        _with(_HEADER),
        _with("type: http, scheme: bearer"),
        oasdiff=("api-security-component-type-changed",),
    ),
    _rule(
        "api-key-name-changed",
        "an API key has another name",
        f"the key of the security scheme `{{subject}}` {_WENT}",
        Effect.CROSSED,
        _with(_HEADER),
        _with(_HEADER.replace("X-Key", "X-Token")),
        oasdiff=("api-security-component-api-key-name-changed",),
    ),
    _rule(
        "api-key-location-changed",
        "an API key stands at another place",
        f"the place of the key of the security scheme `{{subject}}` {_WENT}",
        Effect.CROSSED,
        _with(_HEADER),
        _with(_HEADER.replace("header", "query")),
        oasdiff=("api-security-component-api-key-in-changed",),
    ),
    _rule(
        "http-scheme-changed",
        "another HTTP authentication is asked for",
        f"the HTTP scheme of the security scheme `{{subject}}` {_WENT}",
        Effect.CROSSED,
        _with("type: http, scheme: basic"),
        _with("type: http, scheme: bearer"),
        source=f"{_SOURCE}; RFC 9110, section 11",
        oasdiff=("api-security-component-http-scheme-changed",),
    ),
    _rule(
        "bearer-format-changed",
        "a token is described in another way",
        f"the bearer format of the security scheme `{{subject}}` {_WENT}",
        Effect.ANNOTATION,
        _with("type: http, scheme: bearer, bearerFormat: JWT"),
        _with("type: http, scheme: bearer, bearerFormat: opaque"),
        why="It is a hint for readers; tokens are shown as before.",
        oasdiff=("api-security-component-bearer-format-changed",),
    ),
    _rule(
        "openid-url-changed",
        "OpenID Connect is found elsewhere",
        f"the OpenID Connect URL of the security scheme `{{subject}}` {_WENT}",
        Effect.CROSSED,
        _with("type: openIdConnect, openIdConnectUrl: 'https://a.example/o'"),
        _with("type: openIdConnect, openIdConnectUrl: 'https://b.example/o'"),
        oasdiff=("api-security-component-openid-connect-url-changed",),
    ),
    _rule(
        "token-url-changed",
        "tokens are given elsewhere",
        f"the token URL of the security scheme `{{subject}}` {_WENT}",
        Effect.CROSSED,
        _flow(f"tokenUrl: 'https://a.example/token', {_SCOPES}"),
        _flow(f"tokenUrl: 'https://b.example/token', {_SCOPES}"),
        source=_FLOWS,
        oasdiff=("api-security-component-oauth-token-url-changed",),
    ),
    _rule(
        "authorization-url-changed",
        "consent is given elsewhere",
        f"the authorization URL of the security scheme `{{subject}}` {_WENT}",
        Effect.MEANING,
        _flow(f"authorizationUrl: 'https://a.example/auth', {_SCOPES}"),
        _flow(f"authorizationUrl: 'https://b.example/auth', {_SCOPES}"),
        source=_FLOWS,
        why="Consumers that have a token go on; those that ask for one go to the old place.",
        oasdiff=("api-security-component-oauth-url-changed",),
    ),
    _rule(
        "refresh-url-changed",
        "tokens are renewed elsewhere",
        f"the refresh URL of the security scheme `{{subject}}` {_WENT}",
        Effect.MEANING,
        _flow(f"refreshUrl: 'https://a.example/r', {_SCOPES}"),
        _flow(f"refreshUrl: 'https://b.example/r', {_SCOPES}"),
        source=_FLOWS,
        why="Consumers that renew a token go to the old place.",
        oasdiff=("api-security-component-oauth-refresh-url-changed",),
    ),
    _rule(
        "oauth-flow-removed",
        "a way to get a token is gone",
        "the flow `{before}` of the security scheme `{subject}` is gone",
        Effect.NARROWED,
        _TWO_FLOWS,
        _ONE_FLOW,
        "oauth-flow-added",
        source=_FLOWS,
        why="Consumers that get their tokens that way get none.",
    ),
    _rule(
        "oauth-flow-added",
        "another way to get a token",
        "the flow `{after}` of the security scheme `{subject}` is new",
        Effect.WIDENED,
        _ONE_FLOW,
        _TWO_FLOWS,
        "oauth-flow-removed",
        source=_FLOWS,
        why="Consumers may go on as before.",
    ),
    _rule(
        "scope-removed",
        "a scope is no longer given",
        "the scope `{before}` of the security scheme `{subject}` is gone",
        Effect.NARROWED,
        _flow(_SCOPES),
        _flow("scopes: {read: r}"),
        "scope-added",
        source=_FLOWS,
        why="Consumers that ask for it get an error instead of a token.",
        oasdiff=("api-security-component-oauth-scope-removed",),
    ),
    _rule(
        "scope-added",
        "another scope can be asked for",
        "the scope `{after}` of the security scheme `{subject}` is new",
        Effect.WIDENED,
        _flow("scopes: {read: r}"),
        _flow(_SCOPES),
        "scope-removed",
        source=_FLOWS,
        why="Nobody asks for it yet.",
        oasdiff=("api-security-component-oauth-scope-added",),
    ),
)

_FIELDS = {
    "name": "api-key-name-changed",
    "in": "api-key-location-changed",
    "scheme": "http-scheme-changed",
    "bearerFormat": "bearer-format-changed",
    "openIdConnectUrl": "openid-url-changed",
}
_URLS = {
    "tokenUrl": "token-url-changed",
    "authorizationUrl": "authorization-url-changed",
    "refreshUrl": "refresh-url-changed",
}


class _HasSchemes(Protocol):
    @property
    def schemes(self) -> Mapping[str, SecurityScheme]: ...


def renamed_schemes(contracts: tuple[_HasSchemes, _HasSchemes]) -> dict[str, str]:
    """Return new name -> old name of schemes that are called otherwise and are the same."""
    old, new = (contract.schemes for contract in contracts)
    left = {name: scheme for name, scheme in old.items() if name not in new}
    names: dict[str, str] = {}
    for name, scheme in new.items():
        if name in old:
            continue
        twin = next((n for n, s in left.items() if _is_same(s, scheme)), None)
        if twin is not None:
            names[name] = twin
            del left[twin]
    return names


def _is_same(one: SecurityScheme, other: SecurityScheme) -> bool:
    return one.type == other.type and json_key(_plain(one)) == json_key(_plain(other))


def _plain(scheme: SecurityScheme) -> dict[str, Any]:
    return {k: v for k, v in scheme.details.items() if k not in {"description", "type"}}


def check_document(pair: DocumentPair) -> Iterator[Draft]:
    """Yield what differs in the definitions of the schemes that operations ask for."""
    for name, old in pair.old.schemes.items():
        new = pair.new.schemes.get(name)
        users = [found for found in pair.pairs if _uses(found, name)]
        if new is None or not users:
            continue
        for rule, before, after in scheme_differences(old, new):
            for user in users:
                yield Draft(
                    f"security-scheme-{rule}",
                    name,
                    before,
                    after,
                    "security",
                    old.place,
                    new.place,
                    label=user.label,
                )


def _uses(pair: OperationPair, name: str) -> bool:
    asked = [*pair.old.security, *pair.new.security]
    return any(scheme == name for requirement in asked for scheme, _ in requirement)


def scheme_differences(old: SecurityScheme, new: SecurityScheme) -> Iterator[tuple[str, str, str]]:
    """Yield what differs in a scheme: the end of the rule id, what stood and what stands there."""
    if _is_same(old, new):
        return
    if old.type != new.type:
        yield "type-changed", old.type, new.type
        return
    for field, rule in _FIELDS.items():
        is_header = "header" in {old.details.get("in"), new.details.get("in")}
        before, after = (
            _normal(field, scheme.details.get(field), is_header=is_header) for scheme in (old, new)
        )
        if before != after:
            yield rule, before, after
    before_flows, after_flows = (scheme.details.get("flows") or {} for scheme in (old, new))
    yield from _flow_differences(before_flows, after_flows)


def _normal(field: str, value: object, *, is_header: bool) -> str:
    """Return a value as it counts: names of headers and HTTP schemes have no case."""
    text = str(value or "")
    return text.lower() if field == "scheme" or (field == "name" and is_header) else text


_Flows = Mapping[str, Mapping[str, Any]]


def _flow_differences(old: _Flows, new: _Flows) -> Iterator[tuple[str, str, str]]:
    for kind in sorted({*old, *new}):
        if kind not in new:
            yield "oauth-flow-removed", kind, ""
        elif kind not in old:
            yield "oauth-flow-added", "", kind
        else:
            yield from _in_flow(old[kind], new[kind])


def _in_flow(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for field, rule in _URLS.items():
        before, after = str(old.get(field) or ""), str(new.get(field) or "")
        if before != after:
            yield rule, before, after
    before_scopes, after_scopes = (set(flow.get("scopes") or {}) for flow in (old, new))
    for scope in sorted(before_scopes - after_scopes):
        yield "scope-removed", scope, ""
    for scope in sorted(after_scopes - before_scopes):
        yield "scope-added", "", scope

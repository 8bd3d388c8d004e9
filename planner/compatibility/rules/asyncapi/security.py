"""Rules about the credentials that brokers and operations ask for: those of HTTP, in other words.

AsyncAPI 2 names schemes, and all of one alternative must be shown; AsyncAPI 3 lists schemes, each
of them an alternative.
"""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.rules.credentials import changes
from planner.compatibility.rules.event_pairs import Draft, OperationPair, ServerPair
from planner.compatibility.rules.http.security import RULES as HTTP_RULES
from planner.compatibility.rules.http.security_schemes import renamed_schemes
from planner.compatibility.rules.rule import Example, Rule
from planner.model.http import Requirement
from planner.model.source import Place

_SOURCE = (
    "AsyncAPI 3.0, Server Object and Operation Object (`security`); 2.6, Security Requirement "
    "Object"
)
_SCHEMES = (
    "securitySchemes: {key: {type: userPassword}, login: {type: oauth2, flows: "
    "{clientCredentials: {tokenUrl: 'https://a.example/t', scopes: {read: r, write: w}}}}}"
)


def _document(security: str) -> str:
    said = "" if security == "{}" else f", {security}"
    return (
        f"{{asyncapi: 2.6.0, servers: {{main: {{url: a.example, protocol: kafka{said}}}}}, "
        f"channels: {{}}, components: {{{_SCHEMES}}}}}"
    )


def _of_events(rule: Rule) -> Rule:
    """Return a rule about HTTP operations as one about brokers and operations."""
    old, new, back, _ = rule.example
    return replace(
        rule,
        id=f"event-{rule.id}",
        title=rule.title.replace("an operation", "a broker or an operation"),
        message=rule.message.replace("the operation", "{subject}").replace("called", "used"),
        source=f"{_SOURCE}{_further(rule.source)}",
        hint=rule.hint.replace("operation", "channel"),
        example=Example(_document(old), _document(new), f"event-{back}", is_document=True),
        oasdiff=(),
        shows_request=False,
    )


def _further(source: str) -> str:
    _, mark, rest = source.partition("; ")
    return f"{mark}{rest}"


RULES = tuple(map(_of_events, HTTP_RULES))


def check_server(pair: ServerPair) -> Iterator[Draft]:
    """Yield what differs in the credentials that a broker asks for."""
    subject = f"the server `{pair.old.key}`"
    places = (pair.old.server.place.at("security"), pair.new.server.place.at("security"))
    security = (pair.old.security, pair.new.security)
    yield from _drafts(subject, "", security, renamed_schemes(pair.contracts), places)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield what differs in the credentials that an operation asks for."""
    places = (pair.old.place.at("security"), pair.new.place.at("security"))
    security = (pair.old.security, pair.new.security)
    renamed = renamed_schemes(pair.contracts)
    yield from _drafts("the operation", pair.label, security, renamed, places)


def _drafts(
    subject: str,
    label: str,
    security: tuple[tuple[Requirement, ...], tuple[Requirement, ...]],
    renamed: dict[str, str],
    places: tuple[Place, Place],
) -> Iterator[Draft]:
    for change in changes(*security, renamed):
        yield Draft(
            f"event-security-{change.verb}",
            subject,
            change.before,
            change.after,
            (label,),
            "security",
            *places,
            cause=("security", change.verb, subject, change.before, change.after),
        )

"""Rules about the credentials that an operation asks for."""

from collections.abc import Iterator

from planner.compatibility.rules.credentials import changes
from planner.compatibility.rules.http.security_schemes import renamed_schemes
from planner.compatibility.rules.pairs import Draft, OperationPair, Wish
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect

_SOURCE = "OpenAPI 3.1, section 4.8.30 (Security Requirement Object)"
_OPEN = "{}"
_ANY_OF = "security: [{key: []}, {login: []}]"
_KEY = "security: [{key: []}]"
_BOTH = "security: [{key: [], login: []}]"
_READ = "security: [{login: [read]}]"
_READ_WRITE = "security: [{login: [read, write]}]"
_MAYBE = "security: [{key: []}, {}]"
_WHY = "Consumers that called with what was asked for until now are refused."

IN_CALLS = True
IS_ACCESS = True
RULES = (
    Rule(
        id="security-requirement-introduced",
        title="an open operation asks for credentials",
        effect=Effect.NARROWED,
        message="the operation now asks for {after}, it was open to all",
        why="Consumers that show no credentials are refused.",
        source=_SOURCE,
        hint="publish the protected operation beside the open one",
        example=Example(_OPEN, _KEY, "security-requirement-dropped"),
        oasdiff=("api-security-added", "api-global-security-added"),
        shows_request=True,
    ),
    Rule(
        id="security-requirement-dropped",
        title="an operation no longer asks for credentials",
        effect=Effect.WIDENED,
        message="the operation is now open to all, it asked for {before}",
        why="Consumers may go on showing credentials.",
        source=_SOURCE,
        example=Example(_KEY, _OPEN, "security-requirement-introduced"),
        oasdiff=("api-security-removed", "api-global-security-removed"),
    ),
    Rule(
        id="security-made-mandatory",
        title="credentials are no longer optional",
        effect=Effect.NARROWED,
        message="the operation now asks for {after}; it could be called without",
        why="Consumers that show no credentials are refused.",
        source=_SOURCE,
        hint="keep the credentials optional",
        example=Example(_MAYBE, _KEY, "security-made-optional"),
        oasdiff=("api-security-anonymous-access-removed",),
        shows_request=True,
    ),
    Rule(
        id="security-made-optional",
        title="credentials are now optional",
        effect=Effect.WIDENED,
        message="the operation can now be called without credentials; it asked for {before}",
        why="Consumers may go on showing credentials.",
        source=_SOURCE,
        example=Example(_KEY, _MAYBE, "security-made-mandatory"),
        oasdiff=("api-security-anonymous-access-added",),
    ),
    Rule(
        id="security-alternative-added",
        title="another kind of credentials is accepted",
        effect=Effect.WIDENED,
        message="the operation now also accepts {after}",
        why="Consumers may go on showing what they show.",
        source=_SOURCE,
        example=Example(_KEY, _ANY_OF, "security-alternative-removed"),
        oasdiff=("api-security-added",),
    ),
    Rule(
        id="security-alternative-removed",
        title="a kind of credentials is no longer accepted",
        effect=Effect.NARROWED,
        message="the operation no longer accepts {before}",
        why=_WHY,
        source=_SOURCE,
        hint="go on accepting it",
        example=Example(_ANY_OF, _KEY, "security-alternative-added"),
        oasdiff=("api-security-removed",),
        shows_request=True,
    ),
    Rule(
        id="security-conjunct-added",
        title="further credentials are asked for",
        effect=Effect.NARROWED,
        message="the operation now asks for {after}, it asked for {before}",
        why=_WHY,
        source=_SOURCE,
        hint="accept the old credentials alone as another alternative",
        example=Example(_KEY, _BOTH, "security-conjunct-removed"),
        shows_request=True,
    ),
    Rule(
        id="security-conjunct-removed",
        title="fewer credentials are asked for",
        effect=Effect.WIDENED,
        message="the operation now asks for {after}, it asked for {before}",
        why="Consumers may go on showing what they show.",
        source=_SOURCE,
        example=Example(_BOTH, _KEY, "security-conjunct-added"),
    ),
    Rule(
        id="security-scope-added",
        title="a further scope is asked for",
        effect=Effect.NARROWED,
        message="the operation now asks for {after}, it asked for {before}",
        why="Tokens that consumers have were given without that scope.",
        source=f"{_SOURCE}; RFC 6749, section 3.3",
        hint="accept the old scopes alone as another alternative",
        example=Example(_READ, _READ_WRITE, "security-scope-removed"),
        oasdiff=("api-security-scope-added", "api-global-security-scope-added"),
        shows_request=True,
    ),
    Rule(
        id="security-scope-removed",
        title="a scope is no longer asked for",
        effect=Effect.WIDENED,
        message="the operation now asks for {after}, it asked for {before}",
        why="Tokens that consumers have are good enough.",
        source=f"{_SOURCE}; RFC 6749, section 3.3",
        example=Example(_READ_WRITE, _READ, "security-scope-added"),
        oasdiff=("api-security-scope-removed", "api-global-security-scope-removed"),
    ),
)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield what differs in the credentials that are asked for."""
    old, new = pair.old.security, pair.new.security
    if old == new:
        return
    for change in changes(old, new, renamed_schemes(pair.contracts)):
        yield Draft(
            f"security-{change.verb}",
            pair.label,
            change.before,
            change.after,
            "security",
            pair.old.place,
            pair.new.place,
            cause=("security", change.verb, change.before, change.after),
            wish=Wish(security=change.shown),
        )

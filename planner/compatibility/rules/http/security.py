"""Rules about the credentials that an operation asks for.

Security requirements are a disjunction of conjunctions: one of several alternatives must be
fulfilled, each a set of pairs of scheme and scope. Whoever could call the old operation can call
the new one exactly if each old alternative contains a new one: a requirement is monotone in the
credentials that are shown.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from planner.compatibility.rules.http.security_schemes import renamed_schemes
from planner.compatibility.rules.pairs import Draft, OperationPair, Wish
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect
from planner.model.http import Requirement

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


class _Change(NamedTuple):
    verb: str
    before: Requirement | None
    after: Requirement | None


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield what differs in the credentials that are asked for."""
    old = _alternatives(pair.old.security)
    new = _renamed(_alternatives(pair.new.security), renamed_schemes(pair.contracts))
    if old == new:
        return
    for change in [*_narrowings(old, new), *_widenings(old, new)]:
        before = _words([change.before] if change.before else list(old))
        after = _words([change.after] if change.after else list(new))
        yield Draft(
            f"security-{change.verb}",
            pair.label,
            before,
            after,
            "security",
            pair.old.place,
            pair.new.place,
            cause=("security", change.verb, before, after),
            wish=Wish(security=tuple(sorted(_atom(*atom) for atom in change.before or ()))),
        )


def _alternatives(security: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Return the alternatives; an operation without any is open to all."""
    return tuple(dict.fromkeys(security)) or (frozenset(),)


def _renamed(
    alternatives: tuple[Requirement, ...], names: dict[str, str]
) -> tuple[Requirement, ...]:
    return tuple(
        frozenset((names.get(scheme, scheme), scope) for scheme, scope in alternative)
        for alternative in alternatives
    )


def fulfils(shown: Requirement, asked: Requirement) -> bool:
    """Return whether credentials are good enough; who has a scope has the scheme."""
    return asked <= shown | {(scheme, "") for scheme, _ in shown}


def _narrowings(old: Sequence[Requirement], new: Sequence[Requirement]) -> Iterator[_Change]:
    """Yield old alternatives that no new one is content with."""
    for shown in old:
        if any(fulfils(shown, asked) for asked in new):
            continue
        if not shown:
            verb = "requirement-introduced" if len(old) == 1 else "made-mandatory"
            yield _Change(verb, None, None)
            continue
        nearest = _nearest(shown, new)
        if nearest is None:
            yield _Change("alternative-removed", shown, None)
        else:
            verb = "scope" if _schemes(nearest) == _schemes(shown) else "conjunct"
            yield _Change(f"{verb}-added", shown, nearest)


def _widenings(old: Sequence[Requirement], new: Sequence[Requirement]) -> Iterator[_Change]:
    """Yield new alternatives that let in who was not let in before."""
    for asked in new:
        if any(fulfils(asked, known) for known in old):
            continue
        if not asked:
            verb = "requirement-dropped" if len(new) == 1 else "made-optional"
            yield _Change(verb, None, None)
            continue
        stricter = next((known for known in old if fulfils(known, asked)), None)
        if stricter is not None:
            verb = "scope" if _schemes(stricter) == _schemes(asked) else "conjunct"
            yield _Change(f"{verb}-removed", stricter, asked)
        elif not _takes_the_place(asked, old, new):
            yield _Change("alternative-added", None, asked)


def _nearest(shown: Requirement, new: Sequence[Requirement]) -> Requirement | None:
    """Return the alternative that asks for more of the same."""
    wider = [asked for asked in new if _schemes(asked) >= _schemes(shown)]
    return min(wider, key=lambda asked: (len(asked - shown), sorted(asked)), default=None)


def _takes_the_place(
    asked: Requirement, old: Sequence[Requirement], new: Sequence[Requirement]
) -> bool:
    """Return whether an alternative was named already as what an old one has become."""
    refused = [shown for shown in old if not any(fulfils(shown, a) for a in new)]
    return any(shown and _nearest(shown, new) == asked for shown in refused) or (
        frozenset() in refused
    )


def _schemes(requirement: Requirement) -> frozenset[str]:
    return frozenset(scheme for scheme, _ in requirement)


def _words(alternatives: Sequence[Requirement]) -> str:
    return " or ".join(sorted(_word(alternative) for alternative in alternatives))


def _word(requirement: Requirement) -> str:
    atoms = sorted(requirement)
    scoped = {scheme for scheme, scope in atoms if scope}
    named = [_atom(*atom) for atom in atoms if atom[1] or atom[0] not in scoped]
    return " with ".join(f"`{name}`" for name in named) or "nothing"


def _atom(scheme: str, scope: str) -> str:
    return f"{scheme}: {scope}" if scope else scheme

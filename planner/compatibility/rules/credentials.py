"""What changed in the credentials that are asked for, whoever asks for them.

Security requirements are a disjunction of conjunctions: one of several alternatives must be
fulfilled, each a set of pairs of scheme and scope. Whoever could call the old operation can call
the new one exactly if each old alternative contains a new one: a requirement is monotone in the
credentials that are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from planner.model.http import Requirement


class Change(NamedTuple):
    """One alternative that came, went or asks for something else.

    Args:
        verb: last part of the rule's id: `scope-added`, say.
        before, after: as people read them.
        shown: pairs of scheme and scope that were good enough and are not any more, as text.
    """

    verb: str
    before: str
    after: str
    shown: tuple[str, ...]


class _Draft(NamedTuple):
    verb: str
    before: Requirement | None
    after: Requirement | None


def changes(
    old: Sequence[Requirement], new: Sequence[Requirement], renamed: Mapping[str, str]
) -> Iterator[Change]:
    """Yield what differs between two lists of alternatives; an empty one is open to all.

    Args:
        old: what was asked for.
        new: what is asked for.
        renamed: new name -> old name of schemes that are only called otherwise.
    """
    before = _alternatives(old)
    after = _renamed(_alternatives(new), renamed)
    if before == after:
        return
    for draft in [*_narrowings(before, after), *_widenings(before, after)]:
        yield Change(
            draft.verb,
            _words([draft.before] if draft.before else list(before)),
            _words([draft.after] if draft.after else list(after)),
            tuple(sorted(_atom(*atom) for atom in draft.before or ())),
        )


def _alternatives(security: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Return the alternatives; an operation without any is open to all."""
    return tuple(dict.fromkeys(security)) or (frozenset(),)


def _renamed(
    alternatives: tuple[Requirement, ...], names: Mapping[str, str]
) -> tuple[Requirement, ...]:
    return tuple(
        frozenset((names.get(scheme, scheme), scope) for scheme, scope in alternative)
        for alternative in alternatives
    )


def fulfils(shown: Requirement, asked: Requirement) -> bool:
    """Return whether credentials are good enough; who has a scope has the scheme."""
    return asked <= shown | {(scheme, "") for scheme, _ in shown}


def _narrowings(old: Sequence[Requirement], new: Sequence[Requirement]) -> Iterator[_Draft]:
    """Yield old alternatives that no new one is content with."""
    for shown in old:
        if any(fulfils(shown, asked) for asked in new):
            continue
        if not shown:
            verb = "requirement-introduced" if len(old) == 1 else "made-mandatory"
            yield _Draft(verb, None, None)
            continue
        nearest = _nearest(shown, new)
        if nearest is None:
            yield _Draft("alternative-removed", shown, None)
        else:
            verb = "scope" if _schemes(nearest) == _schemes(shown) else "conjunct"
            yield _Draft(f"{verb}-added", shown, nearest)


def _widenings(old: Sequence[Requirement], new: Sequence[Requirement]) -> Iterator[_Draft]:
    """Yield new alternatives that let in who was not let in before."""
    for asked in new:
        if any(fulfils(asked, known) for known in old):
            continue
        if not asked:
            verb = "requirement-dropped" if len(new) == 1 else "made-optional"
            yield _Draft(verb, None, None)
            continue
        stricter = next((known for known in old if fulfils(known, asked)), None)
        if stricter is not None:
            verb = "scope" if _schemes(stricter) == _schemes(asked) else "conjunct"
            yield _Draft(f"{verb}-removed", stricter, asked)
        elif not _takes_the_place(asked, old, new):
            yield _Draft("alternative-added", None, asked)


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

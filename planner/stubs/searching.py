"""The last resort where no value was made: the search that also proves that there is none.

It is the search of the comparison of contracts. Its values are valid and bare; its proofs are what
tells an impossible response from one that was not found.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from planner.compatibility.schemas import Space
from planner.compatibility.search import Found, Goal, NoValue, Search
from planner.instances.variants import Taken
from planner.model.bundle import Schema


class Outcome(NamedTuple):
    """What a search came to.

    Args:
        values: the value that was found, if one was.
        is_proven: whether it is proved that there is none.
        reason: why there is none, or why it is not known.
    """

    values: tuple[Any, ...] = ()
    is_proven: bool = False
    reason: str = ""


def searched(schema: Schema, schemas: Mapping[str, Schema]) -> Outcome:
    """Search for a value of a schema.

    Args:
        schema: its references lead to `schemas`.
        schemas: NAME -> schema.
    """
    space = Space.of(schemas)
    return _outcome(Goal((space.schema(schema),)), "no value satisfies all that its schema says")


def option_searched(taken: Taken, schemas: Mapping[str, Schema]) -> Outcome:
    """Search for a value that takes one option of a choice, and of `oneOf` no other.

    Args:
        taken: the option.
        schemas: NAME -> schema.
    """
    space = Space.of(schemas)
    options = taken.node[taken.keyword]
    others = [option for index, option in enumerate(options) if index != taken.option]
    rejected = others if taken.keyword == "oneOf" else []
    rest = {key: said for key, said in taken.node.items() if key != taken.keyword}
    goal = Goal(
        (space.schema(rest), space.schema(options[taken.option])),
        tuple(space.schema(other) for other in rejected),
    )
    why = f"whatever is valid by `{taken.place}` is valid by another of its options, too"
    return _outcome(goal, why if rejected else f"no value satisfies `{taken.place}`")


def _outcome(goal: Goal, why: str) -> Outcome:
    # Each question has a search of its own: what was asked before must not change an answer.
    answer = Search(reserved_names=False).find(goal)
    match answer:
        case Found(value):
            return Outcome((value,))
        case NoValue():
            return Outcome(is_proven=True, reason=why)
        case undecided:
            return Outcome(reason=f"the search for a value came to no end: {undecided.reason}")

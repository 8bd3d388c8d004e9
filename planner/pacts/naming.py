"""Which message of a contract one in a pact means, and which operation a path means."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Candidate(NamedTuple):
    """A message that may be meant."""

    name: str
    channel: str
    address: str = ""


def meant(
    description: str, metadata: Mapping[str, object], candidates: Sequence[Candidate]
) -> list[int] | None:
    """Return the indexes of the messages that one of a pact means; None: nothing tells.

    A pact has no field for the name of a message. What metadata calls a message, its channel or
    topic goes before what the description mentions.
    """
    told = {str(value).lower() for value in metadata.values() if isinstance(value, str) and value}
    by_name = [n for n, c in enumerate(candidates) if c.name.lower() in told]
    if by_name:
        return by_name
    by_channel = [
        n for n, c in enumerate(candidates) if {c.channel.lower(), c.address.lower()} & told
    ]
    said = _letters(description)
    pool = by_channel or range(len(candidates))
    mentioned = [n for n in pool if _letters(candidates[n].name) in said]
    longest = max((len(candidates[n].name) for n in mentioned), default=0)
    named = [n for n in mentioned if len(candidates[n].name) == longest]
    return named or by_channel or None


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())

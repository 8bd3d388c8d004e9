"""What schemas are called in a bundle: by what their authors call them, each name once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename

_SIGN = re.compile(r"[^A-Za-z0-9._-]+")
_ENDING = re.compile(r"\.(?:ya?ml|json|avsc)$|\.schema\.json$")
_SCHEMA_MAPS = (("components", "schemas"), ("definitions",), ("$defs",))
_SAID_ANYWAY = frozenset(
    {
        "application/json",
        "components",
        "content",
        "definitions",
        "$defs",
        "headers",
        "messages",
        "messageTraits",
        "parameters",
        "paths",
        "payload",
        "properties",
        "requestBodies",
        "responses",
        "schema",
        "schemas",
    }
)
"""Steps of a pointer that tell nothing to people."""
_LONGEST = 80
WHOLE = "Schema"
"""What a document that is one schema is called, if it has no better name."""


def steps_of(reference: str) -> list[str]:
    """Return the steps of a reference's pointer, as they are written in the document."""
    pointer = reference.partition("#")[2]
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def is_component(reference: str) -> bool:
    """Return whether a reference leads to a schema that its author gave a name."""
    *above, _ = steps_of(reference) or [""]
    return tuple(above) in _SCHEMA_MAPS


def plain_name(reference: str, whole: str = WHOLE) -> str:
    """Return what people would call the schema that a reference leads to.

    `Pet` for `#/components/schemas/Pet`, `Pet_owner` for that schema's member `owner`, `money` for
    `common/money.yaml#`.

    Args:
        reference: as schema nodes have it.
        whole: what the only document itself is called.
    """
    file = reference.partition("#")[0]
    steps = steps_of(reference)
    told = [step for step in steps if step not in _SAID_ANYWAY]
    told += [step for step in steps[-1:] if step == "headers"]
    words = told or [_ENDING.sub("", basename(file))]
    name = "_".join(filter(None, (_SIGN.sub("_", word).strip("_") for word in words)))
    return name[:_LONGEST] or _SIGN.sub("_", whole).strip("_")[:_LONGEST] or WHOLE


def unique_names(
    references: Iterable[str], with_second: Iterable[str], whole: str = WHOLE
) -> Mapping[str, list[str]]:
    """Return reference -> its name, and another name for those that stand twice.

    Schemas that their authors named get those names before any other does.

    Args:
        references: in the order in which they are met.
        with_second: those that have a second form: what consumers send.
        whole: see `plain_name`.
    """
    ordered = sorted(references, key=lambda reference: not is_component(reference))
    taken: set[str] = set()
    found = {
        reference: [_free(_variants(plain_name(reference, whole)), taken)] for reference in ordered
    }
    doubled = set(with_second)
    for reference in ordered:
        if reference in doubled:
            found[reference].append(_free(_second_names(found[reference][0]), taken))
    return found


def _variants(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def _second_names(name: str) -> Iterator[str]:
    yield f"{name}Request"
    yield from _variants(f"{name}Input")


def _free(candidates: Iterator[str], taken: set[str]) -> str:
    name = next(name for name in candidates if name not in taken)
    taken.add(name)
    return name

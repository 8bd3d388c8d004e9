"""Which draft a schema is written in, and what is refused because no draft that is read says it.

Sources: JSON Schema draft 3 (draft-zyp-json-schema-03), section 5.7, where `required` is a flag of
a member; draft 4 (draft-fge-json-schema-validation-00), section 5.4.3, where it is a list.
"""

import marshal
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.formats._tree import Target, shortened, walk
from planner.formats.lowering.schemas.dialects import DRAFT_7, DRAFT_2020, Dialect
from planner.model.problem import Problem
from planner.model.source import Place

_TOO_OLD = re.compile(r"^https?://json-schema\.org/draft-0([123])/")
_KNOWN = re.compile(r"^https?://json-schema\.org/(?:draft-0[4-7]|draft/20\d\d-\d\d)/")
_WRITING = 2
"""Version of `marshal` that writes no references, so that a value follows its key."""
_FLAG = re.compile(rb"required[TF]")
_NEW = frozenset({"$defs", "prefixItems", "unevaluatedProperties", "unevaluatedItems"})
_OLD = frozenset({"definitions", "dependencies", "additionalItems", "id"})


class SchemaKind:
    """One JSON Schema and the files that it refers to; see `DocumentKind`.

    Args:
        main: path of the schema.
    """

    title = "a JSON Schema"
    mark = "`$schema:` with its draft"

    def __init__(self, main: str) -> None:
        """Take the one file that is the contract."""
        self._main = main

    def recognises(self, path: str, document: object) -> bool:
        """Return whether a file is the schema."""
        return path == self._main and isinstance(document, dict)

    @staticmethod
    def dialect(document: Mapping[str, Any]) -> Dialect | None:
        """Return how the schema is written; None for a draft before the fourth.

        Where no known draft is named (many name a draft of their own that builds on one), what
        only old drafts have tells which it is.
        """
        named = document.get("$schema")
        if isinstance(named, str) and _TOO_OLD.match(named):
            return None
        if isinstance(named, str) and _KNOWN.match(named):
            return DRAFT_2020.named(named)
        is_old = not _NEW.intersection(document) and any(map(_is_old, _schemas(document)))
        return DRAFT_7 if is_old else DRAFT_2020

    @staticmethod
    def validate(files: Mapping[str, Any], folder: str) -> Sequence[Problem]:
        """Return that the drafts of some documents are too old."""
        del folder
        return [_too_old(path, document["$schema"]) for path, document in sorted(files.items())]


def _schemas(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    return (target.node for target in walk(Target("", (), document)))


def _is_old(node: Mapping[str, Any]) -> bool:
    has_flags = any(isinstance(node.get(f"exclusive{end}"), bool) for end in ("Minimum", "Maximum"))
    return has_flags or isinstance(node.get("items"), list) or not _OLD.isdisjoint(node)


def _too_old(path: str, named: str) -> Problem:
    found = _TOO_OLD.match(named)
    return Problem(
        "schema-draft",
        f"the schema is written in draft {found[1] if found else '3'} of JSON Schema",
        Place(path, ("$schema",)),
        "rewrite it in draft 4 or later: `required` lists the names of members",
    )


def flags_of_draft_3(file: str, document: Any) -> Iterator[Problem]:  # noqa: ANN401  raw document
    """Yield each `required: true`: no draft from the fourth on gives it a meaning."""
    if not _may_have_flags(document):
        return
    for target in walk(Target(file, (), document)):
        flag = target.node.get("required")
        if isinstance(flag, bool) and not _are_names(target.path):
            yield Problem(
                "schema-draft",
                f"`required: {str(flag).lower()}` of `{shortened(_name(target))}` is draft 3 of "
                "JSON Schema, and means nothing from draft 4 on",
                target.place.at("required"),
                "list the name in the `required` of the object around it",
            )


def _may_have_flags(document: Any) -> bool:  # noqa: ANN401  raw document
    """Return whether a walk is worth it: ten times faster than the walk itself."""
    try:
        return _FLAG.search(marshal.dumps(document, _WRITING)) is not None
    except ValueError:
        return True


def _are_names(path: Sequence[str | int]) -> bool:
    return bool(path) and path[-1] in {"properties", "definitions", "$defs", "patternProperties"}


def _name(target: Target) -> str:
    return str(target.path[-1]) if target.path else target.file

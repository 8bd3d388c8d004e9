"""The media type of what does not say it."""

from collections.abc import Iterable, Mapping
from typing import Any

from planner.model.pact import Content, Presence
from planner.wire.media import declared_for, essence, is_json

CONTENT_TYPE = frozenset({"contenttype", "content-type", "content_type"})
"""Names, in lower case, under which the metadata of a message tell its media type."""


def told_type(metadata: Mapping[str, Any]) -> str:
    """Return the media type that the metadata of a message tell; empty if they do not."""
    return next((str(v) for k, v in metadata.items() if k.lower() in CONTENT_TYPE), "")


def default_media(content: Content, declared: Iterable[str]) -> str | None:
    """Return which of the declared media types a body is of that names none."""
    names = list(declared)
    if content.presence is Presence.VALUE:
        found = next((name for name in names if is_json(essence(name))), None)
        return found or declared_for("application/json", names)
    return names[0] if len(names) == 1 else declared_for("text/plain", names)

"""An entry of the ledger: somebody agreed to one version of a contract, for a team.

One file an entry, `<ratifications>/<provider>/<contract>/<version>/<team>/<person>.yaml`: entries
that are made on two branches never touch each other.
"""

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from planner.model.diff_policy import FINGERPRINT_PATTERN
from planner.model.names import FileModel, Name, Text, Version

DIGEST_PATTERN = r"^sha256:[0-9a-f]{64}$"
_TIME = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_PLAIN = re.compile(r"[a-z0-9_@+-][a-z0-9._@+-]{0,63}")
_NOT_PLAIN = re.compile(r"[^a-z0-9_@+-]+")

Digest = Annotated[str, Field(pattern=DIGEST_PATTERN)]
"""`sha256:` and the SHA-256 of the contract's canonical form, in hexadecimal."""


def _parse_time(value: Any) -> Any:  # noqa: ANN401  raw YAML value
    try:
        if isinstance(value, str) and _TIME.match(value):
            datetime.strptime(value, _TIME_FORMAT).replace(tzinfo=UTC)
            return value
    except ValueError:
        pass
    raise ValueError(f"expected a time in UTC such as 2026-03-31T09:30:00Z, got `{value}`")


Time = Annotated[
    str,
    BeforeValidator(_parse_time),
    WithJsonSchema({"type": "string", "pattern": _TIME.pattern, "format": "date-time"}),
]
"""A time in UTC to the second, ISO 8601."""

Fingerprint = Annotated[str, Field(pattern=FINGERPRINT_PATTERN)]
"""A finding, as `plan diff` shows it; the first eight characters or more."""


class AcceptedFinding(FileModel):
    """A change that the team can live with, and why."""

    fingerprint: Fingerprint
    reason: Text = Field(min_length=1)


class RatificationFile(FileModel):
    """Somebody's agreement to one version of a contract. Written by `plan ratify`."""

    contract: Name
    version: Version
    digest: Digest
    """The content that is agreed to."""
    base: Version | None = None
    """The version with which it was compared: the one before, if there is one."""
    accepted: tuple[AcceptedFinding, ...] = ()
    """Findings between base and this version that the team has agreed to live with."""
    team: Name
    person: Text = Field(min_length=1)
    """One of the team's approvers."""
    time: Time
    """When it was agreed to."""
    signature: Annotated[str, Field(max_length=20_000)] | None = None
    """The person's SSH signature over all of the above, armoured, as `ssh-keygen -Y` writes it."""


def time_text(moment: datetime) -> str:
    """Return a time as the ledger writes it."""
    return moment.astimezone(UTC).strftime(_TIME_FORMAT)


def time_of(entry: RatificationFile) -> datetime:
    """Return when an entry says that it was made."""
    return datetime.strptime(entry.time, _TIME_FORMAT).replace(tzinfo=UTC)


def file_name_of(person: str) -> str:
    """Return the name of the file of a person's entry.

    Names that no file should have (spaces, letters of other scripts, capital letters, which some
    file systems can't tell from small ones) are shortened to what is plain, with a hash that keeps
    two people apart.
    """
    if _PLAIN.fullmatch(person) and not person.endswith("."):
        return f"{person}.yaml"
    stem = _NOT_PLAIN.sub("-", person.lower()).strip("-")[:40]
    mark = sha256(person.encode("utf-8")).hexdigest()[:8]
    return f"{stem}-{mark}.yaml" if stem else f"{mark}.yaml"

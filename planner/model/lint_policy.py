"""What a workspace thinks of its architecture: the key `lint` of plan.yaml."""

from typing import Literal

from pydantic import Field

from planner.model.names import Day, FileModel, Text, Whole

LintSeverity = Literal["breaking", "risky", "safe", "off"]


class LintAcceptance(FileModel):
    """Something that somebody has agreed to live with, and until when."""

    rule: Text
    """A rule id; `*` stands for any characters."""
    subject: Text
    """What it is about, as `plan lint` shows it: a service, `order -> user`, a contract."""
    reason: Text = Field(min_length=1)
    expires: Day
    """The last day on which it is accepted."""


class EventFields(FileModel):
    """Names by which an event may carry who it is."""

    id: tuple[Text, ...] = ("id", "eventId", "event_id", "messageId", "message_id")
    time: tuple[Text, ...] = (
        "time",
        "timestamp",
        "occurredAt",
        "occurred_at",
        "createdAt",
        "created_at",
        "eventTime",
        "event_time",
    )
    version: tuple[Text, ...] = (
        "version",
        "schemaVersion",
        "schema_version",
        "eventVersion",
        "event_version",
        "specversion",
        "dataschema",
        "$schema",
    )


class LintPolicy(FileModel):
    """Which architecture rules count, and how much."""

    severities: dict[Text, LintSeverity] = Field(default_factory=dict)
    """Rule id (`*` stands for any characters) -> severity; the last one that fits counts."""
    accept: tuple[LintAcceptance, ...] = ()
    sync_depth: Whole = 4
    """Services that a request may pass one after another, the first included."""
    entities: tuple[Text, ...] = ()
    """All data entities of the system; each of them needs an owner."""
    event_fields: EventFields = EventFields()
    flag_days: Whole = 180
    """Calendar days that a feature flag may live."""
    flag_due_days: Whole = 14
    """Calendar days before its end from which on a flag is due."""

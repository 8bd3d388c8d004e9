"""Rules about whole schemas that come and go."""

from planner.compatibility.rules.rule import Example, Rule, always
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "JSON Schema Core 2020-12, section 8.2.4 (`$defs`); Confluent Schema Registry, deletion"
_ONE = "{$defs: {Placed: {type: object, properties: {total: {type: integer}}}}}"
_TWO = (
    "{$defs: {Placed: {type: object, properties: {total: {type: integer}}}, Lost: {type: object}}}"
)

RULES = (
    Rule(
        id="event-added",
        title="a schema of another message",
        effect=Effect.ANNOTATION,
        polarity=Polarity.PROVIDER_SENDS,
        is_by_mode=True,
        message="the schema of `{subject}` is new",
        why="Nobody has written or read this message yet.",
        source=_SOURCE,
        example=Example(_ONE, _TWO, "event-removed", is_document=True),
    ),
    Rule(
        id="event-removed",
        title="the schema of a message is gone",
        effect=Effect.MEANING,
        polarity=Polarity.PROVIDER_SENDS,
        is_by_mode=True,
        message="the schema of `{subject}` is gone",
        why="What was written by it can no longer be checked or read by its name, and nobody is "
        "told whether it still comes.",
        source=_SOURCE,
        hint="keep the schema as long as messages of it are stored or on their way",
        by_practice=always(Severity.BREAKING, "nothing is left that says what old messages mean"),
        example=Example(_TWO, _ONE, "event-added", is_document=True),
    ),
)

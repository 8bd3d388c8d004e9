"""Rules about Amazon SNS and SQS: names, and whether messages keep their order."""

from planner.compatibility.rules.binding_rules import ProtocolBindings, binding_rule
from planner.model.finding import Effect

_ORDER = (
    "Topics and queues can't change their kind, so it is another one; without FIFO messages may "
    "come twice and in another order, with it each needs a group."
)
RULES = (
    binding_rule(
        "sns-topic-changed",
        title="messages are on another SNS topic",
        effect=Effect.CROSSED,
        why="Consumers have subscribed to the old topic.",
        level="channel",
        old="sns: {name: orders}",
        new="sns: {name: sales}",
        hint="publish to both topics for a while",
    ),
    binding_rule(
        "sns-ordering-changed",
        title="messages of an SNS topic keep their order, or no longer",
        effect=Effect.CROSSED,
        why=_ORDER,
        level="channel",
        old="sns: {name: orders, ordering: {type: FIFO}}",
        new="sns: {name: orders, ordering: {type: standard}}",
        hint="use another topic",
    ),
    binding_rule(
        "sqs-queue-changed",
        title="messages are in another SQS queue",
        effect=Effect.CROSSED,
        why="Consumers read the old queue, or write to it.",
        level="channel",
        old="sqs: {queue: {name: orders}}",
        new="sqs: {queue: {name: sales}}",
        hint="use both queues for a while",
    ),
    binding_rule(
        "sqs-fifo-changed",
        title="messages of an SQS queue keep their order, or no longer",
        effect=Effect.CROSSED,
        why=_ORDER,
        level="channel",
        old="sqs: {queue: {name: orders, fifoQueue: true}}",
        new="sqs: {queue: {name: orders, fifoQueue: false}}",
        hint="use another queue",
    ),
)
SNS = ProtocolBindings(
    "sns",
    {
        ("channel", "name"): "sns-topic-changed",
        ("channel", "ordering.type"): "sns-ordering-changed",
    },
    {("channel", "ordering.type"): "standard"},
)
SQS = ProtocolBindings(
    "sqs",
    {
        ("channel", "queue.name"): "sqs-queue-changed",
        ("channel", "queue.fifoQueue"): "sqs-fifo-changed",
    },
    {("channel", "queue.fifoQueue"): False},
)

"""Rules about channels, operations, messages and brokers of AsyncAPI contracts.

Rules about payloads, headers and keys are those of schemas, at sites that start with `event-`.
"""

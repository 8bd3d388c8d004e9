"""Rules about how credentials are shown to brokers: those of HTTP, in other words."""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.rules.event_pairs import ContractPair, Draft
from planner.compatibility.rules.http.security_schemes import RULES as HTTP_RULES
from planner.compatibility.rules.http.security_schemes import USED, scheme_differences
from planner.compatibility.rules.rule import Example, Rule
from planner.model.http import Requirement

_SOURCE = "AsyncAPI 3.0, Security Scheme Object; 2.6, Security Scheme Object"
_USED = (
    "asyncapi: 2.6.0, "
    "servers: {main: {url: a.example, protocol: kafka, security: [{s: []}]}}, channels: {}"
)


def _document(text: str) -> str:
    return text.replace(USED, _USED).replace("type: apiKey", "type: httpApiKey")


def _of_events(rule: Rule) -> Rule:
    """Return a rule about HTTP as one about brokers."""
    old, new, back, _ = rule.example
    example = Example(_document(old), _document(new), f"event-{back}", is_document=True)
    _, mark, further = rule.source.partition("; ")
    source = f"{_SOURCE}{mark}{further}"
    return replace(rule, id=f"event-{rule.id}", source=source, example=example, oasdiff=())


RULES = tuple(map(_of_events, HTTP_RULES))


def check_contract(pair: ContractPair) -> Iterator[Draft]:
    """Yield what differs in the definitions of the schemes that are asked for."""
    for name, old in pair.old.schemes.items():
        new = pair.new.schemes.get(name)
        labels = _users(pair, name)
        if new is None or not labels:
            continue
        for rule, before, after in scheme_differences(old, new):
            yield Draft(
                f"event-security-scheme-{rule}",
                name,
                before,
                after,
                labels,
                "security",
                old.place,
                new.place,
            )


def _users(pair: ContractPair, name: str) -> tuple[str, ...]:
    """Return the labels of the operations that ask for a scheme; an empty one for a broker."""
    labels = [
        operation.label
        for operation in pair.operations
        if _asks(operation.old.security, name) and _asks(operation.new.security, name)
    ]
    is_of_broker = any(
        _asks(server.old.security, name) and _asks(server.new.security, name)
        for server in pair.servers
    )
    return ("", *labels) if is_of_broker else tuple(labels)


def _asks(security: tuple[Requirement, ...], name: str) -> bool:
    return any(scheme == name for requirement in security for scheme, _ in requirement)

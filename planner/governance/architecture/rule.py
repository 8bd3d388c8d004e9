"""What an architecture rule is, and what it looks at."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from planner.model.avro import AvroContract
from planner.model.events import EventContract
from planner.model.finding import Severity
from planner.model.http import HttpContract
from planner.model.lint_policy import LintPolicy
from planner.model.protobuf import ProtoMethod, ProtoModule, ProtoService
from planner.model.source import Place
from planner.model.system import System


@dataclass(frozen=True, slots=True)
class Subject:
    """A workspace as the rules see it.

    Args:
        http, events, rpc, avro: key (`id@version`) -> content of the contracts that services
            provide, publish or use; only those that are written, in a format that tells.
        today: the day that flags are judged on.
    """

    system: System
    policy: LintPolicy
    today: date
    http: Mapping[str, HttpContract] = field(default_factory=dict)
    events: Mapping[str, EventContract] = field(default_factory=dict)
    rpc: Mapping[str, ProtoModule] = field(default_factory=dict)
    avro: Mapping[str, AvroContract] = field(default_factory=dict)


def methods_of(subject: Subject, key: str, operations: Collection[str]) -> tuple[ProtoMethod, ...]:
    """Return the rpcs of a contract that operations name; all of them if none are named.

    Args:
        subject: the workspace.
        key: of a contract that may be one of Protobuf.
        operations: `Service/Method`, with or without the package.
    """
    module = subject.rpc.get(key)
    services = module.services if module else ()
    return tuple(
        method
        for service in services
        for method in service.methods
        if not operations or _names(service, method).intersection(operations)
    )


def _names(service: ProtoService, method: ProtoMethod) -> set[str]:
    full = f"{service.name}/{method.name}"
    return {full, full.rpartition(".")[2]}


class Hit(NamedTuple):
    """One place where a rule is broken.

    Args:
        rule: its id.
        subject: what acceptances name it by: a service, `consumer -> provider`, a contract key.
        message: what is wrong, with the names.
        place: where the manifest, plan.yaml or the contract says so.
        hint: one thing to do; empty: that of the rule.
    """

    rule: str
    subject: str
    message: str
    place: Place | None
    hint: str = ""


class Sample(NamedTuple):
    """A workspace in short that breaks a rule, and what mends it; run as a test.

    Args:
        broken, mended: manifest keys by service, YAML.
        settings: keys of plan.yaml, YAML.
    """

    broken: str
    mended: str
    settings: str = "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchitectureRule:
    """A rule about a whole system.

    Args:
        id: what findings carry.
        title: what is wrong, in a few words.
        severity: unless `lint.severities` of plan.yaml says otherwise.
        why: what it costs.
        source: where the rule comes from.
        hint: what to do.
        sample: where it is met and where not; run as a test, shown by `plan explain`. None for
            rules about the text of contracts, which have tests of their own.
    """

    id: str
    title: str
    severity: Severity
    why: str
    source: str
    hint: str
    sample: Sample | None = None


Check = Callable[[Subject], Iterator[Hit]]

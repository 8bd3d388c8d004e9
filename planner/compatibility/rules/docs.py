"""The rules as a page: `docs/rules.md`.

Rules of callbacks and webhooks are those of operations with another beginning and the directions
changed; the page says so once. Facets are shown once for all sites.
"""

from collections.abc import Iterator

from planner.compatibility.options import promise_of
from planner.compatibility.rules.facet import SITES, Facet, Verb
from planner.compatibility.rules.registry import (
    all_rules,
    facets,
    operation_rules,
    subject_rules,
)
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Polarity, Severity

_ABOUT_CALLS = ("callback-", "webhook-")


def rules_page() -> str:
    """Return the page, in Markdown."""
    parts = [_INTRODUCTION.format(**_numbers())]
    parts.append("## Operations and documents\n")
    parts += _families("http")
    for subject, title in _TITLES.items():
        parts.append(f"## {title}\n")
        parts += _families(subject)
    parts.append("## Schemas\n")
    parts.append(_SCHEMAS)
    parts += (_facet(facet) for _, facet in sorted(facets().items()))
    return "\n".join(parts)


def _numbers() -> dict[str, int]:
    own = _own_rules("http")
    others = {subject: len(subject_rules(subject)) for subject in _TITLES}
    verbs = [verb for facet in facets().values() for verb in facet.verbs]
    return {
        "rules": len(all_rules()),
        "own": len(own),
        "facets": len(facets()),
        "verbs": len(verbs),
        "sites": len(SITES),
        **others,
    }


_TITLES = {
    "asyncapi": "AsyncAPI",
    "events": "JSON Schemas that stand alone",
    "protobuf": "Protobuf",
    "avro": "Avro",
}
"""Subjects beside HTTP, in the order of the page."""


_INTRODUCTION = """\
# Rules

<!-- Written by `python -m planner.compatibility.rules`; do not edit. -->

What `plan diff` reports between two contracts, and how severe it is. `plan explain RULE`
shows one rule.

A severity follows from a law, not from a list. What consumers send may only be **widened**: what
was accepted stays accepted. What consumers receive may only be **narrowed**: what is sent was
promised. A change that does the opposite is `breaking`; one that can't be decided, or that gives
the same message another meaning, is `risky`; all others are `safe`. Where practice differs from
the law, the rule says why. For schemas the law is a first guess: a search for a payload that one
side accepts and the other rejects has the last word, so that a finding can be milder than its
rule.

In callbacks and webhooks the provider sends the request and the consumer answers. Their rules
have ids that start with `callback-` and `webhook-`, and the law holds the other way round.

Messages are read by whoever has another version, so that the **mode** says in which direction the
law is applied. In `BACKWARD` new readers read what old writers wrote: a schema may only be widened,
as what consumers send. In `FORWARD` old readers read what new writers write: it may only be
narrowed, as what consumers receive. `FULL` asks for both. Without a mode, AsyncAPI goes by who
sends, and JSON Schema and Avro are compared in `FULL`. Where a rule about messages has a severity
of its own, it is named for each mode.

Rules about Protobuf say which **categories** they break: `FILE` and `PACKAGE` promise that
generated code goes on compiling, `WIRE_JSON` and `WIRE` that messages can be read. A change is
breaking if the category that was asked for is among them.

There are {rules} ids: {own} rules about operations and documents of HTTP, {asyncapi} about
AsyncAPI, {events} about whole JSON Schemas, {protobuf} about Protobuf, {avro} about Avro, and
{verbs} changes of {facets} facets of schemas at {sites} sites each, all of them again for callbacks
and webhooks where they can be met there.
"""

_SCHEMAS = """\
The id of a rule is `SITE-FACET-CHANGE`. Sites of what consumers send: `request-body`,
`request-parameter`; of what they receive: `response-body`, `response-header`. Inside the payload:
`request-property`, `request-parameter-property`, `response-property`,
`response-header-property`. Of messages: `event-payload`, `event-headers`, `event-key`, and inside
them `event-property`, `event-header`, `event-key-property`; the first severity is that of
`BACKWARD`, the second that of `FORWARD`, and `FULL` takes the worse of both. Changes of members
leave the facet out: `request-property-became-required`.
"""


def _is_own(rule: Rule) -> bool:
    """Return whether a rule is written down, and not another one turned round."""
    start = next((start for start in _ABOUT_CALLS if rule.id.startswith(start)), "")
    return not start or rule.id.removeprefix(start) not in operation_rules()


def _own_rules(subject: str) -> list[Rule]:
    own = {rule.id for rule in subject_rules(subject)}
    return [rule for rule in operation_rules().values() if rule.id in own and _is_own(rule)]


def _families(subject: str) -> Iterator[str]:
    by_family: dict[str, list[Rule]] = {}
    for rule in _own_rules(subject):
        by_family.setdefault(rule.family.removeprefix(f"{subject}-"), []).append(rule)
    for family, rules in sorted(by_family.items()):
        yield f"### {family.replace('-', ' ').capitalize()}\n"
        yield from map(_rule, rules)


def _rule(rule: Rule) -> str:
    lines = [f"#### `{rule.id}`\n", f"{_severity_text(rule)}: {rule.title}. {rule.why}\n"]
    reasons = _reasons(rule)
    if reasons:
        lines.append(f"By practice, not by law: {'; '.join(reasons)}.\n")
    lines.append(f"Source: {rule.source}.\n")
    lines += _example(rule.example.old, rule.example.new)
    if rule.hint:
        lines.append(f"Instead: {rule.hint}.\n")
    if rule.oasdiff:
        lines.append(f"oasdiff: {_listed(rule.oasdiff)}\n")
    if rule.buf:
        lines.append(f"buf: {_listed(rule.buf)}\n")
    return "\n".join(lines)


def _severity_text(rule: Rule) -> str:
    """Return how severe a rule is, by mode or category where that makes a difference."""
    if rule.is_by_mode:
        names = ((promise_of(polarity), polarity) for polarity in Polarity)
        return ", ".join(f"**{rule.severity_for(p)}** in {name}" for name, p in names)
    if rule.categories:
        return f"**{rule.severity}** in {', '.join(rule.categories)}"
    return f"**{rule.severity}**"


def _reasons(rule: Rule) -> list[str]:
    if not rule.is_by_mode:
        return [rule.reason] if rule.reason else []
    return list(dict.fromkeys(exception.why for exception in (rule.by_practice or {}).values()))


def _example(old: str, new: str) -> list[str]:
    return ["```yaml", "# before", old, "# after", new, "```", ""]


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _facet(facet: Facet) -> str:
    lines = [f"### {facet.name}\n", f"{facet.title[:1].upper()}{facet.title[1:]}. {facet.why}\n"]
    lines.append(f"Source: {facet.source}.\n")
    lines.append(
        "| change | sent by consumers | received by consumers | before | after | oasdiff |"
    )
    lines.append("| --- | --- | --- | --- | --- | --- |")
    lines += (_verb(facet, verb) for verb in facet.verbs)
    lines += _practice(facet)
    return "\n".join([*lines, ""])


def _verb(facet: Facet, verb: Verb) -> str:
    severities = [str(_severity(facet, verb, polarity)) for polarity in Polarity]
    peers = dict.fromkeys(
        name for site in SITES if facet.stands_at(site) for name in facet.rule(site, verb).oasdiff
    )
    cells = [f"`{facet.said(verb.name)}`", *severities, f"`{verb.old}`", f"`{verb.new}`"]
    return f"| {' | '.join([*map(_cell, cells), _listed(tuple(peers))])} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _severity(facet: Facet, verb: Verb, polarity: Polarity) -> Severity:
    site = next(site for site, of in SITES.items() if of is polarity and facet.stands_at(site))
    return facet.rule(site, verb).severity


def _practice(facet: Facet) -> Iterator[str]:
    """Yield why severities are not the law's."""
    whys: dict[str, list[str]] = {}
    for verb in facet.verbs:
        for exception in (verb.by_practice or {}).values():
            names = whys.setdefault(exception.why, [])
            if verb.name not in names:
                names.append(verb.name)
    for why, names in whys.items():
        yield f"\nBy practice, not by law: {_listed(tuple(names))}: {why}."

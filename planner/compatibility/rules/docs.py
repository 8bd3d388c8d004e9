"""The rules as a page: `docs/rules.md`.

Rules of callbacks and webhooks are those of operations with another beginning and the directions
changed; the page says so once. Facets are shown once for all sites.
"""

from collections.abc import Iterator

from planner.compatibility.rules.facet import SITES, Facet, Verb
from planner.compatibility.rules.registry import all_rules, facets, operation_rules
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Polarity, Severity

_ABOUT_CALLS = ("callback-", "webhook-")


def rules_page() -> str:
    """Return the page, in Markdown."""
    parts = [_INTRODUCTION.format(**_numbers())]
    parts.append("## Operations and documents\n")
    parts += _families()
    parts.append("## Schemas\n")
    parts.append(_SCHEMAS)
    parts += (_facet(facet) for _, facet in sorted(facets().items()))
    return "\n".join(parts)


def _numbers() -> dict[str, int]:
    own = [rule for rule in operation_rules().values() if _is_own(rule)]
    verbs = [verb for facet in facets().values() for verb in facet.verbs]
    return {
        "rules": len(all_rules()),
        "own": len(own),
        "facets": len(facets()),
        "verbs": len(verbs),
        "sites": len(SITES),
    }


_INTRODUCTION = """\
# Rules

<!-- Written by `python -m planner.compatibility.rules`; do not edit. -->

What `plan diff` reports between two HTTP contracts, and how severe it is. `plan explain RULE`
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

There are {rules} ids: {own} rules about operations and documents, and {verbs} changes of {facets}
facets of schemas at {sites} sites each, all of them again for callbacks and webhooks where they
can be met there.
"""

_SCHEMAS = """\
The id of a rule is `SITE-FACET-CHANGE`. Sites of what consumers send: `request-body`,
`request-parameter`; of what they receive: `response-body`, `response-header`. Inside the payload:
`request-property`, `request-parameter-property`, `response-property`,
`response-header-property`. Changes of members leave the facet out:
`request-property-became-required`.
"""


def _is_own(rule: Rule) -> bool:
    """Return whether a rule is written down, and not another one turned round."""
    start = next((start for start in _ABOUT_CALLS if rule.id.startswith(start)), "")
    return not start or rule.id.removeprefix(start) not in operation_rules()


def _families() -> Iterator[str]:
    by_family: dict[str, list[Rule]] = {}
    for rule in operation_rules().values():
        if _is_own(rule):
            by_family.setdefault(rule.family, []).append(rule)
    for family, rules in sorted(by_family.items()):
        yield f"### {family.replace('-', ' ').capitalize()}\n"
        yield from map(_rule, rules)


def _rule(rule: Rule) -> str:
    lines = [f"#### `{rule.id}`\n", f"**{rule.severity}**: {rule.title}. {rule.why}\n"]
    if rule.reason:
        lines.append(f"By practice, not by law: {rule.reason}.\n")
    lines.append(f"Source: {rule.source}.\n")
    lines += _example(rule.example.old, rule.example.new)
    if rule.hint:
        lines.append(f"Instead: {rule.hint}.\n")
    if rule.oasdiff:
        lines.append(f"oasdiff: {_listed(rule.oasdiff)}\n")
    return "\n".join(lines)


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

"""Rules about the version of a contract, for teams whose policy asks for them.

They compare `info.version` with what all other findings demand.
"""

from collections.abc import Iterator

from planner.compatibility.rules.pairs import Draft, FoundPair
from planner.compatibility.rules.rule import Example, Rule, always
from planner.compatibility.version_demand import (
    Demand,
    demand_of,
    lowest_version,
    satisfies,
    version_of,
)
from planner.model.finding import Effect, Severity
from planner.model.http import HttpContract
from planner.model.source import Place

_SOURCE = "Semantic Versioning 2.0.0, sections 4, 7, 8 and 11"
_GET = "get: {responses: {'200': {description: ok}}}"
_KEPT = f"/kept: {{{_GET}}}"


def _versioned(version: str, *paths: str) -> str:
    return f"{{info: {{title: t, version: {version}}}, paths: {{{', '.join(paths)}}}}}"


_MORE = f"/pets: {{{_GET}}}"

RULES = (
    Rule(
        id="document-version-decreased",
        title="the version is lower than before, and the policy looks at versions",
        effect=Effect.MEANING,
        message="the version is now `{after}`, it was `{before}`",
        why="People and tools take the greater version for the newer one.",
        source=_SOURCE,
        hint="give it a greater version",
        example=Example(
            _versioned("1.1.0", _KEPT),
            _versioned("1.0.0", _KEPT, _MORE),
            "document-major-not-bumped",
            is_document=True,
        ),
        oasdiff=("api-version-decreased",),
    ),
    Rule(
        id="document-version-not-bumped",
        title="the version is too low for what changed, and the policy looks at versions",
        effect=Effect.MEANING,
        message="the version `{after}` does not say that something changed: after `{before}` comes "
        "`{subject}`",
        why="Consumers can't tell the new contract from the old one by its version, or take an "
        "addition for a correction.",
        source=_SOURCE,
        hint="raise `info.version`",
        example=Example(
            _versioned("1.0.0", _KEPT),
            _versioned("1.0.0", _KEPT, _MORE),
            "document-major-not-bumped",
            is_document=True,
        ),
        oasdiff=("api-version-not-bumped",),
    ),
    Rule(
        id="document-major-not-bumped",
        title="a break does not show in the version, and the policy looks at versions",
        effect=Effect.MEANING,
        by_practice=always(
            Severity.BREAKING, "consumers move within a major version without another look"
        ),
        message="the version `{after}` hides a break: after `{before}` comes `{subject}`",
        why="Consumers move to a version with the same major number without another look, and "
        "break.",
        source=_SOURCE,
        hint="raise the major number of `info.version`, or take the break back",
        example=Example(
            _versioned("1.0.0", _KEPT, _MORE),
            _versioned("1.1.0", _KEPT),
            "document-version-decreased",
            is_document=True,
        ),
        oasdiff=("api-major-version-not-bumped",),
    ),
)


def check_findings(pair: FoundPair) -> Iterator[Draft]:
    """Yield that the version does not say what the findings say."""
    old, new = pair.document.old, pair.document.new
    if not all(contract.operations or contract.webhooks for contract in (old, new)):
        return  # a contract that is new or gone
    demand = demand_of(pair.findings)
    before, after = version_of(old.version), version_of(new.version)
    if before is None or after is None:
        if demand is not Demand.NOTHING and old.version == new.version:
            yield _draft(_too_low(demand), old, new, "another version")
    elif after < before:
        yield _draft("document-version-decreased", old, new, "")
    elif not satisfies(before, after, demand):
        yield _draft(_too_low(demand), old, new, str(lowest_version(before, demand)))


def _too_low(demand: Demand) -> str:
    is_break = demand is Demand.MAJOR
    return "document-major-not-bumped" if is_break else "document-version-not-bumped"


def _draft(rule: str, old: HttpContract, new: HttpContract, lowest: str) -> Draft:
    return Draft(
        rule,
        lowest,
        old.version,
        new.version,
        old=Place(old.name).at("info", "version"),
        new=Place(new.name).at("info", "version"),
        cause=(rule,),
    )

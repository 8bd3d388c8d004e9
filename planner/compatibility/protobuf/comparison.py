"""The comparison: all that belongs together is handed to the rules."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from planner.compatibility.findings import Findings, Met, Verified
from planner.compatibility.options import Category, CompareOptions
from planner.compatibility.protobuf.draft import Draft
from planner.compatibility.protobuf.pairs import ModulePair
from planner.compatibility.protobuf.reach import Way
from planner.compatibility.protobuf.wire import Wire
from planner.compatibility.rules.registry import subject_rules
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Finding, Occurrence, Proof, Severity
from planner.model.protobuf import ProtoModule
from planner.model.source import Place

Check = Callable[[Any], Iterator[Draft]]
_DEFAULT = CompareOptions()
_KINDS = ("module", "file", "message", "field", "enum", "service", "method")
_RULES = "planner.compatibility.rules.protobuf"


@cache
def _checks() -> dict[str, tuple[Check, ...]]:
    """Return the checks of all rules by what they look at."""
    found = pkgutil.iter_modules(importlib.import_module(_RULES).__path__)
    modules = [importlib.import_module(f"{_RULES}.{info.name}") for info in found]
    return {
        kind: tuple(getattr(m, f"check_{kind}") for m in modules if hasattr(m, f"check_{kind}"))
        for kind in _KINDS
    }


@cache
def _rules() -> dict[str, Rule]:
    return {rule.id: rule for rule in subject_rules("protobuf")}


def compare_protobuf(
    old: ProtoModule, new: ProtoModule, options: CompareOptions = _DEFAULT
) -> tuple[Finding, ...]:
    """Return what changed between two modules, worst first, then in order of the files.

    Args:
        old: what others rely on.
        new: what takes its place.
        options: `category` says which promises count: what breaks only others is safe.
    """
    return _Comparison(old, new, options).run()


class _Comparison:
    def __init__(self, old: ProtoModule, new: ProtoModule, options: CompareOptions) -> None:
        self._pair = ModulePair(old, new, options)
        self._options = options
        self._findings = Findings()
        self._wire = Wire(old.descriptors, new.descriptors)
        self._ranks = {
            place: index
            for index, place in enumerate(
                dict.fromkeys(item.place.file for module in (old, new) for item in module.files)
            )
        }

    def run(self) -> tuple[Finding, ...]:
        pair = self._pair
        self._check("module", pair)
        for file in pair.files:
            self._check("file", file)
        for message in pair.messages:
            self._check("message", message)
            for field in message.fields():
                self._check("field", field)
        for enum in pair.enums:
            self._check("enum", enum)
        for service in pair.services:
            self._check("service", service)
            for method in service.methods():
                self._check("method", method)
        return self._findings.reported(self._options)

    def _check(self, kind: str, pair: object) -> None:
        for check in _checks()[kind]:
            for draft in check(pair):
                self._add(draft)

    # ------------------------------------------------------------------ findings

    def _add(self, draft: Draft) -> None:
        rule = _rules()[draft.rule]
        severity = self._severity(rule, draft)
        ways = self._ways(draft)
        paths = {way.path for way in ways}
        inside = next(iter(paths)) if len(paths) == 1 else ()
        is_one_way = len(paths) < 2  # noqa: PLR2004  with several ways, none says where it stands
        path = (*inside, draft.field) if draft.field and is_one_way else inside
        polarities = {way.polarity for way in ways}
        for way in ways or (Way(draft.method, "", ()),):
            self._findings.add(
                Met(
                    cause=(rule.id, draft.subject, draft.before, draft.after),
                    rule=rule,
                    severity=severity,
                    effect=rule.effect,
                    message=rule.message.format(
                        subject=draft.subject, before=draft.before, after=draft.after
                    ),
                    occurrence=Occurrence(way.method, way.slot),
                    rank=self._rank(draft.old or draft.new),
                    verify=partial(self._verified, rule, draft, severity),
                    structure=(rule.id, draft.subject),
                    path=path,
                    old=draft.old,
                    new=draft.new,
                    before=draft.before,
                    after=draft.after,
                    has_witness=bool(draft.trials),
                    polarity=polarities.pop() if len(polarities) == 1 else None,
                    breaks=_breaks(rule, draft),
                )
            )

    def _ways(self, draft: Draft) -> tuple[Way, ...]:
        """Return the rpcs that carry what changed."""
        return self._pair.reach(draft.owner).ways(draft.owner) if draft.owner else ()

    def _rank(self, place: Place | None) -> int:
        if place is None:
            return 0
        line, column = place.position or (0, 0)
        return (self._ranks.get(place.file, 0) << 40) + (line << 16) + min(column, 65535)

    def _severity(self, rule: Rule, draft: Draft) -> Severity:
        breaks = _breaks(rule, draft)
        if not breaks and not draft.may_break:
            return rule.severity
        if self._options.category in breaks:
            return rule.severity
        return Severity.RISKY if self._options.category in draft.may_break else Severity.SAFE

    def _verified(self, rule: Rule, draft: Draft, severity: Severity) -> Verified:
        if severity is Severity.SAFE:
            return Verified(severity, Proof.LAW, self._why_safe(rule, draft), None)
        in_json = Category.WIRE_JSON in _breaks(rule, draft)
        shown = (self._wire.show(trial, in_json=in_json) for trial in draft.trials)
        found = next((item for item in shown if item), None)
        doubt = draft.doubt if severity is Severity.RISKY else ""
        reasons = [found.told if found else "", doubt, draft.reason or rule.reason]
        reason = "; ".join(part for part in reasons if part)
        if found is None:
            return Verified(severity, Proof.LAW, reason, None)
        return Verified(severity, Proof.WITNESS, reason, found.witness)

    def _why_safe(self, rule: Rule, draft: Draft) -> str:
        breaks = _breaks(rule, draft)
        if not breaks:
            return draft.reason or rule.reason
        listed = ", ".join(breaks)
        return f"it breaks {listed}; the contract promises {self._options.category} only"


def _breaks(rule: Rule, draft: Draft) -> tuple[Category, ...]:
    return rule.categories if draft.breaks is None else draft.breaks

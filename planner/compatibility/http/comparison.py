"""The comparison: every matched pair is handed to the rules, every slot to the judge."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from planner.compatibility.findings import Findings, Met, Verified, anchor
from planner.compatibility.http.requests import Requests
from planner.compatibility.http.slots import slot_of
from planner.compatibility.http.walk import (
    callback_pairs,
    called_pairs,
    document_pair,
    media_of,
    media_pairs,
    parameter_pairs,
    response_pairs,
    schemas_of_headers,
    schemas_of_media,
    schemas_of_parameter,
)
from planner.compatibility.options import CompareOptions
from planner.compatibility.rules.pairs import (
    DocumentPair,
    Draft,
    FoundPair,
    MediaPair,
    OperationPair,
    ParameterPair,
    ResponsePair,
    SchemaPair,
)
from planner.compatibility.rules.registry import checks, rules_of
from planner.compatibility.rules.rule import Role, Rule
from planner.compatibility.slots import Slots
from planner.model.finding import Finding, Occurrence, Proof, Severity, Witness
from planner.model.http import HttpContract, HttpOperation

_DEFAULT = CompareOptions()
_Shared = TypeVar("_Shared", ParameterPair, ResponsePair)


def compare_http(
    old: HttpContract, new: HttpContract, options: CompareOptions = _DEFAULT
) -> tuple[Finding, ...]:
    """Return what changed between two HTTP contracts, worst first, then in order of the documents.

    Args:
        old: what consumers rely on.
        new: what takes its place.
        options: what is reported, and how severe it is.
    """
    return _Comparison(old, new, options).run()


class _Comparison:
    def __init__(self, old: HttpContract, new: HttpContract, options: CompareOptions) -> None:
        self._document = document_pair(old, new, options)
        self._options = options
        self._findings = Findings()
        self._requests = Requests(old.request_side)
        self._slots = Slots(
            strict_open_content=options.strict_open_content, is_unchanged=old.same_schemas(new)
        )
        self._ranks = _ranks(self._document)
        self._silent: dict[tuple[int, int, Role, bool], ParameterPair | ResponsePair] = {}
        self._unchanged = old.unchanged_operations(new, with_access=False)

    def run(self) -> tuple[Finding, ...]:
        """Return the findings."""
        document = self._document
        for check in checks(Role.OPERATION)["document"]:
            self._drafts(check(document), None)
        for pair in (*document.pairs, *called_pairs(document)):
            if pair.label.removeprefix("webhook ") in self._unchanged:
                for check in checks(pair.role, access_only=True)["operation"]:
                    self._drafts(check(pair), pair)
                continue
            self._operation(pair)
            for called in callback_pairs(pair):
                self._operation(called)
        if self._options.version_bump:
            self._look_back()
        return self._findings.reported(self._options)

    def _look_back(self) -> None:
        """Let rules look at all that was found, reported or not."""
        everything = replace(self._options, only=(), skip=(), direction=None)
        pair = FoundPair(self._document, self._findings.reported(everything))
        for check in checks(Role.OPERATION)["findings"]:
            self._drafts(check(pair), None)

    def _operation(self, pair: OperationPair) -> None:
        for check in checks(pair.role)["operation"]:
            self._drafts(check(pair), pair)
        for parameter in parameter_pairs(pair):
            self._unless_silent(parameter, self._parameter)
        for media in media_pairs(pair):
            self._media(media)
        for response in response_pairs(pair):
            self._unless_silent(response, self._response)

    def _unless_silent(self, part: _Shared, look: Callable[[_Shared], None]) -> None:
        """Look at a part that operations may share, unless nothing was met in it before."""
        is_head = part.operation.new.method == "HEAD"  # its responses have no content
        key = (id(part.old), id(part.new), part.operation.role, is_head)
        if key in self._silent:
            return
        before = self._findings.met
        look(part)
        if self._findings.met == before:
            self._silent[key] = part

    def _parameter(self, pair: ParameterPair) -> None:
        for check in checks(pair.operation.role)["parameter"]:
            self._drafts(check(pair), pair.operation)
        for schemas in schemas_of_parameter(pair):
            self._slot(schemas)

    def _media(self, pair: MediaPair) -> None:
        for check in checks(pair.operation.role)["media"]:
            self._drafts(check(pair), pair.operation)
        self._slot(schemas_of_media(pair))

    def _response(self, pair: ResponsePair) -> None:
        for check in checks(pair.operation.role)["response"]:
            self._drafts(check(pair), pair.operation)
        for media in media_of(pair):
            self._media(media)
        for schemas in schemas_of_headers(pair):
            self._slot(schemas)

    def _slot(self, schemas: SchemaPair) -> None:
        slot = slot_of(schemas, self._requests)
        for met in self._slots.compare(slot, self._rank(schemas.operation.label)):
            self._findings.add(met)

    def _rank(self, label: str) -> int:
        return self._ranks.get(label.partition(" callback ")[0], len(self._ranks))

    def _drafts(self, drafts: Iterable[Draft], pair: OperationPair | None) -> None:
        for draft in drafts:
            self._draft(draft, pair)

    def _draft(self, draft: Draft, pair: OperationPair | None) -> None:
        role = pair.role if pair else Role.OPERATION
        rule = rules_of("http")[f"{role}{draft.rule}"]
        label = draft.label or (pair.label if pair else "")
        severity = draft.severity or rule.severity
        operation = draft.shown or (pair.old if pair else None)
        self._findings.add(
            Met(
                cause=draft.cause or (rule.id, draft.subject, draft.old, draft.new, *_said(draft)),
                rule=rule,
                severity=severity,
                effect=rule.effect,
                message=rule.message.format(
                    subject=draft.subject, before=draft.before, after=draft.after, slot=draft.slot
                ),
                occurrence=Occurrence(label, draft.slot),
                rank=self._rank(label),
                verify=partial(self._verified, rule, draft, operation),
                structure=(rule.id, draft.subject, *_structure(draft, label)),
                old=draft.old,
                new=draft.new,
                before=draft.before,
                after=draft.after,
                twin=(rule.id, *draft.twin) if draft.twin else (),
            )
        )

    def _verified(self, rule: Rule, draft: Draft, operation: HttpOperation | None) -> Verified:
        severity = draft.severity or rule.severity
        reason = draft.reason or rule.reason
        witness = None
        is_called = rule.id.startswith((Role.CALLBACK, Role.WEBHOOK))
        if rule.shows_request and severity is not Severity.SAFE and operation and not is_called:
            request = self._requests.request(operation, draft.wish)
            witness = Witness("old", None, None, request)
        return Verified(severity, Proof.LAW, reason, witness)


def _said(draft: Draft) -> tuple[str, str]:
    return draft.before, draft.after


def _structure(draft: Draft, label: str) -> tuple[str, ...]:
    """Return what a finding is told apart by: its cause, a shared part, or the operation."""
    if draft.cause:
        return tuple(str(part) for part in draft.cause)
    return anchor(draft.old) or anchor(draft.new) or (label, draft.slot)


def _ranks(document: DocumentPair) -> dict[str, int]:
    """Return the place of each operation in the old document, then in the new one."""
    operations = [*document.old.operations, *document.added]
    labels = [operation.label for operation in operations]
    labels += [f"webhook {name}" for name in (*document.old.webhooks, *document.new.webhooks)]
    return {label: index for index, label in enumerate(dict.fromkeys(labels))}

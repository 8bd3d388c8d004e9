"""Verifications that were written down by `plan verify --output results/SERVICE.json`."""

import json
from collections.abc import Mapping
from datetime import date

from planner.app.ports import Files
from planner.model.errors import InputError
from planner.model.finding import Severity
from planner.model.problem import Problem
from planner.model.ratification import LedgerState
from planner.model.source import Place
from planner.model.verification_view import (
    VerificationFinding,
    VerificationPart,
    VerificationView,
    VerifiedCase,
    VerifiedContract,
)
from planner.render.verification.json import (
    VerificationFindingPayload,
    VerificationPartPayload,
    VerificationPayload,
    digest_of,
)

DEFAULT_FOLDER = "results"
"""Need not be there: it is looked into unasked."""


def read_results(
    files: Files, folder: str, workspace: str, services: Mapping[str, object]
) -> dict[str, VerificationView]:
    """Return verifications by service.

    Args:
        files: of the workspace.
        folder: where they are; `<service>.json`.
        workspace: its name, which the results must bear.
        services: those that there are.

    Raises:
        InputError: a file is no result of this workspace, or a folder that was named has none.
    """
    found: dict[str, VerificationView] = {}
    problems: list[Problem] = []
    for service in services:
        path = f"{folder}/{service}.json"
        content = files.read_if_there(path)
        if content is None:
            continue
        try:
            found[service] = _result(content, path, workspace, service)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    is_asked_for = folder != DEFAULT_FOLDER
    if is_asked_for and not any(path.endswith(".json") for path in files.list_files(folder)):
        raise InputError.single(
            "no-results",
            f"there is no `{folder}/SERVICE.json` of a service of the workspace",
            hint=f"`plan verify SERVICE --url URL --output {folder}/SERVICE.json` writes one",
        )
    return found


def _result(content: bytes, path: str, workspace: str, service: str) -> VerificationView:
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  only where there are results

    try:
        raw = json.loads(content)
        digest = digest_of(raw) if isinstance(raw, dict) else ""
        if isinstance(raw, dict) and raw.get("command") == "verify" and "digest" not in raw:
            raise _unusable(path, "has no digest, so nobody can tell if it was edited", service)
        payload = TypeAdapter(VerificationPayload).validate_python(raw)
        view = _view(payload)
    except (ValidationError, ValueError, RecursionError):
        raise _unusable(path, "is not what `plan verify --output` writes", service) from None
    if payload["digest"] != digest:
        raise _unusable(path, "was changed after `plan verify` wrote it", service)
    if (view.workspace, view.service) != (workspace, service):
        told = f"is about `{view.service}` of `{view.workspace}`"
        raise _unusable(path, told, service)
    return view


def _unusable(path: str, why: str, service: str) -> InputError:
    return InputError.single(
        "bad-result",
        f"`{path}` {why}",
        place=Place(path),
        hint=f"run `plan verify {service} --url URL --output {path}` again",
    )


def _view(payload: VerificationPayload) -> VerificationView:
    return VerificationView(
        payload["workspace"],
        payload["service"],
        payload["url"],
        date.fromisoformat(payload["day"]),
        payload["seed"],
        tuple(
            VerifiedContract(item["key"], item["digest"], LedgerState(item["state"]))
            for item in payload["contracts"]
        ),
        tuple(map(_part, payload["parts"])),
        revision=payload["revision"],
    )


def _part(payload: VerificationPartPayload) -> VerificationPart:
    cases = tuple(
        VerifiedCase(
            item["name"],
            tuple(map(_finding, item["findings"])),
            item["reason"],
            is_skipped=item["outcome"] == "skipped",
        )
        for item in payload["cases"]
    )
    return VerificationPart(
        payload["name"], payload["contract"], cases, payload["reason"], payload["note"]
    )


def _finding(payload: VerificationFindingPayload) -> VerificationFinding:
    return VerificationFinding(
        payload["check"],
        Severity(payload["severity"]),
        payload["operation"],
        payload["message"],
        payload["request"],
        payload["response"],
        hint=payload["hint"],
    )

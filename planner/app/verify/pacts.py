"""Does the provider answer what its consumers were tested with? Their pacts are replayed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.app.ports import Files
from planner.app.verify.ports import Replayer
from planner.app.verify.wording import Masker
from planner.model.errors import InputError
from planner.model.finding import Severity
from planner.model.provider_call import ReplayResult, ReplayRun
from planner.model.source import Place
from planner.model.verification_view import VerificationFinding, VerificationPart, VerifiedCase

_HTTP = frozenset({"", "Synchronous/HTTP"})


@dataclass(frozen=True, slots=True)
class FoundPact:
    """A pact of a consumer with the service that is verified.

    Args:
        interactions: as they are written, those that are no calls over HTTP included.
        key: under which key of the file they stand.
    """

    file: str
    content: bytes
    consumer: str
    interactions: tuple[Mapping[str, Any], ...]
    key: str

    @property
    def has_calls(self) -> bool:
        """Whether something in it can be replayed over HTTP."""
        return any(_is_call(item, self.key) for item in self.interactions)


def find_pacts(
    files: Files, folder: str, service: str, contracts: tuple[str, ...] = ()
) -> list[FoundPact]:
    """Return the pacts in which a service is the provider, by file.

    Args:
        files: where they are.
        folder: below which files that end with `.json` are looked at.
        service: name of the provider.
        contracts: ids of its contracts: a pact may name one of them as its provider.

    Raises:
        InputError: a file is no JSON, or can't be read.
    """
    found = []
    for path in files.list_files(folder):
        if not path.endswith(".json"):
            continue
        content = files.read(path)
        pact = _read(content, path)
        if pact is None or _name(pact, "provider") not in {service, *contracts}:
            continue
        key = "interactions" if isinstance(pact.get("interactions"), list) else "messages"
        every = pact.get(key)
        interactions = tuple(item for item in every or () if isinstance(item, dict))
        found.append(FoundPact(path, content, _name(pact, "consumer"), interactions, key))
    return found


def _read(content: bytes, path: str) -> dict[str, Any] | None:
    """Return a pact; None for JSON that is something else."""
    try:
        pact = json.loads(content)
    except (ValueError, RecursionError):
        raise InputError.single(
            "bad-pact", f"`{path}` is not JSON", place=Place(path), hint="write the pact again"
        ) from None
    is_pact = isinstance(pact, dict) and bool(pact.keys() & {"interactions", "messages"})
    return pact if is_pact else None


def _name(pact: Mapping[str, Any], party: str) -> str:
    value = pact.get(party)
    return str(value.get("name", "")) if isinstance(value, dict) else ""


def _is_call(interaction: Mapping[str, Any], key: str) -> bool:
    return key == "interactions" and str(interaction.get("type", "")) in _HTTP


@dataclass(frozen=True, slots=True)
class Replay:
    """How pacts are replayed.

    Args:
        provider: name of the service.
        state_url: where it is told what state an interaction needs; empty: nowhere.
    """

    provider: str
    url: str
    state_url: str
    headers: Mapping[str, str]
    seconds: float


def check_pacts(
    pacts: list[FoundPact], replayer: Replayer, how: Replay, mask: Masker
) -> VerificationPart:
    """Replay pacts and say what came of them, interaction by interaction.

    Raises:
        InputError: the engine is not installed.
    """
    if not pacts:
        return VerificationPart("pacts", "", reason="there is no pact in which it is the provider")
    calls = {pact.file: pact.content for pact in pacts if pact.has_calls}
    results: Mapping[str, ReplayResult] = {}
    if calls:
        results = replayer.run(
            ReplayRun(how.provider, calls, how.url, how.state_url, how.headers, how.seconds)
        )
    cases = [case for pact in pacts for case in _cases(pact, results.get(pact.file), mask)]
    return VerificationPart("pacts", "", tuple(cases), note=_note(pacts, how))


def _note(pacts: list[FoundPact], how: Replay) -> str:
    has_states = any(
        item.get("providerStates") or item.get("providerState")
        for p in pacts
        for item in p.interactions
    )
    if has_states and not how.state_url:
        return "provider states are not set up: no --state-url was given"
    return ""


def _cases(pact: FoundPact, result: ReplayResult | None, mask: Masker) -> Iterator[VerifiedCase]:
    said = _by_description(result)
    for number, interaction in enumerate(pact.interactions):
        description = str(interaction.get("description", ""))
        name = f"{pact.consumer}: {description}"
        place = Place(pact.file, (pact.key, number))
        if not _is_call(interaction, pact.key):
            reason = "a message is not replayed over HTTP; `plan pact check` compares it"
            yield VerifiedCase(name, reason=reason, is_skipped=True)
            continue
        states, is_pending = tuple(_states(interaction)), interaction.get("pending") is True
        outcomes = said.get((description, states)) or said.get((description, None)) or []
        outcome = outcomes.pop(0) if outcomes else None
        why = result.message if result else ""
        messages = list(_mismatches(outcome)) if outcome else [why or "it was not replayed"]
        messages[:0] = [
            f"the provider state `{state}` can't be set up: {result.states[state]}"
            for state in states
            if result and state in result.states
        ]
        findings = tuple(
            VerificationFinding(
                check,
                Severity.RISKY if is_pending else Severity.BREAKING,
                _call(interaction),
                mask.text(message, 400),
                place=place,
                hint=_hint(states),
            )
            for check, message in ((_check_of(m), m) for m in messages)
        )
        reasons = [f"given {', '.join(states)}"] if states else []
        reasons += ["pending: what is wrong fails nothing yet"] if is_pending else []
        yield VerifiedCase(name, findings, "; ".join(reasons))


def _check_of(message: str) -> str:
    if message.startswith("the provider state"):
        return "pact-state"
    return "pact-replay" if message.startswith(("it was not", "the time")) else "pact-interaction"


def _hint(states: tuple[str, ...]) -> str:
    return "check what `--state-url` does for its provider state" if states else ""


def _call(interaction: Mapping[str, Any]) -> str:
    request = interaction.get("request")
    if not isinstance(request, dict):
        return ""
    return f"{str(request.get('method', 'GET')).upper()} {request.get('path', '/')}"


def _states(interaction: Mapping[str, Any]) -> Iterator[str]:
    old = interaction.get("providerState")
    if isinstance(old, str) and old:
        yield old
    listed = interaction.get("providerStates")
    for state in listed if isinstance(listed, list) else ():
        if isinstance(state, dict):
            yield str(state.get("name", ""))


def _by_description(
    result: ReplayResult | None,
) -> dict[tuple[str, tuple[str, ...] | None], list[Mapping[str, Any]]]:
    """Return results by what they are about; under None also without their states."""
    found: dict[tuple[str, tuple[str, ...] | None], list[Mapping[str, Any]]] = {}
    for item in result.interactions if result else ():
        description = str(item.get("description", ""))
        states = tuple(str(state) for state in item.get("providerStates") or ())
        found.setdefault((description, states), []).append(item)
        found.setdefault((description, None), []).append(item)
    return found


def _mismatches(outcome: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was not as the pact says, in words."""
    if outcome.get("result") == "OK":
        return
    mismatch = outcome.get("mismatch")
    details = mismatch.get("mismatches") if isinstance(mismatch, dict) else None
    told = [_mismatch(item) for item in details or () if isinstance(item, dict)]
    if not told and isinstance(mismatch, dict):
        told = [str(mismatch.get("message", "")).split(" for url ")[0]]
    yield from sorted({text for text in told if text}) or ["it is not answered as the pact says"]


def _mismatch(item: Mapping[str, Any]) -> str:
    kind = str(item.get("type", "")).removesuffix("Mismatch").lower()
    text = str(item.get("mismatch", "")) or (
        f"expected {item.get('expected', '')} but got {item.get('actual', '')}"
    )
    path = str(item.get("path", "")) or str(item.get("key", ""))
    where = f" at `{path}`" if path else ""
    return f"{kind}{where}: {text}".strip()

"""Interactions -> a Pact file of version 3 or 4.

Source: Pact specification versions 3 and 4, https://github.com/pact-foundation/pact-specification.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from json import dumps
from typing import Any, Literal

from planner.pacts.examples import MatcherJson, named_rules
from planner.pacts.exporting import Draft

Specification = Literal[3, 4]


def pact_document(
    consumer: str,
    provider: str,
    drafts: Sequence[Draft],
    specification: Specification,
    states: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return a Pact file as JSON data.

    Args:
        consumer: its name.
        provider: its name.
        drafts: the interactions, in order.
        specification: version of the Pact specification.
        states: operation -> what must be so at the provider; the empty name: for all of them.
    """
    write = _newest if specification == 4 else _version_3  # noqa: PLR2004  as the type says
    interactions = [
        write(draft, description, [*states.get("", ()), *states.get(draft.operation, ())])
        for draft, description in zip(drafts, _descriptions(drafts), strict=True)
    ]
    version = "4.0" if specification == 4 else "3.0.0"  # noqa: PLR2004  as the type says
    return {
        "consumer": {"name": consumer},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": version}},
        "provider": {"name": provider},
    }


def _descriptions(drafts: Sequence[Draft]) -> list[str]:
    """Return what each interaction is called; no two are the same, as Pact demands."""
    found: list[str] = []
    counts: dict[str, int] = {}
    for draft in drafts:
        name = f"{draft.operation} answers {draft.status}"
        if draft.query:
            name += f" to a query for {', '.join(draft.query)}"
        counts[name] = counts.get(name, 0) + 1
        found.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return found


def _newest(draft: Draft, description: str, states: Sequence[str]) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": draft.method,
        "path": draft.path,
        **_optional("query", {name: list(values) for name, values in draft.query.items()}),
        **_optional("headers", {name: [value] for name, value in draft.headers.items()}),
    }
    if draft.body is not None:
        request["body"] = _wrapped(draft.body, draft.headers.get("Content-Type", ""))
    request.update(_rules(draft.rules))
    response: dict[str, Any] = {"status": draft.status}
    if draft.answer_type:
        response["headers"] = {"Content-Type": [draft.answer_type]}
    if draft.answer is not None:
        response["body"] = _wrapped(draft.answer, draft.answer_type)
    response.update(_rules({"body": draft.answer_rules}))
    marked = dumps([description, list(states), request], sort_keys=True, ensure_ascii=False)
    return {
        "description": description,
        "key": sha256(marked.encode()).hexdigest()[:16],
        "pending": False,
        **_optional("providerStates", [{"name": state} for state in states]),
        "request": request,
        "response": response,
        "type": "Synchronous/HTTP",
    }


def _version_3(draft: Draft, description: str, states: Sequence[str]) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": draft.method,
        "path": draft.path,
        **_optional("query", {name: list(values) for name, values in draft.query.items()}),
        **_optional("headers", dict(draft.headers)),
    }
    if draft.body is not None:
        request["body"] = draft.body
    request.update(_rules(draft.rules))
    response: dict[str, Any] = {"status": draft.status}
    if draft.answer_type:
        response["headers"] = {"Content-Type": draft.answer_type}
    if draft.answer is not None:
        response["body"] = draft.answer
    response.update(_rules({"body": draft.answer_rules}))
    return {
        "description": description,
        **_optional("providerStates", [{"name": state} for state in states]),
        "request": request,
        "response": response,
    }


def _rules(rules: Mapping[str, Mapping[str, list[MatcherJson]]]) -> dict[str, Any]:
    written = {part: named_rules(dict(rules[part])) for part in sorted(rules) if rules[part]}
    return _optional("matchingRules", written)


def _optional(key: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  a JSON value
    return {key: value} if value else {}


def _wrapped(value: Any, media_type: str) -> dict[str, Any]:  # noqa: ANN401  a JSON value
    return {
        "content": value,
        "contentType": media_type or "application/json",
        "encoded": False,
    }

"""Words that the formats of `plan diff` share."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from planner.compatibility.wording import path_text
from planner.model.diff_view import ContractDiff, DiffView, Item
from planner.model.finding import Finding, Proof, Severity
from planner.render._evidence import hurt_list
from planner.render._text import plural

_PROMISES = {
    "BACKWARD": "BACKWARD, new readers can't read old messages",
    "FORWARD": "FORWARD, old readers can't read new messages",
    "FILE": "FILE, generated code",
    "PACKAGE": "PACKAGE, generated code of the package",
    "WIRE_JSON": "WIRE_JSON, the JSON encoding",
    "WIRE": "WIRE, the binary encoding",
}
WHOLE = "The whole contract"
"""Heading of findings that are about no operation."""
_MANY = 10
_SAYS_NOTHING = frozenset({"true", "false", "optional", "required"})
"""Values that the message has put into words."""
_AND_IN = "and in"
_SHORT_FINGERPRINT = 12


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one operation, worst first."""

    title: str
    items: tuple[Item, ...]


def groups_of(contract: ContractDiff) -> list[Group]:
    """Return findings by the first operation where they are met.

    The operation with the worst finding comes first; equals stay in the order of the report.
    """
    by_title: dict[str, list[Item]] = {}
    for item in contract.items:
        by_title.setdefault(title_of(item.finding), []).append(item)
    groups = [Group(title, tuple(items)) for title, items in by_title.items()]
    return sorted(groups, key=lambda group: group.items[0].finding.severity.rank)


def title_of(finding: Finding) -> str:
    """Return the operation under which a finding is listed, or how many where there are many."""
    operations = dict.fromkeys(o.operation for o in finding.occurrences)
    if len(operations) > _MANY:
        return f"{len(operations)} operations"
    return next(iter(operations), "") or WHOLE


def slot_of(finding: Finding) -> str:
    """Return where in the operation a finding is, unless its message says so."""
    path = path_text(finding.path)
    said = finding.message.replace("`", "")
    parts = [_slots_text(finding, said), f"at {path}" if path not in said else ""]
    return ", ".join(part for part in parts if part)


def _slots_text(finding: Finding, said: str) -> str:
    """Return the slot that a finding shows, and how many others the same operation has."""
    first = next(iter(finding.occurrences), None)
    if first is None:
        return ""
    slots = dict.fromkeys(o.slot for o in finding.occurrences if o.operation == first.operation)
    if len(slots) > 1:
        return f"{first.slot} and {len(slots) - 1} more"
    return first.slot if first.slot not in said else ""


def where_of(finding: Finding) -> str:
    """Return the operations of a finding in few words: `GET /pets and 4 more`."""
    label, others = more_operations(finding)
    more = f" and {len(others)} more" if others and label == _AND_IN else ""
    return f"{title_of(finding)}{more}"


def more_operations(finding: Finding) -> tuple[str, list[str]]:
    """Return the operations that the heading of a finding leaves out, and what to call them."""
    own = title_of(finding)
    found = dict.fromkeys(o.operation for o in finding.occurrences if o.operation)
    others = [operation for operation in found if operation != own]
    return (_AND_IN if len(others) < len(found) else "namely in"), others


def value_text(value: Any) -> str:  # noqa: ANN401  JSON
    """Return a value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=str)


@dataclass(frozen=True, slots=True)
class Shown:
    """A witness in words: what is known of it, the payload, and its bytes if it has others."""

    label: str
    text: str
    wire: str = ""


def witness_of(finding: Finding) -> Shown | None:
    """Return the payload that shows a break, and what accepts and rejects it."""
    witness = finding.witness
    if witness is None:
        return None
    label = "old accepts, new rejects" if witness.valid_for == "old" else "new sends, old rejects"
    if witness.request is not None:
        return Shown(label, request_text(witness.request))
    return Shown(label, value_text(witness.value), _bytes_text(witness.wire))


def _bytes_text(digits: str) -> str:
    """Return hexadecimal digits byte by byte."""
    return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))


def breaks_text(finding: Finding) -> str:
    """Return which promises a change breaks, and what that means; empty if there is but one."""
    return "; ".join(_PROMISES.get(name, name) for name in finding.breaks)


def change_of(finding: Finding) -> tuple[str, str]:
    """Return what stood there and what stands there, unless the message says one of them."""
    values = [value for value in (finding.before, finding.after) if value]
    if _SAYS_NOTHING.issuperset(values) or any(value in finding.message for value in values):
        return "", ""
    return finding.before or "nothing", finding.after or "nothing"


def request_text(request: Mapping[str, Any]) -> str:
    """Return a request on one line: method, path, query, headers, body."""
    rest = dict(request)
    method, path = str(rest.pop("method", "")), str(rest.pop("path", ""))
    query = rest.pop("query", None) or {}
    headers = rest.pop("headers", None) or {}
    parts = [f"{method} {path}{_query(query)}".strip()]
    parts += [f"{name}: {_plain(value)}" for name, value in dict(headers).items()]
    if "body" in rest:
        parts.append(f"body {value_text(rest.pop('body'))}")
    parts += [f"{name} {value_text(value)}" for name, value in rest.items() if value]
    return "; ".join(parts)


def _query(query: object) -> str:
    if isinstance(query, str):
        return f"?{query}" if query else ""
    if not isinstance(query, Mapping):
        return ""
    pairs = [f"{quote(str(name))}={quote(_plain(value))}" for name, value in query.items()]
    return f"?{'&'.join(pairs)}" if pairs else ""


def _plain(value: Any) -> str:  # noqa: ANN401  JSON
    return value if isinstance(value, str) else value_text(value)


def proof_text(finding: Finding) -> str:
    """Return why the severity is what it is, where a reader may doubt it."""
    if finding.reason:
        return finding.reason
    return "it could not be decided" if finding.proof is Proof.UNDECIDED else ""


def fingerprint_of(finding: Finding) -> str:
    """Return as much of a fingerprint as a policy file needs."""
    return finding.fingerprint[:_SHORT_FINGERPRINT]


def counts_text(counts: Mapping[Severity, int]) -> str:
    """Return `2 breaking, 1 risky, 3 safe`; severities without findings are left out."""
    return ", ".join(f"{counts[severity]} {severity}" for severity in Severity if counts[severity])


def summary_text(view: DiffView) -> str:
    """Return one line that sums up a comparison."""
    accepted = f"{view.accepted} accepted by the policy" if view.accepted else ""
    found = ", ".join(part for part in (counts_text(view.counts), accepted) if part)
    parts = [found or "no change that consumers can see"]
    if any(contract.name for contract in view.contracts) or view.unchanged:
        verb = "differs" if len(view.contracts) == 1 else "differ"
        parts.append(f"{plural(len(view.contracts), 'contract')} {verb}")
        parts.append(f"{view.unchanged} the same")
    if view.not_compared:
        parts.append(f"{plural(len(view.not_compared), 'contract')} not compared")
    return "; ".join(parts)


def hidden_text(view: DiffView) -> str:
    """Return what is not listed and how to see it; empty if everything is."""
    if view.is_changelog or not view.counts[Severity.SAFE]:
        return ""
    return "safe changes are counted only; `--changelog` lists them"


def hurt_text(finding: Finding, *, knows_consumers: bool) -> str:
    """Return the consumers that a finding hurts; empty if nobody asked."""
    if not knows_consumers or finding.severity is Severity.SAFE:
        return ""
    return hurt_list(finding.hurt, finding.evidence) or "nobody in the workspace uses it"


def all_items(view: DiffView) -> Iterable[tuple[ContractDiff, Item]]:
    """Yield every listed finding, worst first over all contracts."""
    pairs = [(contract, item) for contract in view.contracts for item in contract.items]
    return sorted(pairs, key=lambda pair: pair[1].finding.severity.rank)

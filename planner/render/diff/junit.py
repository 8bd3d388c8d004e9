"""`plan diff` as JUnit XML: a test case a finding; breaking ones have failed."""

from xml.sax.saxutils import quoteattr

from planner.compatibility.wording import path_text
from planner.model.diff_view import AcceptedItem, ContractDiff, DiffView, Item
from planner.model.finding import Severity
from planner.model.style import Style
from planner.render._text import clean
from planner.render._xml import attribute, xml_text
from planner.render.diff._words import (
    all_items,
    breaks_text,
    change_of,
    fingerprint_of,
    hurt_text,
    more_operations,
    proof_text,
    slot_of,
    title_of,
    witness_of,
)


def render(view: DiffView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one test suite; what the policy accepts is skipped, risky and safe changes pass."""
    suite, tests, failures = suite_text(view)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="plan diff" tests="{tests}" failures="{failures}" errors="0">\n'
        f"{suite}</testsuites>\n"
    )


def suite_text(view: DiffView) -> tuple[str, int, int]:
    """Return a comparison as one test suite, how many tests that has, and how many failed."""
    cases = [_case(contract, item, view) for contract, item in all_items(view)]
    cases += [_skipped(c, accepted) for c in view.contracts for accepted in c.accepted]
    failures = sum(item.finding.severity is Severity.BREAKING for _, item in all_items(view))
    if not cases:
        cases = ['    <testcase classname="plan diff" name="nothing breaks"/>\n']
    numbers = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{view.accepted}"'
    name = attribute(f"plan diff {view.old_name} {view.new_name}")
    suite = f"  <testsuite name={name} {numbers}>\n{''.join(cases)}  </testsuite>\n"
    return suite, len(cases), failures


def _case(contract: ContractDiff, item: Item, view: DiffView) -> str:
    finding = item.finding
    head = _head(contract, item)
    body = xml_text(_body(item, view))
    if finding.severity is Severity.BREAKING:
        message = attribute(finding.message)
        inner = f"<failure type={attribute(finding.rule)} message={message}>{body}</failure>"
    else:
        inner = f"<system-out>{finding.severity}\n{body}</system-out>"
    return f"    <testcase {head}>\n      {inner}\n    </testcase>\n"


def _skipped(contract: ContractDiff, accepted: AcceptedItem) -> str:
    message = attribute(f"accepted until {accepted.expires}: {accepted.reason}")
    head = _head(contract, accepted.item)
    return f"    <testcase {head}>\n      <skipped message={message}/>\n    </testcase>\n"


def _head(contract: ContractDiff, item: Item) -> str:
    finding = item.finding
    path = path_text(finding.path)
    mark = fingerprint_of(finding)
    name = " ".join(part for part in (finding.rule, path, f"[{mark}]" if mark else "") if part)
    owner = f"{contract.name} {title_of(finding)}".strip()
    spot = item.spot
    place = f" file={attribute(spot.path)} line={quoteattr(str(spot.line))}" if spot else ""
    return f"classname={attribute(owner)} name={attribute(name)}{place}"


def _body(item: Item, view: DiffView) -> str:
    finding = item.finding
    witness = witness_of(finding)
    label, others = more_operations(finding)
    was, now = change_of(finding)
    lines = [
        ("", f"{item.spot.address}: {finding.message}" if item.spot else finding.message),
        ("was", was),
        ("is", now),
        ("in", slot_of(finding)),
        (label, ", ".join(others)),
        ("breaks", breaks_text(finding)),
        (witness.label if witness else "", witness.text if witness else ""),
        ("on the wire", witness.wire if witness else ""),
        ("because", proof_text(finding)),
        ("hurts", hurt_text(finding, knows_consumers=view.knows_consumers)),
        ("hint", finding.hint),
    ]
    return "\n".join(
        f"{name}: {clean(text)}" if name else clean(text) for name, text in lines if text
    )

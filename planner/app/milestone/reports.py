"""JUnit reports of tests that teams run themselves.

Source: the format as written by Apache Ant and read by CI servers; a case has failed if it has a
`failure` or an `error`.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from planner.governance.milestones import TestEvidence
from planner.model.errors import InputError

_MOST_CASES = 1_000_000


def read_report(content: bytes, path: str) -> TestEvidence:
    """Return what a JUnit report says.

    Args:
        content: of the file; without document type or entities, with which small files grow big.
        path: how the file is called.

    Raises:
        InputError: it is no JUnit report.
    """
    cases = skipped = 0
    failed = []
    for case in _cases(content, path):
        cases += 1
        if cases > _MOST_CASES:
            raise _unusable(path, "has too many test cases")
        tags = {child.tag for child in case}
        skipped += "skipped" in tags
        if tags & {"failure", "error"}:
            name = ".".join(filter(None, (case.get("classname"), case.get("name"))))
            failed.append(name or f"case {cases}")
    return TestEvidence(path, cases, skipped, tuple(failed))


def _cases(content: bytes, path: str) -> Iterator[ET.Element]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unusable(path, "is not in UTF-8") from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _unusable(path, "has a document type")
    try:
        root = ET.fromstring(text)  # noqa: S314  no document type, so no entities
    except (ET.ParseError, ValueError, RecursionError):
        raise _unusable(path, "is not XML") from None
    if root.tag not in {"testsuites", "testsuite"}:
        raise _unusable(path, "is not a JUnit report")
    return root.iter("testcase")


def _unusable(path: str, why: str) -> InputError:
    return InputError.single(
        "bad-report", f"`{path}` {why}", hint="give the JUnit XML that the tests have written"
    )

"""`plan stubs generate` and `plan stubs check`, for people."""

from collections.abc import Iterator

from planner.model.stubs_view import StubPackage, StubsView
from planner.model.style import Style
from planner.render._tables import Column, table

_COLUMNS = (
    Column("package"),
    Column("contract"),
    Column("operations", right=True),
    Column("messages", right=True),
    Column("state"),
)


def render(view: StubsView, style: Style) -> str:
    """Return a table of the packages, what is wrong with them, and a sentence."""
    return "\n".join(_parts(view, style))


def _parts(view: StubsView, style: Style) -> Iterator[str]:
    if view.packages:
        yield table(_COLUMNS, [_row(one) for one in view.packages], style)
    for one in view.findings:
        yield f"{one.path}: {one.code}: {one.message}\n  hint: {one.hint}\n"
    yield _sentence(view) + "\n"


def _row(one: StubPackage) -> list[str]:
    draft = ", draft" if one.is_draft else ""
    return [
        one.path,
        f"{one.contract}@{one.version}",
        f"{one.operations} of {one.all_operations}",
        f"{one.messages} of {one.all_messages}",
        one.state + draft,
    ]


def _sentence(view: StubsView) -> str:
    if view.findings:
        problems = "1 problem" if len(view.findings) == 1 else f"{len(view.findings)} problems"
        return f"{problems}: these stubs can't be trusted as they are."
    stubs = "1 stub is" if len(view.packages) == 1 else f"{len(view.packages)} stubs are"
    if view.command == "stubs check":
        ratified = "" if any(one.is_draft for one in view.packages) else "ratified "
        return f"{stubs} what the {ratified}contracts say."
    written = sum(one.state == "written" for one in view.packages)
    return f"{stubs} in {view.folder}; {written} written, {len(view.packages) - written} unchanged."

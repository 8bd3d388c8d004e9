"""What all operations of one contract share: judge, maker, shapes, headers of every answer."""

from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING

from planner.instances.judge import Judge
from planner.instances.seeds import seed_of
from planner.model.bundle import Operation
from planner.stubs.server.shapes import Shapes
from planner.stubs.server.types import Mount, RawHeaders, ServerOptions

if TYPE_CHECKING:
    from planner.instances.maker import Maker


class Kit:
    """Made at once, its parts when they are first needed.

    Args:
        mount: the contract.
        options: of the server.
    """

    def __init__(self, mount: Mount, options: ServerOptions) -> None:
        self.mount, self.options, self.bundle = mount, options, mount.bundle
        self.shapes = Shapes(mount.bundle["schemas"])

    @cached_property
    def judge(self) -> Judge:
        """What judges requests, examples and answers."""
        return Judge(self.bundle["schemas"])

    @cached_property
    def maker(self) -> "Maker":
        """What makes valid data."""
        from planner.instances.maker import Maker  # noqa: PLC0415  examples are there at once

        return Maker(self.bundle["schemas"], self.judge)

    def seed(self, *parts: str) -> int:
        """Return the seed of what these parts name in this contract."""
        return seed_of(self.bundle["digest"], str(self.options.seed), *parts)

    def headers(self, operation: Operation | None) -> RawHeaders:
        """Return the headers that tell where an answer comes from."""
        bundle = self.bundle
        stamp = f"{bundle['contract']}@{bundle['version']} {bundle['digest']}"
        headers = [(b"x-plan-contract", header_bytes(stamp))]
        if operation is not None:
            headers.append((b"x-plan-operation", header_bytes(operation["id"])))
        if self.mount.is_draft:
            headers.append((b"x-plan-draft", b"1"))
        return headers


def header_bytes(text: str) -> bytes:
    """Return a text as it may stand in a header: one line of visible ASCII."""
    raw = text.encode("ascii", "replace")
    return bytes(byte if 0x20 <= byte < 0x7F else 0x3F for byte in raw).strip()  # noqa: PLR2004  printable ASCII


def plain_name(name: str) -> str:
    """Return a member's name without what conventions of writing it differ in."""
    return name.replace("_", "").replace("-", "").lower()


def phrase(status: int) -> str:
    """Return what a status means in words."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error" if status >= 400 else "Answer"  # noqa: PLR2004  first of the errors

"""What all compilers fill in."""

from planner.formats.json_schema import stem_of
from planner.model.bundle import FORM, Bundle
from planner.model.contract import ContractKind


def empty_bundle(kind: ContractKind, main: str, title: str = "", version: str = "") -> Bundle:
    """Return a bundle in which there is nothing yet.

    Args:
        kind: the format.
        main: path of the contract's main file.
        title: what the contract calls itself.
        version: that its document states.
    """
    return {
        "form": FORM,
        "kind": kind,
        "contract": stem_of(main),
        "version": version,
        "provider": "",
        "title": title,
        "description": "",
        "digest": "",
        "operations": [],
        "messages": [],
        "schemes": {},
        "schemas": {},
        "left_out": [],
    }

"""Modules for tests, made from texts."""

from functools import cache

from planner.compatibility.options import Category, CompareOptions, Mode
from planner.compatibility.protobuf import compare_protobuf
from planner.compatibility.protobuf.examples import files_of
from planner.formats.lowering.protobuf import lower_protobuf
from planner.model.finding import Finding
from planner.model.protobuf import ProtoModule

PROTO3 = 'syntax = "proto3";\npackage shop;\n'
PROTO2 = 'syntax = "proto2";\npackage shop;\n'
E2023 = 'edition = "2023";\npackage shop;\n'


@cache
def module(text: str) -> ProtoModule:
    """Return the module of one text; `// FILE name` begins another file."""
    return lower_protobuf(files_of(text), "")


def compare(
    old: str, new: str, category: Category = Category.FILE, mode: Mode | None = None
) -> dict[str, Finding]:
    """Return the findings between two texts by rule; the last one of each."""
    told = CompareOptions(category=category, mode=mode)
    return {item.rule: item for item in compare_protobuf(module(old), module(new), told)}

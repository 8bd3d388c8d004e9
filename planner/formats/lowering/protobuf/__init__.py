"""Lowering of Protobuf: texts of `.proto` files -> one neutral module."""

from collections.abc import Mapping

from planner.formats._protoc import compile_descriptors
from planner.formats.lowering.protobuf.descriptors import read_descriptors
from planner.formats.lowering.protobuf.imports import layout_of
from planner.model.protobuf import ProtoModule

__all__ = ["lower_protobuf"]


def lower_protobuf(texts: Mapping[str, str], main: str) -> ProtoModule:
    """Return a contract in its neutral form.

    Args:
        texts: path -> text, with all that is imported apart from the compiler's own files.
        main: the file that was asked for; or a folder, and all files below it are the contract.

    Raises:
        InputError: protoc refuses a file; with lines and columns.
    """
    layout = layout_of(texts, main)
    named = {name: texts[path] for name, path in layout.paths.items()}
    compiled = compile_descriptors(named, layout)
    names = {path: name for name, path in layout.paths.items()}
    return read_descriptors(compiled, layout.paths, names.get(main, ""))

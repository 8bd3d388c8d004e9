"""A compiled `FileDescriptorSet` -> the neutral form."""

from collections.abc import Mapping

from planner.formats.lowering.protobuf.elements import FileReader
from planner.formats.lowering.protobuf.features import Raw
from planner.model.protobuf import ProtoModule

_DESCRIPTOR = "google/protobuf/descriptor.proto"


def read_descriptors(compiled: bytes, paths: Mapping[str, str], main: str) -> ProtoModule:
    """Return the module that a compiler has read.

    Args:
        compiled: a serialized `FileDescriptorSet` with positions, imports first.
        paths: name in imports -> path; other files came along with the compiler.
        main: name of the file that was asked for, or empty.
    """
    read = [_read(file, paths) for file in _parsed(compiled).file]
    own = sorted((reader for reader in read if reader.name in paths), key=lambda r: r.name)
    others = [reader for reader in read if reader.name not in paths]
    return ProtoModule(
        files=tuple(reader.file() for reader in own),
        messages=tuple(item for reader in [*own, *others] for item in reader.messages),
        enums=tuple(item for reader in [*own, *others] for item in reader.enums),
        extensions=tuple(item for reader in own for item in reader.extensions),
        services=tuple(item for reader in own for item in reader.services),
        main=main,
        descriptors=compiled,
    )


_COMPILERS: dict[str, FileReader] = {}
"""The compiler's own files, which are the same each time and are imported by most."""


def _read(file: Raw, paths: Mapping[str, str]) -> FileReader:
    if file.name not in paths and file.name in _COMPILERS:
        return _COMPILERS[file.name]
    reader = FileReader(file, paths.get(file.name, file.name))
    reader.read()
    if file.name not in paths:
        _COMPILERS[file.name] = reader
    return reader


def _parsed(compiled: bytes) -> Raw:
    """Return the set; if a file declares options, by classes that know them."""
    from google.protobuf import (  # noqa: PLC0415  lazy: heavy
        descriptor_pb2,
        descriptor_pool,
        message_factory,
    )

    found = descriptor_pb2.FileDescriptorSet.FromString(compiled)
    if all(file.name != _DESCRIPTOR for file in found.file):
        return found
    pool = descriptor_pool.DescriptorPool()
    for file in found.file:
        pool.Add(file)
    known = pool.FindMessageTypeByName("google.protobuf.FileDescriptorSet")
    return message_factory.GetMessageClass(known).FromString(compiled)

"""How Protobuf contracts are compared."""

from dataclasses import replace

from planner.app.compared.compared_format import ComparedFormat
from planner.compatibility.protobuf import compare_protobuf
from planner.formats.lowering.protobuf import lower_protobuf
from planner.model.protobuf import ProtoModule


def _emptied(module: ProtoModule) -> ProtoModule:
    """Return a folder without files, whatever was asked for: all of it is gone."""
    return replace(
        module,
        files=(),
        messages=(),
        enums=(),
        extensions=(),
        services=(),
        main="",
        descriptors=b"",
    )


COMPARED = ComparedFormat(lower_protobuf, _emptied, compare_protobuf)

"""Protobuf -> `Bundle`: rpcs as the calls of the Connect protocol, other messages as messages.

An rpc is a POST of its request's JSON form to `/package.Service/Method`, as gRPC names it on the
wire and as the Connect protocol sends it (https://connectrpc.com/docs/protocol, "Unary-Request").
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from planner.formats._protoc import compile_descriptors
from planner.formats.contract_format import ParsedFiles
from planner.formats.lowering.protobuf.imports import layout_of
from planner.formats.protobuf import FORMAT
from planner.formats.stub_bundle.empty import empty_bundle
from planner.formats.stub_bundle.proto_schemas import ProtoBook
from planner.model.bundle import Body, Bundle, Media, Message, Omission, Operation, Schema

_JSON = "application/json"
_BINARY = "application/x-protobuf"


def compile_bundle(files: ParsedFiles, folder: str, main: str = "") -> Bundle:
    """Return a Protobuf contract in the form that stubs are made from.

    Raises:
        InputError: protoc refuses a file.
    """
    texts = {path: files[path] for path in sorted(files) if FORMAT.recognises(path, files[path])}
    layout = layout_of(texts, main or folder.strip("/"))
    named = {name: texts[path] for name, path in layout.paths.items()}
    # what a file imports is its own business; the contract is the file that was named
    shown = {main: texts[main]} if main in texts else texts
    own = {name for name, path in layout.paths.items() if path in shown}
    compiled = _Compiled(compile_descriptors(named, layout), own)
    content = FORMAT.read(shown, folder)
    bundle = empty_bundle("protobuf", main or min(texts), content.title)
    bundle["contract"] = bundle["contract"].removesuffix(".proto")
    operations = {item.name: item.aliases for item in content.operations}
    bundle["operations"] = compiled.operations(operations)
    bundle["messages"] = compiled.messages([(i.name, i.aliases) for i in content.messages])
    bundle["schemas"] = compiled.book.finish()
    bundle["left_out"] = compiled.left_out
    return bundle


class _Compiled:
    """The descriptors of a contract.

    Args:
        compiled: a serialised `FileDescriptorSet`, imports first.
        own: names of the contract's own files.
    """

    def __init__(self, compiled: bytes, own: set[str]) -> None:
        from google.protobuf import descriptor_pb2, descriptor_pool  # noqa: PLC0415  heavy

        found = descriptor_pb2.FileDescriptorSet.FromString(compiled)
        self._files: dict[str, Any] = {file.name: file for file in found.file}
        self._pool = descriptor_pool.DescriptorPool()
        for file in found.file:
            self._pool.Add(file)
        self._own = own
        self._set = descriptor_pb2.FileDescriptorSet
        self.book = ProtoBook()
        self.left_out: list[Omission] = []

    # ------------------------------------------------------------------ operations

    def operations(self, names: Mapping[str, Iterable[str]]) -> list[Operation]:
        """Return rpcs in the order in which they are written.

        Args:
            names: what manifests call each, and its other names, the full one among them.
        """
        by_full = {full: name for name, others in names.items() for full in (name, *others)}
        return [
            self._operation(by_full.get(f"{service.full_name}/{method.name}", method.name), method)
            for name in sorted(self._own)
            for service in self._services(name)
            for method in service.methods
        ]

    def _services(self, file: str) -> list[Any]:
        return list(self._pool.FindFileByName(file).services_by_name.values())

    def _operation(self, name: str, method: Any) -> Operation:  # noqa: ANN401  a descriptor
        service = method.containing_service
        place = f"{service.file.name}#/{service.name}/{method.name}"
        if method.client_streaming or method.server_streaming:
            reason = "of a stream only a single message each way is part of stubs"
            self.left_out.append({"place": place, "reason": reason})
        response: Media = {"schema": self.book.reference(method.output_type), "examples": []}
        request: Media = {"schema": self.book.reference(method.input_type), "examples": []}
        body: Body = {"required": True, "media": {_JSON: request}}
        return {
            "id": name,
            "method": "POST",
            "path": f"/{service.full_name}/{method.name}",
            "bases": [""],
            "summary": self._comment(method, service),
            "description": "",
            "tags": [service.name],
            "deprecated": bool(method.GetOptions().deprecated),
            "parameters": [],
            "body": body,
            "responses": {
                "200": {
                    "description": f"`{method.output_type.name}`",
                    "headers": {},
                    "media": {_JSON: response},
                }
            },
            "security": [],
            "place": place,
        }

    def _comment(self, method: Any, service: Any) -> str:  # noqa: ANN401  descriptors
        """Return what its author says above an rpc (`SourceCodeInfo` of descriptor.proto)."""
        file = self._files[service.file.name]
        path = [6, service.index, 2, method.index]
        found = [item for item in file.source_code_info.location if list(item.path) == path]
        return " ".join(found[0].leading_comments.split()) if found else ""

    # ------------------------------------------------------------------ messages

    def messages(self, names: Iterable[tuple[str, tuple[str, ...]]]) -> list[Message]:
        """Return messages.

        Args:
            names: what manifests call each, and its full name if that is another one.
        """
        return [
            self._message(name, self._pool.FindMessageTypeByName((*aliases, self._full(name))[0]))
            for name, aliases in names
        ]

    def _full(self, name: str) -> str:
        packages = (self._files[file].package for file in sorted(self._own))
        fulls = [f"{package}.{name}" if package else name for package in packages]
        own = {
            f"{self._files[f].package}.{m.name}".lstrip(".")
            for f in self._own
            for m in self._files[f].message_type
        }
        return next((full for full in fulls if full in own), name)

    def _message(self, name: str, message: Any) -> Message:  # noqa: ANN401  a descriptor
        payload: Schema = self.book.reference(message)
        return {
            "name": name,
            "channel": "",
            "address": "",
            "action": "",
            "summary": message.full_name,
            "content_type": _BINARY,
            "payload": payload,
            "headers": None,
            "examples": [],
            "wire": {
                "format": "protobuf",
                "descriptors": self._descriptors(message.file.name),
                "type": message.full_name,
            },
            "place": f"{message.file.name}#/{message.name}",
        }

    def _descriptors(self, file: str) -> str:
        """Return a file and all that it imports, as base64; without the positions in the text."""
        needed: dict[str, None] = {}
        waiting = [file]
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed[name] = None
                waiting += self._files[name].dependency
        found = self._set()
        for name, descriptor in self._files.items():  # imports first, as protoc wrote them
            if name in needed:
                found.file.add().CopyFrom(descriptor)
                found.file[-1].ClearField("source_code_info")
        return b64encode(found.SerializeToString(deterministic=True)).decode("ascii")

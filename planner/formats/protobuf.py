"""Protobuf (proto2, proto3, editions): rpcs are operations, other messages are messages.

Names are read by a light tokenizer, because a plan of ten thousand services reads ten thousand
files; whether a file is right is decided by protoc itself.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from planner.formats._proto_names import ProtoFile, read_names
from planner.formats._schema_errors import at_most
from planner.formats.contract_format import ParsedFiles
from planner.model.contract import ContractContent, ContractKind, Message, Operation
from planner.model.problem import Problem


class Protobuf:
    """The Protobuf format."""

    kind: ContractKind = "protobuf"
    is_part = False

    def recognises(self, path: str, document: object) -> bool:
        """Return whether a file ends with `.proto`."""
        return path.endswith(".proto") and isinstance(document, str)

    def read(self, files: ParsedFiles, folder: str) -> ContractContent:
        """Return rpcs as `Service/Method`, and top-level messages that no rpc carries.

        Aliases of an rpc are `package.Service/Method` and, where only one has it, `Method`.
        """
        del folder
        own = [path for path in sorted(files) if self.recognises(path, files[path])]
        parsed = [read_names(files[path]) for path in own]
        titles = sorted({file.package for file in parsed if file.services and file.package})
        operations = sorted(_operations(parsed), key=lambda operation: operation.name)
        return ContractContent(
            self.kind, ", ".join(titles), tuple(operations), tuple(_messages(parsed))
        )

    def validate(self, files: ParsedFiles, folder: str) -> Sequence[Problem]:
        """Return what protoc reports; only files of the folder and Google's own are importable."""
        from planner.formats._protoc import compile_files  # noqa: PLC0415  lazy: starts a process

        own = {path: files[path] for path in sorted(files) if self.recognises(path, files[path])}
        return at_most(compile_files(own, folder))


FORMAT = Protobuf()


def _operations(files: Sequence[ProtoFile]) -> Iterator[Operation]:
    rpcs = [
        (file.package, service, rpc)
        for file in files
        for service, methods in file.services.items()
        for rpc in methods
    ]
    methods = Counter(rpc.name for _, _, rpc in rpcs)
    names = Counter(f"{service}/{rpc.name}" for _, service, rpc in rpcs)
    seen: set[str] = set()
    for package, service, rpc in rpcs:
        short = f"{service}/{rpc.name}"
        full = f"{package}.{short}" if package else short
        name = short if names[short] == 1 else full
        aliases = [full, f"/{full}", *([rpc.name] if methods[rpc.name] == 1 else [])]
        if name not in seen:
            yield Operation(name, tuple(dict.fromkeys(item for item in aliases if item != name)))
        seen.add(name)


def _messages(files: Sequence[ProtoFile]) -> Iterator[Message]:
    """Yield messages by name; those that an rpc carries, also inside another one, are left out."""
    mentions: dict[str, set[str]] = {}
    for file in files:
        for name, words in file.messages.items():
            mentions.setdefault(name, set()).update(words)
    carried: set[str] = set()
    waiting = [
        name
        for file in files
        for rpcs in file.services.values()
        for rpc in rpcs
        for name in (rpc.request, rpc.response)
    ]
    while waiting:
        name = waiting.pop()
        if name not in carried:
            carried.add(name)
            waiting += mentions.get(name, ())
    free = sorted(
        (name, file.package) for file in files for name in file.messages if name not in carried
    )
    count = Counter(name for name, _ in free)
    for name, package in dict.fromkeys(free):
        full = f"{package}.{name}" if package else name
        own = name if count[name] == 1 else full
        yield Message(own, (full,) if full != own else ())

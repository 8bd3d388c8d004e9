"""Rules about files and packages."""

from collections.abc import Iterator

from planner.compatibility.protobuf.draft import ALL, BY_FILE, CODE, Draft
from planner.compatibility.protobuf.pairs import FilePair, ModulePair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect

_SOURCE = "Protocol Buffers language guide, sections Packages and Importing Definitions"
_ONE_FILE = 'syntax = "proto3";\npackage shop;\nmessage Order {}\nmessage Item {}'
_TWO_FILES = (
    'syntax = "proto3";\npackage shop;\nmessage Order {}\n'
    '// FILE item.proto\nsyntax = "proto3";\npackage shop;\nmessage Item {}'
)

RULES = (
    Rule(
        id="protobuf-file-removed",
        title="a file is gone",
        effect=Effect.NARROWED,
        message="file `{subject}` is gone",
        why="Whoever imports it, or includes what is generated from it, no longer compiles. "
        "Types that are gone with it are reported by themselves.",
        source=_SOURCE,
        hint="keep the file and import its types publicly from their new place",
        example=Example(_TWO_FILES, _ONE_FILE, "protobuf-file-added", is_document=True),
        categories=BY_FILE,
        buf=("FILE_NO_DELETE",),
    ),
    Rule(
        id="protobuf-file-added",
        title="a file is new",
        effect=Effect.WIDENED,
        message="file `{subject}` is new",
        why="Nobody imports it yet.",
        source=_SOURCE,
        example=Example(_ONE_FILE, _TWO_FILES, "protobuf-file-removed", is_document=True),
    ),
    Rule(
        id="protobuf-package-changed",
        title="a file has another package",
        effect=Effect.NARROWED,
        message="the package of `{subject}` is `{after}`, it was `{before}`",
        why="The package is part of the path of each call (`/package.Service/Method`), of the type "
        "URL in an `Any`, and of the names in generated code.",
        source="gRPC over HTTP/2, section Requests; Protocol Buffers, Packages",
        hint="keep the package, and add the new one beside it",
        example=Example(
            'syntax = "proto3";\npackage shop.v1;\nmessage Order {}',
            'syntax = "proto3";\npackage shop.v2;\nmessage Order {}',
            "protobuf-package-changed",
            is_document=True,
        ),
        categories=ALL,
        buf=("FILE_SAME_PACKAGE", "PACKAGE_NO_DELETE"),
    ),
    Rule(
        id="protobuf-syntax-changed",
        title="a file has another syntax or edition",
        effect=Effect.NARROWED,
        message="`{subject}` is written in {after}, it was {before}",
        why="Generated code tells presence, enums and text by the syntax. What else it changes is "
        "reported where it does.",
        source="Protobuf Editions, section Migrating",
        hint="keep the syntax until the next major version",
        example=Example(
            'syntax = "proto3";\npackage shop;\nmessage Order {}',
            'syntax = "proto2";\npackage shop;\nmessage Order {}',
            "protobuf-syntax-changed",
            is_document=True,
        ),
        categories=CODE,
        buf=("FILE_SAME_SYNTAX",),
    ),
)


def check_module(pair: ModulePair) -> Iterator[Draft]:
    """Yield files that are gone or new; of what a single file imports nothing is known."""
    if pair.is_of_file:
        return
    for file in pair.old.files:
        if file.name not in pair.files_after:
            yield Draft("protobuf-file-removed", file.name, old=file.place)
    kept = set(pair.files_after.values())
    for file in pair.new.files:
        if file.name not in kept:
            yield Draft("protobuf-file-added", file.name, new=file.place)


def check_file(pair: FilePair) -> Iterator[Draft]:
    """Yield another package or syntax."""
    old, new = pair.old, pair.new
    for rule, key, before, after in (
        ("protobuf-package-changed", "package", old.package, new.package),
        ("protobuf-syntax-changed", "syntax", old.syntax, new.syntax),
    ):
        if before != after:
            yield Draft(rule, old.name, before, after, old.places.get(key), new.places.get(key))

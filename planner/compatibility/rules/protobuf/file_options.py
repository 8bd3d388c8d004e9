"""Rules about the options of files, which change generated code."""

from collections.abc import Iterator

from planner.compatibility.protobuf.draft import CODE, Draft
from planner.compatibility.protobuf.examples import of_proto3
from planner.compatibility.protobuf.pairs import FilePair
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect

_SOURCE = "Protocol Buffers language guide, section Options; descriptor.proto, FileOptions"
_BOOLEAN = ("false", "true")
_OPTIONS: tuple[tuple[str, str, tuple[str, str]], ...] = (
    ("cc_enable_arenas", "C++ allocates messages elsewhere", ("true", "false")),
    ("cc_generic_services", "C++ has other service classes", _BOOLEAN),
    ("csharp_namespace", "C# classes have another namespace", ('"Shop.V1"', '"Shop.V2"')),
    (
        "go_package",
        "Go code imports it from another path",
        ('"a.example/shop"', '"b.example/shop"'),
    ),
    ("java_generic_services", "Java has other service classes", _BOOLEAN),
    ("java_multiple_files", "Java classes stand in other files", _BOOLEAN),
    ("java_outer_classname", "the outer Java class has another name", ('"A"', '"B"')),
    ("java_package", "Java classes have another package", ('"org.a"', '"org.b"')),
    ("objc_class_prefix", "Objective-C classes have another prefix", ('"SHA"', '"SHB"')),
    ("optimize_for", "C++ and Java classes offer other methods", ("SPEED", "CODE_SIZE")),
    ("php_class_prefix", "PHP classes have another prefix", ('"A"', '"B"')),
    ("php_metadata_namespace", "PHP metadata has another namespace", ('"A"', '"B"')),
    ("php_namespace", "PHP classes have another namespace", ('"A"', '"B"')),
    ("py_generic_services", "Python has other service classes", _BOOLEAN),
    ("ruby_package", "Ruby classes have another module", ('"A"', '"B"')),
    ("swift_prefix", "Swift types have another prefix", ('"A"', '"B"')),
)
"""Option, what it changes, two values."""


def _id(option: str) -> str:
    return f"protobuf-{option.replace('_', '-')}-changed"


def _rule(option: str, change: str, values: tuple[str, str]) -> Rule:
    old, new = (f"option {option} = {value};\nmessage Order {{}}" for value in values)
    return Rule(
        id=_id(option),
        title=f"the option `{option}` has another value",
        effect=Effect.NARROWED,
        message=f"`{option}` of `{{subject}}` is `{{after}}`, it was `{{before}}`",
        why=f"After the next build {change}; what is written against it no longer compiles.",
        source=_SOURCE,
        hint="keep the option until the next major version",
        example=of_proto3(old, new, _id(option)),
        categories=CODE,
        buf=(f"FILE_SAME_{option.upper()}",),
    )


RULES = tuple(_rule(*row) for row in _OPTIONS)


def check_file(pair: FilePair) -> Iterator[Draft]:
    """Yield options with another value; what is not written has its default."""
    for option, *_ in _OPTIONS:
        before, after = pair.old.options[option], pair.new.options[option]
        if before != after:
            yield Draft(
                _id(option),
                pair.old.name,
                before,
                after,
                pair.old.places.get(option),
                pair.new.places.get(option),
            )

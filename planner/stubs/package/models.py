"""`models.py` of a package: pydantic models, by datamodel-code-generator.

The generator takes options by name (its documentation:
https://koxudaxi.github.io/datamodel-code-generator/). Its own client generator is not used: it
is experimental, and refuses a whole contract for one parameter that it can't write.
"""

import ast
import re
from typing import Any

from planner.model.errors import InputError
from planner.stubs.package.literals import wrapped
from planner.stubs.package.shapes import Shapes
from planner.stubs.package.writing import WIDTH

PYDANTIC = "2.14"
"""What generated packages need at least: the first version whose `MISSING` mypy takes for a type.

Before it, models that were never built themselves could not be written as JSON either.
"""
OPTIONS: dict[str, Any] = {
    "builtin_format_line_length": WIDTH,
    "enum_field_as_literal": "all",
    "formatters": ["builtin"],
    "input_file_type": "jsonschema",
    "output_model_type": "pydantic_v2.BaseModel",
    "snake_case_field": True,
    "strict_refs": True,
    "target_pydantic_version": PYDANTIC,
    "target_python_version": "3.11",
    "use_annotated": True,
    "use_missing_sentinel": True,
    "use_schema_description": True,
    "use_type_alias": True,
}
"""What determines the models, as the command line of the generator calls it."""
_BASE = "stub_base.Model"
_ROOT = "WholeDocument"
_NARROWED = (
    "# A member may be something else in a part of `allOf`: no mistake of these classes.\n"
    '# mypy: disable-error-code="assignment"\n\n'
)
_EMPTY = "from __future__ import annotations\n"


def models_of(shapes: Shapes, title: str) -> str:
    """Return the module of models.

    Raises:
        InputError: the generator can't make models of these schemas.
        ValueError: the generator gave no module, or not the classes that were asked for.
    """
    if not shapes.made:
        return f'"""Models of {title}: it has none."""\n\n{_EMPTY}'
    try:
        text = _generated(shapes)
    except Exception as error:  # whatever it raises, it is about these schemas
        raise InputError.single(
            "no-models",
            f"no models can be made of `{title}`: {str(error)[:300] or type(error).__name__}",
            hint="`plan stubs serve` needs none; `--only-used` makes models of what is used alone",
        ) from error
    missing = shapes.made.keys() - _names_in(text)
    if missing:
        raise ValueError("no model was made of " + ", ".join(sorted(missing)))
    return _with_header(text, title)


def _generated(shapes: Shapes) -> str:
    from datamodel_code_generator import generate  # noqa: PLC0415  heavy
    from datamodel_code_generator.enums import (  # noqa: PLC0415  heavy
        DataModelType,
        InputFileType,
        TargetPydanticVersion,
    )
    from datamodel_code_generator.format import Formatter, PythonVersion  # noqa: PLC0415  heavy
    from datamodel_code_generator.parser import LiteralType  # noqa: PLC0415  heavy

    made = generate(
        shapes.document(),
        input_file_type=InputFileType(OPTIONS["input_file_type"]),
        output_model_type=DataModelType(OPTIONS["output_model_type"]),
        enum_field_as_literal=LiteralType(OPTIONS["enum_field_as_literal"]),
        target_pydantic_version=TargetPydanticVersion(OPTIONS["target_pydantic_version"]),
        target_python_version=PythonVersion(OPTIONS["target_python_version"]),
        builtin_format_line_length=OPTIONS["builtin_format_line_length"],
        formatters=[Formatter(name) for name in OPTIONS["formatters"]],
        base_class=_BASE,
        class_name=_ROOT,
        disable_timestamp=True,
        allow_remote_refs=False,
        treat_dot_as_module=False,
        snake_case_field=OPTIONS["snake_case_field"],
        strict_refs=OPTIONS["strict_refs"],
        use_annotated=OPTIONS["use_annotated"],
        use_missing_sentinel=OPTIONS["use_missing_sentinel"],
        use_schema_description=OPTIONS["use_schema_description"],
        use_standard_collections=True,
        use_type_alias=OPTIONS["use_type_alias"],
        use_union_operator=True,
        use_double_quotes=True,
    )
    if not isinstance(made, str):
        raise ValueError("the model generator gave no module")  # noqa: TRY004  its answer, not a type
    return made


def _names_in(text: str) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _with_header(text: str, title: str) -> str:
    """Put our own header for the generator's, and import the base class from the package."""
    start = text.index(_EMPTY)
    base_module, _, name = _BASE.rpartition(".")
    body = text[start:].replace(f"from {base_module} import {name}\n", "")
    body = body.replace(f'{_ROOT} = TypeAliasType("{_ROOT}", Any)\n', "")
    head, blank, rest = body.partition("\n\n\n")
    own = f"\n\nfrom ._base import {name}" if re.search(rf"\b{name}\b", rest) else ""
    note = _NARROWED if _redefines(text) else ""
    module = f'"""Models of {title}."""\n\n{note}{head.rstrip()}{own}{blank}{rest.strip()}\n'
    return wrapped(module)


def _redefines(text: str) -> bool:
    """Return whether a class says something else of a member than a class that it takes over."""
    members: dict[str, set[str]] = {}
    for node in ast.parse(text).body:
        if not isinstance(node, ast.ClassDef):
            continue
        own = {
            one.target.id
            for one in node.body
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        }
        inherited = {
            name
            for base in node.bases
            if isinstance(base, ast.Name)
            for name in members.get(base.id, ())
        }
        if own & inherited:
            return True
        members[node.name] = own | inherited
    return False

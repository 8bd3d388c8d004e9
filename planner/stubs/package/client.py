"""`operations.py` and `client.py` of a package: a typed client, synchronous and asynchronous."""

from collections.abc import Iterable, Sequence

from planner.model.bundle import Bundle
from planner.stubs.package.annotations import quoted, union
from planner.stubs.package.operations import Argument, Method
from planner.stubs.package.writing import WIDTH, call, docstring, module
from planner.wire.media import essence, is_json

_LATER = "from __future__ import annotations"


def type_imports(texts: Iterable[str], *, with_models: bool = True) -> list[str]:
    """Return the imports that annotations need, as a formatter orders them."""
    whole = "\n".join(texts)
    lines = ["import datetime"] if "datetime." in whole else []
    names = [name for name in ("Any", "Literal") if _uses(whole, name)]
    lines += [f"from typing import {', '.join(names)}"] if names else []
    lines += ["from uuid import UUID"] if _uses(whole, "UUID") else []
    lines += [""] if lines else []
    outer = ["import httpx"] if "httpx." in whole else []
    outer += ["from pydantic import AwareDatetime"] if _uses(whole, "AwareDatetime") else []
    lines += [*outer, ""] if outer else []
    return [*lines, *(["from . import models"] if with_models and "models." in whole else [])]


def _uses(text: str, name: str) -> bool:
    import re  # noqa: PLC0415  small

    return re.search(rf"(?<![\w.\"']){name}\b", text) is not None


# ------------------------------------------------------------------ operations.py


def operations_module(bundle: Bundle, methods: Sequence[Method], title: str) -> str:
    """Return the module that describes the operations to the runtime."""
    body = [line for method in methods for line in ["", *_operation(method)]]
    schemes = _schemes(bundle)
    text = "\n".join([*body, *schemes])
    names = [
        name
        for name in ("Answer", "Operation", "Scheme")
        if f"{name}(" in text or f"{name}[" in text or f" {name}]" in text
    ]
    lines = [f'"""What {title} says of its operations."""', "", _LATER, ""]
    lines += type_imports([text], with_models=False)
    own = [name for name in ("errors", "models") if f"{name}." in text]
    lines += [f"from . import {', '.join(own)}"] if own else []
    lines += ["from ._styles import Parameter"] if "Parameter(" in text else []
    lines += [f"from ._terms import {', '.join(names)}"]
    return module([*lines, *body, "", *schemes])


def _operation(method: Method) -> list[str]:
    operation = method.operation
    items = [quoted(operation["id"]), quoted(operation["method"]), quoted(operation["path"])]
    items.append(_block("{", _answers(method), "}"))
    if method.arguments:
        items.append(_block("parameters=(", map(_parameter, method.arguments), ")"))
    if method.bodies:
        items.append(_block("body={", _encodings(method), "}"))
    if any(operation["security"]):
        items.append(_block("security=(", map(_names, operation["security"]), ")"))
    items.append(f"accept={quoted(accepted(method))}")
    name = f"{method.constant}: Operation[{method.result}] = "
    lines = ["Operation(", *(f"    {item}," for item in items), ")"]
    if len(name) + len(lines[0]) <= WIDTH:
        return [name + lines[0], *lines[1:]]
    inner = "\n".join(lines).splitlines()
    return [f"{name}(", *(f"    {line}" for line in inner), ")"]


def _block(head: str, items: Iterable[str], tail: str) -> str:
    """Return an argument that holds several things, each on a line of its own."""
    told = list(items)
    whole = f"{head}{', '.join(told)}{',' if tail == ')' else ''}{tail}"
    if not told or (
        len(told) == 1 and len(whole) < WIDTH - 5 and "\n" not in whole and tail == ")"
    ):
        return whole if told else head + tail
    lines = "\n".join(f"        {item}," for item in told)
    return f"{head}\n{lines}\n    {tail}"


def _answers(method: Method) -> Iterable[str]:
    is_raw = method.result == "httpx.Response"
    for status, media in method.answers.items():
        told = ", ".join(f"{quoted(kind)}: {name}" for kind, name in media.items())
        items = [f"{{{told}}}"] if told else []
        if status in method.errors:
            items.append(f"error=errors.{method.errors[status].name}")
        if status in method.result_statuses:
            items += ["is_result=True"] if status in method.errors else []
            items += ["is_raw=True"] if is_raw else []
        head = f"{quoted(_status(status))}: Answer("
        lines = "\n".join(call(head, items, "),", indent=8))  # the comma counts in its width
        yield lines.lstrip().removesuffix(",")


def _status(status: str) -> str:
    return status if status == "default" else status.upper()


def _parameter(argument: Argument) -> str:
    one = argument.parameter
    items = [quoted(one["name"]), quoted(one["location"]), quoted(one["style"])]
    items.append(f"explode={one['explode']}")
    items += ["allow_reserved=True"] if one["allow_reserved"] else []
    items += [f"media_type={quoted(one['media_type'])}"] if one["media_type"] else []
    return f"Parameter({', '.join(items)})"


def _encodings(method: Method) -> Iterable[str]:
    media = method.body["media"] if method.body else {}
    for media_type in method.bodies:
        parts = media[media_type].get("encoding", {})
        told = {
            part: {key: value for key, value in how.items() if key in _ENCODING_WORDS}
            for part, how in parts.items()
        }
        inner = ", ".join(f"{quoted(part)}: {_mapping(how)}" for part, how in told.items() if how)
        yield f"{quoted(media_type)}: {{{inner}}}"


_ENCODING_WORDS = frozenset({"allowReserved", "contentType", "explode", "style"})


def _mapping(values: dict[str, object]) -> str:
    told = ", ".join(f"{quoted(key)}: {quoted(value)}" for key, value in sorted(values.items()))
    return f"{{{told}}}"


def _names(alternative: Iterable[str]) -> str:
    names = [quoted(name) for name in sorted(alternative)]
    return f"({', '.join(names)}{',' if len(names) == 1 else ''})"


def accepted(method: Method) -> str:
    """Return the `Accept` header: what results are made of goes before what errors are made of."""
    media = [kind for status in method.result_statuses for kind in method.answers[status]]
    ordered = sorted(dict.fromkeys(media), key=lambda kind: not is_json(essence(kind)))
    others = [kind for told in method.answers.values() for kind in told if kind not in ordered]
    whole = [*ordered, *dict.fromkeys(others)]
    return ", ".join(whole) if whole and "*/*" not in whole else "*/*"


def _schemes(bundle: Bundle) -> list[str]:
    lines = ["", "SCHEMES: dict[str, Scheme] = {"]
    for name, how in sorted(bundle["schemes"].items()):
        told = [quoted(how[word]) for word in ("type", "scheme", "location", "parameter")]
        lines.append(f"    {quoted(name)}: Scheme({', '.join(told)}),")
    return [*lines, "}"] if bundle["schemes"] else ["", "SCHEMES: dict[str, Scheme] = {}"]


# ------------------------------------------------------------------ client.py


def client_module(methods: Sequence[Method], title: str) -> str:
    """Return the module with the two clients."""
    sync = _client("Client", "SyncCaller", f"Calls {title} and waits for the answers.", methods)
    later = _client(
        "AsyncClient", "AsyncCaller", f"Calls {title}; the answers are awaited.", methods
    )
    text = "\n".join([*sync, *later])
    imports = type_imports([text])
    from_here = [line for line in imports if line == "from . import models"]
    before = [line for line in imports if line not in from_here]
    names = ["models", "operations"] if from_here else ["operations"]
    lines = [f'"""Clients of {title}."""', "", "from __future__ import annotations", "", *before]
    lines += [f"from . import {', '.join(names)}"]
    lines += ["from ._runtime import AsyncCaller, SyncCaller"]
    lines += ["from ._terms import CallOptions"]
    return module([*lines, "", "", *sync, "", "", *later])


def _client(name: str, base: str, told: str, methods: Sequence[Method]) -> list[str]:
    lines = [f"class {name}({base}):", f'    """{told}"""', "", "    schemes = operations.SCHEMES"]
    for method in methods:
        lines += ["", *_signature(method, is_async=base == "AsyncCaller")]
        lines += docstring(*_described(method), indent=8)
        lines += _calling(method, is_async=base == "AsyncCaller")
    return lines


def _signature(method: Method, *, is_async: bool) -> list[str]:
    head = f"{'async ' if is_async else ''}def {method.name}("
    return call(head, ["self", *signature_items(method)], f") -> {method.result}:", indent=4)


def signature_items(method: Method) -> list[str]:
    """Return the arguments of a method: path and body by position, the rest by name."""
    in_path = [one for one in method.arguments if one.parameter["location"] == "path"]
    named = [one for one in method.arguments if one.parameter["location"] != "path"]
    items = [f"{one.name}: {one.annotation}" for one in in_path]
    if method.body:
        kind = union(method.bodies.values())
        items.append(
            f"body: {kind}" if method.body["required"] else f"body: {_or_none(kind)} = None"
        )
    items.append("*")
    items += [f"{one.name}: {one.annotation}" for one in named if one.is_required]
    items += [
        f"{one.name}: {_or_none(one.annotation)} = None" for one in named if not one.is_required
    ]
    if len(method.bodies) > 1:
        first = quoted(next(iter(method.bodies)))
        items.append(f"content_type: {method.content_type} = {first}")
    return [*items, "options: CallOptions | None = None"]


def _or_none(annotation: str) -> str:
    return union([annotation, "None"])


def _described(method: Method) -> tuple[str, list[str]]:
    operation = method.operation
    told = operation["summary"] or operation["description"] or operation["id"]
    first = " ".join(told.split())
    first = first if first.endswith((".", "!", "?")) else f"{first}."
    more = [f"`{operation['method']} {operation['path']}`"]
    more += ["Deprecated."] if operation["deprecated"] else []
    return first[:300], more


_IN_CALL = 12
"""Columns before an argument of a call in a method, where each stands on a line of its own."""


def _calling(method: Method, *, is_async: bool) -> list[str]:
    items = [
        f"operations.{method.constant}",
        _values([one.name for one in method.arguments]),
        "options",
    ]
    if method.body:
        kind = "content_type" if len(method.bodies) > 1 else quoted(next(iter(method.bodies)))
        if not method.body["required"]:
            kind = f'{kind} if body is not None else ""'
        items += ["body", kind]
    head = f"return {'await ' if is_async else ''}self._call("
    return call(head, items, ")", indent=8)


def _values(names: Sequence[str]) -> str:
    """Return a tuple, as it stands in a call that takes several lines if it is long."""
    line = f"({', '.join(names)}{',' if len(names) == 1 else ''})"
    if len(line) + len(",") <= WIDTH - _IN_CALL:
        return line
    space = " " * _IN_CALL
    return "\n".join(["(", *(f"{space}    {name}," for name in names), f"{space})"])

"""Base paths, from the addresses of servers.

Source: OpenAPI 3.2.0, "Server Object": variables have a default and may have an `enum`; an address
may be relative to where the document stands, which no stub knows.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import islice, product
from typing import Any

from planner.model.http import Server

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_HOST = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*")
_MOST = 32
"""Addresses that are made of the variables of one server."""


def base_paths(servers: Iterable[Server]) -> list[str]:
    """Return the paths below which an operation is reached; without a slash at the end."""
    found = dict.fromkeys(path for server in servers for path in _paths(server))
    return list(found) or [""]


def _paths(server: Server) -> list[str]:
    template = _HOST.sub("", server.url)
    names = list(dict.fromkeys(_VARIABLE.findall(template)))
    if server.url.startswith("{"):  # a variable that is the whole address, or the host
        return [""]
    choices = [_values(server.variables.get(name, {}), name) for name in names]
    return [
        _path(template, dict(zip(names, chosen, strict=True)))
        for chosen in islice(product(*choices), _MOST)
    ]


def _values(variable: Mapping[str, Any], name: str) -> list[str]:
    listed = variable.get("enum")
    values = [str(item) for item in listed] if isinstance(listed, list) else []
    default = variable.get("default")
    first = [str(default)] if default is not None else []
    return list(dict.fromkeys([*first, *values])) or [f"{{{name}}}"]


def _path(template: str, values: Mapping[str, str]) -> str:
    written = _VARIABLE.sub(lambda found: values[found[1]], template)
    path = re.split(r"[?#]", written, maxsplit=1)[0]
    steps = [step for step in path.split("/") if step not in {"", "."}]
    return "".join(f"/{step}" for step in steps)

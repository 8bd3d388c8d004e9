"""`plan stubs serve --compose`: the same stubs in a container, as a Compose file.

Form: the Compose Specification (services, healthcheck, volumes). Texts are written as JSON
strings, which YAML reads as they are.
"""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from planner.stubs.server.types import ADMIN

_IMAGE = "python:3.12-slim"
_FOLDER = "/workspace"


@dataclass(frozen=True, slots=True)
class Composition:
    """What the file says.

    Args:
        mounted: folder that the container may read, from the file's own folder: `.`, `..`.
        arguments: of `plan stubs serve`, without host.
        ports: that answer.
        variables: of what is served, name -> port and prefix.
        version: of planner.
    """

    mounted: str
    arguments: Sequence[str]
    ports: Sequence[int]
    variables: dict[str, str]
    version: str


def compose_text(composition: Composition) -> str:
    """Return a Compose file with one service, `stubs`, that answers on all ports."""
    command = shlex.join(["plan", "stubs", "serve", *composition.arguments, "--host", "0.0.0.0"])  # noqa: S104  in a container
    install = 'pip install --quiet --root-user-action=ignore "$PLAN_PACKAGE"'
    package = f"${{PLAN_PACKAGE:-contract-planner=={composition.version}}}"
    lines = [
        "# Written by `plan stubs serve --compose`; other containers of the same network reach:",
        *(f"#   {name}={url}" for name, url in composition.variables.items()),
        "# PLAN_PACKAGE is what pip installs planner from, the address of a wheel for example.",
        "services:",
        "  stubs:",
        f"    image: {_IMAGE}",
        f"    working_dir: {_FOLDER}",
        f"    command: {_quoted(['sh', '-c', f'{install} && exec {command}'])}",
        "    environment:",
        f'      PLAN_PACKAGE: "{package}"',
        '      XDG_CACHE_HOME: "/var/cache/stubs"',
        "    volumes:",
        f"      - {_quoted(f'{_relative(composition.mounted)}:{_FOLDER}:ro')}",
        '      - "stubs-cache:/var/cache/stubs"',
        "    ports:",
        *(f'      - "{port}:{port}"' for port in composition.ports),
        "    healthcheck:",
        f"      test: {_quoted(['CMD', 'python', '-c', _probe(composition.ports)])}",
        "      interval: 5s",
        "      timeout: 5s",
        "      retries: 12",
        "      start_period: 60s",
        "    stop_signal: SIGTERM",
        "    restart: unless-stopped",
        "volumes:",
        "  stubs-cache: {}",
    ]
    return "".join(f"{line}\n" for line in lines)


def _relative(path: str) -> str:
    """Return a path that Compose does not take for the name of a volume."""
    return path if path.startswith((".", "/")) else f"./{path}"


def _probe(ports: Sequence[int]) -> str:
    return (
        "from urllib.request import urlopen\n"
        f"for port in {list(ports)}:\n"
        f"    urlopen(f'http://127.0.0.1:{{port}}{ADMIN}/health', timeout=2).close()"
    )


def _quoted(value: str | list[str]) -> str:
    """Return a value as JSON; `$` would be the beginning of a variable."""
    return json.dumps(value, ensure_ascii=False).replace("$", "$$")

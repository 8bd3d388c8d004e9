"""Finding the renderer of a subject in a format: `planner/render/<subject>/<format>.py`.

Each such module has `render(view, style)`, which returns text, or bytes for an image. Dropping a
module into a subject's folder adds the format; there is no list to edit.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

from planner.model.style import Style

BINARY = frozenset({"png"})
Renderer = Callable[[Any, Style], str | bytes]


def formats_of(subject: str) -> tuple[str, ...]:
    """Return the formats of a subject, `text` first, the others sorted."""
    package = importlib.import_module(f"planner.render.{subject}")
    names = {info.name for info in pkgutil.iter_modules(package.__path__) if info.name[0] != "_"}
    return tuple(sorted(names, key=lambda name: (name != "text", name)))


def renderer(subject: str, format_name: str) -> Renderer:
    """Return the render function of a subject in a format that `formats_of` names."""
    module = importlib.import_module(f"planner.render.{subject}.{format_name}")
    render: Renderer = module.render
    return render

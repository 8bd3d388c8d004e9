"""What files import, and from which folder their names begin.

A `.proto` file names others from a root that is said nowhere: it is told to the compiler. Here it
is the folder, at or above the importing file, in which the name leads to a file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath

from planner.formats._protoc import Layout, bundled_names

_TOKEN = re.compile(
    r"""//[^\n]*
      | /\*(?:.*?\*/|.*)
      | \bimport\s+(?:public\s+|weak\s+|option\s+)?(?:"(?P<one>[^"\\\n]*)"|'(?P<two>[^'\\\n]*)')
      | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?""",
    re.VERBOSE | re.DOTALL,
)


def imports_of(text: str) -> list[str]:
    """Return the names that a file imports, in its order; comments and texts are passed over."""
    found = (match["one"] or match["two"] for match in _TOKEN.finditer(text) if match.lastgroup)
    return list(dict.fromkeys(name for name in found if name))


def roots_for(path: str) -> list[str]:
    """Return the folders that the imports of a file may begin from, nearest first."""
    found = [dirname(path)]
    while found[-1]:
        found.append(dirname(found[-1]))
    return found


def import_path(path: str, name: str, exists: Callable[[str], bool]) -> str:
    """Return the file that an import leads to; empty if there is none, or it comes along.

    Args:
        path: of the file that imports.
        name: as written.
        exists: whether there is a file.
    """
    if name.startswith(("/", "..")) or normpath(name) != name:
        return ""
    candidates = (join(root, name) for root in roots_for(path))
    return next((found for found in candidates if exists(found)), "")


def layout_of(texts: Mapping[str, str], main: str) -> Layout:
    """Return by which names files import each other.

    What nobody imports is named from the nearest root that its neighbours are imported from, or
    from the folder of the contract.
    """
    folder = dirname(main) if main in texts else main
    known: dict[str, str] = {}
    for name, target in _imports(texts):
        known.setdefault(target, name)
    roots = {target[: len(target) - len(name)].rstrip("/") for target, name in known.items()}
    if main not in texts or not roots:
        roots.add(folder)
    names: dict[str, str] = {}
    for path in sorted(texts):
        name = known.get(path) or _below(path, _nearest(path, roots))
        names[path if name in names else name] = path
    return Layout(dict(sorted(names.items())), _looked_in(texts, main, folder))


def _imports(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield names in imports, each with the file that it leads to."""
    for path in sorted(texts):
        for name in imports_of(texts[path]):
            target = import_path(path, name, texts.__contains__)
            if target:
                yield name, target


def _nearest(path: str, roots: set[str]) -> str:
    """Return the root nearest above a file."""
    return next(root for root in [*roots_for(path), ""] if root in roots or not root)


def _below(path: str, root: str) -> str:
    return path.removeprefix(f"{root}/") if root else path


def _looked_in(texts: Mapping[str, str], main: str, folder: str) -> tuple[str, ...]:
    """Return where imports that lead nowhere were looked for."""
    if main in texts:
        return tuple(roots_for(main))
    lacking = [
        path
        for path in sorted(texts)
        for name in imports_of(texts[path])
        if name not in bundled_names() and not import_path(path, name, texts.__contains__)
    ]
    found = roots_for(lacking[0]) if lacking else [folder]
    inside = [root for root in found if root == folder or not folder or _is_below(root, folder)]
    return tuple(inside or [folder])


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")

"""Which `.proto` files make one contract: a folder of them, or a file with what it imports."""

import re
from collections.abc import Callable
from posixpath import basename, dirname

from planner.app.diff_inputs import Side
from planner.formats.document import decode
from planner.model.errors import InputError

KIND = "protobuf"
ENDING = ".proto"


def module_folder(side: Side, path: str) -> str:
    """Return the folder whose files are one contract with a file.

    It is the nearest folder that is called like a version, as in a contract registry; else all that
    was named.
    """
    from planner.model.names import VERSION_PATTERN  # noqa: PLC0415  pydantic

    folder = dirname(path)
    while folder and folder != side.path:
        if re.match(VERSION_PATTERN, basename(folder)):
            return folder
        folder = dirname(folder)
    return side.path


def module_name(side: Side, folder: str) -> str:
    """Return how a contract is called below the folder that was named."""
    below = folder.removeprefix(side.path).strip("/")
    return f"{below}/*{ENDING}" if below else f"*{ENDING}"


def module_contents(side: Side, folder: str) -> dict[str, bytes]:
    """Return the files of a contract: path -> what it holds."""
    return {
        path: side.files.read(path)
        for path in side.files.list_files(folder)
        if path.endswith(ENDING) and module_folder(side, path) in {folder, side.path}
    }


def file_contents(side: Side, main: str) -> dict[str, bytes]:
    """Return a file and all that it imports, directly or not.

    Imports are looked for in the folder of the file and in those above it. What is not found, and
    does not come along with the compiler, is left to the compiler to complain about.

    Raises:
        InputError: a file can't be read, or is no text.
    """
    from planner.formats._protoc import bundled_names  # noqa: PLC0415  Protobuf alone needs these
    from planner.formats.lowering.protobuf.imports import (  # noqa: PLC0415
        import_path,
        imports_of,
    )

    contents: dict[str, bytes] = {}
    waiting = [main]
    while waiting:
        path = waiting.pop()
        contents[path] = side.files.read(path)
        for name in imports_of(decode(contents[path], path)):
            found = import_path(path, name, _exists_in(side))
            if found and found not in contents and name not in bundled_names():
                waiting.append(found)
    return dict(sorted(contents.items()))


def _exists_in(side: Side) -> Callable[[str], bool]:
    def exists(path: str) -> bool:
        try:
            return side.files.exists(path)
        except InputError:
            return False  # out of the repository, behind a link: told as an import that is missing

    return exists


def twin_of(side: Side, other: str) -> str:
    """Return the file of a folder that has the name of another file; empty if there is no one."""
    same = [path for path in side.files.list_files(side.path) if basename(path) == basename(other)]
    return same[0] if len(same) == 1 else ""

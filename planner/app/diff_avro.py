"""Which other schema files an Avro schema needs: those that define the types which it uses."""

from collections.abc import Iterable, Iterator, Sequence
from posixpath import basename, dirname, splitext

from planner.app.diff_inputs import Side
from planner.formats.document import decode, parse_single
from planner.formats.lowering.avro import defined_names, missing_names
from planner.model.avro import short_name
from planner.model.errors import InputError

ENDING = ".avsc"


def defining_files(side: Side, path: str, content: bytes) -> set[str]:
    """Return the files that define what a schema file uses and does not define.

    They are looked for near the file: in its folder and below, then one folder up, and so on to
    the top of the side. Files that are called like a type are looked at before the others.

    Raises:
        InputError: the file is not JSON.
    """
    missing = sorted(missing_names(parse_single(decode(content, path), path)))
    found: set[str] = set()
    definitions = _Definitions(side)
    for folder in _folders(side, path) if missing else ():
        files = [f for f in side.files.list_files(folder) if f.endswith(ENDING) and f != path]
        for some in (_called_like(files, missing), files):
            definers = {names: definitions.file_of(names, some) for names in missing}
            found |= {file for file in definers.values() if file}
            missing = [names for names in missing if not definers[names]]
            if not missing:
                return found
    return found


def _folders(side: Side, path: str) -> Iterator[str]:
    """Yield the folder of a file, then those above it that belong to the side."""
    folder = dirname(path)
    yield folder
    while side.is_folder and folder not in {side.path, ""}:
        folder = dirname(folder)
        yield folder


def _called_like(files: Iterable[str], missing: Iterable[Sequence[str]]) -> list[str]:
    shorts = {short_name(names[0]).lower() for names in missing}
    return [f for f in files if short_name(splitext(basename(f))[0]).lower() in shorts]


class _Definitions:
    """Which types files define; each file is read once."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._files: dict[str, list[str]] = {}
        self._read: set[str] = set()

    def file_of(self, names: Sequence[str], files: Iterable[str]) -> str:
        """Return the file that defines one of the names, the first name before the others."""
        for file in files:
            if file not in self._read:
                self._read.add(file)
                for name in self._defined(file):
                    self._files.setdefault(name, []).append(file)
        return next((self._files[name][0] for name in names if name in self._files), "")

    def _defined(self, file: str) -> frozenset[str]:
        try:
            return defined_names(parse_single(decode(self._side.files.read(file), file), file))
        except InputError:
            return frozenset()  # told when it is compared itself

"""Compiling `.proto` files with the protoc that grpcio-tools ships."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.formats._tree import shortened
from planner.model.errors import InputError
from planner.model.problem import Level, Problem
from planner.model.source import Place, Position

_SECONDS = 60
_MOST_RUNS = 10
_PLACED = re.compile(r"^(?P<file>.+?\.proto):(?:(?P<line>\d+):(?P<column>\d+):)? (?P<text>.+)$")
_IMPORT = re.compile(r"^Import `(.*)` was not found or had errors")
_RUNNER = (
    "import sys; sys.path.insert(0, sys.argv[1]); from grpc_tools import _protoc_compiler; "
    "sys.exit(_protoc_compiler.run_main([a.encode() for a in sys.argv[1:]]))"
)
"""Runs protoc without `site`, which takes twice as long as protoc itself."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Files as imports name them.

    Args:
        paths: name in imports -> path that people know.
        roots: folders that imports were looked for in, nearest first.
    """

    paths: Mapping[str, str]
    roots: tuple[str, ...]

    def path(self, name: str) -> str:
        """Return the path of a file by its name in imports."""
        return self.paths.get(name, name)


def compile_files(files: Mapping[str, str], folder: str) -> list[Problem]:
    """Return what protoc says about the files of a folder.

    Args:
        files: path -> text; only these and Google's well-known types can be imported.
        folder: the folder that import paths begin from.
    """
    root = folder.strip("/")
    prefix = f"{root}/" if root else ""
    named = {path.removeprefix(prefix): path for path in files}
    with _written({name: files[path] for name, path in named.items()}) as top:
        return _compile_all(top, Layout(named, (root,)))


def compile_descriptors(texts: Mapping[str, str], layout: Layout) -> bytes:
    """Return files and all that they import as a serialized `FileDescriptorSet`, with positions.

    Args:
        texts: name in imports -> text.
        layout: how to name the files in messages.

    Raises:
        InputError: protoc refuses a file; all problems of all files.
    """
    with _written(texts) as top:
        problems = _compile_all(top, layout)
        errors = [problem for problem in problems if problem.level is Level.ERROR]
        if errors:
            raise InputError(errors)
        return Path(top, "out").read_bytes()


@contextmanager
def _written(texts: Mapping[str, str]) -> Iterator[str]:
    """Put files into a folder of their own."""
    with TemporaryDirectory() as top:
        for name, text in texts.items():
            target = Path(top, "in", name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        yield top


def _compile_all(top: str, layout: Layout) -> list[Problem]:
    """Compile the files together; protoc stops at the first bad one, so go on with the rest."""
    problems: list[Problem] = []
    waiting = sorted(layout.paths)
    for _ in range(_MOST_RUNS):
        try:
            done = _run(top, waiting)
        except subprocess.TimeoutExpired:
            message = f"protoc did not finish in {_SECONDS} seconds"
            return [Problem("protobuf", message, Place(layout.path(waiting[0])), "split the file")]
        found = list(_problems(done.stderr, layout))
        problems += [problem for problem, _ in found]
        if not done.returncode:
            break
        bad = {name for _, name in found}
        if not bad.intersection(waiting):
            message = f"protoc refuses the file: {shortened(done.stderr, 200)}"
            problems.append(Problem("protobuf", message, Place(layout.path(waiting[0]))))
            bad = {waiting[0]}
        waiting = [name for name in waiting if name not in bad]
        if not waiting:
            break
    return problems


@cache
def _compiler() -> Path:
    """Return the folder of the compiler."""
    spec = importlib.util.find_spec("grpc_tools")
    assert spec is not None  # noqa: S101  installed with this package
    assert spec.origin is not None  # noqa: S101
    return Path(spec.origin).parent


@cache
def bundled_names() -> frozenset[str]:
    """Return the files that the compiler brings along, as imports name them."""
    top = _compiler() / "_proto"
    return frozenset(path.relative_to(top).as_posix() for path in top.rglob("*.proto"))


def _run(top: str, names: list[str]) -> "subprocess.CompletedProcess[str]":
    folder = _compiler()
    command = [sys.executable, "-I", "-S", "-c", _RUNNER, str(folder.parent)]
    options = ["-I.", f"-I{folder / '_proto'}", "--include_imports", "--include_source_info"]
    return subprocess.run(  # noqa: S603  fixed program; file names can't be read as options
        [*command, *options, "--descriptor_set_out=../out", *(f"./{name}" for name in names)],
        cwd=Path(top, "in"),
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        timeout=_SECONDS,
    )


def _problems(output: str, layout: Layout) -> Iterator[tuple[Problem, str]]:
    """Yield problems, each with the name of its file."""
    placed = [
        (found, found["file"].removeprefix("./"), found["text"].replace('"', "`"))
        for line in output.splitlines()
        if (found := _PLACED.match(line)) and found["file"].removeprefix("./") in layout.paths
    ]
    lacking = set()
    for found, name, text in placed:
        named = _IMPORT.match(text)
        if named and named[1] not in layout.paths:
            lacking.add(name)
            yield _absent(_place(found, layout.path(name)), named[1], layout.roots), name
    for found, name, text in placed:
        is_consequence = name in lacking and "is not defined" in text
        if not _IMPORT.match(text) and not is_consequence:
            yield _problem(_place(found, layout.path(name)), text), name


def _place(found: "re.Match[str]", path: str) -> Place:
    return Place(path, position=Position(int(found["line"] or 1), int(found["column"] or 1)))


def _absent(place: Place, imported: str, roots: tuple[str, ...]) -> Problem:
    name = shortened(imported)
    first = f"{roots[0]}/" if roots and roots[0] else ""
    message = f"import `{name}` is not in the contract's folder"
    hint = f"copy the file to `{first}{name}`"
    if len(roots) > 1:
        listed = ", ".join(f"`{root}/`" if root else "the top folder" for root in roots)
        message = f"import `{name}` was not found"
        hint = f"looked for in {listed}; copy the file to `{first}{name}`"
    if ".." in imported:
        hint = "copy the file into the folder, and name it without `..`"
    return Problem("protobuf", message, place, hint)


def _problem(place: Place, text: str) -> Problem:
    level = Level.WARNING if text.startswith("warning: ") else Level.ERROR
    text = shortened(text.removeprefix("warning: "), 200).rstrip(".")
    hint = "define it, or import its file" if "is not defined" in text else ""
    return Problem("protobuf", text[:1].lower() + text[1:], place, hint, level)

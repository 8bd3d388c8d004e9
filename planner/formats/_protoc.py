"""Compiling `.proto` files with the protoc that grpcio-tools ships."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.formats._tree import shortened
from planner.model.problem import Level, Problem
from planner.model.source import Place, Position

_SECONDS = 60
_MOST_RUNS = 10
_PLACED = re.compile(r"^(?P<file>.+?\.proto):(?:(?P<line>\d+):(?P<column>\d+):)? (?P<text>.+)$")
_IMPORT = re.compile(r"^Import `(.*)` was not found or had errors")


def compile_files(files: Mapping[str, str], folder: str) -> list[Problem]:
    """Return what protoc says about the files of a folder.

    Args:
        files: path -> text; only these and Google's well-known types can be imported.
        folder: the folder that import paths begin from.
    """
    prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
    inside = {path.removeprefix(prefix): text for path, text in files.items()}
    with TemporaryDirectory() as root:
        for name, text in inside.items():
            target = Path(root, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        try:
            return _compile_all(root, prefix, sorted(inside))
        except subprocess.TimeoutExpired:
            message = f"protoc did not finish in {_SECONDS} seconds"
            return [Problem("protobuf", message, Place(min(files)), "split the file")]


def _compile_all(root: str, prefix: str, names: list[str]) -> list[Problem]:
    """Compile the files together; protoc stops at the first bad one, so go on with the rest."""
    problems: list[Problem] = []
    waiting = names
    for _ in range(_MOST_RUNS):
        done = _run(root, waiting)
        found = list(_problems(done.stderr, prefix, set(names)))
        problems += found
        if not done.returncode:
            break
        bad = {problem.place.file.removeprefix(prefix) for problem in found if problem.place}
        if not bad.intersection(waiting):
            message = f"protoc refuses the file: {shortened(done.stderr, 200)}"
            problems.append(Problem("protobuf", message, Place(prefix + waiting[0])))
            bad = {waiting[0]}
        waiting = [name for name in waiting if name not in bad]
        if not waiting:
            break
    return problems


def _run(root: str, names: list[str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-P", "-m", "grpc_tools.protoc", "-I.", "--descriptor_set_out=out"]
    return subprocess.run(  # noqa: S603  fixed program; file names can't be read as options
        [*command, *(f"./{name}" for name in names)],
        cwd=root,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        timeout=_SECONDS,
    )


def _problems(output: str, prefix: str, known: set[str]) -> Iterator[Problem]:
    placed = [
        (found, found["text"].replace('"', "`"))
        for line in output.splitlines()
        if (found := _PLACED.match(line)) and found["file"].removeprefix("./") in known
    ]
    imports = [(found, named[1]) for found, text in placed if (named := _IMPORT.match(text))]
    absent = [(found, name) for found, name in imports if name not in known]
    yield from (_absent(found, name, prefix) for found, name in absent)
    lacking = {found["file"] for found, _ in absent}
    for found, text in placed:
        is_consequence = found["file"] in lacking and "is not defined" in text
        if not _IMPORT.match(text) and not is_consequence:
            yield _problem(found, text, prefix)


def _place(found: "re.Match[str]", prefix: str) -> Place:
    position = Position(int(found["line"] or 1), int(found["column"] or 1))
    return Place(prefix + found["file"].removeprefix("./"), position=position)


def _absent(found: "re.Match[str]", imported: str, prefix: str) -> Problem:
    message = f"import `{shortened(imported)}` is not in the contract's folder"
    hint = f"copy the file to `{prefix}{shortened(imported)}`"
    if ".." in imported:
        hint = "copy the file into the folder, and name it without `..`"
    return Problem("protobuf", message, _place(found, prefix), hint)


def _problem(found: "re.Match[str]", text: str, prefix: str) -> Problem:
    level = Level.WARNING if text.startswith("warning: ") else Level.ERROR
    text = shortened(text.removeprefix("warning: "), 200).rstrip(".")
    hint = "define it, or import its file" if "is not defined" in text else ""
    message = text[:1].lower() + text[1:]
    return Problem("protobuf", message, _place(found, prefix), hint, level)

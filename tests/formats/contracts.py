"""Contracts written inside tests: name -> text, parsed and checked as the workspace does it."""

from collections.abc import Mapping
from typing import Any

from planner.formats.contract_format import format_of
from planner.formats.document import locate, parse_single
from planner.model.contract import ContractContent, Message, Operation
from planner.model.errors import InputError
from planner.model.problem import Level, Problem
from planner.model.source import Place

FOLDER = "contracts/shop/order-api/1.0.0"


def parsed(files: Mapping[str, str]) -> dict[str, Any]:
    """Return the files of a contract as the workspace hands them to a format."""
    return {
        f"{FOLDER}/{name}": text if name.endswith(".proto") else parse_single(text, name)
        for name, text in files.items()
    }


def read(files: Mapping[str, str]) -> ContractContent:
    """Return what a contract offers, in the format that it says it is of."""
    documents = parsed(files)
    return format_of(documents, FOLDER).read(documents, FOLDER)


def offered(content: ContractContent) -> dict[str, tuple[str, ...]]:
    """Return the aliases of each operation and message."""
    items: list[Operation | Message] = [*content.operations, *content.messages]
    return {item.name: item.aliases for item in items}


def complaints(files: Mapping[str, str]) -> list[str]:
    """Return everything wrong with a contract as `file:line:column level message`."""
    documents = parsed(files)
    problems = format_of(documents, FOLDER).validate(documents, FOLDER)
    return [_line(problem, files) for problem in problems]


def _line(problem: Problem, files: Mapping[str, str]) -> str:
    assert problem.place
    name = problem.place.file.removeprefix(f"{FOLDER}/")
    position = locate(files[name], problem.place)
    level = "" if problem.level is Level.ERROR else f"{problem.level}: "
    return f"{name}:{position.line}:{position.column} {level}{problem.message}"


def refusal(files: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return code and message of the problems that keep a contract from being read."""
    try:
        read(files)
    except InputError as error:
        return [(problem.code, problem.message) for problem in error.problems]
    raise AssertionError("the contract was read")


def place_in(name: str, *path: str | int) -> Place:
    """Return a place in a file of the contract."""
    return Place(f"{FOLDER}/{name}", path)

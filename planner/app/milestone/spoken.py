"""Reads attestations and waivers: `attestations/*.yaml`."""

from collections.abc import Iterator

from pydantic import ValidationError

from planner.app.ports import Files
from planner.app.workspace.wording import problems_of
from planner.formats.document import decode, parse_documents
from planner.governance.milestones import SpokenFor
from planner.model.attestation_file import AttestationFile
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

ATTESTATIONS = "attestations"
_ENDINGS = (".yaml", ".yml", ".json")


def read_attestations(files: Files) -> tuple[SpokenFor, ...]:
    """Return what is attested and waived, by file.

    Raises:
        InputError: a file is not right; carries all problems of all files.
    """
    found: list[SpokenFor] = []
    problems: list[Problem] = []
    for path in files.list_files(ATTESTATIONS):
        if path.endswith(_ENDINGS):
            try:
                found += _read(files, path)
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(found)


def _read(files: Files, path: str) -> Iterator[SpokenFor]:
    for number, raw in enumerate(parse_documents(decode(files.read(path), path), path)):
        place = Place(path, document=number)
        if raw is None:
            continue  # what a trailing `---` leaves
        try:
            file = AttestationFile.model_validate(raw)
        except ValidationError as error:
            raise InputError(problems_of(error, AttestationFile, raw, place)) from None
        for index, attestation in enumerate(file.attestations):
            yield SpokenFor(file.milestone, attestation, place.at("attestations", index))
        for index, waiver in enumerate(file.waivers):
            yield SpokenFor(file.milestone, waiver, place.at("waivers", index))

"""Real documents, written in other ways: comparing them must find nothing, in either direction.

    python benchmarks/diff_silence.py [FOLDER ...] [--only WORD]

Takes all OpenAPI documents below the folders, says so where a folder is not there, and goes on;
without a folder it takes the documents in tests/data/pairs/openapi. Prints what is found; exits
with 1 if there is anything.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planner.compatibility.http import compare_http
from planner.formats._tree import with_text_keys
from planner.formats.document import decode, parse_single
from planner.formats.lowering.openapi import lower_openapi
from planner.model.errors import InputError
from planner.model.finding import Finding
from tests.compatibility.real_pairs import QUICK, SLOW, names_of, real_document
from tests.compatibility.restated.forms import forms_for, version_of
from tests.compatibility.restated.references import MAIN
from tests.compatibility.restated.walking import Document

_ENDINGS = {".json", ".yaml", ".yml"}


def _of_repository() -> Iterator[tuple[str, Document]]:
    for source in (*QUICK, *SLOW):
        for name in names_of(source):
            yield f"{source}/{name}", real_document(source, name)


def _of_folder(folder: Path) -> Iterator[tuple[str, Document]]:
    if not folder.is_dir():
        print(f"skipped: {folder} is not there")
        return
    for path in sorted(folder.rglob("*")):
        if path.suffix in _ENDINGS and path.is_file():
            document = _openapi(path)
            if document is not None:
                yield path.relative_to(folder).as_posix(), document


def _openapi(path: Path) -> Document | None:
    try:
        document: Any = parse_single(decode(path.read_bytes(), path.name), path.name)
    except InputError:
        return None
    is_one = isinstance(document, dict) and ("openapi" in document or "swagger" in document)
    return with_text_keys(document) if is_one else None


def _differences(document: Document, files: dict[str, Any]) -> Iterator[Finding]:
    one, other = lower_openapi({MAIN: document}, ""), lower_openapi(files, "")
    for finding in (*compare_http(one, other), *compare_http(other, one)):
        if not finding.rule.startswith("document-openapi-version-"):
            yield finding


def _documents(folders: list[Path], word: str) -> Iterator[tuple[str, Document]]:
    found = [*_of_repository()] if not folders else []
    for folder in folders:
        found += _of_folder(folder)
    yield from ((name, document) for name, document in found if word in name)


def main() -> None:
    """Compare every document with every form of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--only", default="", help="documents whose name has this in it")
    arguments = parser.parse_args()
    start, compared, wrong = time.perf_counter(), Counter[str](), 0
    for name, document in _documents(arguments.folders, arguments.only):
        for form, restate in forms_for(version_of(document)).items():
            compared[form] += 1
            for finding in _differences(document, restate(document)):
                wrong += 1
                print(f"{name}, {form}: {finding.severity} {finding.rule}: {finding.message}")
    for form, number in compared.items():
        print(f"{number:>6,} {form}")
    print(f"{wrong} differences in {time.perf_counter() - start:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

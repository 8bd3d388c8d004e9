"""How often planner and its peers are right about the corpora in `tests/compatibility/corpus`.

    python benchmarks/diff_verdicts.py --oasdiff /path/to/oasdiff --redocly /path/to/redocly

Schema pairs are asked all at once, one operation for each question; document pairs one by one.
`undecided` is what only planner says; it counts as not breaking.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.diff_corpus import document, truth
from benchmarks.diff_peers import Peer, peers
from tests.compatibility.corpus.cases import answer, cases, questions
from tests.compatibility.corpus.documents import document_cases


class Score(NamedTuple):
    """How answers compare with the truth."""

    found: int
    missed: int
    invented: int
    silent: int
    failed: int

    def row(self, name: str) -> str:
        """Return a line of a Markdown table."""
        recall = self.found / max(self.found + self.missed, 1)
        precision = self.found / max(self.found + self.invented, 1)
        right = (self.found + self.silent) / max(sum(self), 1)
        counts = " | ".join(str(count) for count in self)
        return f"| {name} | {counts} | {recall:.3f} | {precision:.3f} | {right:.3f} |"


def score(truths: Mapping[str, bool], answers: Mapping[str, int | None], least: int) -> Score:
    """Return the score of answers where a level counts as breaking from `least` on."""
    counts = [0, 0, 0, 0, 0]
    for question, is_breaking in truths.items():
        level = answers[question]
        if level is None:
            counts[4] += 1
        elif is_breaking:
            counts[0 if level >= least else 1] += 1
        else:
            counts[2 if level >= least else 3] += 1
    return Score(*counts)


def _write(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(content), "utf-8")
    return path


def _schema_answers(peer: Peer, folder: Path) -> tuple[dict[str, bool], dict[str, int | None]]:
    truths: dict[str, bool] = {}
    answers: dict[str, int | None] = {}
    mirrored = [case.mirrored for case in cases()]
    for way, pairs in (("there", cases()), ("back", mirrored)):
        old = _write(folder, "old.json", document(pairs, is_new=False))
        new = _write(folder, "new.json", document(pairs, is_new=True))
        said = peer.ask(old, new)
        for question, is_breaking in truth(pairs).items():
            truths[f"{way} {question}"] = is_breaking
            levels = [s.level for s in said or () if s.question == question]
            answers[f"{way} {question}"] = None if said is None else max(levels, default=0)
    return truths, answers


def _document_answers(peer: Peer, folder: Path) -> tuple[dict[str, bool], dict[str, int | None]]:
    answers: dict[str, int | None] = {}
    for case in document_cases():
        old, new = (_write(folder, n, d) for n, d in (("o.json", case.old), ("n.json", case.new)))
        said = peer.ask(old, new)
        answers[case.name] = None if said is None else max((s.level for s in said), default=0)
    return {case.name: case.is_breaking for case in document_cases()}, answers


def _report(programs: Sequence[Peer], *, shows_misses: bool) -> Iterator[str]:
    yield "| program | found | missed | invented | silent | failed | recall | precision | right |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    misses = []
    with tempfile.TemporaryDirectory() as name:
        for ask, corpus in ((_schema_answers, "schemas"), (_document_answers, "documents")):
            for peer in programs:
                truths, answers = ask(peer, Path(name))
                low, high = peer.levels
                yield score(truths, answers, 2).row(f"{peer.name}, {high}, {corpus}")
                if low:
                    both = f"{peer.name}, {high} or {low}, {corpus}"
                    yield score(truths, answers, 1).row(both)
                misses += [
                    f"{peer.name}: {question}: {'missed' if is_breaking else 'invented'}"
                    for question, is_breaking in truths.items()
                    if ((answers[question] or 0) >= 2) is not is_breaking
                ]
    if shows_misses:
        yield from misses


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oasdiff", help="the oasdiff program")
    parser.add_argument("--redocly", help="the redocly program")
    parser.add_argument("--misses", action="store_true", help="list what each got wrong")
    arguments = parser.parse_args()
    undecided = sum(answer(question.verdicts()) == "undecided" for question in questions())
    asked = sum(1 for _ in questions())
    pairs = f"{len(cases())} schema pairs, {asked} questions; planner undecided: {undecided}"
    print(f"{pairs}; {len(document_cases())} document pairs")
    for line in _report(peers(arguments.oasdiff, arguments.redocly), shows_misses=arguments.misses):
        print(line, flush=True)


if __name__ == "__main__":
    main()

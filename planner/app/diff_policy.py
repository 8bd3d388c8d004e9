"""Reads a policy file of `plan diff`."""

from pydantic import ValidationError

from planner.app.diff_accepted import LoadedPolicy
from planner.app.diff_rules import check_globs
from planner.app.ports import Files
from planner.app.workspace.wording import problems_of
from planner.formats.document import decode, parse_single
from planner.model.diff_policy import DiffPolicy
from planner.model.errors import InputError
from planner.model.source import Place


def read_policy(raw: object, file: str) -> LoadedPolicy:
    """Return the policy that a document describes.

    Args:
        raw: the parsed document.
        file: how problems name it.

    Raises:
        InputError: unknown keys, wrong values, or rules that do not exist; all at once.
    """
    place = Place(file)
    try:
        policy = DiffPolicy.model_validate({} if raw is None else raw)
    except ValidationError as error:
        raise InputError(problems_of(error, DiffPolicy, raw, place)) from None
    globs = [(glob, place.at("severities", glob, on_key=True)) for glob in policy.severities]
    globs += [
        (entry.rule, place.at("accept", number, "rule"))
        for number, entry in enumerate(policy.accept)
        if entry.rule
    ]
    problems = check_globs(globs)
    if problems:
        raise InputError(problems)
    return LoadedPolicy(policy, file)


def parse_policy(text: str, file: str) -> LoadedPolicy:
    """Return the policy of a text.

    Raises:
        InputError: it is not YAML, or as `read_policy`.
    """
    return read_policy(parse_single(text, file), file)


def policy_at(files: Files, path: str | None) -> LoadedPolicy:
    """Return the policy that a workspace names for its comparisons.

    Args:
        files: of the workspace.
        path: `diff_policy` of its `plan.yaml`; None: there is none.

    Raises:
        InputError: it is not there, or as `parse_policy`.
    """
    return parse_policy(decode(files.read(path), path), path) if path else LoadedPolicy()

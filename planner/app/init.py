"""`plan init`: a small workspace that works, to be changed into one's own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.app.ports import Files
from planner.model.errors import InputError
from planner.model.names import NAME_PATTERN
from planner.model.problem import Problem

DEFAULT_TEAMS: tuple[tuple[str, int], ...] = (("core", 3),)
DEFAULT_SERVICES = ("catalog", "order")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Answers:
    """What the new workspace is about.

    Args:
        name: of the workspace.
        start: first day of work.
        teams: names and capacities; services are dealt out to them in turn.
        services: the first is a leaf, the others call it.
    """

    name: str
    start: date
    teams: Sequence[tuple[str, int]] = DEFAULT_TEAMS
    services: Sequence[str] = DEFAULT_SERVICES


def name_from_folder(folder: str) -> str:
    """Return a workspace name made from a folder's name."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", folder).strip("-._")[:_LONGEST_NAME] or "workspace"


def next_monday(today: date) -> date:
    """Return today if it is a Monday, else the Monday that follows."""
    return today + timedelta(days=-today.weekday() % 7)


def init_workspace(files: Files, answers: Answers) -> tuple[str, ...]:
    """Write a new workspace and return its files.

    `plan.yaml` is written last: a workspace that is not complete is none.

    Raises:
        InputError: a file is there already, a name can't be used, or writing failed.
    """
    problems = list(_check(answers))
    if problems:
        raise InputError(problems)
    contents = workspace_files(answers)
    there = [path for path in contents if files.exists(path)]
    if there:
        raise InputError(
            Problem(
                "already-there",
                f"`{path}` is there already",
                hint="choose another folder; nothing was written",
            )
            for path in there
        )
    for path, content in contents.items():
        files.write(path, content.encode("utf-8"))
    return tuple(contents)


def _check(answers: Answers) -> list[Problem]:
    teams = [name for name, _ in answers.teams]
    names = [("workspace", answers.name), *(("team", name) for name in teams)]
    names += [("service", name) for name in answers.services]
    problems = [
        Problem(
            "bad-name",
            f"`{name}` can't be the name of a {what}",
            hint="use letters, digits, `.`, `_` and `-`; start with a letter or a digit",
        )
        for what, name in names
        if not re.fullmatch(NAME_PATTERN, name) or len(name) > _LONGEST_NAME - len("-api")
    ]
    problems += [
        Problem("bad-capacity", f"team `{name}` has `{capacity}` people", hint="write 1 or more")
        for name, capacity in answers.teams
        if capacity < 1
    ]
    for what, given in (("team", teams), ("service", list(answers.services))):
        problems += [
            Problem("duplicate-name", f"{what} `{name}` is named twice", hint="name it once")
            for name in sorted({name for name in given if given.count(name) > 1})
        ]
        if not given:
            problems.append(Problem("too-few", f"no {what} is named", hint=f"name a {what}"))
    return problems


def workspace_files(answers: Answers) -> Mapping[str, str]:
    """Return the files of a new workspace, `plan.yaml` last."""
    contents: dict[str, str] = {}
    for number, service in enumerate(answers.services):
        team = answers.teams[number % len(answers.teams)][0]
        leaf = answers.services[0] if number else ""
        is_called = number == 0 and len(answers.services) > 1
        contents[f"services/{service}.yaml"] = _manifest(service, team, leaf, is_called=is_called)
        contents[f"contracts/{service}/{service}-api/1.0.0/openapi.yaml"] = _contract(service)
    contents["plan.yaml"] = _settings(answers)
    return contents


def _settings(answers: Answers) -> str:
    teams = "".join(
        f"  - name: {_yaml(name)}\n    capacity: {capacity}   # people who can work in parallel\n"
        for name, capacity in answers.teams
    )
    team = _yaml(answers.teams[0][0])
    return f"""\
# What the whole workspace has in common. `plan schema plan` describes every key.
name: {_yaml(answers.name)}

calendar:
  start: {answers.start.isoformat()}
  working_days: [mon, tue, wed, thu, fri]
  holidays: []   # - {{date: {answers.start.year}-12-25, name: Christmas}}

teams:
{teams}
# Wave 0: what all services need before anybody starts. Items follow each other in this order
# unless `depends_on` says otherwise. Estimates: 3 or 3d (days), 2w, 4h.
foundation:
  - id: repository
    title: Repository, build and pipeline
    estimate: 2d
    team: {team}
  - id: shared-types
    title: Shared types and error envelope
    estimate: 1d
    team: {team}

# How long a step takes unless a manifest says otherwise; steps that are left out keep their
# default. Three points are possible: {{optimistic: 1d, likely: 2d, pessimistic: 5d}}.
estimates:
  A-1: 2d
"""


def _manifest(service: str, team: str, leaf: str, *, is_called: bool) -> str:
    public = "" if is_called else "\n    audience: public   # called from outside the workspace"
    consumes = (
        f"""
# What this service calls. `operations` are the operation ids of the contract.
consumes:
  - contract: {_yaml(f"{leaf}-api")}
    version: ^1.0
    operations: [{_operation(leaf)}]
    timeout: 500ms
    circuit_breaker: true
"""
        if leaf
        else ""
    )
    return f"""\
# One service. `plan schema manifest` describes every key.
name: {_yaml(service)}
team: {_yaml(team)}
description: Say in one sentence what it does.

# Contracts that this service answers, in contracts/{service}/.
provides:
  - contract: {_yaml(f"{service}-api")}
    version: 1.0.0{public}
{consumes}
health: GET /health
"""


def _contract(service: str) -> str:
    return f"""\
openapi: 3.1.0
info:
  title: {_yaml(f"{service}-api")}
  version: 1.0.0
paths:
  /{service}/{{id}}:
    get:
      operationId: {_operation(service)}
      summary: Return one item.
      parameters:
        - name: id
          in: path
          required: true
          schema: {{type: string}}
      responses:
        "200":
          description: The item.
          content:
            application/json:
              schema: {{$ref: "#/components/schemas/Item"}}
        "404":
          description: There is no such item.
          content:
            application/problem+json:
              schema: {{$ref: "#/components/schemas/Problem"}}
components:
  schemas:
    Item:
      type: object
      required: [id]
      properties:
        id: {{type: string}}
        name: {{type: string}}
    Problem:
      description: Problem details, RFC 9457.
      type: object
      properties:
        type: {{type: string, format: uri-reference}}
        title: {{type: string}}
        status: {{type: integer}}
        detail: {{type: string}}
"""


def _operation(service: str) -> str:
    """Return an operation id: `getOrderItem` for `order-item`."""
    return "get" + "".join(part[:1].upper() + part[1:] for part in re.split(r"[._-]+", service))


def _yaml(name: str) -> str:
    """Return a name so that YAML reads it as text."""
    is_plain = _PLAIN.fullmatch(name) and name.lower() not in _WORDS_OF_YAML
    return name if is_plain else f'"{name}"'

"""What planner says about files that are wrong: place, message and hint of each problem."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from planner.cli.main import exit_code_of
from tests.app.workspaces import SHOP, Text, a_workspace, edited
from tests.cli.running import run_here

CATALOG, ORDER, PLAN = "services/catalog.yaml", "services/order.yaml", "plan.yaml"
OPENAPI = "contracts/catalog/catalog-api/1.0.0/openapi.yaml"
ASYNCAPI = "contracts/order/order-events/1.0.0/asyncapi.yaml"
SYNTAX_HINT = "close what is open before this, or put text with special characters in quotes"


class Case(NamedTuple):
    """A change of the shop, and the only problem that it makes.

    Args:
        line: `file:line:column: level: message [code]`.
        hint: the whole hint.
    """

    name: str
    changes: Text
    line: str
    hint: str


def more(path: str, text: str) -> Text:
    """Return the change that adds text at the end of a file of the shop."""
    content = SHOP[path]
    return {path: content + text}


SYNTAX = [
    Case(
        "a bracket is not closed",
        edited(ORDER, "[getProduct]", "[getProduct"),
        "services/order.yaml:10:1: error: not valid YAML: did not find expected ',' or ']' "
        "(while parsing a flow sequence) [syntax]",
        SYNTAX_HINT,
    ),
    Case(
        "a tab indents",
        edited(ORDER, "    version: ^1.0", "\tversion: ^1.0"),
        "services/order.yaml:8:1: error: a tab is used for indentation [syntax]",
        "indent with spaces",
    ),
    Case(
        "a key stands twice",
        edited(ORDER, "team: web\n", "team: web\nteam: goods\n"),
        "services/order.yaml:3:1: error: key `team` stands twice (`team`) [duplicate-key]",
        "keep one of them",
    ),
    Case(
        "not UTF-8",
        {ORDER: b"name: order\nteam: w\xe9b\n"},
        "services/order.yaml:2:8: error: byte 0xe9 is not UTF-8 [not-utf-8]",
        "save the file as UTF-8",
    ),
    Case(
        "an empty file",
        {"services/stock.yaml": "# nothing yet\n"},
        "services/stock.yaml:1:1: error: the file is empty [empty-file]",
        "write it or remove it",
    ),
    Case(
        "aliases multiply",
        {
            "services/stock.yaml": "a: &a [x, x, x, x, x, x, x, x, x]\n"
            + "".join(
                f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
                for a, b in zip("abcdefgh", "bcdefghi", strict=True)
            )
        },
        "services/stock.yaml:1:1: error: aliases multiply the document too often [syntax]",
        "write the repeated parts out, or drop them",
    ),
]

VALUES = [
    Case(
        "an unknown key",
        edited(ORDER, "team: web", "taem: web\nteam: web"),
        "services/order.yaml:2:1: error: unknown key `taem` [unknown-key]",
        "did you mean `team`?",
    ),
    Case(
        "an unknown key further down",
        edited(ORDER, "    operations:", "    operation:"),
        "services/order.yaml:9:5: error: unknown key `operation` [unknown-key]",
        "did you mean `operations`?",
    ),
    Case(
        "a key is missing",
        edited(ORDER, "team: web\n", ""),
        "services/order.yaml:1:1: error: `team` is missing [missing-key]",
        "add `team: ...`",
    ),
    Case(
        "a number where text belongs",
        edited(ORDER, "team: web", "team: 7"),
        "services/order.yaml:2:7: error: expected text, got `7` [bad-value]",
        'put it in quotes: `"7"`',
    ),
    Case(
        "text where a list belongs",
        edited(ORDER, "[getProduct]", "getProduct"),
        "services/order.yaml:9:17: error: expected a list, got `getProduct` [bad-value]",
        "write `[getProduct]`",
    ),
    Case(
        "a list where a manifest belongs",
        {"services/stock.yaml": "- name: stock\n"},
        "services/stock.yaml:1:1: error: expected a mapping of keys to values, got a list "
        "[bad-value]",
        "write a mapping of keys to values",
    ),
    Case(
        "a choice that is none",
        edited(ORDER, "    version: ^1.0", "    criticality: sofft\n    version: ^1.0"),
        "services/order.yaml:8:18: error: expected `hard` or `soft`, got `sofft` [bad-value]",
        "did you mean `soft`?",
    ),
    Case(
        "yes is text",
        edited(ORDER, "    version: ^1.0", "    circuit_breaker: yes\n    version: ^1.0"),
        "services/order.yaml:8:22: error: expected true or false, got `yes` [bad-value]",
        "write true or false",
    ),
    Case(
        "capacity 0",
        edited(PLAN, "capacity: 2", "capacity: 0"),
        "plan.yaml:6:15: error: expected a whole number from 1 on, got `0` [bad-value]",
        "write a whole number from 1 on",
    ),
    Case(
        "half a person",
        edited(PLAN, "capacity: 2", "capacity: 1.5"),
        "plan.yaml:6:15: error: expected a whole number, got `1.5` [bad-value]",
        "write a whole number",
    ),
    Case(
        "a version of two numbers",
        edited(ORDER, "version: 1.0.0", "version: '1.0'"),
        "services/order.yaml:5:14: error: expected a version such as `1.0.0`, got `1.0` "
        "[bad-value]",
        "write a version such as `1.0.0`",
    ),
    Case(
        "a name that is a path",
        edited(CATALOG, "name: catalog", "name: ../catalog"),
        "services/catalog.yaml:1:7: error: expected a name of letters, digits, `.`, `_` and `-` "
        "that starts with a letter or a digit, got `../catalog` [bad-value]",
        "write a name of letters, digits, `.`, `_` and `-` that starts with a letter or a digit",
    ),
    Case(
        "a negative estimate",
        more(ORDER, "estimates:\n  A-1: -2\n"),
        "services/order.yaml:11:8: error: a duration must be longer than zero and finite, "
        "got `-2` [bad-value]",
        "write the time it takes, or leave the step out with `drop: true`",
    ),
    Case(
        "an estimate of zero",
        edited(PLAN, "estimate: 2d", "estimate: 0d"),
        "plan.yaml:11:15: error: a duration must be longer than zero and finite, got `0d` "
        "[bad-value]",
        "write the time it takes, or leave the step out with `drop: true`",
    ),
    Case(
        "an estimate in words",
        more(ORDER, "estimates:\n  A-1: three days\n"),
        "services/order.yaml:11:8: error: expected a number of working days such as `3`, or "
        "`2w`, `3d`, `4h`, got `three days` [bad-value]",
        "write a number of working days such as `3`, or `2w`, `3d`, `4h`",
    ),
    Case(
        "three points out of order",
        more(ORDER, "estimates:\n  A-1: {optimistic: 3, likely: 2, pessimistic: 5}\n"),
        "services/order.yaml:11:8: error: expected optimistic <= likely <= pessimistic [bad-value]",
        "write optimistic <= likely <= pessimistic",
    ),
    Case(
        "a date that does not exist",
        edited(PLAN, "2026-01-05", "2026-02-30"),
        "plan.yaml:3:10: error: expected a date such as 2026-03-31, got `2026-02-30` [bad-value]",
        "write a date such as 2026-03-31",
    ),
    Case(
        "a freeze ends before it begins",
        more(PLAN, "release_windows:\n  freezes:\n    - {first: 2026-02-02, last: 2026-02-01}\n"),
        "plan.yaml:19:33: error: `last` (2026-02-01) lies before `first` (2026-02-02) [bad-value]",
        "swap the two dates, or correct one",
    ),
    Case(
        "a flag expires before it was created",
        more(
            ORDER,
            "flags:\n  - name: fast\n    owner: web\n    created: 2026-02-02\n"
            "    expires: 2026-01-02\n",
        ),
        "services/order.yaml:14:14: error: `expires` (2026-01-02) lies before `created` "
        "(2026-02-02) [bad-value]",
        "swap the two dates, or correct one",
    ),
    Case(
        "a day that is no weekday",
        edited(PLAN, "calendar:\n", "calendar:\n  working_days: [mon, tues]\n"),
        "plan.yaml:3:23: error: expected `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`, "
        "got `tues` [bad-value]",
        "did you mean `tue`?",
    ),
    Case(
        "no team at all",
        {
            PLAN: "name: shop\ncalendar: {start: 2026-01-05}\nteams: []\n",
        },
        "plan.yaml:3:8: error: expected at least 1 item, got an empty list [bad-value]",
        "write at least 1 item",
    ),
    Case(
        "something unblocked that is nothing",
        edited(PLAN, "estimate: 2d", "estimate: 2d\n    unblocks: [Z]"),
        "plan.yaml:12:16: error: expected `all`, `contracts`, `A`, `B`, `C`, `D` or `M1` or a "
        "step such as `A-1`, got `Z` [bad-value]",
        "write `all`, `contracts`, `A`, `B`, `C`, `D` or `M1`",
    ),
    Case(
        "blocked without a reason",
        {"progress/order.yaml": "service: order\nsteps:\n  A-1: {state: blocked}\n"},
        "progress/order.yaml:3:8: error: a blocked step needs a `reason` [bad-value]",
        "add `reason: ...`",
    ),
    Case(
        "a key that is a number",
        more(ORDER, "estimates:\n  1: 2d\n"),
        "services/order.yaml:11:3: error: key `1` is not text [bad-key]",
        "put it in quotes",
    ),
]

REFERENCES = [
    Case(
        "an unknown team",
        edited(ORDER, "team: web", "team: wbe"),
        "services/order.yaml:2:7: error: there is no team `wbe` in plan.yaml [unknown-team]",
        "did you mean `web`?",
    ),
    Case(
        "an unknown team of a foundation item",
        edited(PLAN, "team: goods", "team: good"),
        "plan.yaml:16:11: error: there is no team `good` in plan.yaml [unknown-team]",
        "did you mean `goods`?",
    ),
    Case(
        "two services of one name",
        {"services/zoo.yaml": "name: order\nteam: web\n"},
        "services/zoo.yaml:1:7: error: service `order` stands twice (also in "
        "`services/order.yaml`) [duplicate-service]",
        "rename or remove one",
    ),
    Case(
        "two teams of one name",
        edited(PLAN, "  - name: goods", "  - name: web\n  - name: goods"),
        "plan.yaml:7:11: error: team `web` stands twice [duplicate-team]",
        "rename or remove one",
    ),
    Case(
        "an unknown foundation item",
        edited(PLAN, "estimate: 1d", "estimate: 1d\n    depends_on: [repo]"),
        "plan.yaml:16:18: error: there is no foundation item `repo` [unknown-foundation-item]",
        "did you mean `repository`?",
    ),
    Case(
        "foundation items in a circle",
        edited(PLAN, "estimate: 2d", "estimate: 2d\n    depends_on: [types]"),
        "plan.yaml:12:17: error: foundation items wait for each other in a circle: "
        "`repository` waits for `types` waits for `repository` [foundation-cycle]",
        "remove one of these from `depends_on`; an item without it follows the one above",
    ),
    Case(
        "steps in a circle",
        more(ORDER, "steps:\n  A-1: {after: [A-2]}\n"),
        "services/order.yaml:11:16: error: steps wait for each other in a circle: "
        "`A-1` waits for `A-2` waits for `A-1` [step-cycle]",
        "remove one of these from `after`; a step without `after` follows the one before it",
    ),
    Case(
        "a step that waits for another wave",
        more(ORDER, "steps:\n  B-1: {after: [A-4]}\n"),
        "services/order.yaml:11:17: error: there is no step of Wave B `A-4` [unknown-step]",
        "known: `B-1`, `B-2`, `B-3`",
    ),
    Case(
        "a step of no wave",
        more(ORDER, "steps:\n  X-1: {title: Extra}\n"),
        "services/order.yaml:11:3: error: step `X-1` is of no wave [unknown-wave]",
        "start it with one of `A`, `B`, `C`, `D`, `E`, `H`, `R`",
    ),
    Case(
        "a step of no wave for all services",
        more(PLAN, "steps:\n  M-1: {title: Extra}\n"),
        "plan.yaml:18:3: error: step `M-1` is of no wave [unknown-wave]",
        "start it with one of `A`, `B`, `C`, `D`, `E`, `H`, `R`",
    ),
    Case(
        "an estimate of an unknown step",
        more(ORDER, "estimates:\n  A-9: 2d\n"),
        "services/order.yaml:11:3: error: there is no step `A-9` [unknown-step]",
        "did you mean `A-1`, `A-2` or `A-3`?",
    ),
    Case(
        "an unknown contract",
        edited(ORDER, "  - contract: catalog-api", "  - contract: catalogue-api"),
        "services/order.yaml:7:15: error: there is no contract `catalogue-api` [unknown-contract]",
        "did you mean `catalog-api`?",
    ),
    Case(
        "no version in the range",
        edited(ORDER, "version: ^1.0", "version: ^2.1"),
        "services/order.yaml:8:14: error: contract `catalog-api` has no version in `^2.1`; "
        "it has `1.0.0` [no-matching-version]",
        "write a range that includes `1.0.0`",
    ),
    Case(
        "not a range",
        edited(ORDER, "version: ^1.0", "version: latest"),
        "services/order.yaml:8:14: error: `latest` is not a version range [bad-range]",
        "write a range such as `^1.2`, `~1.2.3`, `>=1 <3` or `1.x`",
    ),
    Case(
        "an operation that the contract lacks",
        edited(ORDER, "[getProduct]", "[getProduct, getProducts]"),
        "services/order.yaml:9:30: error: contract `catalog-api@1.0.0` has no operation "
        "`getProducts` [unknown-operation]",
        "did you mean `getProduct`?",
    ),
    Case(
        "a path that the contract lacks",
        edited(ORDER, "[getProduct]", "[getProduct, GET /product]"),
        "services/order.yaml:9:30: error: contract `catalog-api@1.0.0` has no operation "
        "`GET /product` [unknown-operation]",
        "did you mean `GET /products`?",
    ),
    Case(
        "a message that the contract lacks",
        edited(CATALOG, "[OrderPlaced]", "[OrderPlaced, OrderPlacd]"),
        "services/catalog.yaml:9:29: error: contract `order-events@1.0.0` has no message "
        "`OrderPlacd` [unknown-message]",
        "did you mean `OrderPlaced`?",
    ),
    Case(
        "files of a contract are missing",
        more(CATALOG, "publishes:\n  - {contract: catalog-events, version: 1.0.0}\n"),
        "services/catalog.yaml:11:16: error: there are no files of contract "
        "`catalog-events@1.0.0` [missing-contract]",
        "did you mean `catalog-api`? Or write it in `contracts/catalog/catalog-events/1.0.0/`, "
        "or set `planned: true`",
    ),
    Case(
        "a version of a contract is missing",
        more(
            CATALOG,
            "  - {contract: order-events}\npublishes:\n"
            "  - {contract: order-events, version: 1.1.0}\n",
        ),
        "services/catalog.yaml:12:39: error: contract `order-events` has no version `1.1.0`; "
        "it has `1.0.0` [missing-contract]",
        "write it in `contracts/order/order-events/1.1.0/`, or set `planned: true`",
    ),
    Case(
        "a contract of somebody else",
        more(ORDER, "provides:\n  - {contract: catalog-api, version: 1.0.0}\n"),
        "services/order.yaml:11:16: error: contract `catalog-api` belongs to `catalog`, not to "
        "`order` [wrong-provider]",
        "remove the entry here, or move the contract's folder to `order`",
    ),
    Case(
        "a service that calls itself",
        more(CATALOG, "consumes:\n  - contract: catalog-api\n"),
        "services/catalog.yaml:11:15: error: `catalog` consumes its own contract `catalog-api` "
        "[self-call]",
        "remove the entry: what a service does inside itself needs no contract",
    ),
    Case(
        "events can't be called",
        more(CATALOG, "consumes:\n  - contract: order-events\n"),
        "services/catalog.yaml:11:15: error: contract `order-events@1.0.0` has messages and no "
        "operations [not-callable]",
        "move the entry to `subscribes`",
    ),
    Case(
        "calls can't be received",
        more(ORDER, "subscribes:\n  - contract: catalog-api\n"),
        "services/order.yaml:11:15: error: contract `catalog-api@1.0.0` has operations and no "
        "messages [not-receivable]",
        "move the entry to `consumes`",
    ),
    Case(
        "progress of an unknown service",
        {"progress/ordr.yaml": "service: ordr\n"},
        "progress/ordr.yaml:1:10: error: there is no service `ordr` [unknown-service]",
        "did you mean `order`?",
    ),
    Case(
        "progress of an unknown step",
        {"progress/order.yaml": "service: order\nsteps:\n  Q-1: done\n"},
        "progress/order.yaml:3:3: error: there is no step `Q-1` [unknown-step]",
        "did you mean `A-1`, `B-1` or `C-1`?",
    ),
    Case(
        "progress of an unknown contract",
        {"progress/order.yaml": "service: order\ncontracts:\n  order-event: {define: done}\n"},
        "progress/order.yaml:3:3: error: there is no contract `order-event` [unknown-contract]",
        "did you mean `order-events`?",
    ),
    Case(
        "progress of an unknown foundation item",
        {"progress/shared.yaml": "foundation:\n  type: done\n"},
        "progress/shared.yaml:2:3: error: there is no foundation item `type` "
        "[unknown-foundation-item]",
        "did you mean `types`?",
    ),
    Case(
        "two progress files about one service",
        {"progress/a.yaml": "service: order\n", "progress/b.yaml": "service: order\n"},
        "progress/b.yaml:1:10: error: the progress of service `order` also stands in "
        "`progress/a.yaml` [duplicate-progress]",
        "keep it in one file",
    ),
]

REGISTRY = [
    Case(
        "a version folder that is none",
        {"contracts/catalog/catalog-api/v2/openapi.yaml": SHOP[OPENAPI]},
        "contracts/catalog/catalog-api/v2/openapi.yaml:1:1: error: folder `v2` of "
        "`contracts/catalog/catalog-api/v2` is not a version [bad-version-folder]",
        "name the folder by all three numbers, `1.0.0` for example",
    ),
    Case(
        "no version folder",
        {"contracts/catalog/catalog-api/openapi.yaml": SHOP[OPENAPI]},
        "contracts/catalog/catalog-api/openapi.yaml:1:1: error: "
        "`contracts/catalog/catalog-api/openapi.yaml` lies in no version folder "
        "[no-version-folder]",
        "move it to `contracts/catalog/catalog-api/1.0.0/openapi.yaml`",
    ),
    Case(
        "two providers of one contract",
        {"contracts/order/catalog-api/1.1.0/openapi.yaml": SHOP[OPENAPI]},
        "contracts/order/catalog-api/1.1.0/openapi.yaml:1:1: error: contract `catalog-api` also "
        "stands in `contracts/catalog/catalog-api/1.0.0` [duplicate-contract]",
        "a contract has one provider: keep one of the two folders",
    ),
    Case(
        "a file that is no contract",
        {OPENAPI: "title: Catalog\n"},
        f"{OPENAPI}:1:1: error: nothing in `{OPENAPI}` says that it is a contract "
        "[unknown-contract-format]",
        "expected an OpenAPI (`openapi:`), AsyncAPI (`asyncapi:`), JSON Schema, Protobuf "
        "(.proto) or Avro (.avsc) document",
    ),
    Case(
        "a contract with a syntax error",
        edited(OPENAPI, "paths:", "paths: ["),
        f"{OPENAPI}:4:13: error: not valid YAML: did not find expected ',' or ']' "
        "(while parsing a flow sequence) [syntax]",
        SYNTAX_HINT,
    ),
    Case(
        "a contract of an unknown service",
        {"contracts/ordr/ordr-api/1.0.0/openapi.yaml": SHOP[OPENAPI]},
        "contracts/ordr/ordr-api/1.0.0/openapi.yaml:1:1: error: "
        "`contracts/ordr/ordr-api/1.0.0` is the contract of a service `ordr` that has no "
        "manifest [unknown-provider]",
        "did you mean `order`?",
    ),
]


def problems_in(output: str) -> list[tuple[str, str]]:
    """Return first line and hint of each error that was printed."""
    lines = output.splitlines()
    found = []
    for number, line in enumerate(lines):
        if ": error: " in line:
            rest = lines[number + 1 : number + 4]
            hint = next((text for text in rest if text.startswith("  hint: ")), "")
            found.append((line, hint.removeprefix("  hint: ")))
    return found


@pytest.fixture
def validate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path], tuple[int, str]]:
    def run(folder: Path) -> tuple[int, str]:
        monkeypatch.chdir(folder)
        code = exit_code_of(["validate"])
        captured = capsys.readouterr()
        assert captured.err == ""
        return code, captured.out

    return run


@pytest.mark.parametrize(
    "case", [*SYNTAX, *VALUES, *REFERENCES, *REGISTRY], ids=lambda case: case.name
)
def test_the_only_problem_is_told_with_its_place_and_a_hint(
    case: Case, tmp_path: Path, validate: Callable[[Path], tuple[int, str]]
) -> None:
    code, output = validate(a_workspace(tmp_path, case.changes))
    assert problems_in(output) == [(case.line, case.hint)], output
    assert code == 2


WARNINGS = [
    Case(
        "nobody calls a contract",
        edited(
            ORDER,
            "consumes:\n  - contract: catalog-api\n    version: ^1.0\n"
            "    operations: [getProduct]\n",
            "",
        ),
        "services/catalog.yaml:4:15: warning: no service consumes contract `catalog-api@1.0.0` "
        "[unused-contract]",
        "set `audience: public` if others use it, or remove it",
    ),
    Case(
        "nobody sends a message",
        edited(ORDER, "version: 1.0.0", "version: 1.0.0\n    messages: []"),
        "services/catalog.yaml:9:16: warning: nobody sends `OrderPlaced` of "
        "`order-events@1.0.0`; `catalog` waits for it [unsent-message]",
        "add it to `publishes` of its sender (perhaps `order`), or stop waiting for it",
    ),
    Case(
        "nobody publishes a contract",
        edited(ORDER, "publishes:\n  - contract: order-events\n    version: 1.0.0\n", ""),
        "services/catalog.yaml:7:15: warning: no service publishes `order-events@1.0.0`; "
        "`catalog` waits for it [no-publisher]",
        "add it to `publishes` of its sender, or stop waiting for it",
    ),
    Case(
        "planned, yet there",
        edited(CATALOG, "    version: 1.0.0", "    version: 1.0.0\n    planned: true"),
        "services/catalog.yaml:6:14: warning: contract `catalog-api@1.0.0` is marked as planned, "
        "but its files are there [planned-but-there]",
        "remove `planned`, so that what it offers is checked",
    ),
    Case(
        "nobody provides what somebody calls",
        {
            "contracts/catalog/stock-api/1.0.0/openapi.yaml": SHOP[OPENAPI],
            **more(ORDER, "  - {contract: stock-api, operations: [getProduct]}\n"),
        },
        "services/order.yaml:10:16: warning: no service provides `stock-api@1.0.0`; `order` calls "
        "it [no-provider]",
        "add it to `provides` of `catalog`",
    ),
    Case(
        "a contract with which nobody has to do",
        {"contracts/catalog/stock-api/2.0.0/openapi.yaml": SHOP[OPENAPI]},
        "contracts/catalog/stock-api/2.0.0/openapi.yaml:1:1: warning: no manifest provides or "
        "publishes `stock-api@2.0.0` [unoffered-contract]",
        "add it to `provides` or `publishes` of `catalog`, or remove its files",
    ),
    Case(
        "several versions of a contract with which nobody has to do",
        {
            "contracts/catalog/stock-api/1.9.0/openapi.yaml": SHOP[OPENAPI],
            "contracts/catalog/stock-api/1.10.0/openapi.yaml": SHOP[OPENAPI],
        },
        "contracts/catalog/stock-api/1.10.0/openapi.yaml:1:1: warning: no manifest provides or "
        "publishes any version of `stock-api` (1.9.0, 1.10.0) [unoffered-contract]",
        "add it to `provides` or `publishes` of `catalog`, or remove its files",
    ),
    Case(
        "two wait for what nobody publishes",
        {
            **edited(ORDER, "publishes:\n  - contract: order-events\n    version: 1.0.0\n", ""),
            "services/mail.yaml": "name: mail\nteam: web\nsubscribes: [{contract: order-events}]\n",
        },
        "services/catalog.yaml:7:15: warning: no service publishes `order-events@1.0.0`; "
        "`catalog`, `mail` wait for it [no-publisher]",
        "add it to `publishes` of its sender, or stop waiting for it",
    ),
    Case(
        "a planned message under another name",
        {
            ASYNCAPI: None,
            **edited(
                ORDER,
                "version: 1.0.0",
                "version: 1.0.0\n    planned: true\n    messages: [OrderPlacd]",
            ),
        },
        "services/catalog.yaml:9:16: warning: nobody sends `OrderPlaced` of "
        "`order-events@1.0.0`; `catalog` waits for it [unsent-message]",
        "did you mean `OrderPlacd`?",
    ),
]


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: case.name)
def test_what_is_doubtful_is_a_warning(
    case: Case, tmp_path: Path, validate: Callable[[Path], tuple[int, str]]
) -> None:
    code, output = validate(a_workspace(tmp_path, case.changes))
    assert f"{case.line}\n" in output
    assert f"  hint: {case.hint}\n" in output
    where = case.line.partition(": warning")[0]
    assert output.count(f"{where}: ") == 1
    assert problems_in(output) == []
    assert code == 0


def test_versions_beside_one_that_is_offered_are_no_problem(
    tmp_path: Path, validate: Callable[[Path], tuple[int, str]]
) -> None:
    folder = "contracts/catalog/catalog-api"
    changes = {f"{folder}/{v}/openapi.yaml": SHOP[OPENAPI] for v in ("0.9.0", "2.0.0")}
    _, output = validate(a_workspace(tmp_path, changes))
    assert output.startswith("no problems. Checked ")


def test_messages_that_are_not_sent_are_told_together_unless_they_are_asked_for_by_name(
    tmp_path: Path, validate: Callable[[Path], tuple[int, str]]
) -> None:
    changes = {
        **edited(ORDER, "version: 1.0.0", "version: 1.0.0\n    messages: []"),
        **edited(CATALOG, "\n    messages: [OrderPlaced]", ""),
        **edited(ASYNCAPI, "operations:", "      OrderLost: {}\noperations:"),
    }
    _, output = validate(a_workspace(tmp_path, changes))
    assert (
        "services/catalog.yaml:7:5: warning: nobody sends `OrderLost`, `OrderPlaced` of "
        "`order-events@1.0.0`; `catalog` waits for it [unsent-message]\n"
    ) in output


def test_problems_of_all_files_are_told_at_once(
    tmp_path: Path, validate: Callable[[Path], tuple[int, str]]
) -> None:
    changes = {
        **edited(PLAN, "capacity: 2", "capacity: 0"),
        **edited(CATALOG, "team: goods", "team: [goods"),
        **edited(ORDER, "team: web", "taem: web"),
        "progress/order.yaml": "service: order\nsteps: {A-1: finished}\n",
    }
    code, output = validate(a_workspace(tmp_path, changes))
    assert [line.partition(": error")[0] for line, _ in problems_in(output)] == [
        "plan.yaml:6:15",
        "progress/order.yaml:2:14",
        "services/catalog.yaml:3:9",
        "services/order.yaml:1:1",
        "services/order.yaml:2:1",
    ]
    assert output.endswith(
        "5 errors. Checked 2 manifest files, 1 progress file, 0 services, 2 contracts, "
        "2 contract files.\n"
    )
    assert code == 2


def test_references_are_followed_although_plan_yaml_is_wrong(
    tmp_path: Path, validate: Callable[[Path], tuple[int, str]]
) -> None:
    changes = {
        **edited(PLAN, "capacity: 2", "capacity: 0"),
        **edited(ORDER, "[getProduct]", "[getProdukt]"),
    }
    _, output = validate(a_workspace(tmp_path, changes))
    assert [line.rpartition(" ")[2] for line, _ in problems_in(output)] == [
        "[bad-value]",
        "[unknown-operation]",
    ]


def test_an_unreadable_plan_yaml_does_not_make_manifests_look_wrong(
    tmp_path: Path, validate: Callable[[Path], tuple[int, str]]
) -> None:
    changes = {PLAN: f"contracts: api\n{SHOP[PLAN]}teams: []\n"}
    _, output = validate(a_workspace(tmp_path, changes))
    assert [line.rpartition(" ")[2] for line, _ in problems_in(output)] == ["[duplicate-key]"]


def test_a_broken_manifest_does_not_make_others_look_wrong(
    tmp_path: Path, validate: Callable[[Path], tuple[int, str]]
) -> None:
    changes = edited(CATALOG, "name: catalog", "nam: catalog")
    _, output = validate(a_workspace(tmp_path, changes))
    assert {line.partition(":")[0] for line, _ in problems_in(output)} == {CATALOG}


def refused(folder: Path, *arguments: str) -> str:
    """Run `plan` on bad input and return what it says on standard error."""
    result = run_here(*(arguments or ("graph",)), cwd=folder)
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def test_the_whole_message(tmp_path: Path) -> None:
    changes = {
        **edited(ORDER, "[getProduct]", "[getProduct, getProdukt]"),
        **edited(CATALOG, "team: goods", "team: good"),
    }
    assert refused(a_workspace(tmp_path, changes)) == (
        "services/catalog.yaml:2:7: error: there is no team `good` in plan.yaml [unknown-team]\n"
        "    2 | team: good\n"
        "      |       ^\n"
        "  hint: did you mean `goods`?\n"
        "services/order.yaml:9:30: error: contract `catalog-api@1.0.0` has no operation "
        "`getProdukt` [unknown-operation]\n"
        "    9 |     operations: [getProduct, getProdukt]\n"
        "      |                              ^\n"
        "  hint: did you mean `getProduct`?\n"
        "2 errors\n"
    )


def test_no_workspace(tmp_path: Path) -> None:
    assert "error: there is no plan.yaml in this folder or above [no-workspace]" in refused(
        tmp_path
    )
    said = refused(tmp_path, "graph", "--workspace", "nowhere")
    assert said.startswith("error: `nowhere` is not a folder [no-workspace]\n  hint: ")


def test_plan_yaml_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").mkdir()
    assert refused(tmp_path).startswith(
        "plan.yaml:1:1: error: `plan.yaml` is a folder, not a file [not-a-file]\n  hint: "
    )


def test_a_link_out_of_the_workspace(tmp_path: Path) -> None:
    shop = a_workspace(tmp_path / "shop")
    (tmp_path / "secret.yaml").write_text("password: 1234\n")
    (shop / "services/secret.yaml").symlink_to("../../secret.yaml")
    said = refused(shop)
    assert said.startswith(
        "services/secret.yaml:1:1: error: `services/secret.yaml` leads out of the workspace "
        "[outside-workspace]\n  hint: "
    )
    assert "1234" not in said


def test_a_pattern_out_of_the_workspace(tmp_path: Path) -> None:
    changes = more(PLAN, "manifests: ['../*.yaml']\n")
    assert refused(a_workspace(tmp_path / "shop", changes)).startswith(
        "plan.yaml:17:13: error: `../*.yaml` leads out of the workspace [outside-workspace]"
    )


def test_no_manifest(tmp_path: Path) -> None:
    changes: Text = {CATALOG: None, ORDER: None, **more(PLAN, "manifests: [none/*.yaml]\n")}
    said = refused(a_workspace(tmp_path, changes))
    assert "plan.yaml:17:12: error: no file matches `none/*.yaml` [no-manifests]\n" in said


def test_paths_are_shown_as_the_workspace_was_named(tmp_path: Path) -> None:
    a_workspace(tmp_path / "shop", edited(ORDER, "team: web", "team: wbe"))
    assert refused(tmp_path, "graph", "-w", "shop").startswith("shop/services/order.yaml:2:7: ")
    assert refused(tmp_path / "shop/contracts", "graph").startswith("../services/order.yaml:2:7: ")


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    changes = edited(ORDER, "team: web", 'team: "w\\e[31mb"')
    said = refused(a_workspace(tmp_path, changes))
    assert "\x1b" not in said
    assert "got `w\\x1b[31mb`" in said


def test_a_manifest_of_ten_megabytes_is_judged_in_bounded_time(tmp_path: Path) -> None:
    documents = "".join(
        f"---\nname: service-{number}\nteam: web\ndescription: {'x' * 1000}\n"
        for number in range(10_000)
    )
    changes = {"services/many.yaml": f"{documents}---\nname: last\nteam: wbe\n"}
    before = time.monotonic()
    said = refused(a_workspace(tmp_path, changes))
    assert time.monotonic() - before < 30
    assert said.startswith("services/many.yaml:40003:7: error: there is no team `wbe`")


def test_a_value_of_ten_megabytes_is_not_repeated(tmp_path: Path) -> None:
    changes = {"services/large.yaml": f"name: {'x' * 10_000_000}\nteam: web\n"}
    said = refused(a_workspace(tmp_path, changes))
    assert said.startswith(
        "services/large.yaml:1:7: error: expected at most 120 characters, got `x"
    )
    assert len(said) < 1000


def test_a_contract_that_its_format_refuses(tmp_path: Path) -> None:
    changes = edited(OPENAPI, '        "200": {description: The product.}', '        "200": {}')
    result = run_here("validate", cwd=a_workspace(tmp_path, changes))
    assert result.returncode == 2
    assert f"{OPENAPI}:10:9: error: " in result.stdout
    assert "Traceback" not in result.stdout + result.stderr

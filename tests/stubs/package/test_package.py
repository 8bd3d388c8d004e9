"""Packages as a whole: the same bytes each time, sealed, typed, formatted."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from planner.instances.judge import Judge
from planner.stubs.package.literals import wrapped
from planner.stubs.package.package import package_name
from planner.stubs.package.settings import Settings
from planner.stubs.package.stub_file import altered_files, read_stub_file
from tests.stubs.package.packages import a_message, a_shop, files_of, write
from tests.stubs.package.test_client import PATHS, SCHEMAS
from tests.stubs.package.test_events import PAYLOAD

MAKE = """
import hashlib, json, os, sys
sys.path.insert(0, os.getcwd())
os.chdir(os.environ["THERE"])
from tests.stubs.package.packages import a_shop, files_of
from tests.stubs.package.test_client import PATHS, SCHEMAS
files = files_of(a_shop(PATHS, SCHEMAS))
print(hashlib.sha256(json.dumps({k: v.hex() for k, v in files.items()}).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return files_of(a_shop(PATHS, SCHEMAS), Settings(consumer="web", attempts=2))


def test_names_of_packages() -> None:
    assert package_name("catalog-api") == "catalog_api"
    assert package_name("2.0") == "n2_0"
    assert package_name("class") == "class_"


def test_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.black]\nline-length = 60\n[tool.isort]\nforce_single_line = true\n"
        "[tool.datamodel-codegen]\nsnake-case-field = false\n",
        encoding="utf-8",
    )
    top = Path(__file__).parents[3]
    made = {
        subprocess.run(
            [sys.executable, "-c", MAKE],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "THERE": str(there)},
            cwd=top,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed, zone, there in (("0", "UTC", top), ("77", "Asia/Tokyo", tmp_path))
    }
    assert len(made) == 1


def test_the_stub_file_names_every_other_file(files: dict[str, bytes]) -> None:
    told = read_stub_file(files["stub.json"])
    assert told is not None
    assert told["files"].keys() == files.keys() - {"stub.json"}
    assert (told["contract"], told["version"], told["digest"]) == ("shop", "1.2.0", "sha256:1")
    assert told["operations"] == ["getOrder", "deleteOrder", "placeOrder", "list", "getLatest"]
    assert (told["consumer"], told["attempts"]) == ("web", 2)


@pytest.mark.parametrize(
    ("path", "content", "what"),
    [
        ("models.py", None, "missing"),
        ("extra.py", b"", "added"),
        ("py.typed", b"\n", "altered"),
    ],
)
def test_every_difference_is_seen(
    files: dict[str, bytes], path: str, content: bytes | None, what: str
) -> None:
    there = {name: data for name, data in files.items() if name != path}
    if content is not None:
        there[path] = content
    assert altered_files(there) == {path: what}


def test_one_byte_of_any_file_is_seen(files: dict[str, bytes]) -> None:
    assert altered_files(files) == {}
    for path, content in files.items():
        if content:
            middle = len(content) // 2
            flipped = bytes([content[middle] ^ 1])
            changed = content[:middle] + flipped + content[middle + 1 :]
            assert altered_files({**files, path: changed}) == {path: "altered"}


@pytest.mark.parametrize("content", [b"", b"{}", b"[", b"[1]", b"\xff", b"[" * 100_000])
def test_a_stub_file_that_is_none(content: bytes) -> None:
    assert read_stub_file(content) is None


def test_fixtures_are_valid_and_named_by_operation_status_and_variant() -> None:
    bundle = a_shop(PATHS, SCHEMAS)
    files = files_of(bundle)
    names = {path for path in files if path.startswith("fixtures/getOrder/")}
    assert "fixtures/getOrder/200.minimal.json" in names
    validator = Judge(bundle["schemas"]).validator({"$ref": "#/$defs/Order"})
    orders = [files[name] for name in names if "/200." in name]
    assert orders
    assert all(validator.is_valid(json.loads(order)) for order in orders)


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    quotes = "\"\"\"\\n'''; import os  # \\\\"
    text = json.dumps(quotes)
    bundle = a_shop(
        f"""
        '/x{{id}}':
          get:
            operationId: {text}
            summary: {text}
            parameters: [{{name: {text}, in: query, schema: {{enum: [{text}]}}}},
              {{name: id, in: path, required: true, schema: {{type: string}}}}]
            responses: {{'200': {{description: {text}, content: {{application/json: {{schema: {{
              $ref: '#/components/schemas/X'}}}}}}}}}}
        """,
        f"X: {{type: object, description: {text}, properties: {{{text}: {{const: {text}}}}}}}",
    )
    bundle["contract"] = quotes
    bundle["title"] = quotes
    files = files_of(bundle)
    write(tmp_path / "hostile", files)
    for path in sorted((tmp_path / "hostile").glob("*.py")):
        tree = compile(path.read_bytes(), path.name, "exec")
        assert "os" not in tree.co_names or path.name == "_recording.py"
    code = "import hostile; hostile.Client"
    subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, check=True, timeout=60
    )


def test_a_contract_without_operations_and_messages() -> None:
    files = files_of(a_shop("{}"))
    assert {"__init__.py", "models.py", "stub.json"} <= files.keys()
    assert "client.py" not in files


def test_the_readme_shows_calls_that_exist(files: dict[str, bytes]) -> None:
    readme = files["README.md"].decode()
    client = files["client.py"].decode()
    methods = re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE)
    assert methods == ["get_order", "delete_order", "place_order", "list_", "get_latest"]
    assert all(f"def {name}(" in client for name in methods)


@pytest.mark.slow
def test_mypy_finds_nothing_in_strict_mode(tmp_path: Path, files: dict[str, bytes]) -> None:
    write(tmp_path / "shop", files)
    write(tmp_path / "orders", files_of(a_message(PAYLOAD)))
    (tmp_path / "use.py").write_text(
        "from typing import assert_type\n"
        "import shop\n"
        "from orders import events, models\n"
        "client = shop.Client('http://shop')\n"
        "assert_type(client.get_order('1', tags=['a']), shop.models.Order | None)\n"
        "note = shop.models.Order(id='1').note\n"
        "assert_type(shop.given(note, None), str | None)\n"
        "try:\n    client.delete_order('1')\n"
        "except shop.errors.DeleteOrderError as error:\n"
        "    assert_type(error.body, shop.models.Problem)\n"
        "assert_type(events.parse_order_placed(b''), models.OrderPlaced)\n"
        "client.get_order(1)  # type: ignore[arg-type]\n"
        "client.get_order('1', size=1)  # type: ignore[call-arg]\n",
        encoding="utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "shop",
        "orders",
        "use.py",
    ]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


_VALUES = {number: ", ".join([f'"value-{n}"' for n in range(number)]) for number in (2, 6, 9)}
LITERALS = "".join(
    f"""

{name} = TypeAliasType("{name}", Literal[{values}])


class Model{number}(Model):
    one: Annotated[
        Literal[{values}, "of-a-rather-long-name"] | MISSING,
        Field(alias="One", description="What it is, in words that need a line of their own."),
    ] = MISSING
    other: Annotated[
        Literal[{values}, {values}],
        Field(alias="Other", description="What it is, in words that need a line of their own."),
    ]
"""
    for number, values in _VALUES.items()
    for name in ("LongName" * (9 - number // 2),)
).lstrip()


@pytest.mark.slow
def test_modules_are_formatted(tmp_path: Path, files: dict[str, bytes]) -> None:
    own = {path: data for path, data in files.items() if path.endswith(".py")}
    own["literals.py"] = wrapped(LITERALS).encode()
    assert own["literals.py"].decode() != LITERALS
    write(tmp_path, own)
    command = ["ruff", "format", "--isolated", "--line-length=100", "--diff", "."]
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout

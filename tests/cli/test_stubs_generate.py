"""`plan stubs generate` and `plan stubs check` in copies of the storefront."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run_here

STOREFRONT = Path(__file__).parents[2] / "examples" / "storefront"
CATALOG = "contracts/catalog/catalog-api/1.0.0"
AGREED = "ratifications/catalog/catalog-api/1.0.0"
USERS = "contracts/user/user-api/1.0.0"
ONLY_RATIFIED = {"inventory-api": "", "inventory-events": ""}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The storefront with the stubs of the order service in `stubs`."""
    folder = tmp_path_factory.mktemp("generated") / "storefront"
    shutil.copytree(STOREFRONT, folder, ignore=shutil.ignore_patterns("stubs", "usage"))
    keep_ratified(folder)
    done = run_here("stubs", "generate", "order", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "storefront"))


def keep_ratified(folder: Path) -> None:
    """Let the order service consume what is ratified, and no more."""
    manifest = folder / "services/order.yaml"
    text = manifest.read_text("utf-8")
    start = text.index("  # A POST, yet safe to repeat")
    text = text[:start] + text[text.index("  - contract: catalog-api") :]
    start = text.index("subscribes:")
    manifest.write_text(text[:start] + text[text.index("database:") :], encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def check(folder: Path, *more: str) -> tuple[int, list[dict[str, str]]]:
    done = run_here("stubs", "check", *more, "--format", "json", cwd=folder)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)["findings"]


def codes(folder: Path, *more: str) -> set[str]:
    """The findings of a check that fails for them."""
    code, findings = check(folder, *more)
    assert code == (1 if findings else 0)
    assert all(one["message"] and one["hint"] for one in findings)
    return {one["code"] for one in findings}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


# ---- generate


@pytest.mark.parametrize(
    "file",
    [
        "client.py",
        "models.py",
        "operations.py",
        "errors.py",
        "_about.py",
        "__init__.py",
        "README.md",
    ],
)
def test_the_stub_of_the_catalog_for_the_order_service(
    made: Path, golden: Callable[[str, str], None], file: str
) -> None:
    text = (made / "stubs/catalog_api" / file).read_text("utf-8")
    golden(f"stubs/catalog_api/{file}.txt", text)


def test_a_service_gets_a_package_for_each_contract_cut_to_what_it_consumes(made: Path) -> None:
    found = {path.name for path in (made / "stubs").iterdir()}
    assert found == {"catalog_api", "user_api"}
    told = json.loads((made / "stubs/catalog_api/stub.json").read_bytes())
    assert told["operations"] == ["getProduct", "quotePrices"]
    assert (told["consumer"], told["timeout"], told["state"]) == ("order", 0.3, "ratified")
    users = json.loads((made / "stubs/user_api/stub.json").read_bytes())
    assert (users["attempts"], users["statuses"]) == (2, ["503"])


def test_it_comes_out_the_same_each_time_and_is_not_written_again(shop: Path) -> None:
    before = contents(shop / "stubs")
    done = run_here("stubs", "generate", "order", "--format", "json", cwd=shop)
    assert {one["state"] for one in json.loads(done.stdout)["packages"]} == {"unchanged"}
    shutil.rmtree(shop / "stubs")
    run_here("stubs", "generate", "order", cwd=shop)
    assert contents(shop / "stubs") == before


def test_everything_and_only_what_is_used(shop: Path) -> None:
    def operations(*arguments: str) -> int:
        done = run_here("stubs", "generate", *arguments, "--format", "json", cwd=shop)
        assert done.returncode == 0, done.stderr
        [package] = [one for one in json.loads(done.stdout)["packages"] if "cat" in one["contract"]]
        count: int = package["operations"]
        return count

    assert operations("order", "--all", "--out", "whole") == 7
    assert operations("order", "--only-used", "--out", "used") == 2
    assert operations("catalog-api", "--out", "contract") == 7
    assert operations("catalog-api@1.0.0", "--only-used", "--out", "all-uses") == 3


def test_a_contract_file_needs_no_workspace(tmp_path: Path) -> None:
    shutil.copytree(STOREFRONT / CATALOG, tmp_path / "api")
    done = run_here("stubs", "generate", "api/openapi.yaml", "--out", "made", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "made/openapi/client.py").exists()
    assert run_here("stubs", "check", "--out", "made", cwd=tmp_path).returncode == 0


def test_the_packages_import_and_parse_their_own_fixtures(made: Path) -> None:
    code = """
import catalog_api, user_api, pathlib
from catalog_api import models
for path in pathlib.Path("catalog_api/fixtures/getProduct").glob("200.*.json"):
    product = models.Product.model_validate_json(path.read_bytes(), strict=True)
    assert product.sku
"""
    subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", code],
        cwd=made / "stubs",
        check=True,
        timeout=60,
    )


def test_check_writes_nothing_and_tells_what_would_change(shop: Path) -> None:
    assert run_here("stubs", "generate", "order", "--check", cwd=shop).returncode == 0
    edit(shop / "stubs/catalog_api/client.py", "def get_product", "def get_it")
    before = contents(shop / "stubs")
    done = run_here("stubs", "generate", "order", "--check", cwd=shop)
    assert done.returncode == 1
    assert "other files would be generated: `client.py`" in done.stdout
    assert contents(shop / "stubs") == before
    missing = run_here("stubs", "generate", "order", "--check", "--out", "none", cwd=shop)
    assert missing.returncode == 1
    assert not (shop / "none").exists()


def test_an_altered_stub_is_made_again_whole(shop: Path) -> None:
    before = contents(shop / "stubs")
    edit(shop / "stubs/catalog_api/models.py", "Product", "Produkt")
    (shop / "stubs/catalog_api/mine.py").write_text("", encoding="utf-8")
    assert run_here("stubs", "generate", "order", cwd=shop).returncode == 0
    assert contents(shop / "stubs") == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nonsense",), "there is no service and no contract `nonsense`"),
        (("ordr",), "did you mean `order` or `order-api`?"),
        (("catalog-api@9.0.0",), "9.0.0"),
        (("plan.yaml",), "nothing in `plan.yaml` says that it is a contract"),
        (("none.yaml",), "there is no contract and no file `none.yaml`"),
        (("inventory-api",), "`inventory-api@1.0.0` is not ratified"),
        (("order", "--only-used", "--all"), "contradict each other"),
        (("catalog-api", "--out", "plan.yaml"), "plan.yaml"),
        (("user-api", "--out", "full"), "`full/user_api` holds something else than a stub"),
    ],
)
def test_what_can_not_be_is_refused(shop: Path, arguments: tuple[str, ...], message: str) -> None:
    (shop / "full/user_api").mkdir(parents=True)
    (shop / "full/user_api/mine.py").write_text("mine", encoding="utf-8")
    done = run_here("stubs", "generate", *arguments, cwd=shop)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert (shop / "full/user_api/mine.py").read_text("utf-8") == "mine"


def test_a_draft_says_that_it_is_one(shop: Path) -> None:
    done = run_here("stubs", "generate", "inventory-api", "--allow-draft", cwd=shop)
    assert done.returncode == 0
    assert "written, draft" in done.stdout
    assert "**A draft**" in (shop / "stubs/inventory_api/README.md").read_text("utf-8")


def test_an_example_that_its_own_schema_refuses_is_told_and_not_used(tmp_path: Path) -> None:
    shutil.copytree(STOREFRONT / CATALOG, tmp_path / "api")
    edit(tmp_path / "api/openapi.yaml", "example:", "example: 5\n              x-was:")
    done = run_here("stubs", "generate", "api/openapi.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "an example of `openapi@1.0.0` is not valid and not used" in done.stderr
    lines = (tmp_path / "api/openapi.yaml").read_text("utf-8").splitlines()
    first = next(number for number, line in enumerate(lines, 1) if "example: 5" in line)
    assert f"api/openapi.yaml:{first}:" in done.stderr
    proof = json.loads(next(tmp_path.glob("stubs/*/proof.json")).read_text("utf-8"))
    assert proof["judges"][1] == "jsonschema (Python) over the original documents"


# ---- check


def test_stubs_of_ratified_contracts_pass(shop: Path) -> None:
    done = run_here("stubs", "check", cwd=shop)
    assert done.returncode == 0
    assert "2 stubs are what the ratified contracts say." in done.stdout


@pytest.mark.parametrize(
    "file", ["models.py", "client.py", "bundle.json", "stub.json", "proof.json", "README.md"]
)
def test_one_byte_is_enough(shop: Path, file: str) -> None:
    path = shop / "stubs/catalog_api" / file
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    code, findings = check(shop, "order")
    assert code == 1
    assert ("file-altered", f"stubs/catalog_api/{file}") in {
        (one["code"], one["path"]) for one in findings
    }


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (f"{CATALOG}/openapi.yaml", "summary: Add a product", "summary: Add a produkt"),
        (f"{CATALOG}/product.yaml", "maxLength: 120", "maxLength: 121"),
        (
            f"{AGREED}/order-team/goran@storefront.example.yaml",
            "digest: sha256:d",
            "digest: sha256:e",
        ),
        (f"{AGREED}/catalog-team/amara@storefront.example.yaml", "catalog-team", "catalog-teal"),
    ],
)
def test_one_byte_of_what_was_agreed_is_enough(shop: Path, file: str, old: str, new: str) -> None:
    edit(shop / file, old, new)
    for command in (
        ("check",),
        ("generate", "catalog-api"),
        ("generate", "catalog-api", "--check"),
    ):
        done = run_here("stubs", *command, cwd=shop)
        assert done.returncode in {1, 2}, command
        assert "ratif" in done.stdout + done.stderr


def test_files_that_went_or_came(shop: Path) -> None:
    (shop / "stubs/catalog_api/errors.py").unlink()
    (shop / "stubs/catalog_api/mine.py").write_text("", encoding="utf-8")
    (shop / "stubs/catalog_api/__pycache__").mkdir(exist_ok=True)
    (shop / "stubs/catalog_api/__pycache__/a.pyc").write_bytes(b"")
    assert codes(shop) == {"file-missing", "file-added"}


def test_a_contract_that_changed_after_ratification(shop: Path) -> None:
    edit(shop / CATALOG / "product.yaml", "maxLength: 120", "maxLength: 121")
    assert codes(shop) == {"contract-changed"}


def test_a_stub_of_something_else_than_what_is_ratified(shop: Path) -> None:
    api = shop / CATALOG / "product.yaml"
    original = api.read_bytes()
    edit(api, "maxLength: 120", "maxLength: 121")
    run_here("stubs", "generate", "order", "--allow-draft", cwd=shop)
    assert codes(shop) == {"contract-changed"}
    api.write_bytes(original)
    assert codes(shop) == {"stub-outdated"}
    run_here("stubs", "generate", "order", cwd=shop)
    assert codes(shop) == set()


def test_a_contract_that_is_not_ratified(shop: Path) -> None:
    shutil.rmtree(shop / "ratifications/user")
    assert codes(shop) == {"contract-not-ratified"}
    assert codes(shop, "--allow-draft") == set()


def test_a_stub_that_is_not_there(shop: Path) -> None:
    shutil.rmtree(shop / "stubs/user_api")
    assert codes(shop) == {"stub-missing"}
    shutil.rmtree(shop / "stubs/catalog_api")
    done = run_here("stubs", "check", cwd=shop)
    assert done.returncode == 2
    assert "there are no stubs in `stubs`" in done.stderr
    assert codes(shop, "order") == {"stub-missing"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("operations: [getProduct, quotePrices]", "operations: [getProduct, listProducts]"),
        (
            "[name, status, totalCents, validUntil, items.unitPriceCents]\n    timeout: 300ms",
            "[name, status, totalCents, validUntil, items.unitPriceCents]\n    timeout: 900ms",
        ),
    ],
)
def test_a_manifest_that_asks_for_something_else_by_now(shop: Path, old: str, new: str) -> None:
    edit(shop / "services/order.yaml", old, new)
    assert codes(shop) == {"manifest-changed"}
    run_here("stubs", "generate", "order", cwd=shop)
    assert codes(shop) == set()


def test_a_stub_that_was_made_for_somebody_else(shop: Path) -> None:
    for contract in ("catalog-api", "user-api"):
        run_here("stubs", "generate", contract, "--out", "own", cwd=shop)
    assert codes(shop, "--out", "own") == set()
    _, findings = check(shop, "order", "--out", "own")
    assert [(one["code"], one["message"]) for one in findings] == [
        ("stub-of-other-consumer", "it was made for no service in particular, not for `order`")
    ] * 2
    run_here("stubs", "generate", "order", "--out", "own", cwd=shop)
    assert codes(shop, "order", "--out", "own") == set()


@pytest.mark.parametrize("name", ["ordr", "catalog-ap", "openapi.yaml"])
def test_a_name_that_nobody_has_is_no_pass(shop: Path, name: str) -> None:
    done = run_here("stubs", "check", name, cwd=shop)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no " in done.stderr


def test_a_contract_that_nobody_has_any_more(shop: Path) -> None:
    run_here("stubs", "generate", "catalog-api", "--out", "own", cwd=shop)
    stub: Any = shop / "own/catalog_api/stub.json"
    assert codes(shop, "--out", "own") == set()
    assert stub.exists()
    manifest = shop / "services/order.yaml"
    text = manifest.read_text("utf-8")
    start = text.index("consumes:")
    manifest.write_text(text[:start] + text[text.index("database:") :], encoding="utf-8")
    assert codes(shop) == {"contract-gone"}

"""`plan stubs serve`: real processes for what is served, this one for what is refused."""

import json
import re
import shlex
import signal
import socket
import threading
import time
from collections.abc import Iterator
from http.client import IncompleteRead
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import ryaml
from jsonschema import Draft202012Validator

from planner.adapters.http_server import listen
from planner.app.schemas import schema_of
from tests.cli.running import run_here
from tests.cli.stub_process import ServeProcess, call, serving, until

STOREFRONT = Path(__file__).parents[2] / "examples/storefront"
_CATALOG = "contracts/catalog/catalog-api/1.0.0/openapi.yaml"
_ID = "7d444840-9dc0-41d1-b245-5ffdce74fad2"


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A workspace of one's own."""
    return Path(copytree(STOREFRONT, tmp_path / "shop"))


def contract(path: str = "/ping", more: Any = None) -> str:
    answer = {"204": {"description": "pong"}}
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Ping", "version": "1.0.0"},
            "paths": {path: {"get": {"operationId": "ping", "responses": answer}}, **(more or {})},
        }
    )


@pytest.fixture(scope="module")
def running() -> Iterator[ServeProcess]:
    """The server of all tests that change nothing: two contracts, without credentials."""
    with serving("catalog-api", "user-api", "--no-auth", "--no-reload", cwd=STOREFRONT) as server:
        yield server.wait()


# ---- what is served


def test_addresses_are_written_as_environment_variables(running: ServeProcess) -> None:
    assert list(running.urls) == ["CATALOG_API_URL", "USER_API_URL"]
    assert running.told[-1] == "# ready: 2 contracts, 15 operations; Ctrl-C stops"
    for url in running.urls.values():
        status, told = call(url, "/__plan__/health")
        assert (status, told["status"]) == (200, "ok")


def test_each_contract_has_a_port_of_its_own(running: ServeProcess) -> None:
    catalog, user = running.urls.values()
    assert call(catalog, "/products?limit=1")[0] == 200
    assert call(user, "/products?limit=1")[0] == 404
    assert call(user, f"/users/{_ID}")[0] == 200


def test_calls_are_listed_for_tests(running: ServeProcess) -> None:
    url = running.urls["CATALOG_API_URL"]
    call(url, "/__plan__/calls", "DELETE")
    call(url, "/products?limit=0", authorization="Bearer secret")
    (told,) = call(url, "/__plan__/calls")[1]["calls"]
    assert (told["operation"], told["valid"]) == ("listProducts", False)
    assert told["request"]["query"] == "limit=0"
    assert told["request"]["headers"]["authorization"] == "Bearer ***"
    assert told["response"]["status"] == 400
    assert told["faults"][0]["name"] == "limit"


def test_the_root_is_a_page_to_try_everything(running: ServeProcess) -> None:
    status, page = call(running.urls["CATALOG_API_URL"], "/")
    assert status == 200
    assert page.startswith(b"<!doctype html>")
    assert b"listProducts" in page


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quietly(tmp_path: Path, number: int) -> None:
    (tmp_path / "ping.json").write_text(contract())
    with serving("ping.json", cwd=tmp_path) as server:
        assert call(server.wait().url, "/ping") == (204, b"")
        assert server.stop(number) == 0
        assert server.errors.rest() == []
        assert (
            server.out.rest()
            == server.told
            == [
                f"PING_URL={server.url}",
                "# ready: 1 contract, 1 operation; Ctrl-C stops",
            ]
        )


def test_one_line_of_json_tells_programs_where(shop: Path) -> None:
    with serving("--for", "order", "--allow-draft", "--format", "json", cwd=shop) as server:
        told = json.loads(server.out.next())
        Draft202012Validator(schema_of("served-output")).validate(told)
        assert told["process"] == server.process.pid
        assert [(stub["name"], stub["draft"]) for stub in told["stubs"]] == [
            ("catalog-api", False),
            ("inventory-api", True),
            ("user-api", False),
        ]
        for stub in told["stubs"]:
            assert call(stub["url"], "/__plan__/health")[0] == 200


def test_one_port_with_a_prefix_for_each_contract() -> None:
    with serving("catalog-api", "user-api", "--prefix", "--no-auth", cwd=STOREFRONT) as server:
        urls = server.wait().urls
        base = urls["CATALOG_API_URL"].removesuffix("/catalog-api")
        assert urls["USER_API_URL"] == f"{base}/user-api"
        assert call(urls["CATALOG_API_URL"], "/products")[0] == 200
        assert call(urls["USER_API_URL"], f"/users/{_ID}")[0] == 200
        assert call(base, "/products")[0] == 404
        calls = call(base, "/__plan__/calls")[1]["calls"]
        assert [each["request"]["path"] for each in calls[:2]] == ["/products", f"/users/{_ID}"]


def test_ports_follow_each_other() -> None:
    first = _two_free_ports()
    with serving("catalog-api", "user-api", cwd=STOREFRONT, port=first) as server:
        assert list(server.wait().urls.values()) == [
            f"http://127.0.0.1:{first}",
            f"http://127.0.0.1:{first + 1}",
        ]


def _two_free_ports() -> int:
    while True:
        with socket.create_server(("127.0.0.1", 0)) as one:
            port = one.getsockname()[1]
            try:
                with socket.create_server(("127.0.0.1", port + 1)):
                    return int(port)
            except OSError:
                continue


def test_drafts_are_marked(shop: Path) -> None:
    with serving("inventory-api", "--allow-draft", cwd=shop) as server:
        comment, value, _ = server.wait().told
    assert comment == "# INVENTORY_API_URL: draft, not ratified"
    assert re.fullmatch(r"INVENTORY_API_URL=http://127\.0\.0\.1:\d+", value)


def test_two_servers_answer_alike(running: ServeProcess) -> None:
    with serving("catalog-api", "--no-auth", cwd=STOREFRONT) as other:
        for target in ("/products?limit=3", f"/products/{_ID}", "/categories"):
            mine = call(running.urls["CATALOG_API_URL"], target, prefer="dynamic=true")
            assert mine == call(other.wait().url, target, prefer="dynamic=true")


def test_a_proof_is_written_before_anything_is_served(tmp_path: Path) -> None:
    with serving(
        "catalog-api", "--no-auth", "--proof", str(tmp_path / "proofs"), cwd=STOREFRONT
    ) as server:
        assert call(server.wait().url, "/products")[0] == 200
        said = server.errors.until("kinds of answers proven")[-1]
    proof = json.loads((tmp_path / "proofs/catalog-api.json").read_text())
    assert proof["contract"] == "catalog-api"
    counts = proof["counts"]
    assert 0 < counts["proven"] == counts["declared"] - counts["impossible"]
    assert f"{counts['proven']} of {counts['declared']} kinds of answers proven" in said


# ---- latency and faults


def test_faults_and_latency_strike(tmp_path: Path) -> None:
    value = {"type": "object", "required": ["text"], "properties": {"text": {"const": "x" * 200}}}
    answer = {"200": {"description": "", "content": {"application/json": {"schema": value}}}}
    names = ("slow", "reset", "cut", "drip", "error")
    paths = {f"/{name}": {"get": {"operationId": name, "responses": answer}} for name in names}
    (tmp_path / "api.json").write_text(contract(more=paths))
    faults = ("reset:reset=1", "cut:truncate=1", "drip:drip=1", "error:503=100%")
    options = [text for fault in faults for text in ("--fault", fault)]
    with serving("api.json", "--latency", "200ms", *options, cwd=tmp_path) as server:
        url = server.wait().url
        begin = time.monotonic()
        assert call(url, "/slow")[0] == 200
        assert time.monotonic() - begin > 0.2
        with pytest.raises(ConnectionResetError):
            call(url, "/reset")
        with pytest.raises((IncompleteRead, ConnectionResetError)):
            call(url, "/cut")
        begin = time.monotonic()
        assert call(url, "/drip")[0] == 200
        assert time.monotonic() - begin > 1.5
        assert call(url, "/error")[0] == 503
        assert server.stop() == 0
        assert server.errors.rest() == []


# ---- reload


def test_a_change_of_the_contract_is_served_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ping.json"
    path.write_text(contract("/old"))
    with serving("ping.json", cwd=tmp_path) as server:
        url = server.wait().url
        assert call(url, "/old")[0] == 204
        path.write_text(contract("/new"))
        until(lambda: call(url, "/new")[0] == 204)
        assert call(url, "/old")[0] == 404
        assert "reloaded `ping`" in server.errors.until("reloaded")[-1]
        calls = call(url, "/__plan__/calls")[1]["calls"]
        assert calls[0]["request"]["path"] == "/old"  # what was called before is not forgotten


def test_what_can_not_be_read_keeps_the_version_before_it(tmp_path: Path) -> None:
    path = tmp_path / "ping.json"
    path.write_text(contract("/old"))
    with serving("ping.json", cwd=tmp_path) as server:
        url = server.wait().url
        path.write_text("{not json")
        said = server.errors.until("still serving")
        assert any("ping.json" in line for line in said)
        assert call(url, "/old")[0] == 204
        path.unlink()
        server.errors.until("still serving")
        assert call(url, "/old")[0] == 204
        path.write_text(contract("/new"))
        until(lambda: call(url, "/new")[0] == 204)


def test_an_edit_of_a_ratified_contract_is_not_served(shop: Path) -> None:
    with serving("catalog-api", "--no-auth", cwd=shop) as server:
        url = server.wait().url
        _edit(shop / _CATALOG, "/categories", "/kinds")
        said = server.errors.until("still serving")
        assert "`catalog-api@1.0.0` says something else than what was ratified" in said[0]
        assert call(url, "/categories")[0] == 200
        assert call(url, "/kinds")[0] == 404


def _add_extra_api(shop: Path) -> None:
    folder = shop / "contracts/catalog/extra-api/1.0.0"
    folder.mkdir(parents=True)
    (folder / "openapi.json").write_text(contract("/extra"))
    _edit(
        shop / "services/catalog.yaml",
        "provides:\n",
        "provides:\n  - contract: extra-api\n    version: 1.0.0\n",
    )


def test_a_new_contract_is_served_on_a_port_of_its_own(shop: Path) -> None:
    with serving("--allow-draft", "--no-auth", cwd=shop) as server:
        before = dict(server.wait().urls)
        _add_extra_api(shop)
        told = server.errors.until("is new")[-1]
        variable, url = told.rpartition(": ")[2].split("=")
        assert "`extra-api` is new" in told
        assert (variable, url in before.values()) == ("EXTRA_API_URL", False)
        assert call(url, "/extra")[0] == 204
        assert call(before["CATALOG_API_URL"], "/products")[0] == 200
        _edit(shop / "contracts/catalog/extra-api/1.0.0/openapi.json", "/extra", "/other")
        until(lambda: call(url, "/other")[0] == 204)


def test_below_a_prefix_new_contracts_are_served_too(shop: Path) -> None:
    with serving("--allow-draft", "--prefix", "--no-auth", cwd=shop) as server:
        base = server.wait().urls["CATALOG_API_URL"].removesuffix("/catalog-api")
        _add_extra_api(shop)
        until(lambda: call(base, "/extra-api/extra")[0] == 204)
        assert call(base, "/catalog-api/products")[0] == 200


def test_without_reload_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "ping.json"
    path.write_text(contract("/old"))
    with serving("ping.json", "--no-reload", cwd=tmp_path) as server:
        url = server.wait().url
        path.write_text(contract("/new"))
        time.sleep(1.5)
        assert (call(url, "/old")[0], call(url, "/new")[0]) == (204, 404)


# ---- what is refused before anything is served


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["catalogue-api"], "did you mean `catalog-api`"),
        (["catalog-api@9.9.9"], "catalog-api"),
        (["no/such/file.yaml"], "there is no contract and no file `no/such/file.yaml`"),
        (["--for", "orders"], "did you mean `order`"),
        (
            ["inventory-api"],
            "`inventory-api@1.0.0` is not ratified: `inventory-team`, `order-team`",
        ),
        (["order-events", "--allow-draft"], "there is nothing to serve"),
        (["catalog-api", "--latency", "fast"], "`fast` is no latency"),
        (["catalog-api", "--fault", "200=5%"], "`200=5%` is no fault"),
        (["catalog-api", "--fault", "getProdct:503=5%"], "did you mean `getProduct`?"),
        (["catalog-api", "--host", "256.0.0.1"], "`256.0.0.1` is no name or address"),
        (["catalog-api", "--port", "65536"], "65536 is not in the range"),
        (["catalog-api", "user-api", "--port", "65535"], "there is no port `65536`"),
        (["catalog-api", "--workspace", "services"], "there is no plan.yaml in `services`"),
    ],
)
def test_what_can_not_be_served_is_told(arguments: list[str], said: str) -> None:
    result = run_here("stubs", "serve", *arguments, cwd=STOREFRONT)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_in_use_is_told_with_what_to_do() -> None:
    (taken,) = listen("127.0.0.1", [0])
    with taken.socket:
        result = run_here(
            "stubs", "serve", "catalog-api", "--port", str(taken.port), cwd=STOREFRONT
        )
    assert (result.returncode, result.stdout) == (2, "")
    assert f"port `{taken.port}` is in use" in result.stderr
    assert "hint: stop what uses it, or take another one with --port" in result.stderr


def test_a_contract_that_was_edited_after_its_ratification_is_refused(shop: Path) -> None:
    _edit(shop / _CATALOG, "/categories", "/kinds")
    result = run_here("stubs", "serve", "catalog-api", cwd=shop)
    assert result.returncode == 2
    assert "`catalog-api@1.0.0` says something else than what was ratified" in result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{not json", "api.yaml"),
        ("openapi: 3.1.0\n", "there is nothing to serve: no operations in `api`"),
        ("just a text", "api.yaml"),
        ("", "api.yaml"),
        ("a: &a [*a]", "api.yaml"),
        ("\0\xff", "api.yaml"),
    ],
)
def test_a_file_that_is_no_contract_is_told_at_its_place(
    tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "api.yaml").write_bytes(content.encode("latin-1"))
    result = run_here("stubs", "serve", "api.yaml", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert "internal error" not in result.stderr


def test_outside_of_any_workspace_there_is_nothing_to_serve(tmp_path: Path) -> None:
    result = run_here("stubs", "serve", cwd=tmp_path)
    assert result.returncode == 2
    assert "there is no plan.yaml in this folder or above" in result.stderr


def test_a_contract_without_operations_beside_others_is_a_warning(shop: Path) -> None:
    arguments = ("catalog-api", "order-events", "--allow-draft")
    with serving(*arguments, cwd=shop) as server:
        assert list(server.wait().urls) == ["CATALOG_API_URL"]
        said = server.errors.until("plan stubs emit")
        assert "`order-events` has no operations that can be called" in said[0]


# ---- bad requests


@pytest.mark.parametrize(
    ("target", "method", "raw", "status"),
    [
        ("/products", "POST", b"{bad", 400),
        ("/products", "POST", b"\0", 400),
        ("/products", "POST", b"[" * 100_000, 400),
        ("/products", "POST", b'{"a":NaN}', 400),
        ("/products", "POST", b" " * 10_000_001, 400),
        ("/products", "DELETE", None, 405),
        ("/../../etc/passwd", "GET", None, 404),
        ("/%2e%2e/%2e%2e/etc/passwd", "GET", None, 404),
        ("/products/..%2f..%2fetc%2fpasswd", "GET", None, 404),
        ("/products/%00", "GET", None, 404),
        ("/products/%ff", "GET", None, 400),
        ("//products", "GET", None, 404),
        ("/nothing", "GET", None, 404),
        ("/products?limit=x", "GET", None, 400),
        ("/__plan__/../products/x/y", "GET", None, 404),
    ],
)
def test_a_bad_request_gets_a_clear_answer(
    running: ServeProcess, target: str, method: str, raw: bytes | None, status: int
) -> None:
    headers = {"idempotency_key": _ID} if method == "POST" else {}
    url = running.urls["CATALOG_API_URL"]
    got, said = call(url, target, method, raw=raw, **headers)
    assert got == status, said
    assert b"passwd" not in said if isinstance(said, bytes) else said
    assert call(url, "/products")[0] == 200


def test_a_body_without_end_is_not_read_to_its_end(running: ServeProcess) -> None:
    parts = running.urls["CATALOG_API_URL"].rpartition(":")
    with socket.create_connection(("127.0.0.1", int(parts[2])), timeout=20) as raw:
        raw.sendall(
            b"POST /products HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            b"idempotency-key: " + _ID.encode() + b"\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
        for _ in range(2000):
            raw.sendall(chunk)
            if _has_answered(raw):
                break
        assert raw.recv(12) == b"HTTP/1.1 400"  # what the contract declares instead of 413
    assert call(running.urls["CATALOG_API_URL"], "/products")[0] == 200


def _has_answered(raw: socket.socket) -> bool:
    raw.settimeout(0)
    try:
        return bool(raw.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        raw.settimeout(20)


@pytest.mark.slow
def test_ten_thousand_mixed_requests_leave_it_serving_in_the_same_memory(
    running: ServeProcess,
) -> None:
    url = running.urls["CATALOG_API_URL"]
    port = int(url.rpartition(":")[2])
    _storm(port, 3_000)
    before = _memory(running.process.pid)
    threads = [threading.Thread(target=_storm, args=[port, 2_500]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert call(url, "/products")[0] == 200
    assert _memory(running.process.pid) - before < 24_000
    assert running.errors.seen == []


_STORM = [
    b"GET /products?limit=2 HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /products/" + _ID.encode() + b" HTTP/1.1\r\nhost: x\r\nprefer: dynamic=true\r\n\r\n",
    b"GET /products?limit=nonsense HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /nowhere/%d HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /products?cursor=c%d HTTP/1.1\r\nhost: x\r\n\r\n",
    b"POST /products HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n{bad",
    b"POST /price-quotes HTTP/1.1\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\n{}",
    b"BREW /products HTTP/1.1\r\nhost: x\r\n\r\n",
    b"garbage\r\n\r\n",
    b"GET /products/%%ff HTTP/1.1\r\nhost: x\r\nx-odd: \x80\xfe\r\n\r\n",
]


def _storm(port: int, count: int) -> None:
    raw = socket.create_connection(("127.0.0.1", port), timeout=20)
    for number in range(count):
        request = _STORM[number % len(_STORM)]
        try:
            raw.sendall(request.replace(b"%d", b"%d" % number))
            answer = raw.recv(65536)
        except OSError:
            answer = b""
        if not answer or b"connection: close" in answer:
            raw.close()
            raw = socket.create_connection(("127.0.0.1", port), timeout=20)
    raw.close()


def _memory(process: int) -> int:
    """Return kilobytes that a process has in memory."""
    path = Path(f"/proc/{process}/status")
    if not path.exists():
        pytest.skip("needs /proc to look at the memory of a process")
    line = next(line for line in path.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


# ---- Compose


def test_the_compose_file_serves_the_same_from_a_container(shop: Path) -> None:
    arguments = ("--for", "order", "--allow-draft", "--fault", "503=0%", "--seed", "7")
    result = run_here("stubs", "serve", *arguments, "--compose", "deploy/stubs.yaml", cwd=shop)
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    assert result.stderr == "Wrote deploy/stubs.yaml\n"
    service = ryaml.loads((shop / "deploy/stubs.yaml").read_text())["services"]["stubs"]
    assert service["image"] == "python:3.12-slim"
    assert service["volumes"][0] == "..:/workspace:ro"
    assert service["ports"] == ["4001:4001", "4002:4002", "4003:4003"]
    shell, flag, script = service["command"]
    install, _, serve = script.partition(" && exec ")
    assert (shell, flag) == ("sh", "-c")
    assert install.startswith("pip install ")
    assert install.endswith(' "$$PLAN_PACKAGE"')  # for Compose, `$$` is a dollar
    assert service["environment"]["PLAN_PACKAGE"].startswith("${PLAN_PACKAGE:-contract-planner==")
    command = shlex.split(serve)
    assert command[:3] == ["plan", "stubs", "serve"]
    own = [each for each in command[3:] if each not in {"--host", "0.0.0.0"}]  # noqa: S104  not bound
    with serving(*own, cwd=shop) as server:
        ports = [int(url.rpartition(":")[2]) for url in server.wait().urls.values()]
        probe = service["healthcheck"]["test"]
        assert probe[:3] == ["CMD", "python", "-c"]
        exec(probe[3].replace("[4001, 4002, 4003]", str(ports)))  # noqa: S102  it is what is tested
        server.stop()
        with pytest.raises(OSError, match="refused"):
            exec(probe[3].replace("[4001, 4002, 4003]", str(ports)))  # noqa: S102  as above


def test_compose_takes_loose_files_below_its_folder_only(tmp_path: Path) -> None:
    (tmp_path / "apis/inner").mkdir(parents=True)
    (tmp_path / "apis/ping.json").write_text(contract())
    target = ["--compose", "stubs.yaml"]
    result = run_here("stubs", "serve", "apis/ping.json", *target, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    content = ryaml.loads((tmp_path / "stubs.yaml").read_text())["services"]["stubs"]
    assert content["volumes"][0] == "./:/workspace:ro".replace("./", ".")
    assert "plan stubs serve apis/ping.json " in content["command"][2]
    result = run_here("stubs", "serve", "../ping.json", *target, cwd=tmp_path / "apis/inner")
    assert result.returncode == 2
    assert "`../ping.json` lies outside" in result.stderr


def test_compose_needs_fixed_ports(tmp_path: Path) -> None:
    (tmp_path / "ping.json").write_text(contract())
    arguments = ("ping.json", "--port", "0", "--compose", "stubs.yaml")
    result = run_here("stubs", "serve", *arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert "leave `--port 0` out" in result.stderr
    assert not (tmp_path / "stubs.yaml").exists()


def test_what_compose_would_take_for_a_variable_is_kept(tmp_path: Path) -> None:
    (tmp_path / "$HOME.json").write_text(contract())
    run_here("stubs", "serve", "$HOME.json", "--compose", "stubs.yaml", cwd=tmp_path)
    content = ryaml.loads((tmp_path / "stubs.yaml").read_text())["services"]["stubs"]
    assert "'$$HOME.json'" in content["command"][2]


def test_the_help_has_examples() -> None:
    result = run_here("stubs", "serve", "--help", cwd=STOREFRONT)
    assert result.returncode == 0
    assert "plan stubs serve --for order --latency 20..80ms --fault 503=5%" in result.stdout

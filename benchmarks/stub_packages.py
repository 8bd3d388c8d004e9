# ruff: noqa: ANN401  what is generated is known at run time only
"""Generated packages of whole corpora: do they import, type-check, understand the stub?

For each OpenAPI document: the package is generated and imported, every model is built, every
fixture is read by the model of its body and written back, and every operation is called with the
generated client against the stub server in the same process, with generated arguments, once for
each declared status and each plain variant of its body. Documents: all below a folder, one at a
time. `MB` is the most memory that generation took. `--mypy` checks all the packages of a run with
`--strict` at the end, at once: only so do they share what mypy knows of pydantic.

    python benchmarks/stub_packages.py DIR [--only TEXT] [--mypy] [--keep OUT]

Where DIR does not exist, it says so and stops.
"""

import argparse
import asyncio
import importlib
import inspect
import json
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from typing import Any, get_type_hints

import httpx
from pydantic import BaseModel, TypeAdapter
from pydantic_core import to_json

from planner.adapters.surroundings import Surroundings
from planner.app.stubs.sources import find_sources
from planner.instances.judge import Judge
from planner.instances.maker import Maker, NoInstance
from planner.stubs.package.fixtures import fixtures_of, folder_name
from planner.stubs.package.operations import method_names
from planner.stubs.package.package import package_of
from planner.stubs.package.settings import Settings
from planner.stubs.server.app import StubApp
from planner.stubs.server.types import Mount, ServerOptions
from planner.wire.media import essence, is_json

ENDINGS = (".json", ".yaml", ".yml")
VARIANTS = ("", "minimal", "saturated", "nulls")
EMPTY = inspect.Parameter.empty
COLUMNS = (
    ("ops", 6),
    ("generate s", 11),
    ("MB", 6),
    ("import s", 9),
    ("classes", 8),
    ("fixtures", 9),
    ("refused", 8),
    ("changed", 8),
    ("calls", 7),
    ("failed", 7),
)


# ---------------------------------------------------------------------- one document


def generate(document: Path, out: Path) -> tuple[Any, str, float]:
    """Write a package for a document; return its bundle, its name and the seconds it took."""
    sources, _ = find_sources(None, [document.name], world=Surroundings(document.parent))
    bundle = sources[0].bundle
    name = "stub_" + "".join(sign if sign.isalnum() else "_" for sign in document.stem).lower()
    start = time.perf_counter()
    files = package_of(bundle, Settings(), fixtures=fixtures_of(bundle), name=name)
    took = time.perf_counter() - start
    for path, content in files.items():
        target = out / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return bundle, name, took


def build_models(package: Any) -> int:
    """Build every model; return how many there are."""
    count = 0
    for name, found in list(vars(package.models).items()):
        is_model = isinstance(found, type) and issubclass(found, BaseModel)
        if is_model and found.__module__ == package.models.__name__:
            found.model_rebuild(force=True)
            count += 1
        elif type(found).__name__ == "TypeAliasType" and not name.startswith("_"):
            TypeAdapter(found).rebuild(force=True)
            count += 1
    return count


def read_fixtures(package: Any, bundle: Any, folder: Path) -> tuple[int, list[str], list[str]]:
    """Return how many fixtures there are, those that a model refuses, and that it changes."""
    names = method_names(bundle["operations"])
    judge = Judge(bundle["schemas"])
    count, refused, changed = 0, [], []
    for operation in bundle["operations"]:
        described = getattr(package.operations, names[operation["id"]].upper())
        for status, answer in described.answers.items():
            kinds = [kind for kind in answer.media if is_json(essence(kind))]
            if not kinds or answer.is_raw:
                continue
            adapter = TypeAdapter(answer.media[kinds[0]])
            told = {key.upper(): value for key, value in operation["responses"].items()}
            media = told[status.upper()]["media"]
            validator = judge.validator(media[kinds[0]]["schema"])
            where = folder / "fixtures" / folder_name(operation["id"], names)
            for path in sorted(where.glob(f"{status}.*.json")):
                count += 1
                content = path.read_bytes()
                try:
                    value = adapter.validate_json(content, strict=True)
                except ValueError as error:
                    first = " ".join(str(error).split())[:200]
                    refused.append(f"{path.relative_to(folder)}: {first}")
                    continue
                if not validator.is_valid(json.loads(to_json(value, by_alias=True))):
                    changed.append(str(path.relative_to(folder)))
    return count, refused, changed


async def call_all(package: Any, bundle: Any) -> tuple[int, list[str]]:
    """Call every operation for every declared status; return how many calls, and what failed."""
    judge = Judge(bundle["schemas"])
    maker = Maker(bundle["schemas"], judge)
    app = StubApp([Mount("", bundle)], ServerOptions(checks_auth=False))
    application: Any = app
    transport = httpx.ASGITransport(application)
    count, failed = 0, []
    base = bundle["operations"][0]["bases"][0] if bundle["operations"] else ""
    async with package.AsyncClient(f"http://stub{base}", transport=transport) as client:
        for operation in bundle["operations"]:
            for status in operation["responses"]:
                if status.startswith("1"):  # not the last word: no server's answer
                    continue
                for variant in VARIANTS:
                    count += 1
                    problem = await call_one(package, client, operation, status, variant, maker)
                    if problem:
                        failed.append(f"{operation['id']} {status} {variant}: {problem}")
    return count, failed


async def call_one(  # noqa: PLR0917  called in one place
    package: Any, client: Any, operation: Any, status: str, variant: str, maker: Any
) -> str:
    """Call an operation so that it answers with a status; return what went wrong."""
    name = method_names([operation])[operation["id"]]
    described = getattr(package.operations, name.upper())
    method = getattr(client, name)
    number = int(status.replace("X", "0").replace("x", "0")) if status != "default" else 0
    wanted = [f"code={number}"] if number else []
    wanted += [f"variant={variant}"] if variant else []
    prefer = {"Prefer": ", ".join(wanted)} if wanted else {}
    try:
        arguments = arguments_of(package, method, described, operation, maker)
    except NoInstance:
        return ""
    options = package.CallOptions(headers=prefer)
    try:
        await method(*arguments[0], **arguments[1], options=options)
    except package.ContractViolationError as error:
        told = error.response.headers.get("x-plan-problem", "")
        notes = " ".join(getattr(error, "__notes__", ()))
        return f"{error.status} {' '.join(notes.split())[:300]} {told[:200]}"
    except package.ApiError as error:
        expected = number or error.status
        if error.status // (100 if "x" in status.lower() else 1) != expected // (
            100 if "x" in status.lower() else 1
        ):
            told = error.response.headers.get("x-plan-problem", "")
            return f"{error.status} instead: {told[:200]} {error.response.text[:200]}"
    except Exception as error:  # noqa: BLE001  whatever it is, it is counted
        return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return ""


def arguments_of(
    package: Any, method: Any, described: Any, operation: Any, maker: Any
) -> tuple[list[Any], dict[str, Any]]:
    """Return generated arguments for a method, path and body by position."""
    hints = get_type_hints(method, vars(sys.modules[package.client.__name__]))
    signature = list(inspect.signature(method).parameters)
    by_key = {(one["name"], one["location"]): one for one in operation["parameters"]}
    own = [name for name in signature if name not in ("body", "content_type", "options")]
    in_path = sum(one.location == "path" for one in described.parameters)
    values = {
        (one.name, one.location): maker.make(by_key[one.name, one.location]["schema"], 7, "typical")
        for one in described.parameters
        if by_key[one.name, one.location]["required"]
    }
    needed = [name for name in own if inspect.signature(method).parameters[name].default is EMPTY]
    pairs = list(zip(needed, values.items(), strict=True))
    positional = [value for _, ((_, place), value) in pairs if place == "path"]
    named = {name: value for name, ((_, place), value) in pairs if place != "path"}
    if "body" in signature and operation["body"]:
        kind = next(iter(described.body))
        value = maker.make(operation["body"]["media"][kind]["schema"], 7, "typical")
        if hints["body"] is bytes and "json" not in kind:
            value = b"any"
        elif not isinstance(value, str) or "json" in kind:
            value = TypeAdapter(hints["body"]).validate_json(json.dumps(value), strict=True)
        positional.insert(in_path, value)
    return positional, named


def measure(document: Path, out: Path) -> dict[str, Any]:
    """Return what there is to tell of one document."""
    warnings.simplefilter("error")
    bundle, name, took = generate(document, out)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.path.insert(0, str(out))
    start = time.perf_counter()
    package = importlib.import_module(name)
    imported = time.perf_counter() - start
    found = {"package": name, "ops": len(bundle["operations"]), "generate s": round(took, 2)}
    found["MB"] = memory
    found |= {"import s": round(imported, 2), "classes": build_models(package)}
    if bundle["operations"]:
        count, refused, changed = read_fixtures(package, bundle, out / name)
        calls, failed = asyncio.run(call_all(package, bundle))
        found |= {"fixtures": count, "refused": refused, "changed": changed}
        found |= {"calls": calls, "failed": failed}
    return found


# ---------------------------------------------------------------------- all documents


def documents(folder: Path, only: str) -> list[Path]:
    """Return the documents below a folder, or the one that it is."""
    if folder.is_file():
        return [folder]
    found = (path for path in folder.rglob("*") if path.suffix in ENDINGS)
    return sorted(path for path in found if only in path.as_posix())


def run_one(document: Path, out: Path) -> dict[str, Any]:
    """Measure a document in a process of its own."""
    command = [sys.executable, __file__, str(document), "--worker", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return {"broken": (done.stderr.strip() or "no output").splitlines()[-1][:300]}
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def type_check(out: Path, packages: list[str]) -> list[str]:
    """Return the errors that mypy finds in strict mode."""
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", ".mypy_cache"]
    told = [item for name in packages for item in ("-p", name)]
    done = subprocess.run([*command, *told], capture_output=True, text=True, check=False, cwd=out)
    found = [line for line in done.stdout.splitlines() if ": error:" in line]
    return found or ([] if done.returncode == 0 else [done.stdout[-300:] + done.stderr[-300:]])


def main() -> int:
    """Print the table; exit code 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--mypy", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--worker", type=Path)
    told = parser.parse_args()
    if told.worker:
        try:
            print(json.dumps(measure(told.folder, told.worker)))
        except Exception:
            traceback.print_exc()
            raise
        return 0
    if not told.folder.exists():
        print(f"skipped: there is no {told.folder}")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        return table(told, told.keep or Path(temporary))


def table(told: argparse.Namespace, out: Path) -> int:
    """Print a line for each document, and a sum."""
    paths = documents(told.folder, told.only)
    print(f"{'document':<52}" + "".join(f"{name:>{width}}" for name, width in COLUMNS))
    sums: dict[str, float] = {}
    problems: list[str] = []
    packages: list[str] = []
    for path in paths:
        found = run_one(path, out)
        packages += [found["package"]] if "package" in found else []
        print(row(path, found, sums, problems), flush=True)
    whole = "".join(f"{round(sums.get(name, 0), 2):>{width}g}" for name, width in COLUMNS)
    print(f"{f'{len(paths)} documents':<52}{whole}")
    if told.mypy and packages:
        start = time.perf_counter()
        errors = type_check(out, packages)
        took = time.perf_counter() - start
        print(f"mypy --strict: {len(errors)} errors in {len(packages)} packages, {took:.0f} s")
        problems += [f"mypy: {error}" for error in errors]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def row(path: Path, found: dict[str, Any], sums: dict[str, float], problems: list[str]) -> str:
    """Return the line of a document, and add it to the sums."""
    if "broken" in found:
        problems.append(f"{path.name}: broken: {found['broken']}")
        return f"{path.name[-50:]:<52} broken: {found['broken'][:100]}"
    cells = ""
    for name, width in COLUMNS:
        value = found.get(name, "")
        if isinstance(value, list):
            problems.extend(f"{path.name}: {name}: {item}" for item in value)
            value = len(value)
        if name == "MB":  # the most that any document takes: documents are measured one by one
            sums[name] = max(sums.get(name, 0), value or 0)
        elif isinstance(value, int | float):
            sums[name] = sums.get(name, 0) + value
        cells += f"{value:>{width}}"
    return f"{path.name[-50:]:<52}{cells}"


if __name__ == "__main__":
    sys.exit(main())

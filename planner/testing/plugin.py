"""The pytest plugin: fixtures `plan_stubs` and `plan_events`, and their settings.

Settings stand in pytest's own file; paths are relative to it::

    [tool.pytest.ini_options]
    plan_service = "order"          # serve all that this service consumes
    plan_contracts = ["user-api"]   # or these contracts
    plan_workspace = ".."           # folder with plan.yaml; else the nearest above
    plan_allow_draft = true         # also contracts that are not ratified
    plan_stateful = true            # keep what is created, changed and deleted
    plan_auth = false               # don't ask for credentials
    plan_seed = "0"
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

from planner.adapters.files import nearest_workspace
from planner.app.stubs.emitting import Wish
from planner.model.errors import InputError
from planner.testing.events import Events
from planner.testing.serving import RunningStubs, serve

_Kind = Literal["string", "args", "bool"]
_SETTINGS: dict[str, tuple[_Kind, str]] = {
    "plan_workspace": ("string", "folder with plan.yaml; else the nearest one above"),
    "plan_service": ("string", "serve all that this service consumes"),
    "plan_contracts": ("args", "serve these contracts"),
    "plan_allow_draft": ("bool", "serve contracts that are not ratified, too"),
    "plan_stateful": ("bool", "stubs keep what is created, changed and deleted"),
    "plan_auth": ("bool", "stubs ask for credentials"),
    "plan_seed": ("string", "other numbers make other data"),
}
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DEFAULTS: dict[_Kind, Any] = {"string": "", "args": [], "bool": False}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings, and those options that differ from run to run."""
    for name, (kind, told) in _SETTINGS.items():
        default = True if name == "plan_auth" else _DEFAULTS[kind]
        parser.addini(name, told, type=kind, default=default)
    group = parser.getgroup("planner", "stubs of contracts")
    group.addoption("--plan-seed", metavar="N", help="other numbers make other data")
    group.addoption("--plan-workspace", metavar="DIR", help="folder with plan.yaml")
    group.addoption(
        "--plan-allow-draft",
        action="store_const",
        const=True,
        help="serve contracts that are not ratified, too",
    )


@pytest.fixture(scope="session")
def plan_stubs(pytestconfig: pytest.Config) -> Iterator[RunningStubs]:
    """Stub servers of the contracts that the settings name, for the whole run."""
    stubs = serve(
        *_setting(pytestconfig, "plan_contracts"),
        service=_setting(pytestconfig, "plan_service"),
        workspace=_workspace(pytestconfig),
        allow_draft=_setting(pytestconfig, "plan_allow_draft"),
        stateful=_setting(pytestconfig, "plan_stateful"),
        auth=_setting(pytestconfig, "plan_auth"),
        seed=_seed(pytestconfig),
    )
    with ExitStack() as stack:
        with _in_plain_words():
            running = stack.enter_context(stubs)
        yield running


@pytest.fixture(scope="session")
def plan_events(pytestconfig: pytest.Config) -> Events:
    """Valid events: `plan_events("inventory-events", "StockReserved", count=3)`."""
    return _PlainEvents(
        _workspace(pytestconfig),
        allow_draft=_setting(pytestconfig, "plan_allow_draft"),
        seed=_seed(pytestconfig),
    )


class _PlainEvents(Events):
    def _made(self, contract: str, wish: Wish) -> bytes:
        with _in_plain_words():
            return super()._made(contract, wish)


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """Fail with what is wrong and what to do: where planner found it out helps nobody."""
    try:
        yield
    except InputError as error:
        told = "\n".join(getattr(error, "__notes__", [str(error)]))
        raise pytest.fail.Exception(told, pytrace=False) from None


def _setting(config: pytest.Config, name: str) -> Any:  # noqa: ANN401  by the kind of the setting
    option = config.getoption(name, default=None)
    return config.getini(name) if option is None else option


def _seed(config: pytest.Config) -> int:
    told = str(_setting(config, "plan_seed") or "0").strip()
    if not _WHOLE.fullmatch(told):
        pytest.fail(f"`plan_seed` is a whole number, not `{told}`", pytrace=False)
    return int(told)


def _workspace(config: pytest.Config) -> Path | None:
    """Return the folder: of an option relative to where pytest was called, else to its file."""
    if given := config.getoption("plan_workspace", default=None):
        return _checked(config.invocation_params.dir / given)
    if named := config.getini("plan_workspace"):
        return _checked(config.rootpath / named)
    return nearest_workspace(config.rootpath)


def _checked(folder: Path) -> Path:
    if not (folder / "plan.yaml").is_file():
        told = f"error: there is no `plan.yaml` in `{folder}`\n  hint: correct `plan_workspace`"
        pytest.fail(told, pytrace=False)
    return folder

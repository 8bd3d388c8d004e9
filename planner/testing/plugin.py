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

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from planner.testing.events import Events
from planner.testing.serving import RunningStubs, nearest_workspace, serve

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
    with serve(
        *_setting(pytestconfig, "plan_contracts"),
        service=_setting(pytestconfig, "plan_service"),
        workspace=_workspace(pytestconfig),
        allow_draft=_setting(pytestconfig, "plan_allow_draft"),
        stateful=_setting(pytestconfig, "plan_stateful"),
        auth=_setting(pytestconfig, "plan_auth"),
        seed=int(_setting(pytestconfig, "plan_seed") or 0),
    ) as stubs:
        yield stubs


@pytest.fixture(scope="session")
def plan_events(pytestconfig: pytest.Config) -> Events:
    """Valid events: `plan_events("inventory-events", "StockReserved", count=3)`."""
    return Events(
        _workspace(pytestconfig),
        allow_draft=_setting(pytestconfig, "plan_allow_draft"),
        seed=int(_setting(pytestconfig, "plan_seed") or 0),
    )


def _setting(config: pytest.Config, name: str) -> Any:  # noqa: ANN401  by the kind of the setting
    option = config.getoption(name, default=None)
    return config.getini(name) if option is None else option


def _workspace(config: pytest.Config) -> Path | None:
    named = _setting(config, "plan_workspace")
    if named:
        return Path(config.rootpath / named)
    return nearest_workspace(config.rootpath)

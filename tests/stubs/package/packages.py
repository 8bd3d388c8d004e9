"""Packages of small contracts: made, written and imported."""

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from planner.formats.stub_bundle import bundle_of
from planner.model.bundle import Bundle
from planner.stubs.package.fixtures import fixtures_of
from planner.stubs.package.package import package_of
from planner.stubs.package.settings import Settings

HEAD = """
openapi: 3.1.0
info: {title: Shop, version: 1.2.0}
servers: [{url: https://shop.example/v1}]
"""


def a_shop(paths: str, schemas: str = "", head: str = HEAD) -> Bundle:
    """An OpenAPI contract with some paths and schemas, each as YAML."""
    document: dict[str, Any] = yaml.safe_load(dedent(head))
    document["paths"] = yaml.safe_load(dedent(paths)) or {}
    components = yaml.safe_load(dedent(schemas)) or {}
    document["components"] = {
        "schemas": components.pop("schemas", {} if "securitySchemes" in components else components),
        **(
            {"securitySchemes": components["securitySchemes"]}
            if "securitySchemes" in components
            else {}
        ),
    }
    return bundle_of({"shop/openapi.yaml": document}, "shop", contract="shop", digest="sha256:1")


def a_message(payload: str) -> Bundle:
    """An AsyncAPI contract with one message, `OrderPlaced`."""
    document = yaml.safe_load(
        dedent(
            """
            asyncapi: 3.0.0
            info: {title: Orders, version: 1.0.0}
            channels:
              orders: {address: orders.placed, messages: {OrderPlaced: {payload: {}}}}
            operations:
              place: {action: send, channel: {$ref: '#/channels/orders'}}
            """
        )
    )
    document["channels"]["orders"]["messages"]["OrderPlaced"]["payload"] = yaml.safe_load(
        dedent(payload)
    )
    return bundle_of({"orders/asyncapi.yaml": document}, "orders", contract="orders")


def files_of(bundle: Bundle, settings: Settings | None = None) -> dict[str, bytes]:
    """The files of a package with its fixtures."""
    return package_of(bundle, settings or Settings(), fixtures=fixtures_of(bundle))


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


_counter = iter(range(1_000_000))


def imported(folder: Path, bundle: Bundle, settings: Settings | None = None) -> Any:
    """The package, written below a folder and imported under a name that nothing else has."""
    name = f"generated_{next(_counter)}"
    write(folder / name, package_of(bundle, settings or Settings(), name=name))
    spec = importlib.util.spec_from_file_location(
        name, folder / name / "__init__.py", submodule_search_locations=[str(folder / name)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    return package

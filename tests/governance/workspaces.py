"""Workspaces in memory: services by name, each with an HTTP contract of its own."""

from collections.abc import Mapping
from typing import Any

import ryaml

from tests.app.memory_files import MemoryFiles


def a_workspace(services: Mapping[str, Any], settings: Mapping[str, Any]) -> MemoryFiles:
    """Return a workspace in which service `x` provides `x-api@1.0.0` with `getX` and `POST /x`.

    Args:
        services: manifest keys by service; what they say about `provides` comes on top.
        settings: keys of plan.yaml on top of the required ones.
    """
    base = {
        "name": "sample",
        "calendar": {"start": "2026-01-05"},
        "teams": [{"name": "team"}],
        **settings,
    }
    texts = {"plan.yaml": ryaml.dumps(base)}
    for name, keys in services.items():
        own = {"contract": f"{name}-api", "version": "1.0.0", "audience": "public"}
        provides = [own, *keys.get("provides", ())]
        manifest = {"name": name, "team": "team", **keys, "provides": provides}
        texts[f"services/{name}.yaml"] = ryaml.dumps(manifest)
        texts[f"contracts/{name}/{name}-api/1.0.0/openapi.yaml"] = ryaml.dumps(_contract(name))
    return MemoryFiles(texts)


def _contract(name: str) -> dict[str, Any]:
    answer = {"200": {"description": "ok"}}
    item = {
        "get": {"operationId": f"get{name.title()}", "responses": answer},
        "post": {"responses": answer},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1.0.0"},
        "paths": {f"/{name}": item},
    }

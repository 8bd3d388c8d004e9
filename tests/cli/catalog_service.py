"""Runs the catalog service of the storefront, a process of its own as another team would run it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STOREFRONT = Path(__file__).parents[2] / "examples/storefront"
TOKEN = "Authorization: Bearer demo-token"  # noqa: S105  opens the example alone
MUG = "3f2f7a50-1d53-4a8e-9e0a-5d3c2f1b0a01"


@contextmanager
def a_catalog_service(program: str = "catalog.py") -> Iterator[str]:
    """Yield the address of a service that runs while the block does."""
    script = STOREFRONT / "providers/catalog" / program
    with subprocess.Popen(
        [sys.executable, str(script), "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().split(" at ")[1].strip()
        finally:
            process.terminate()


def an_interaction(description: str, path: str, response: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": "Bearer demo-token"}
    request = {"method": "GET", "path": path, "headers": headers}
    states = [{"name": "the blue mug is on sale"}]
    return {
        "description": description,
        "providerStates": states,
        "request": request,
        "response": response,
    }


def a_pact_of_order() -> str:
    """Return what the order service was tested with."""
    mug = {"name": "Blue mug", "unitPriceCents": 1290, "currency": "EUR"}
    rules = {"body": {"$.unitPriceCents": {"matchers": [{"match": "integer"}]}}}
    there = {
        "status": 200,
        "headers": {"Content-Type": "application/json"},
        "body": mug,
        "matchingRules": rules,
    }
    pact = {
        "consumer": {"name": "order"},
        "provider": {"name": "catalog"},
        "interactions": [
            an_interaction("the blue mug", f"/products/{MUG}", there),
            an_interaction("an unknown mug", f"/products/{MUG[:-1]}9", {"status": 404}),
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    return json.dumps(pact, indent=2)

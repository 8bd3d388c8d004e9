"""`README.md` of a package."""

from collections.abc import Sequence

from planner.model.bundle import Bundle
from planner.stubs.package.client import signature_items
from planner.stubs.package.events import Kind
from planner.stubs.package.models import PYDANTIC
from planner.stubs.package.operations import Method
from planner.stubs.package.settings import Settings

_MANY = 40


def readme_of(
    bundle: Bundle,
    package: str,
    settings: Settings,
    *,
    methods: Sequence[Method],
    kinds: Sequence[Kind],
    relaxed: Sequence[str],
) -> str:
    """Return what a developer needs to know of a package."""
    parts = [
        _head(bundle, settings),
        _calls(package, bundle, settings, methods) if methods else "",
        _messages(package, kinds) if kinds else "",
        _VALUES.format(package=package, pydantic=PYDANTIC),
        _recording(settings) if methods or kinds else "",
        _left_out(relaxed) if relaxed else "",
    ]
    return "\n".join(part for part in parts if part)


def _head(bundle: Bundle, settings: Settings) -> str:
    of = f" of `{bundle['provider']}`" if bundle["provider"] else ""
    draft = (
        "\n**A draft**: not all parties have agreed to this contract; it may still change.\n"
        if settings.is_draft
        else ""
    )
    part = "It holds only what manifests say is consumed.\n" if settings.is_pruned else ""
    return f"""# {_line(bundle["contract"])} {_line(bundle["version"])}

Models, clients, events and fixtures of a contract{of}, made by `plan stubs generate`.
{part}Nothing in here is written by hand: changes belong into the contract. `plan stubs check`
finds files that were altered, and contracts that went on.
{draft}
- Digest: `{bundle["digest"] or "none"}`
- Needs: Python 3.11, pydantic {PYDANTIC} or newer{", httpx" if bundle["operations"] else ""}
"""


def _calls(package: str, bundle: Bundle, settings: Settings, methods: Sequence[Method]) -> str:
    rows = "\n".join(
        f"| `{method.name}` | `{method.operation['method']} {method.operation['path']}` |"
        f" {_line(method.operation['summary'])} |"
        for method in methods[:_MANY]
    )
    more = f"\n\nand {len(methods) - _MANY} more." if len(methods) > _MANY else ""
    names = ", ".join(f'"{name}": ...' for name in sorted(bundle["schemes"]))
    credentials = f", credentials={{{names}}}" if names else ""
    first = methods[0]
    told = [item.partition(":")[0] for item in signature_items(first) if "=" not in item]
    arguments = ", ".join(
        f"{name}=..." if "*" in told[: told.index(name)] else name for name in told if name != "*"
    )
    return f"""## Calls

```python
from {package} import ApiError, Client

with Client("https://..."{credentials}) as client:
    result = client.{first.name}({arguments})
```

| Method | Operation | |
| --- | --- | --- |
{rows}{more}

`AsyncClient` has the same methods, to be awaited. A status that is no result is raised: `errors`
has a class for each status and one for each operation and status, whose `body` has the type that
the contract gives; all are an `ApiError`. `ContractViolationError` is an answer that the contract
does not allow. What `httpx` raises when there is no answer is not touched.

{_patience(settings)}
`CallOptions` changes that for one call, and gives each response with its headers to a function
(`on_response`).
"""


def _patience(settings: Settings) -> str:
    wait = f"{settings.timeout:g} s for each step" if settings.timeout else "httpx's own timeouts"
    tries = "one try"
    if settings.attempts > 1:
        on = f" when {', '.join(settings.statuses)} or no answer comes" if settings.statuses else ""
        tries = f"up to {settings.attempts} tries{on}"
    key = f", with the header `{settings.idempotency_key}`" if settings.idempotency_key else ""
    whose = (
        f"From the manifest of `{settings.consumer}`" if settings.consumer else "Without a manifest"
    )
    return f"{whose}: {wait}, {tries} of calls that may be repeated{key}."


def _messages(package: str, kinds: Sequence[Kind]) -> str:
    rows = "\n".join(
        f"| `{kind.message['name']}` | `{kind.name}` | `parse_{kind.name}` |" for kind in kinds
    )
    formats = {kind.message["wire"]["format"] for kind in kinds if kind.message["wire"]}
    needs = {"avro": "fastavro", "protobuf": "protobuf"}
    also = "".join(f" Needs `{needs[name]}`." for name in sorted(formats))
    return f"""## Messages

```python
from {package} import events

message = events.{kinds[0].name}(...)  # .data, .headers, .address
payload = events.parse("{_line(kinds[0].message["name"])}", message.data)
```

| Message | Builder | Parser |
| --- | --- | --- |
{rows}
{also}
"""


_VALUES = """## Values

Names are Python's (`product_id`); JSON has those of the contract (`productId`). A member that was
not sent is `MISSING`, which is not null and not false: ask `value is MISSING`, or
`{package}.given(value, None)`. A member that an object has and the contract does not name is
ignored, unless the contract forbids it.

`fixtures/` has valid values of each body and message, one file each: `typical`, `minimal`,
`saturated`, `nulls`, each branch, and the valid ones of the contract's examples.
"""


def _recording(settings: Settings) -> str:
    whose = settings.consumer or "CONSUMER"
    name = "" if settings.consumer else " PLAN_RECORD_CONSUMER=CONSUMER"
    return f"""## What is really used

```console
PLAN_RECORD=1{name} pytest
```

notes which operations are called, what is sent, which statuses come back and which members of
answers are read, and merges it into `usage/{whose}/` (another folder: `PLAN_RECORD_DIR`) when the
tests end. `plan diff --consumers` and `plan check` read it.
"""


def _left_out(relaxed: Sequence[str]) -> str:
    rows = "\n".join(f"- `{_line(item)}`" for item in relaxed[:_MANY])
    more = f"\n- and {len(relaxed) - _MANY} more: `stub.json`" if len(relaxed) > _MANY else ""
    return f"""## What the models do not say

The contract is the judge, not these classes. They accept more than it in:

{rows}{more}
"""


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("`", "'")[:120]

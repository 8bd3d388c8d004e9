"""Write a synthetic workspace of any size, the same bytes for the same arguments.

    python benchmarks/generate.py --services 10000 --seed 1 --out DIR

Shape: services stand in six layers, and a service calls one to five services of lower layers.
Half of the calls stay in the service's own domain, the others follow a power law, so that a few
providers have more than a hundred consumers, as in published call graphs. A third of the services
publish events. Every contract is used or public: the workspace is clean, and whatever
`plan validate` says about it is wrong.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DROPPED = ("A-4", "B-3", "C-3", "C-4", "D-3", "H-2", "H-3")
"""Steps left out unless all are asked for: with contract work, 16 to 17 tasks a service remain."""
_LAYER_WEIGHTS = (35, 25, 17, 11, 7, 5)
_CALL_WEIGHTS = (45, 27, 15, 8, 5)
_AREAS = ("billing", "cart", "catalog", "claims", "credit", "customer", "delivery", "fraud")
_ROLES = ("adapter", "api", "gateway", "index", "ledger", "planner", "registry", "worker")
_VERBS = ("get", "list", "create", "replace", "remove", "search")
_HAPPENED = ("Created", "Changed", "Removed", "Approved")
_DOMAIN_SIZE = 40


@dataclass(frozen=True, slots=True)
class Shape:
    """What to generate.

    Args:
        services: how many.
        seed: of the random choices.
        cycles: how many calls back to a caller are added, each of which closes a cycle.
        manifests_per_file: services in one file below `services/`.
        all_steps: keep all steps of a service instead of the two thirds that matter here.
        planned: leave the contract files out and say that they are only planned.
    """

    services: int
    seed: int = 1
    cycles: int = 0
    manifests_per_file: int = 1000
    all_steps: bool = False
    planned: bool = False


@dataclass(slots=True)
class _Service:
    name: str
    team: str
    layer: int
    operations: int
    messages: int
    estimates: str
    calls: dict[int, tuple[str, ...]] = field(default_factory=dict)
    hears: list[int] = field(default_factory=list)


def workspace_files(shape: Shape) -> Iterator[tuple[str, str]]:
    """Yield path and text of every file of the workspace."""
    dice = random.Random(shape.seed)
    services = _services(shape, dice)
    _add_calls(services, dice)
    _add_cycles(services, shape.cycles, dice)
    _add_events(services, dice)
    called = {provider for service in services for provider in service.calls}
    yield "plan.yaml", _plan_file(shape, services)
    texts = [_manifest(services, number, called, shape) for number in range(len(services))]
    for start in range(0, len(texts), shape.manifests_per_file):
        number = start // shape.manifests_per_file
        chunk = texts[start : start + shape.manifests_per_file]
        yield f"services/{number:05d}.yaml", "---\n".join(chunk)
    for service in () if shape.planned else services:
        folder = f"contracts/{service.name}"
        yield f"{folder}/{service.name}-api/1.0.0/openapi.yaml", _openapi(service)
        if service.messages:
            yield f"{folder}/{service.name}-events/1.0.0/asyncapi.yaml", _asyncapi(service)


def write_workspace(shape: Shape, out: Path) -> int:
    """Write the workspace below a folder and return how many files it has."""
    count = 0
    for path, text in workspace_files(shape):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        count += 1
    return count


def _services(shape: Shape, dice: random.Random) -> list[_Service]:
    layers = dice.choices(range(len(_LAYER_WEIGHTS)), _LAYER_WEIGHTS, k=shape.services)
    layers[0] = 0  # somebody must be there to be called
    teams = _team_of_each(shape.services, dice)
    return [
        _Service(
            name=f"{_area(number)}-{dice.choice(_ROLES)}-{number:05d}",
            team=teams[number],
            layer=layer,
            operations=dice.randint(2, 6),
            messages=dice.randint(1, 4) if dice.random() < 1 / 3 else 0,
            estimates=_estimates(dice),
        )
        for number, layer in enumerate(layers)
    ]


def _area(number: int) -> str:
    return _AREAS[number // _DOMAIN_SIZE % len(_AREAS)]


def _team_of_each(services: int, dice: random.Random) -> list[str]:
    names: list[str] = []
    number = 0
    while len(names) < services:
        names += [f"team-{number:04d}"] * dice.randint(4, 8)
        number += 1
    return names[:services]


def _estimates(dice: random.Random) -> str:
    if dice.random() >= 1 / 5:
        return ""
    likely = dice.randint(4, 9)
    points = f"optimistic: {likely - 2}, likely: {likely}, pessimistic: {likely * 2}"
    return f"estimates: {{ B-1: {{ {points} }}, C-1: {dice.randint(2, 6)} }}\n"


def _add_calls(services: Sequence[_Service], dice: random.Random) -> None:
    layers: list[list[int]] = [[] for _ in _LAYER_WEIGHTS]
    near: dict[tuple[int, int], list[int]] = {}
    for number, service in enumerate(services):
        layers[service.layer].append(number)
        near.setdefault((number // _DOMAIN_SIZE, service.layer), []).append(number)
    for layer in layers:
        dice.shuffle(layer)  # otherwise the first domains would hold all popular providers
    for number, service in enumerate(services):
        wanted = dice.choices((1, 2, 3, 4, 5), _CALL_WEIGHTS)[0] if service.layer else 0
        for _ in range(wanted):
            below = service.layer - 1 if dice.random() < 0.7 else dice.randrange(service.layer)
            local = near.get((number // _DOMAIN_SIZE, below), []) if dice.random() < 0.5 else []
            provider = dice.choice(local) if local else _popular(layers[below] or layers[0], dice)
            service.calls[provider] = _some_operations(services[provider], dice)


def _popular(providers: Sequence[int], dice: random.Random) -> int:
    """Choose by a power law: the first of n providers gets the n-th part to the power of 1/3."""
    return providers[int(len(providers) * dice.random() ** 3)]


def _some_operations(provider: _Service, dice: random.Random) -> tuple[str, ...]:
    names = _operations(provider)
    return tuple(sorted(dice.sample(names, dice.randint(1, min(3, len(names))))))


def _add_cycles(services: Sequence[_Service], cycles: int, dice: random.Random) -> None:
    one_way = [
        (caller, provider)
        for caller, service in enumerate(services)
        for provider in service.calls
        if not _is_soft(caller, provider)  # a soft call does not order anything
    ]
    for caller, provider in dice.sample(one_way, min(cycles, len(one_way))):
        services[provider].calls[caller] = _some_operations(services[caller], dice)


def _add_events(services: Sequence[_Service], dice: random.Random) -> None:
    for number, service in enumerate(services):
        if service.messages and len(services) > 1:
            for _ in range(dice.choices((1, 2, 3, 6), (50, 30, 15, 5))[0]):
                other = dice.randrange(len(services) - 1)
                hearer = services[other + (other >= number)]
                if number not in hearer.hears:
                    hearer.hears.append(number)


def _is_soft(caller: int, provider: int) -> bool:
    return (caller + provider) % 5 == 0


def _operations(service: _Service) -> list[str]:
    return [f"{verb}Item" for verb in _VERBS[: service.operations]]


def _messages(service: _Service) -> list[str]:
    return [f"Item{suffix}" for suffix in _HAPPENED[: service.messages]]


def _plan_file(shape: Shape, services: Sequence[_Service]) -> str:
    teams = sorted({service.team for service in services})
    drops = "".join(f"  {step}: {{ drop: true }}\n" for step in DROPPED)
    return (
        f"name: synthetic-{shape.services}\n"
        "calendar: { start: 2026-01-05, holidays: [{ date: 2026-05-01 }, { date: 2026-12-25 }] }\n"
        "foundation:\n"
        f"  - {{ id: 0-A, title: Shared types, estimate: 2d, team: {teams[0]} }}\n"
        f"  - {{ id: 0-B, title: Contract registry, estimate: 2d, team: {teams[0]} }}\n"
        f"  - {{ id: 0-C, title: Identity, estimate: 3d, team: {teams[-1]}, depends_on: [0-A] }}\n"
        f"  - {{ id: 0-D, title: Tracing, estimate: 2d, team: {teams[-1]}, depends_on: [] }}\n"
        "teams:\n"
        + "".join(f"  - {{ name: {team}, capacity: 3 }}\n" for team in teams)
        + ("" if shape.all_steps else f"steps:\n{drops}")
    )


def _manifest(services: Sequence[_Service], number: int, called: set[int], shape: Shape) -> str:
    service = services[number]
    planned = ", planned: true" if shape.planned else ""
    lines = [
        f"name: {service.name}\nteam: {service.team}\ntier: {1 + service.layer // 2}\n",
        f"provides:\n{_offer(service, 'api', planned, public=number not in called)}",
    ]
    if service.messages:
        lines.append(f"publishes:\n{_offer(service, 'events', planned, public=len(services) == 1)}")
    if service.calls:
        lines.append("consumes:\n")
        lines += [
            _call(services[provider].name, names, soft=_is_soft(number, provider))
            for provider, names in sorted(service.calls.items())
        ]
    if service.hears:
        lines.append("subscribes:\n")
        lines += [
            f"  - {{ contract: {services[publisher].name}-events, version: ^1.0.0 }}\n"
            for publisher in sorted(service.hears)
        ]
    lines.append(f"health: GET /health\n{service.estimates}")
    return "".join(lines)


def _offer(service: _Service, kind: str, planned: str, *, public: bool) -> str:
    audience = ", audience: public" if public else ""
    return f"  - {{ contract: {service.name}-{kind}, version: 1.0.0{planned}{audience} }}\n"


def _call(provider: str, operations: Sequence[str], *, soft: bool) -> str:
    text = f"contract: {provider}-api, version: ^1.0.0, operations: [{', '.join(operations)}]"
    if soft:
        text += ", criticality: soft, fallback: answer without it"
    return f"  - {{ {text}, timeout: 500ms, circuit_breaker: true }}\n"


_OPERATION_TEXTS = {
    "get": ("/items/{id}", "get", "200", False),
    "list": ("/items", "get", "200", False),
    "create": ("/items", "post", "201", True),
    "replace": ("/items/{id}", "put", "200", True),
    "remove": ("/items/{id}", "delete", "204", False),
    "search": ("/items/search", "post", "200", True),
}
_ITEM_SCHEMA = """\
      type: object
      required: [id, state]
      properties:
        id: { type: string, format: uuid }
        state: { type: string, enum: [new, open, closed] }
        amount: { type: integer, minimum: 0 }
"""
_ID_PARAMETER = (
    "    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]\n"
)


def _openapi(service: _Service) -> str:
    paths: dict[str, str] = {}
    for verb in _VERBS[: service.operations]:
        path, method, status, has_body = _OPERATION_TEXTS[verb]
        content = "content: { application/json: { schema: { $ref: '#/components/schemas/Item' } } }"
        body = f"      requestBody: {{ {content} }}\n" if has_body else ""
        answer = "description: Gone" if status == "204" else f"description: Fine, {content}"
        paths.setdefault(path, _ID_PARAMETER if "{id}" in path else "")
        paths[path] += (
            f"    {method}:\n      operationId: {verb}Item\n{body}"
            f"      responses: {{ '{status}': {{ {answer} }} }}\n"
        )
    return (
        f"openapi: 3.1.0\ninfo: {{ title: {service.name}, version: 1.0.0 }}\npaths:\n"
        + "".join(f"  {path}:\n{text}" for path, text in paths.items())
        + f"components:\n  schemas:\n    Item:\n{_ITEM_SCHEMA}"
    )


def _asyncapi(service: _Service) -> str:
    names = _messages(service)
    in_channel = "".join(f"      {n}: {{ $ref: '#/components/messages/{n}' }}\n" for n in names)
    payload = "{ $ref: '#/components/schemas/Item' }"
    messages = "".join(f"    {n}:\n      payload: {payload}\n" for n in names)
    return (
        f"asyncapi: 3.0.0\ninfo: {{ title: {service.name} events, version: 1.0.0 }}\n"
        f"channels:\n  items:\n    address: {service.name}.items\n    messages:\n{in_channel}"
        "operations:\n  send:\n    action: send\n    channel: { $ref: '#/channels/items' }\n"
        f"components:\n  messages:\n{messages}  schemas:\n    Item:\n{_ITEM_SCHEMA}"
    )


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--services", type=int, required=True, help="how many services")
    parser.add_argument("--out", type=Path, required=True, help="folder to write; must be empty")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same bytes")
    parser.add_argument("--cycles", type=int, default=0, help="calls back that close a cycle")
    parser.add_argument("--manifests-per-file", type=int, default=1000, help="1: a file a service")
    parser.add_argument("--all-steps", action="store_true", help="keep all 21 steps of a service")
    parser.add_argument("--planned", action="store_true", help="write no contract files")
    options = parser.parse_args(arguments)
    if options.services < 1 or options.manifests_per_file < 1 or options.cycles < 0:
        parser.error("--services and --manifests-per-file start at 1, --cycles at 0")
    if options.out.exists() and (not options.out.is_dir() or any(options.out.iterdir())):
        parser.error(f"{options.out} is not an empty folder")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what the arguments ask for."""
    options = _parse(arguments)
    shape = Shape(
        options.services,
        options.seed,
        options.cycles,
        options.manifests_per_file,
        options.all_steps,
        options.planned,
    )
    print(f"wrote {write_workspace(shape, options.out)} files to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

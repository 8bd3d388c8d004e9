"""`plan stubs serve`."""

from pathlib import Path

import click

from planner.cli.options import Common, common_options, examples


@click.command(
    epilog=examples(
        "plan stubs serve catalog-api",
        "plan stubs serve --for order",
        "plan stubs serve --for order --port 8080 --prefix",
        "plan stubs serve openapi.yaml --stateful",
        "plan stubs serve catalog-api@1.2.0 --allow-draft",
        "plan stubs serve --for order --latency 20..80ms --fault 503=5% --fault reset=1%",
        "plan stubs serve --for order --port 0 --format json",
        "plan stubs serve --for order --compose docker-compose.stubs.yaml",
    )
)
@click.argument("contracts", nargs=-1, metavar="[CONTRACT]...")
@click.option("--for", "service", default="", metavar="SERVICE", help="All that SERVICE consumes.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=4001,
    show_default=True,
    help="Port of the first contract, the others follow; 0: any that are free.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; 0.0.0.0 for callers from other machines.",
)
@click.option("--prefix", is_flag=True, help="One port, each contract below /CONTRACT.")
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Other numbers make other data."
)
@click.option("--stateful", is_flag=True, help="Keep what is created, changed and deleted.")
@click.option(
    "--latency",
    default="",
    metavar="TIME",
    help="How long answers take: 50ms, 20..80ms, or 50~10ms (mean and deviation).",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND=RATE",
    help="503=5% (a status), reset=1%, truncate=1%, drip=10%; OPERATION:503=5% for one of them.",
)
@click.option(
    "--auth/--no-auth",
    default=True,
    help="Ask for the credentials that contracts demand.  [default: ask]",
)
@click.option("--paranoid", is_flag=True, help="Judge each body once more when it is sent.")
@click.option(
    "--keep-calls",
    type=click.IntRange(0, 1_000_000),
    default=2_000,
    show_default=True,
    help="How many calls each port remembers for /__plan__/calls.",
)
@click.option(
    "--proof",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="First write DIR/CONTRACT.json: that each answer is valid, judged by two validators.",
)
@click.option("--allow-draft", is_flag=True, help="Also contracts that are not ratified.")
@click.option(
    "--reload/--no-reload",
    default=True,
    help="Serve changes of contracts and ratifications at once.  [default: reload]",
)
@click.option(
    "--compose",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a Compose file that serves the same in a container, and stop.",
)
@common_options("served")
def command(
    common: Common,
    *,
    contracts: tuple[str, ...],
    service: str,
    port: int,
    host: str,
    prefix: bool,
    seed: int,
    stateful: bool,
    latency: str,
    faults: tuple[str, ...],
    auth: bool,
    paranoid: bool,
    keep_calls: int,
    proof: Path | None,
    allow_draft: bool,
    reload: bool,
    compose: Path | None,
) -> None:
    """Serve contracts as if their providers were there.

    CONTRACT is the id of a contract, CONTRACT@VERSION, or a contract file; without any, all
    ratified contracts of the workspace are served, each on a port of its own. Requests are judged
    by the contract, answers come from its examples or are made to fit it. When calls are answered,
    the addresses are written as environment variables. The port's root is a page to try
    everything; /__plan__/calls lists the calls so far.
    """
    from planner.app.stubs.serving import ServeWish
    from planner.cli.serving import Desk, serve_until_stopped, write_compose
    from planner.stubs.server.types import ServerOptions

    options = ServerOptions(
        seed=seed,
        stateful=stateful,
        latency=latency,
        faults=faults,
        checks_auth=auth,
        paranoid=paranoid,
    )
    wish = ServeWish(contracts, service, allow_draft, prefix, options, keep_calls)
    desk = Desk(common, wish, host, port, is_reloading=reload and compose is None)
    if compose is not None:
        write_compose(desk, compose)
    else:
        serve_until_stopped(desk, proof)

"""Joins the stub server with the real world: files, ports, standard output."""

import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from planner.adapters.cache import user_cache
from planner.adapters.files import LocalFiles, write_whole
from planner.adapters.http_server import Hooks, Listener, OpenSocket, Site, listen, serve
from planner.adapters.watching import Watch, WatchedFiles, WatchedSurroundings
from planner.app.stubs.serving import AsgiApp, Journals, ServeWish, Stubs, make_stubs
from planner.cli.errors import report_input_error, report_warnings
from planner.cli.options import Common
from planner.cli.output import emit
from planner.cli.wiring import workspace_folder
from planner.model.errors import InputError
from planner.model.served_view import ServedView
from planner.stubs.server.types import RESET

if TYPE_CHECKING:
    from planner.app.stubs.reloading import Reloader
    from planner.model.problem import Problem


class Desk(NamedTuple):
    """What the user wants.

    Args:
        port: the first one; 0: any that are free.
        is_reloading: serve changes at once.
    """

    common: Common
    wish: ServeWish
    host: str
    port: int
    is_reloading: bool


class Maker:
    """Makes stubs from files, as often as they change.

    Args:
        desk: what the user wants.
    """

    def __init__(self, desk: Desk) -> None:
        folder = workspace_folder(desk.common)
        self.watch = Watch()
        self.files: LocalFiles | None = WatchedFiles(folder, self.watch) if folder else None
        self.world = WatchedSurroundings(Path(), self.files, self.watch)
        self._cache = user_cache()
        self._journals: Journals = {}
        self._wish = desk.wish
        context = click.get_current_context(silent=True)
        if context:
            context.find_root().obj = self.files  # errors show the lines that they are about

    def make(self) -> "tuple[Stubs, tuple[Problem, ...]]":
        """Return the stubs as the files are now, and warnings.

        Raises:
            InputError: see `make_stubs`.
        """
        return make_stubs(
            self.files, self._wish, world=self.world, cache=self._cache, journals=self._journals
        )

    def remake(self) -> Stubs:
        """Return the stubs as the files are now.

        Raises:
            InputError: see `make_stubs`.
        """
        return self.make()[0]


def serve_until_stopped(desk: Desk, proofs: Path | None = None) -> None:
    """Serve until a signal says that it is enough.

    Args:
        desk: what the user wants.
        proofs: folder for a proof of each contract, written first; None: none is.

    Raises:
        InputError: what is wanted can't be served, a port can't be had, or a proof can't be
            written.
    """
    maker = Maker(desk)
    stubs, warnings = maker.make()
    listeners = listen(desk.host, stubs.ports(desk.port))
    if proofs is not None:
        _write_proofs(proofs, stubs, maker)
    sites = [Site(app) for app in stubs.apps]
    doors = Doors(desk, len(sites))
    background = doors.beside(_reloader(maker, stubs, sites, doors)) if desk.is_reloading else None
    hooks = Hooks(
        lambda: emit(_view(maker, stubs, listeners), "served", desk.common, warnings),
        _say,
        background,
    )
    serve(dict(zip(listeners, sites, strict=True)), hooks, drop_key=RESET)


def _write_proofs(folder: Path, stubs: Stubs, maker: Maker) -> None:
    from planner.app.stubs.originals import Originals
    from planner.app.stubs.proving import proof_of
    from planner.stubs.proof import proof_bytes

    originals = Originals(maker.files, maker.world)
    for each in stubs.served:
        proof = proof_of(each.source.bundle, documents=originals.of(each.source))
        write_whole(folder / f"{each.name}.json", proof_bytes(proof))
        counts = proof["counts"]
        _say(
            f"`{each.name}`: {counts['proven']} of {counts['declared']} kinds of answers proven, "
            f"{counts['impossible']} impossible, {counts['disputed']} disputed, "
            f"{counts['unproven']} unproven; {counts['invalid_examples']} of {counts['examples']} "
            "examples violate the contract and are not served"
        )


class Doors:
    """Takes further ports while others are served.

    Args:
        desk: what the user wants.
        count: how many ports there are.
    """

    def __init__(self, desk: Desk, count: int) -> None:
        self._desk, self._count = desk, count
        self._serve: OpenSocket | None = None

    def beside(self, reloader: "Reloader") -> "Callable[[OpenSocket], Awaitable[None]]":
        """Return what runs while the ports are served."""

        async def run(serve: OpenSocket) -> None:
            self._serve = serve
            await reloader.run()

        return run

    async def open(self, app: AsgiApp) -> tuple[Site, str]:
        """Serve an application on the port after the last one, and return where.

        Raises:
            InputError: the port can't be had.
        """
        port = self._desk.port + self._count if self._desk.port else 0
        (listener,) = listen(self._desk.host, [port])
        self._count += 1
        site = Site(app)
        if self._serve is not None:
            await self._serve(listener.socket, site)
        return site, listener.url


def _reloader(maker: Maker, stubs: Stubs, sites: Sequence[Site], doors: Doors) -> "Reloader":
    from planner.app.stubs.reloading import Reloader

    return Reloader(
        stubs,
        dict(enumerate(sites)),
        open_place=doors.open,
        watch=maker.watch,
        remake=maker.remake,
        say=_say,
        complain=lambda problems: report_input_error(InputError(problems), maker.files),
    )


def _view(maker: Maker, stubs: Stubs, listeners: Sequence[Listener]) -> ServedView:
    told = stubs.at([listener.url for listener in listeners])
    return ServedView(maker.files.shown_root if maker.files else "", os.getpid(), told)


def _say(line: str) -> None:
    click.echo(f"plan stubs serve: {line}", err=True)


# ---------------------------------------------------------------------- in a container


def write_compose(desk: Desk, target: Path) -> None:
    """Write a Compose file that serves in a container what would be served here.

    Raises:
        InputError: what is wanted can't be served, lies where the container can't see it, or the
            file can't be written.
    """
    from planner import __version__
    from planner.app.stubs.composing import Composition, compose_text

    if not desk.port:
        raise click.UsageError("A container needs fixed ports. Hint: leave `--port 0` out.")
    maker = Maker(desk)
    stubs, warnings = maker.make()
    ports = stubs.ports(desk.port)
    top = workspace_folder(desk.common) or Path()
    composition = Composition(
        Path(os.path.relpath(top.resolve(), target.resolve().parent)).as_posix(),
        _arguments(desk, top),
        ports,
        {each.variable: f"http://stubs:{ports[each.port]}{each.prefix}" for each in stubs.served},
        __version__,
    )
    write_whole(target, compose_text(composition).encode())
    if not desk.common.quiet:
        if warnings:
            report_warnings(warnings, maker.files, desk.common.color)
        click.echo(f"Wrote {target}", err=True)


def _arguments(desk: Desk, top: Path) -> list[str]:
    """Return the command line that serves the same from the top folder."""
    wish, options = desk.wish, desk.wish.options
    told = [_below(top, name) if Path(name).exists() else name for name in wish.told]
    flags = {
        "--prefix": wish.is_prefixed,
        "--stateful": options.stateful,
        "--no-auth": not options.checks_auth,
        "--paranoid": options.paranoid,
        "--allow-draft": wish.allow_draft,
    }
    arguments = [*told, *(flag for flag, is_on in flags.items() if is_on)]
    arguments += ["--for", wish.service] if wish.service else []
    arguments += ["--latency", options.latency] if options.latency else []
    for fault in options.faults:
        arguments += ["--fault", fault]
    numbers = {"--port": desk.port, "--seed": options.seed, "--keep-calls": wish.kept_calls}
    return [*arguments, *(text for key, value in numbers.items() for text in (key, str(value)))]


def _below(top: Path, name: str) -> str:
    """Return the path of a file from the top folder: nothing else is in the container."""
    full, above = Path(name).resolve(), top.resolve()
    if not full.is_relative_to(above):
        raise InputError.single(
            "outside-workspace",
            f"`{name}` lies outside of `{top}`, which is all that the container would see",
            hint="run this in a folder above the file",
        )
    return full.relative_to(above).as_posix()

"""The program `plan`: finds its commands by folder scan and turns errors into exit codes."""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NoReturn

import click

from planner.cli import exit_codes
from planner.cli.errors import report_input_error, report_internal_error
from planner.model.errors import InputError

_COMMANDS = "planner.cli.commands"


class CommandFolder(click.Group):
    """A group whose commands are the modules of `planner/cli/commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of all commands, sorted."""
        folder = str(Path(__file__).parent / "commands")
        return sorted(info.name.replace("_", "-") for info in iter_modules([folder]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; only its own module is imported."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{_COMMANDS}.{cmd_name.replace('-', '_')}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"{_COMMANDS}: {cmd_name} has no click command called `command`")
        command.name = cmd_name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant; an unknown one is refused with near misses."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from planner.model.nearest import did_you_mean

            hint = did_you_mean(args[0], self.list_commands(ctx))
            ctx.fail(f"There is no command `{args[0]}`." + (f" Hint: {hint}" if hint else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write all commands, each with its whole first sentence."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                rows.append((name, command.get_short_help_str(limit=1000)))
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever is wrong with the input is told, with its places."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            report_input_error(error, ctx.obj)
            ctx.exit(exit_codes.BAD_INPUT)
        except BrokenPipeError:  # click itself would exit with 1, which means a closed gate
            ctx.exit(_silence_closed_pipe())


def _show_version(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        from planner import __version__

        click.echo(f"plan {__version__}")
        ctx.exit()


@click.group(
    cls=CommandFolder,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    epilog="\b\nStart with:\n  plan init shop      a small workspace that works\n"
    "  plan validate       is everything right?\n  plan waves          the whole plan",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.pass_context
def program(ctx: click.Context) -> None:
    """Plan many services that are built at once, contract first.

    Reads manifests and contracts, and tells which work can run in parallel, what decides the
    end, and in which order to release.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run `plan` and leave the process with its exit code.

    Args:
        arguments: instead of those of the process.
    """
    # Nearly all objects of a run live until its end: not looking for circular garbage saves a fifth
    # of the time of a big workspace. What no circle holds is freed all the same.
    gc.disable()
    sys.exit(exit_code_of(arguments))


def exit_code_of(arguments: list[str] | None = None) -> int:
    """Run `plan` and return its exit code; see `planner.cli.exit_codes`."""
    try:
        code = program.main(arguments, prog_name="plan", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code if isinstance(error, click.UsageError) else exit_codes.BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        return _silence_closed_pipe()
    except Exception as error:  # noqa: BLE001  the last resort: says how to report it
        report_internal_error(error)
        return exit_codes.INTERNAL
    return code if isinstance(code, int) else exit_codes.FINE


def _silence_closed_pipe() -> int:
    """Let the interpreter's own last flush go nowhere: the reader of the pipe has left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return exit_codes.PIPE_CLOSED

"""The program `plan`: finds its commands by folder scan and turns errors into exit codes."""

import gc
import os
import sys
from typing import Any, NoReturn

import click

from planner.cli import exit_codes
from planner.cli.errors import report_input_error, report_internal_error
from planner.cli.folder import CommandFolder
from planner.model.errors import InputError


class Program(CommandFolder):
    """`plan` itself: what goes wrong in any of its commands is told here."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  click's own settings
        super().__init__("planner.cli.commands", **settings)

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
    cls=Program,
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

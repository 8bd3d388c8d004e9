"""A group of commands that are the modules of a folder; only the one that is called is imported."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click


class CommandFolder(click.Group):
    """A group whose commands are the modules of a package, dashes for underscores.

    Args:
        package: its dotted name; each module has a click command called `command`.
    """

    def __init__(self, package: str, **settings: Any) -> None:  # noqa: ANN401  click's own settings
        super().__init__(**settings)
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of all commands, sorted."""
        folders = import_module(self._package).__path__
        names = (info.name for info in iter_modules(folders) if info.name[0] != "_")
        return sorted(name.replace("_", "-") for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; only its own module is imported."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{self._package}.{cmd_name.replace('-', '_')}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"{self._package}: {cmd_name} has no click command called `command`")
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

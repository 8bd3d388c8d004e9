"""Options of the commands that call a running provider."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from planner.app.ports import Files
    from planner.app.verify import Engines

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""Name of a header; RFC 9110 section 5.6.2."""
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}
_LONGEST = 3600.0


def budget(callback: Decorated) -> Decorated:
    """Add the options that say how a provider is called."""
    for option in reversed(
        (
            click.option(
                "--header",
                "headers",
                multiple=True,
                metavar="'NAME: VALUE'",
                help="Sent with each call, credentials for example; never shown.",
            ),
            click.option(
                "--seed",
                type=click.IntRange(0, 2**31 - 1),
                default=0,
                show_default=True,
                help="Another number makes other requests.",
            ),
            click.option(
                "--max-examples",
                type=click.IntRange(1, 10_000),
                default=20,
                show_default=True,
                metavar="N",
                help="Most generated requests for an operation.",
            ),
            click.option(
                "--timeout",
                default="60s",
                show_default=True,
                metavar="TIME",
                help="For everything together: 500ms, 30s, 5m.",
            ),
        )
    ):
        callback = option(callback)
    return callback


def allow_draft(callback: Decorated) -> Decorated:
    """Add the option that lets contracts be used which nobody has agreed to."""
    option = click.option(
        "--allow-draft", "draft", is_flag=True, help="Contracts need not be ratified."
    )
    return option(callback)


def header_values(told: Sequence[str]) -> Mapping[str, str]:
    """Return headers that were given as `Name: value`.

    Raises:
        click.UsageError: one is not of that form; what it says is not repeated, it may be a secret.
    """
    found = {}
    for text in told:
        name, colon, value = text.partition(":")
        is_sendable = value.strip().isprintable() and value.isascii()
        if not colon or not _TOKEN.fullmatch(name) or not value.strip() or not is_sendable:
            raise click.UsageError(
                "A --header is not of the form `Name: value`. "
                "Hint: write --header 'Authorization: Bearer TOKEN'."
            )
        found[name] = value.strip()
    return found


def parse_seconds(told: str) -> float:
    """Return a time in seconds.

    Raises:
        click.UsageError: it is none, or longer than an hour.
    """
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)(ms|s|m)", told.strip())
    seconds = float(found[1]) * _UNITS[found[2]] if found else 0.0
    if not 0 < seconds <= _LONGEST:
        raise click.UsageError(
            f"`{told}` is no time for --timeout. Hint: write 500ms, 30s or 5m, at most 60m."
        )
    return seconds


def engines_for(
    url: str, state_url: str = "", *, pacts: "Files | None" = None, pact_folder: str = ""
) -> "Engines":
    """Return what calls a provider.

    Raises:
        InputError: an address can't be used.
    """
    from planner.adapters.engines import PactReplay, Schemathesis
    from planner.adapters.provider import HttpProvider, checked_address
    from planner.app.verify import Engines

    states = HttpProvider(checked_address(state_url, "--state-url")) if state_url else None
    provider = HttpProvider(checked_address(url, "--url"))
    return Engines(provider, Schemathesis(), PactReplay(), pacts, pact_folder, states)

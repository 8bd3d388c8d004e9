"""The recorded calls of a stub server: from a file, or from the server on this machine."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from planner.model.errors import InputError

MAX_BYTES = 64 * 1024 * 1024
_SECONDS = 10.0


def read_calls(named: str) -> bytes:
    """Return what a file holds, or what a stub server on this machine answers.

    Args:
        named: a file, or an address whose host is this machine: `localhost`, `127.0.0.1`, `[::1]`.

    Raises:
        InputError: there is no such file, it is too large, the server does not answer, or the
            address is not of this machine.
    """
    if named.startswith(("http://", "https://")):
        return _fetched(named)
    path = Path(named)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError.single(
                "file-too-large", f"`{named}` has more than {MAX_BYTES} bytes", hint="record less"
            )
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError.single(
            "missing-file",
            f"`{named}` can't be read: {reason}",
            hint="save what the stub server answers to `GET /__plan__/calls`, or name its address",
        ) from None


def _fetched(address: str) -> bytes:
    if not is_loopback(address):
        raise InputError.single(
            "not-this-machine",
            f"`{address}` is not an address of this machine",
            hint="save the calls to a file and name it, or use 127.0.0.1",
        )
    from planner.adapters.network import HttpNetwork  # noqa: PLC0415  files need none

    return HttpNetwork([address], seconds=_SECONDS, max_bytes=MAX_BYTES).fetch(address)


def is_loopback(address: str) -> bool:
    """Return whether the host of an address is this machine by its very name."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

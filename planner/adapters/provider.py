"""Calls a running provider, and nothing else.

Only the address that the user named is called: redirects are answers, not orders; proxies,
`.netrc` and certificates of the environment are not used.
"""

import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from planner.model.errors import InputError
from planner.model.provider_call import Reply, Request

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 4 * 1024 * 1024
"""Of one answer."""
_CONNECT_SECONDS = 5.0


def checked_address(url: str, option: str) -> str:
    """Return an address without the slash at its end.

    Args:
        url: what the user named.
        option: by which option, for the message.

    Raises:
        InputError: it is none that can be called, or it holds a password.
    """
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right:
        raise InputError.single(
            "bad-url",
            f"`{url}` for {option} is not an address such as `http://localhost:8080`",
            hint="write scheme, host and port",
        )
    if parts.username is not None or parts.password is not None:
        raise InputError.single(
            "bad-url",
            f"the address for {option} holds a name or password",
            hint="leave it out, and give credentials with `--header 'Authorization: ...'`",
        )
    if parts.query or parts.fragment:
        raise InputError.single(
            "bad-url",
            f"`{url}` for {option} has a query or fragment",
            hint="name only what stands before the paths of the contract",
        )
    return url.rstrip("/")


class HttpProvider:
    """A provider that answers over HTTP.

    Args:
        url: its address; see `checked_address`.
        max_bytes: of an answer; the rest is not read.
    """

    def __init__(self, url: str, *, max_bytes: int = MAX_BYTES) -> None:
        self._url = url
        self._max_bytes = max_bytes

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return self._url

    def is_there(self) -> bool:
        """Return whether something listens at the address."""
        parts = urlsplit(self._url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        try:
            socket.create_connection((parts.hostname or "", port), _CONNECT_SECONDS).close()
        except OSError:
            return False
        return True

    def call(self, request: Request, *, seconds: float) -> Reply:
        """Return what it answers; see `planner.app.verify.ports.Provider`."""
        import asyncio  # noqa: PLC0415  for this command alone

        import httpx  # noqa: PLC0415  a tenth of a second, likewise

        started = time.monotonic()
        try:
            return asyncio.run(self._call(request, started, seconds))
        except TimeoutError:
            problem = f"no answer within {seconds:g} s"
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            problem = _words(error)
        return Reply(problem=problem, seconds=time.monotonic() - started)

    async def _call(self, request: Request, started: float, seconds: float) -> Reply:
        """Call it within the time, however slowly headers and body drip.

        Timeouts of the client hold for one piece each: a byte now and then would last for ever.
        """
        import asyncio  # noqa: PLC0415  as above

        import httpx  # noqa: PLC0415  as above

        async with httpx.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # noqa: S113  the whole call has one
            headers=_NO_HEADERS,
            verify=self._url.startswith("https:"),  # certificates take a while to load
        ) as client:
            asked = client.build_request(
                request.method,
                # Without the slash, a path such as `@other.host/` would name another host.
                f"{self._url}/{request.path.lstrip('/')}",
                headers=dict(request.headers),
                content=request.body,
            )
            async with asyncio.timeout(seconds):
                response = await client.send(asked, stream=True)
            try:
                return await self._read(response, started, seconds)
            finally:
                await response.aclose()

    async def _read(self, response: "httpx.Response", started: float, seconds: float) -> Reply:
        import asyncio  # noqa: PLC0415  as above

        body, problem = bytearray(), ""
        try:
            async with asyncio.timeout(seconds - (time.monotonic() - started)):
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > self._max_bytes:
                        problem = f"the answer has more than {self._max_bytes} bytes"
                        break
        except TimeoutError:
            problem = f"the answer did not end within {seconds:g} s"
        headers = {name.lower(): value for name, value in response.headers.items()}
        taken = time.monotonic() - started
        return Reply(response.status_code, headers, bytes(body[: self._max_bytes]), taken, problem)


_NO_HEADERS = {"User-Agent": "planner", "Accept": "*/*", "Accept-Encoding": "identity"}


def _words(error: Exception) -> str:
    """Return what went wrong, without the name of a class."""
    name = type(error).__name__
    if "Connect" in name:
        return "the connection can't be made"
    return "the connection ended before there was a whole answer"

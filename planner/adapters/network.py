"""Documents of the network, read over HTTP and HTTPS within bounds.

What refers to a document may come from anybody, so that a reference must not make this machine ask
another one that only it can reach (server-side request forgery, CWE-918). A host that the user did
not name must have public addresses alone, and the connection goes to exactly the address that was
looked at: a name that changes its address in between leads nowhere else. Redirects are looked at
in the same way. Proxies of the environment are not used; no credentials or cookies are sent.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from planner.model.errors import InputError

MAX_BYTES = 32 * 1024 * 1024
"""Of one document."""
MAX_TOTAL_BYTES = 128 * 1024 * 1024
MAX_DOCUMENTS = 200
SECONDS = 30.0
"""For one document, redirects included."""
_MAX_REDIRECTS = 5
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for IPv4 ones; RFC 6052."""
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 * 1024
_LONGEST = 200
"""Characters of an address that a message shows."""
_AS_IT_IS = "!$%&'()*+,/:;=?@[]~"
"""What stays as it is in an address; what is no ASCII is written in percent."""
_HEADERS = {
    "Accept": "application/yaml, application/json, */*;q=0.5",
    "Accept-Encoding": "identity",
    "User-Agent": "planner",
}

Resolve = Callable[[str, int], Iterable[str]]
"""Host and port -> IP addresses. Raises OSError."""


class HttpNetwork:
    """Reads documents; each address is asked for once.

    Args:
        named: addresses that the user typed: their hosts may have private addresses.
        resolve: looks up the addresses of a host.
        tls: how certificates are checked; None: as the system does it.
        seconds: for one document.
        max_bytes: of one document.
    """

    def __init__(
        self,
        named: Iterable[str] = (),
        *,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._trusted = {host for host in map(_host_of, named) if host}
        self._resolve = resolve or _addresses_of
        self._tls = tls
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._known: dict[str, bytes | InputError] = {}
        self._left = MAX_TOTAL_BYTES

    def fetch(self, address: str) -> bytes:
        """Return a document; see `planner.app.ports.Network`."""
        if address not in self._known:
            self._known[address] = self._outcome(address)
        found = self._known[address]
        if isinstance(found, InputError):
            raise found
        return found

    def _outcome(self, address: str) -> bytes | InputError:
        if len(self._known) >= MAX_DOCUMENTS:
            return _refused(
                "too-many-documents",
                f"more than {MAX_DOCUMENTS} documents of the network are referred to",
                "copy the files that are needed into the repository",
            )
        try:
            content = self._follow(address, time.monotonic() + self._seconds)
        except InputError as error:
            return error
        except (OSError, http.client.HTTPException, ValueError) as error:
            return _unreachable(address, error)
        self._left -= len(content)
        return content

    def _follow(self, address: str, deadline: float) -> bytes:
        current = address
        for _ in range(_MAX_REDIRECTS + 1):
            found = self._ask(current, deadline)
            if isinstance(found, bytes):
                return found
            following = urljoin(current, found.location)
            if urlsplit(current).scheme == "https" and urlsplit(following).scheme != "https":
                raise _refused(
                    "unsafe-redirect",
                    f"`{_shown(address)}` leads from `https` to `{_shown(following)}`",
                    "name the address that it leads to, if you trust it",
                )
            current = following
        raise _refused(
            "too-many-redirects",
            f"`{_shown(address)}` leads on more than {_MAX_REDIRECTS} times",
            "name the address where the document is",
        )

    def _ask(self, address: str, deadline: float) -> "bytes | _Redirect":
        parts = _checked(address)
        host, port = _host_and_port(parts)
        reached = self._reachable(host, port)
        with (
            _in_time(reached, port, deadline) as line,
            closing(self._connection(parts.scheme, host, port, line)) as connection,
        ):
            connection.request("GET", _wanted(parts), headers=_HEADERS)
            with connection.getresponse() as response:
                location = response.headers.get("Location")
                if response.status in _REDIRECTS and location:
                    return _Redirect(location)
                return self._read(response, address)

    def _connection(
        self, scheme: str, host: str, port: int, line: socket.socket
    ) -> http.client.HTTPConnection:
        """Return a connection that goes over an open line; it is never opened by itself."""
        if scheme == "http":
            plain = http.client.HTTPConnection(host, port)
            plain.sock = line
            return plain
        context = self._tls or ssl.create_default_context()
        safe = http.client.HTTPSConnection(host, port, context=context)
        safe.sock = context.wrap_socket(line, server_hostname=host)
        return safe

    def _read(self, response: http.client.HTTPResponse, address: str) -> bytes:
        if response.status != http.client.OK:
            raise _refused(
                "not-fetched",
                f"`{_shown(address)}` answers with status {response.status}",
                "check the address; only what everybody can read is fetched",
            )
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in {"", "identity"}:
            raise _refused(
                "not-fetched",
                f"`{_shown(address)}` comes as `{_shown(encoding)}`, which was not asked for",
                "copy the file into the repository",
            )
        content = bytearray()
        most = min(self._max_bytes, self._left)
        while chunk := response.read1(_CHUNK):
            content += chunk
            if len(content) > most:
                raise _refused(
                    "file-too-large",
                    f"`{_shown(address)}` has more than {most} bytes",
                    "split it, or leave out what no reader needs",
                )
        if response.length:
            raise http.client.IncompleteRead(bytes(content), response.length)
        return bytes(content)

    def _reachable(self, host: str, port: int) -> str:
        """Return the IP address that a host is asked at.

        Raises:
            InputError: it is no public one, and the user did not name the host.
            OSError: the host has none.
        """
        found = list(self._resolve(host, port))
        if not found:
            raise OSError("no such host")
        is_trusted = (host, port) in self._trusted
        if not is_trusted and not all(map(_is_public, found)):
            raise _refused(
                "private-address",
                f"a reference asks for `{_shown(host)}`, which is not a public host",
                "copy the file into the repository and refer to the copy",
            )
        return found[0]


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str


@contextmanager
def _in_time(reached: str, port: int, deadline: float) -> Iterator[socket.socket]:
    """Open a line that is cut when the time is over, whatever the other side does on it.

    Raises:
        TimeoutError: the time is over.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("it takes too long")
    with socket.create_connection((reached, port), left) as line, line.dup() as end:
        is_cut = threading.Event()
        alarm = threading.Timer(deadline - time.monotonic(), _cut, [end, is_cut])
        alarm.daemon = True
        alarm.start()
        try:
            yield line
        except (OSError, http.client.HTTPException):
            if is_cut.is_set():
                raise TimeoutError("it takes too long") from None
            raise
        finally:
            alarm.cancel()
        if is_cut.is_set():
            raise TimeoutError("it takes too long")


def _cut(line: socket.socket, is_cut: threading.Event) -> None:
    is_cut.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _wanted(parts: SplitResult) -> str:
    """Return what is asked for on the host."""
    query = f"?{quote(parts.query, safe=_AS_IT_IS)}" if parts.query else ""
    return quote(parts.path or "/", safe=_AS_IT_IS) + query


def _checked(address: str) -> SplitResult:
    """Return the parts of an address that may be asked for.

    Raises:
        InputError: no address of HTTP, or one with a password.
    """
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise _refused(
            "not-fetched",
            f"`{_shown(address)}` is no address that starts with `https://` or `http://`",
            "copy the file into the repository",
        )
    if parts.username is not None or parts.password is not None:
        raise _refused(
            "not-fetched",
            f"the address of a document on `{_shown(parts.hostname)}` has a name or a password",
            "leave them out; only what everybody can read is fetched",
        )
    return parts


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    host = parts.hostname or ""
    # names that are no ASCII are asked for as RFC 3490 writes them
    written = host if host.isascii() else host.encode("idna").decode("ascii")
    return written, parts.port or _PORTS[parts.scheme]


def _host_of(address: str) -> tuple[str, int] | None:
    """Return host and port of an address that a user typed; None if it is none."""
    if not address[:8].lower().startswith(("http://", "https://")):
        return None
    try:
        return _host_and_port(_checked(address))
    except (InputError, ValueError):
        return None


def _addresses_of(host: str, port: int) -> Iterable[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _is_public(address: str) -> bool:
    """Return whether an IP address is one that everybody can reach; see RFC 6890."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None and not inner.is_global:
            return False
    return ip.is_global and not ip.is_multicast


def _unreachable(address: str, error: Exception) -> InputError:
    reason = str(getattr(error, "strerror", None) or error).strip().splitlines()
    said = f": {reason[0].rstrip('.')}" if reason else ""
    return _refused(
        "not-fetched",
        f"`{_shown(address)}` can't be fetched{said}",
        "check the address and the network, or copy the file into the repository",
    )


def _refused(code: str, message: str, hint: str) -> InputError:
    return InputError.single(code, message, hint=hint)


def _shown(text: str) -> str:
    """Return an address for a message: short, and without what a terminal would act on."""
    shown = "".join(char if char.isprintable() and char != "`" else "?" for char in text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"

"""Pages of other origins may call stubs (WHATWG Fetch, "CORS protocol")."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from planner.stubs.server.types import Answer, header_of

_NAMES = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~, -]{0,2000}")
_METHOD = re.compile(r"[A-Z]{1,20}")


def cors_headers(answer: Answer, origin: bytes) -> Answer:
    """Return an answer that a page of the origin may read, headers and all."""
    exposed = b", ".join(sorted({name for name, _ in answer.headers}))
    headers = [
        *answer.headers,
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", exposed),
        (b"vary", b"Origin"),
    ]
    return Answer(answer.status, headers, answer.body, answer.variant)


def preflight(methods: AbstractSet[str], headers: Iterable[tuple[bytes, bytes]]) -> Answer:
    """Return the answer to OPTIONS on a path that doesn't declare it."""
    sent = list(headers)
    allowed = methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
    listed = ", ".join(sorted(m for m in allowed if _METHOD.fullmatch(m))).encode()
    own = [(b"allow", listed)]
    wanted = header_of(sent, b"access-control-request-headers")
    if header_of(sent, b"access-control-request-method"):
        own.append((b"access-control-allow-methods", listed))
        own.append((b"access-control-max-age", b"600"))
        if wanted and _NAMES.fullmatch(wanted):
            own.append((b"access-control-allow-headers", wanted.encode()))
    return Answer(204, own, b"", "server")

"""Calls and answers as text, without credentials."""

import shlex
from collections.abc import Iterable, Mapping

from planner.model.provider_call import Reply, Request

MASK = "***"
_SHOWN = 400
"""Characters of a body that a report shows."""
_SHORTEST_SECRET = 4
"""Hiding shorter texts wherever they stand would hide everything."""
_SECRET_NAMES = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})


class Masker:
    """Hides what the user gave in headers, wherever it comes back.

    Args:
        headers: each value is a secret; of `Bearer abc`, `abc` alone too.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._names = _SECRET_NAMES | {name.lower() for name in headers}
        found = {part for value in headers.values() for part in (value, *value.split()[1:])}
        self._secrets = sorted(
            (secret for secret in found if len(secret) >= _SHORTEST_SECRET), key=len, reverse=True
        )

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text

    def curl(self, request: Request, url: str) -> str:
        """Return a line that makes a call again, once the credentials are filled in."""
        words = ["curl", "-X", request.method]
        for name, value in request.headers.items():
            words += ["-H", f"{name}: {MASK if name.lower() in self._names else value}"]
        if request.body is not None:
            words += ["--data-binary", shown_bytes(request.body)]
        return self.text(shlex.join([*words, url + request.path]))

    def reply(self, reply: Reply) -> str:
        """Return what came back, short."""
        if reply.problem and not reply.status:
            return reply.problem
        kind = f" {reply.media_type}" if reply.media_type else ""
        body = f": {shown_bytes(reply.body)}" if reply.body else ""
        return self.text(f"{reply.status}{kind}{body}")


def shown_bytes(body: bytes) -> str:
    """Return a body as text, its end cut off if it is long."""
    text = body[: _SHOWN * 4].decode("utf-8", "replace")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def listed(words: Iterable[str]) -> str:
    """Return words in backticks, joined by commas."""
    return ", ".join(f"`{word}`" for word in words)

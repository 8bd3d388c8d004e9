"""Calls and answers as text, without credentials."""

import shlex
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping

from planner.model.provider_call import Reply, Request

MASK = "***"
_SHOWN = 400
"""Characters of a body that a report shows."""
_BYTES = 4
"""Of a character in UTF-8, at most."""
_SHORTEST_SECRET = 4
"""Hiding shorter texts wherever they stand would hide everything."""
_SECRET_NAMES = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})


class Masker:
    """Hides what the user gave in headers, wherever it comes back.

    Args:
        headers: each value is a secret; of `Bearer abc`, `abc` alone too, of `Basic ...` the
            password.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._names = _SECRET_NAMES | {name.lower() for name in headers}
        found = {part for value in headers.values() for part in _parts(value)}
        self._secrets = sorted(
            (secret for secret in found if len(secret) >= _SHORTEST_SECRET), key=len, reverse=True
        )

    def text(self, text: str, most: int = 0) -> str:
        """Return a text without secrets.

        Args:
            text: as long as there is: what is cut off before could end in the half of a secret.
            most: characters that are kept; 0: all.
        """
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text[:most] if most else text

    def shown(self, body: bytes) -> str:
        """Return a body as text without secrets, its end cut off if it is long."""
        longest = max(map(len, self._secrets), default=0)
        text = self.text(body[: (_SHOWN + longest) * _BYTES].decode("utf-8", "replace"))
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."

    def curl(self, request: Request, url: str) -> str:
        """Return a line that makes a call again, once the credentials are filled in."""
        words = ["curl", "-X", request.method]
        for name, value in request.headers.items():
            words += ["-H", f"{name}: {MASK if name.lower() in self._names else value}"]
        if request.body is not None:
            words += ["--data-binary", self.shown(request.body)]
        return self.text(shlex.join([*words, url + request.path]))

    def reply(self, reply: Reply) -> str:
        """Return what came back, short."""
        if reply.problem and not reply.status:
            return reply.problem
        kind = f" {reply.media_type}" if reply.media_type else ""
        body = f": {self.shown(reply.body)}" if reply.body else ""
        return self.text(f"{reply.status}{kind}{body}")


def _parts(value: str) -> Iterator[str]:
    """Yield what of a header's value is secret: of `Basic ...` also what it is made of."""
    yield value
    kind, _, rest = value.partition(" ")
    yield from rest.split()
    if kind.lower() == "basic":
        try:
            plain = b64decode(rest.strip(), validate=True).decode()
        except ValueError:
            return
        yield from (plain, plain.partition(":")[2])


def listed(words: Iterable[str]) -> str:
    """Return words in backticks, joined by commas."""
    return ", ".join(f"`{word}`" for word in words)

"""Are there credentials, and do they have the form that the contract asks for.

Nobody is known to a stub: any credential in the right form will do, except those that the options
reject, so that a consumer can try what happens.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NoReturn

from planner.model.bundle import Scheme
from planner.stubs.server.fields import decoded
from planner.stubs.server.parameters import Sources
from planner.stubs.server.refusals import Reason, Refusal
from planner.stubs.server.types import ServerOptions

_TOKEN = re.compile(r"[\x21-\x7e]+")
_BEARERS = frozenset(["oauth2", "openIdConnect"])


class _WrongError(Exception):
    """A credential isn't good; the reason says in which way."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason


class Guard:
    """Lets calls of one operation pass or not.

    Args:
        alternatives: as an operation's `security`.
        schemes: of the bundle.
        options: of the server.
    """

    def __init__(
        self,
        alternatives: Sequence[Mapping[str, Sequence[str]]],
        schemes: Mapping[str, Scheme],
        options: ServerOptions,
    ) -> None:
        known = [
            [schemes[name] for name in alternative if name in schemes]
            for alternative in alternatives
        ]
        self.is_open = not options.checks_auth or not known or not all(known)
        self._alternatives = known
        self._options = options

    def header_names(self) -> Iterator[str]:
        """Yield the names, in lower case, of the headers that credentials come in."""
        for scheme in self._schemes():
            if scheme["type"] != "apiKey":
                yield "authorization"
            elif scheme["location"] == "header":
                yield scheme["parameter"].lower()
            elif scheme["location"] == "cookie":
                yield "cookie"

    def check(self, sources: Sources) -> None:
        """Let a call pass.

        Raises:
            Refusal: no alternative of credentials is there whole and in its form.
        """
        if self.is_open:
            return
        failures = []
        for alternative in self._alternatives:
            try:
                for scheme in alternative:
                    self._check(scheme, sources)
            except _WrongError as error:
                failures.append(error)
            else:
                return
        self._refuse(failures)

    def _refuse(self, failures: Sequence[_WrongError]) -> NoReturn:
        forbidden = [failure for failure in failures if failure.reason == "forbidden"]
        failure = (forbidden or failures)[0]
        challenges = [] if forbidden else list(self._challenges())
        raise Refusal(failure.reason, str(failure), headers=challenges)

    def _schemes(self) -> Iterator[Scheme]:
        for alternative in self._alternatives:
            yield from alternative

    def _challenges(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield what a 401 must carry (RFC 9110, section 11.6.1)."""
        names = [
            "ApiKey"
            if scheme["type"] == "apiKey"
            else "Bearer"
            if scheme["type"] in _BEARERS
            else scheme["scheme"].capitalize()
            for scheme in self._schemes()
        ]
        for name in dict.fromkeys(name for name in names if _TOKEN.fullmatch(name)):
            yield b"www-authenticate", f'{name} realm="stub"'.encode("latin-1", "replace")

    def _check(self, scheme: Scheme, sources: Sources) -> None:
        if scheme["type"] == "mutualTLS":
            return
        if scheme["type"] == "apiKey":
            where = f"{scheme['location']} `{scheme['parameter']}`"
            credential = _api_key(scheme, sources)
            if not credential:
                raise _WrongError("auth", f"No credential in {where}")
            self._judge(credential, where)
            return
        self._check_authorization(scheme, sources.headers.get("authorization", ""))

    def _check_authorization(self, scheme: Scheme, header: str) -> None:
        wanted = "bearer" if scheme["type"] in _BEARERS else scheme["scheme"] or "bearer"
        where = "header `Authorization`"
        given, _, credential = header.strip().partition(" ")
        credential = credential.strip()
        if not header:
            raise _WrongError("auth", f"No credential in {where}")
        if given.lower() != wanted or not credential:
            raise _WrongError(
                "auth", f"The {where} must be `{wanted.capitalize()}` and a credential"
            )
        if wanted == "bearer" and not _TOKEN.fullmatch(credential):
            raise _WrongError("auth", f"The {where} holds no bearer token")
        self._judge(_basic(credential, where) if wanted == "basic" else credential, where)

    def _judge(self, credential: str, where: str) -> None:
        lowered = credential.lower()
        if _contains(lowered, self._options.rejected_tokens):
            raise _WrongError("auth", f"The credential in {where} is rejected")
        if _contains(lowered, self._options.forbidden_tokens):
            raise _WrongError("forbidden", f"The credential in {where} doesn't permit this")


def _contains(credential: str, parts: Iterable[str]) -> bool:
    return any(part.lower() in credential for part in parts)


def _api_key(scheme: Scheme, sources: Sources) -> str:
    name = scheme["parameter"]
    match scheme["location"]:
        case "query":
            return decoded((sources.fields.get(name) or [""])[-1])
        case "cookie":
            return sources.cookies.get(name, "")
        case _:
            return sources.headers.get(name.lower(), "").strip()


def _basic(credential: str, where: str) -> str:
    """Return user and password (RFC 7617), refuse what holds none."""
    try:
        text = base64.b64decode(credential, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        text = ""
    if ":" not in text:
        raise _WrongError("auth", f"The {where} holds no user and password in Base64")
    return text

"""Texts of the formats that JSON Schema and the OpenAPI format registry name.

Instants lie around a fixed epoch, never around now, so that the same seed says the same for ever.
"""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from planner.instances import words
from planner.instances.seeds import Dice

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The instant around which generated dates lie."""
_DAY = 24 * 60 * 60
_LATER = frozenset({"updated", "modified", "changed", "finished", "completed", "closed", "end",
                    "ended", "delivered", "shipped", "pushed", "resolved"})  # fmt: skip
_LAST = frozenset({"expires", "expiry", "expiration", "until", "due", "deadline", "deleted"})
_BIRTH = frozenset({"birth", "birthday", "birthdate", "dob"})

SayFor = Callable[[Dice, str], str]
"""Says a text of a format for the member of a name."""


def moment(dice: Dice, name: str) -> datetime:
    """Return an instant: created comes before updated, and that before expires."""
    tokens = frozenset(words.tokens_of(name))
    if tokens & _BIRTH:
        return EPOCH - timedelta(days=dice.between(20 * 365, 60 * 365))
    month = 2 if tokens & _LAST else 1 if tokens & _LATER else 0
    return EPOCH + timedelta(seconds=month * 30 * _DAY + dice.below(28 * _DAY))


def _date_time(dice: Dice, name: str) -> str:
    return moment(dice, name).strftime("%Y-%m-%dT%H:%M:%SZ")


def _date(dice: Dice, name: str) -> str:
    return moment(dice, name).strftime("%Y-%m-%d")


def _time(dice: Dice, name: str) -> str:
    return moment(dice, name).strftime("%H:%M:%SZ")


def _uuid(dice: Dice, _name: str) -> str:
    digits = words.hexadecimal(32)(dice)
    variant = "89ab"[dice.below(4)]  # RFC 9562, section 4.1
    return "-".join(
        (digits[:8], digits[8:12], "4" + digits[13:16], variant + digits[17:20], digits[20:])
    )


def _base64(dice: Dice, _name: str) -> str:
    return base64.b64encode(words.words(dice).encode()).decode()


def _base64url(dice: Dice, name: str) -> str:
    return _base64(dice, name).replace("+", "-").replace("/", "_").rstrip("=")


def _ipv6(dice: Dice, _name: str) -> str:
    return f"2001:db8::{dice.between(1, 0xFFFF):x}"  # RFC 3849


def _plainly(say: words.Say) -> SayFor:
    return lambda dice, _name: say(dice)


def _pointer(dice: Dice, _name: str) -> str:
    return f"/{words.word(dice)}/{dice.below(9)}"


def _slash(dice: Dice, _name: str) -> str:
    return f"/{words.word(dice)}"


FORMATS: dict[str, SayFor] = {
    "base64": _base64,
    "base64url": _base64url,
    "byte": _base64,
    "date": _date,
    "date-time": _date_time,
    "duration": lambda dice, _: f"PT{dice.between(1, 59)}M",
    "email": _plainly(words.email),
    "hostname": _plainly(words.host),
    "http-date": lambda dice, name: moment(dice, name).strftime("%d %b %Y %H:%M:%S GMT"),
    "idn-email": _plainly(words.email),
    "idn-hostname": _plainly(words.host),
    "ip": _plainly(words.ipv4),
    "ipv4": _plainly(words.ipv4),
    "ipv6": _ipv6,
    "iri": _plainly(words.url),
    "iri-reference": _slash,
    "json-pointer": _pointer,
    "password": _plainly(words.opaque),
    "phone": _plainly(words.phone),
    "regex": lambda dice, _: f"^{words.word(dice)}$",
    "relative-json-pointer": lambda dice, _: f"{dice.below(4)}/{words.word(dice)}",
    "time": _time,
    "unix-time": lambda dice, name: str(int(moment(dice, name).timestamp())),
    "uri": _plainly(words.url),
    "uri-reference": _slash,
    "uri-template": lambda dice, _: f"/{words.word(dice)}/{{id}}",
    "url": _plainly(words.url),
    "uuid": _uuid,
}
_INSTANTS = frozenset({"at", "timestamp", "datetime", "time", "on", "since", "until"})


def says_instant(name: str) -> bool:
    """Return whether a text of this member, its format untold, is likely an instant."""
    tokens = words.tokens_of(name)
    return bool(tokens) and tokens[-1] in _INSTANTS


def longer(text: str, wanted: int, form: str) -> str:
    """Return a text of a format made longer, where the format has room for it."""
    missing = wanted - len(text)
    if missing <= 0:
        return text
    if form in {"uri", "url", "iri", "uri-reference", "iri-reference", "uri-template"}:
        return text + "/" + "x" * (missing - 1)
    if form in {"byte", "base64"}:
        return "QUJD" * -(-wanted // 4)
    if form in {"email", "idn-email"}:
        return "x" * min(missing, 40) + text
    if form == "date-time" and missing > 1:
        return text[:-1] + "." + "0" * (missing - 1) + "Z"
    return text

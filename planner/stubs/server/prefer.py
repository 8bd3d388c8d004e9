"""The header `Prefer`: what a caller asks of a stub beyond the contract.

`code`, `example` and `dynamic` as Stoplight's Prism reads them, so that tests written for it go
on working; `variant`, `seed` and `delay` are ours. Preferences of other names are not for us and
are ignored (RFC 7240, section 2); one of ours that can't be read is told: a test that asks for
`code=999` would otherwise believe that it has seen the answer to it.
"""

import re
from functools import lru_cache

from planner.stubs.server.types import NO_PREFERENCE, Prefer

LONGEST_DELAY = 60.0
_LONGEST_HEADER = 1_000
_DELAY = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(ms|s)?", re.ASCII)
_SEED = re.compile(r"-?\d{1,18}", re.ASCII)
_CODE = re.compile(r"[2-5]\d\d", re.ASCII)
_FORMS = {
    "code": (_CODE, "a status from 200 to 599"),
    "dynamic": (re.compile("true|false", re.IGNORECASE), "`true` or `false`"),
    "seed": (_SEED, "a whole number of at most 18 digits"),
    "delay": (_DELAY, "a time: `250`, `250ms` or `1.5s`"),
}


@lru_cache(maxsize=256)
def prefer_of(header: str) -> Prefer:
    """Return what a header asks for; `delay=250` and `delay=250ms` are milliseconds."""
    given = dict(_pairs(header[:_LONGEST_HEADER]))
    if not given:
        return NO_PREFERENCE
    code, seed = given.get("code", ""), given.get("seed", "")
    wrong = [
        f"`{name}={given[name][:40]}` is not {form}"
        for name, (pattern, form) in _FORMS.items()
        if name in given and not pattern.fullmatch(given[name])
    ]
    return Prefer(
        wrong="; ".join(wrong),
        code=int(code) if _CODE.fullmatch(code) else 0,
        example=given.get("example", ""),
        dynamic=given.get("dynamic", "").lower() == "true",
        variant=given.get("variant", ""),
        seed=int(seed) if _SEED.fullmatch(seed) else None,
        delay=_seconds(given.get("delay", "")),
    )


def _pairs(header: str) -> list[tuple[str, str]]:
    pairs = []
    for part in re.split("[,;]", header):
        name, separator, value = part.partition("=")
        if separator:
            pairs.append((name.strip().lower(), value.strip().strip('"')))
    return pairs[::-1]  # RFC 7240, section 2: the first of a repeated preference holds


def _seconds(text: str) -> float:
    found = _DELAY.fullmatch(text)
    if not found:
        return 0.0
    number, unit = found.groups()
    return min(float(number) / (1 if unit == "s" else 1000), LONGEST_DELAY)

"""Which declared response an HTTP status falls under.

Source: OpenAPI 3.1.1, "Responses Object": a status goes before its class, `4XX`, and that before
`default`.
"""

from collections.abc import Iterable


def declared_status(status: int | str, declared: Iterable[str]) -> str:
    """Return the key of the response that is declared for a status; empty if there is none.

    Args:
        status: as it is answered.
        declared: keys of the responses; `4xx` is read as `4XX`.
    """
    keys = {key.lower(): key for key in declared}
    for wanted in (str(status), f"{str(status)[:1]}xx", "default"):
        if wanted in keys:
            return keys[wanted]
    return ""

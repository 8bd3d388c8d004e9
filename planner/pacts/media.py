"""Media types: which one of a contract a header means.

Source: RFC 9110, sections 8.3.1 (media type) and 12.5.1 (Accept); RFC 6839 (`+json`).
"""

from collections.abc import Iterable


def bare(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Return whether content of a bare media type is JSON."""
    return media_type in {"application/json", "text/json"} or media_type.endswith("+json")


def find_media(told: str, declared: Iterable[str]) -> str | None:
    """Return the declared media type that covers one; the most exact one.

    Args:
        told: of a Content-Type header.
        declared: as the contract writes them; ranges such as `text/*` among them.
    """
    wanted = bare(told)
    known = {bare(name): name for name in reversed(list(declared))}
    major = wanted.partition("/")[0]
    return next(
        (known[name] for name in (wanted, f"{major}/*", "*/*", "*") if name in known),
        None,
    )


def accepts(header: str, media_type: str) -> bool:
    """Return whether an Accept header takes a media type, or a part of a range."""
    for item in header.split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        if any(p.replace(" ", "") in {"q=0", "q=0.0", "q=0.00", "q=0.000"} for p in parameters):
            continue
        wanted, offered = name.lower(), bare(media_type)
        if "*/*" in {wanted, offered} or wanted in {offered, "*"}:
            return True
        if wanted.endswith("/*") and offered.startswith(wanted[:-1]):
            return True
        if offered.endswith("/*") and wanted.startswith(offered[:-1]):
            return True
    return False

"""Which file an address in a document means: a path beside it, or a place in the network."""

from posixpath import dirname, join, normpath
from urllib.parse import unquote, urljoin, urlsplit

_NETWORK = ("http://", "https://")


def is_remote(address: str) -> bool:
    """Return whether an address or a file's name is one of the network."""
    return address[:8].lower().startswith(_NETWORK)


def address_of(name: str) -> str:
    """Return an address of the network as it is compared with others: without its fragment.

    Scheme and host are in lower case. Source: RFC 3986, section 6.2.2.1.
    """
    try:
        parts = urlsplit(name)._replace(fragment="")
    except ValueError:
        return name  # whoever asks for it will say so
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def file_of(file: str, address: str) -> str:
    """Return the file that an address means.

    Args:
        file: the file in which it is written: a path, or an address of the network.
        address: without its fragment, not empty.

    Returns:
        A path, which may lead out of the folder (`..`, `/`), or an address of the network.
    """
    if is_remote(address):
        return address_of(address)
    if is_remote(file):
        return address_of(_joined(file, address))
    return normpath(join(dirname(file), unquote(address)))

"""Reading an SSH signature: by which key it was made, and for what.

Whether it is genuine is not decided here; that takes cryptography.

Source: OpenSSH, PROTOCOL.sshsig; RFC 4251, section 5, for the encoding of texts.
"""

import binascii
from base64 import b64decode
from dataclasses import dataclass

_FIRST = "-----BEGIN SSH SIGNATURE-----"
_LAST = "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class SshSignature:
    """What a signature says about itself.

    Args:
        key: the public key in base64, as it stands in a `.pub` file after the type.
    """

    key: str
    namespace: str


def read_signature(armoured: str) -> SshSignature:
    """Return key and namespace of an armoured signature.

    Raises:
        ValueError: it is not an SSH signature.
    """
    lines = [line.strip() for line in armoured.strip().splitlines()]
    if lines[:1] != [_FIRST] or lines[-1:] != [_LAST]:
        raise ValueError("the armour is missing")
    try:
        blob = b64decode("".join(lines[1:-1]), validate=True)
    except binascii.Error:
        raise ValueError("the text between the armour is not base64") from None
    if not blob.startswith(_MAGIC) or _number(blob, len(_MAGIC)) != _VERSION:
        raise ValueError("it is of another kind or version")
    key, position = _text(blob, len(_MAGIC) + 4)
    namespace, _ = _text(blob, position)
    return SshSignature(
        binascii.b2a_base64(key, newline=False).decode("ascii"),
        namespace.decode("utf-8", "replace"),
    )


def key_part(public_key: str) -> str:
    """Return the base64 part of a public key line."""
    return public_key.split()[1].rstrip("=") if len(public_key.split()) > 1 else ""


def _number(blob: bytes, start: int) -> int:
    if start + 4 > len(blob):
        raise ValueError("it ends too soon")
    return int.from_bytes(blob[start : start + 4], "big")


def _text(blob: bytes, start: int) -> tuple[bytes, int]:
    end = start + 4 + _number(blob, start)
    if end > len(blob):
        raise ValueError("it ends too soon")
    return blob[start + 4 : end], end

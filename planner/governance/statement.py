"""What is signed: the text that an entry of the ledger stands for."""

import rfc8785

from planner.model.ledger_file import RatificationFile

NAMESPACE = "contract-planner-ratification"
"""What a signature is for, so that one made for something else (a commit, say) is none here.

Source: OpenSSH, PROTOCOL.sshsig, "namespace".
"""


def statement_of(entry: RatificationFile) -> bytes:
    """Return the text that the signature of an entry is about: canonical JSON (RFC 8785)."""
    return rfc8785.dumps(
        {
            "contract": entry.contract,
            "version": entry.version,
            "digest": entry.digest,
            "base": entry.base,
            "accepted": [
                {"fingerprint": item.fingerprint, "reason": item.reason} for item in entry.accepted
            ],
            "team": entry.team,
            "person": entry.person,
            "time": entry.time,
        }
    )

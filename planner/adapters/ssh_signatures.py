"""SSH signatures, made and checked with the program `ssh-keygen` (OpenSSH 8.0 or newer)."""

import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.governance.ratification import Claim
from planner.model.errors import InputError

_SECONDS = 60
_SIDE_BY_SIDE = 8
_SIGNER = "planner"
_ENVIRONMENT = {"LC_ALL": "C"}


class SshSignatures:
    """Signs with a person's key, and says whether a signature is genuine.

    Args:
        namespace: what signatures are for; others are refused.
    """

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def sign(self, text: bytes, key: Path) -> str:
        """Return the armoured signature of a text.

        Args:
            text: what is signed.
            key: private key, or public key whose private half an agent has. A passphrase is asked
                for on the terminal.

        Raises:
            InputError: there is no `ssh-keygen`, no such key, or it can't be used.
        """
        if not key.is_file():
            hint = "name your private key, or the public key if an agent has the private one"
            raise InputError.single("no-key", f"there is no key `{key}`", hint=hint)
        with TemporaryDirectory() as folder:
            statement = Path(folder, "statement")
            statement.write_bytes(text)
            options = ["-Y", "sign", "-q", "-n", self._namespace, "-f", str(key.resolve())]
            done = _run([*options, str(statement)], None)
            signature = Path(folder, "statement.sig")
            if done.returncode or not signature.is_file():
                raise InputError.single(
                    "cannot-sign",
                    f"`ssh-keygen` can't sign with `{key}`: {_reason(done)}",
                    hint="try it by hand: ssh-keygen -Y sign -n test -f KEY FILE",
                )
            return signature.read_text(encoding="ascii")

    def verify(self, claims: Sequence[Claim]) -> list[bool]:
        """Return of each claim whether the key made the signature, for this very text.

        Raises:
            InputError: there is no `ssh-keygen`.
        """
        if len(claims) < 2:  # noqa: PLR2004  nothing to do side by side
            return [self._is_true(claim) for claim in claims]
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as threads:
            return list(threads.map(self._is_true, claims))

    def _is_true(self, claim: Claim) -> bool:
        with TemporaryDirectory() as folder:
            signature = Path(folder, "signature")
            signature.write_text(claim.signature, encoding="utf-8")
            allowed = Path(folder, "allowed_signers")
            key = " ".join(claim.public_key.split()[:2])
            allowed.write_text(
                f'{_SIGNER} namespaces="{self._namespace}" {key}\n', encoding="utf-8"
            )
            options = ["-Y", "verify", "-q", "-n", self._namespace, "-I", _SIGNER]
            done = _run([*options, "-f", str(allowed), "-s", str(signature)], claim.text)
        return done.returncode == 0


def _run(options: Sequence[str], feed: bytes | None) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(  # noqa: S603  fixed program; keys and texts are in files
            ["ssh-keygen", *options],  # noqa: S607  the ssh-keygen that the user has
            input=feed,
            capture_output=True,
            check=False,
            env={**os.environ, **_ENVIRONMENT},
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise InputError.single(
            "no-ssh-keygen",
            "the program `ssh-keygen` was not found; signatures can't be made or checked",
            hint="install OpenSSH 8.0 or newer (package `openssh-client` or `openssh`)",
        ) from None
    except subprocess.TimeoutExpired:
        raise InputError.single(
            "cannot-sign",
            f"`ssh-keygen` did not finish in {_SECONDS} seconds",
            hint="use a key without a passphrase, or one that an agent has",
        ) from None


def _reason(done: "subprocess.CompletedProcess[bytes]") -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].rstrip(".") if lines else f"exit code {done.returncode}"

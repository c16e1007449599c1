"""The gateways' secrets: one file, one secret a gateway, and whether a client shows the right one.

A secret is drawn by us (:func:`draw_secret`) and never chosen, so what is kept is a salted
SHA-256: a slow hash exists to make weak passwords dear to guess, and nobody guesses 192 random
bits, while a thousand gateways that come back after a power cut must not wait for their turn at
one. Who may come in without a secret is :mod:`.gatekeeper`'s question.
"""

import hashlib
import hmac
import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SECRET_BYTES: Final = 24
_SALT_BYTES: Final = 16


class CredentialsError(Exception):
    """The file is there and can't be used."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What is kept of a secret."""

    salt: bytes
    digest: bytes

    def fits(self, secret: bytes) -> bool:
        """Whether this is the secret, in a time that does not tell how much of it is right."""
        return hmac.compare_digest(_digest(self.salt, secret), self.digest)


NOBODYS: Final = Credential(b"", b"\0" * 32)
"""Fits nothing: compared with for names that are not known, which takes as long."""

Credentials = Mapping[str, Credential]
"""By gateway id."""


def draw_secret() -> str:
    """A new secret, base64url."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def make_credential(secret: str) -> Credential:
    """What to keep of a secret."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return Credential(salt, _digest(salt, secret.encode()))


def read_credentials(file: Path) -> Credentials:
    """All of a file; none where there is no file.

    :raises CredentialsError: it can't be read, or is no such file.
    """
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        return {
            gateway: Credential(bytes.fromhex(table["salt"]), bytes.fromhex(table["sha256"]))
            for gateway, table in tables.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CredentialsError(f"{file}: {type(error).__name__}: {error}") from error


def write_credentials(file: Path, credentials: Credentials) -> None:
    """Put a file in the place of the last one, whole or not at all, readable by its owner alone."""
    lines = [
        f"[{json.dumps(gateway, ensure_ascii=False)}]\n"
        f'salt = "{one.salt.hex()}"\nsha256 = "{one.digest.hex()}"\n'
        for gateway, one in sorted(credentials.items())
    ]
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write("\n".join(lines))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _digest(salt: bytes, secret: bytes) -> bytes:
    return hashlib.sha256(salt + secret).digest()

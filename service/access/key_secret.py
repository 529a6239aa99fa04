"""The server's secret: from the settings, or from a file beside the SQLite database that only its owner can read."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from service.access.mode import AccessError
from service.storage.database import Database

MIN_CHARS: Final = 32
SUFFIX: Final = ".secret"
_HINT: Final = "set MATCHER_KEY_SECRET to 32 random characters or more, the same for every process"


def key_secret(stated: SecretStr | None, database: Database) -> bytes:
    """What digests of keys are made with.

    Raises:
        AccessError: it is too short, cannot be read or made, or others can read it; or the database has no place for it.
    """
    if stated is not None:
        return _checked(stated.get_secret_value(), "MATCHER_KEY_SECRET")
    if database.kind == "postgresql":
        raise AccessError(f"access: with PostgreSQL the secret of keys has no file of its own; {_HINT}")
    if database.path is None:
        return secrets.token_bytes(32)  # keys in memory end with the process, and so may this
    path = database.path.with_name(database.path.name + SUFFIX)
    try:
        _make(path)
        return _read(path)
    except OSError as error:
        raise AccessError(f"access: cannot use {path}: {error.strerror}; mend it, or {_HINT}") from None


def _make(path: Path) -> None:
    """Write a secret unless there is one; of two processes that come at once both read the same."""
    if path.exists():
        return
    part = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)  # whole or not at all, and never over another
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _read(path: Path) -> bytes:
    """The secret of the file, which nobody else may read."""
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise AccessError(f"access: others can read {path}; run chmod 600 on it, or {_HINT}")
    return _checked(path.read_text(encoding="ascii", errors="replace").strip(), str(path))


def _checked(value: str, where: str) -> bytes:
    if len(value) < MIN_CHARS:
        raise AccessError(f"access: the secret in {where} has {len(value)} characters; expected {MIN_CHARS} or more")
    return value.encode("utf-8")

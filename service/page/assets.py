"""Addresses of the page's own files; each changes with the file's content, so no browser shows an old one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

STATIC: Final = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Assets:
    """The files under ``static/``, by name, with the beginning of their digest."""

    digests: dict[str, str]

    @classmethod
    def load(cls) -> Self:
        """Read every file once."""
        files = (path for path in STATIC.iterdir() if path.is_file())
        return cls({path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files})

    def address(self, name: str) -> str:
        """Where the file ``name`` is; a name that does not exist is an error of a template."""
        return f"/static/{name}?v={self.digests[name]}"

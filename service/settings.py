"""What whoever runs the service may set. Only this file reads the environment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from matcher.outcome_model import Thresholds
from matcher.reading import describe

LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """Settings of the service, each from the variable ``MATCHER_<NAME>``; built once and passed on, never imported.

    Attributes:
        host: address to listen on; this machine only, unless whoever deploys it says otherwise.
        port: TCP port; 0 takes any free one, and the address printed names it.
        public: serve without keys even beyond this machine.
        workers: processes that answer, each with its own copy of the models.
        proxies: addresses of proxies whose word is taken on who calls (``X-Forwarded-For``), comma between.
        data: directory of hubs, vocabularies, geography and rules; without it, the one that comes with the package.
        models: directory of encoder, concepts and ranker; likewise.
        encoder: what `matcher.encoder.load_encoder` opens; without it, the shipped encoder.
        embedding_cache: needs whose vectors are kept in memory, under a salted hash of the text; 0 keeps none.
        encoder_batch: most needs that wait together and are encoded in one pass; 1 encodes each alone.
        thresholds: of the answer that differ from the ranker's, as JSON such as {"match_at": 0.8}; the ranker's card says
            what they cost, `matcher.outcome_model.Thresholds` which there are.
        database_url: SQLite file or PostgreSQL database, as SQLAlchemy writes addresses.
        key_secret: what digests of keys are made with; without it, a file beside the SQLite database holds one.
        record_events: whether what was answered is kept, in derived fields only.
        events_days: days after which events and feedback are erased by the job.
        keep_texts: whether texts of needs may be kept where the sender agrees.
        texts_days: days after which such texts are erased by the job.
        rate_per_address: most needs from one address, as ``limits`` writes rates.
        rate_per_key: most needs with one key that has no quota of its own, likewise.
        rate_storage: where rates are counted: this process's memory, or a Redis that several share.
        time_budget_s: seconds after which a request is refused with 503.
        max_connections: connections held at a time by a process; further ones are refused with 503.
        max_waiting: requests that wait or are answered at a time in a process; further ones are refused with 503.
        header_timeout_s: seconds within which a request's header must have come.
        stop_timeout_s: seconds that requests in flight have to finish when the service stops.
        log_level: least severity that is logged.
    """

    model_config = SettingsConfigDict(env_prefix="MATCHER_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    public: bool = False
    workers: int = Field(default=1, ge=1, le=64)
    proxies: str = ""
    data: Path | None = None
    models: Path | None = None
    encoder: str | None = None
    embedding_cache: int = Field(default=1024, ge=0, le=1_000_000)
    encoder_batch: int = Field(default=1, ge=1, le=64)
    thresholds: Annotated[dict[str, float], NoDecode] = Field(default_factory=dict)
    database_url: SecretStr = SecretStr("sqlite:///hub-matcher.sqlite3")
    key_secret: SecretStr | None = None
    record_events: bool = True
    events_days: int = Field(default=365, ge=1, le=3650)
    keep_texts: bool = False
    texts_days: int = Field(default=90, ge=1, le=365)
    rate_per_address: str = "600/minute"
    rate_per_key: str = "3000/minute"
    rate_storage: SecretStr = SecretStr("memory://")
    time_budget_s: float = Field(default=10.0, gt=0, le=300)
    max_connections: int = Field(default=1000, ge=1, le=100_000)
    max_waiting: int = Field(default=256, ge=1, le=100_000)
    header_timeout_s: float = Field(default=10.0, gt=0, le=300)
    stop_timeout_s: float = Field(default=30.0, gt=0, le=600)
    log_level: LogLevel = "info"

    @field_validator("rate_per_address", "rate_per_key")
    @classmethod
    def _are_rates(cls, given: str) -> str:
        """Rates that can be counted; imported here, for `service.access` knows the settings."""
        from service.access.policies import policies

        policies("rate", given)
        return given

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


def count_together_in(folder: Path) -> None:
    """Have the processes started from here on count in files of ``folder``; `prometheus_client` looks for no other word."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)

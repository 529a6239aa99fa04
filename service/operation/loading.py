"""The recommender that the settings ask for, read from files; the encoder in use is kept where it is still the right one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from matcher import Recommender
from matcher.encoder import Encoder, load_encoder
from matcher.errors import ArtefactError
from matcher.loading import current_models, shipped
from matcher.outcome_model import Thresholds
from service.operation.encoding import service_encoder
from service.operation.fit import misfits
from service.operation.notes import note_encoding
from service.settings import Settings

# What a fresh recommender must answer before it serves: neither an exception nor anything else may come in between.
TRIALS: Final = ("Queremos formar a equipa em cibersegurança, em Viseu.", "We want to try a robot before we buy one.")


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A recommender, and where its encoder came from: a folder of models is never edited, so the name is enough."""

    recommender: Recommender
    encoder_spec: str

    @classmethod
    def of(cls, recommender: Recommender, settings: Settings) -> Self:
        """A recommender made elsewhere, as if it had been loaded where its encoder's version says."""
        spec = encoder_spec(settings)
        return cls(recommender, spec if Path(spec).name == recommender.encoder.version else "")

    @property
    def encoder(self) -> Encoder:
        """The encoder in use."""
        return self.recommender.encoder


def load_recommender(settings: Settings, running: Loaded | None = None) -> Loaded:
    """Read data and models and try them out.

    Args:
        running: what serves now; its encoder serves on if the models in use still name it.

    Raises:
        DataError: files of ``data`` are at fault; all faults are named.
        ArtefactError: a model does not fit the running code or the other parts.
    """
    models = settings.models or shipped("models")
    current, spec = current_models(models), encoder_spec(settings)
    encoder = running.encoder if running is not None and running.encoder_spec == spec else open_encoder(spec, settings)
    recommender = Recommender.load(settings.data, models, encoder, current)
    stated = recommender.ranker.config.thresholds.model_dump() | settings.thresholds
    recommender = recommender.with_thresholds(Thresholds.model_validate(stated))
    if faults := misfits(recommender):
        raise ArtefactError("\n".join(faults))
    for text in TRIALS:
        recommender.recommend(text)
    return Loaded(recommender, spec)


def encoder_spec(settings: Settings) -> str:
    """Where the encoder that the settings ask for is."""
    models = settings.models or shipped("models")
    return settings.encoder or str(models / current_models(models).encoder)


def open_encoder(spec: str, settings: Settings) -> Encoder:
    """The encoder that ``spec`` names, as the service runs it."""
    return service_encoder(load_encoder(spec), settings, note_encoding)

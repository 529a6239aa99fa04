"""Other hubs in a recommender that is loaded already; models, rules and the reading of needs stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.catalogue import build_catalogue
from matcher.catalogue_check import profile_faults
from matcher.errors import DataError
from matcher.passages import KnownVectors, hub_passages, text_key
from matcher.question import Asker
from matcher.recommend import Recommender
from matcher.records import HubRecord


def with_hubs(recommender: Recommender, hubs: Sequence[HubRecord], known: KnownVectors) -> Recommender:
    """The same recommender over other hubs; the one given stays as it is.

    Args:
        known: vectors of the hubs' sentences, from `known_sentences`; those that it lacks are encoded.
    """
    own = recommender.catalogue
    geography, answering = recommender.reader.geography, recommender.answering
    catalogue = build_catalogue(hubs, own.vocabularies, geography, recommender.encoder, known)
    return replace(
        recommender,
        catalogue=catalogue,
        answering=replace(answering, hubs=catalogue, explainer=replace(answering.explainer, hubs=catalogue)),
        asker=Asker.of(catalogue, recommender.rules, recommender.ranker, geography),
        versions=recommender.versions.model_copy(update={"catalogue": catalogue.version}),
    )


def known_sentences(recommender: Recommender, hubs: Sequence[HubRecord]) -> KnownVectors:
    """Vectors of the sentences of ``hubs``; only those that the recommender's own hubs do not have are encoded."""
    index, encoder = recommender.catalogue.passages, recommender.encoder
    own = _vectors(encoder.version, [one.text for one in index.passages], index.vectors.astype(np.float16))
    texts = sorted({one.text for one in hub_passages(hubs)})
    return _vectors(encoder.version, texts, own.vectors_of(texts, encoder).astype(np.float16))


def _vectors(
    encoder_version: str, texts: Sequence[str], vectors: np.ndarray[tuple[int, int], np.dtype[np.float16]]
) -> KnownVectors:
    """Texts and their vectors, put in the order that `KnownVectors` keeps."""
    keys = np.array([text_key(text) for text in texts], dtype=np.uint64)
    order = np.argsort(keys, kind="stable")
    return KnownVectors(encoder_version, keys[order], vectors[order])


def checked_side(
    recommender: Recommender, common: Sequence[HubRecord], own: Sequence[HubRecord], other: Sequence[HubRecord]
) -> tuple[HubRecord, ...]:
    """All hubs of one side of a comparison: its own, and those of ``common`` that neither side speaks of.

    Raises:
        DataError: a hub of its own has a code or region that the recommender's tables do not hold.
    """
    own_tables = recommender.catalogue.vocabularies, recommender.reader.geography
    if faults := [f"{hub.id}: {fault}" for hub in own for fault in profile_faults(hub, *own_tables)]:
        raise DataError(faults)
    spoken_of = {hub.id for hub in (*own, *other)}
    return (*own, *(hub for hub in common if hub.id not in spoken_of))

"""Whether the parts of a recommender belong together: what readiness stands on, beyond what loading has checked."""

from __future__ import annotations

from matcher import Recommender
from matcher.errors import ArtefactError
from matcher.loading import vocabularies_sha256
from matcher.ranking import check_fit


def misfits(recommender: Recommender) -> tuple[str, ...]:
    """What does not fit, one sentence each; empty where encoder, concepts, ranker, rules and catalogue belong together."""
    encoder, concepts, ranker = recommender.encoder, recommender.reader.concepts, recommender.ranker
    hubs, told = recommender.catalogue, recommender.versions
    vectors = hubs.passages.vectors.shape[1]
    found = [
        f"{name}: answers tell version {said!r}, version {runs!r} runs"
        for name, said, runs in (
            ("model", told.model, ranker.config.version),
            ("catalogue", told.catalogue, hubs.version),
            ("rules", told.rules, recommender.rules.version),
            ("encoder", told.encoder, encoder.version),
        )
        if said != runs
    ]
    if vectors != encoder.dimension:
        found.append(f"catalogue: its passages have {vectors} dimensions, the encoder has {encoder.dimension}")
    if concepts.config.encoder != encoder.version:
        found.append(f"concepts: fitted with encoder {concepts.config.encoder!r}, {encoder.version!r} runs")
    if recommender.answering.hubs is not hubs or recommender.answering.rules is not recommender.rules:
        found.append("explanation: made for other hubs or rules than those that rank")
    try:
        check_fit(ranker, encoder.version, concepts.config.version, vocabularies_sha256(hubs.vocabularies))
    except ArtefactError as error:
        found.append(str(error))
    return tuple(found)

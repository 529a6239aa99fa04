"""Small stand-ins for tests: an encoder of words and a catalogue whose right order is known by construction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from matcher.arrays import FloatMatrix
from matcher.folding import fold_term
from matcher.records import HubRecord


class WordEncoder:
    """Texts that share words point the same way: each word adds one of 256 axes, chosen by its hash."""

    version = "words-1"
    dimension = 256

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit rows, shape ``(n, 256)``."""
        rows = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in fold_term(text).split():
                rows[row, hashlib.sha256(word.encode()).digest()[0]] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """The same: this encoder has no prefixes."""
        return self.encode_queries(texts)


def hub(hub_id: str, **changes: object) -> HubRecord:
    """A national hub in Porto about which little is known, with ``changes``."""
    values: dict[str, object] = {
        "id": hub_id,
        "kind": "dih",
        "name": hub_id.title(),
        "acronym": None,
        "aliases": [],
        "country": "PT",
        "networks": ["PT-DIH"],
        "scope": ["sectoral"],
        "seat": {"city": "Porto", "municipality": "Porto", "postal_code": None, "nuts3": "PT11A", "nuts2": "PT11"},
        "coverage": ["PT"],
        "sectors": [],
        "technologies": [],
        "catalogue_services": [],
        "services": ["test-before-invest", "skills-and-training"],
        "customers": ["sme"],
        "coordinator": None,
        "partners": [],
        "website": None,
        "specialities_en": [],
        "specialities_pt": [],
        "facts_en": ["A hub."],
        "facts_pt": ["Um polo."],
        "sources": [],
        "as_of": "2025-05-05",
        "service_until": None,
        "confidence": "high",
        "inferred": [],
        "missing": [],
    }
    return HubRecord.model_validate(values | changes)


def weighted(**weights: int | None) -> list[dict[str, object]]:
    """Codes with intensities; underscores in the names stand for hyphens."""
    return [{"code": code.replace("_", "-"), "weight": weight} for code, weight in weights.items()]

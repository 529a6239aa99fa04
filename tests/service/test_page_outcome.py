"""The sentence that stands first claims no more for a hub than its card and the parts of the need do."""

from __future__ import annotations

from matcher import Recommender
from matcher.answer import Answer
from service.page.view import Viewer
from tests.service.conftest import DYE_WORKS

SEVERAL = (
    "Temos uma fábrica de calçado em Felgueiras. Precisamos de formar 20 pessoas em cibersegurança. Queremos também "
    "testar robôs na linha de montagem. E precisamos de ajuda para encontrar financiamento para painéis de turismo."
)


def told(recommender: Recommender, answer: Answer, text: str) -> str:
    """The first sentence of the result, in Portuguese."""
    return Viewer.of(recommender, text, "pt").view(answer).outcome


def test_a_hub_for_one_part_is_not_the_door_for_all(recommender: Recommender) -> None:
    """How many parts it serves well stands beside its name."""
    answer = recommender.recommend(SEVERAL)
    assert answer.outcome == "match"
    first = answer.recommendations[0]
    assert len(first.facets) == 1
    sentence = f"O polo mais indicado é {first.name}, que serve bem 1 das 3 partes do pedido."
    assert told(recommender, answer, SEVERAL) == sentence


def test_a_hub_that_serves_every_part_is_the_door(recommender: Recommender) -> None:
    """As for a need of one part."""
    answer = recommender.recommend(SEVERAL)
    first = answer.recommendations[0].model_copy(update={"facets": (0, 1, 2), "confidence": "high"})
    sentence = told(recommender, answer.model_copy(update={"recommendations": (first,)}), SEVERAL)
    assert sentence == f"Há uma porta certa para este pedido: {first.name}."


def test_a_hub_of_medium_confidence_is_not_told_as_certain(recommender: Recommender) -> None:
    """The sentence would contradict the word on the card."""
    answer = recommender.recommend(DYE_WORKS)
    first = answer.recommendations[0].model_copy(update={"confidence": "medium"})
    sentence = told(recommender, answer.model_copy(update={"recommendations": (first,)}), DYE_WORKS)
    assert sentence == "O polo mais indicado para este pedido é DIGI4FASHION."

"""Full answers as JSON: their difference is reviewed as behaviour. `python -m tests.test_golden` writes them again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from matcher import Recommender

GOLDEN: Final = Path(__file__).parent / "golden"
NEEDS: Final = {
    "dyehouse": "Temos uma tinturaria em Guimarães e os lotes saem fora do tom. Queremos experimentar antes de comprar sensores.",
    "azores-hotel": "We run a small hotel on Terceira and want to predict cancellations. No grants, please.",
    "council": "A Câmara Municipal de Évora quer um assistente virtual para responder aos munícipes.",
    "vessel": "Startup de Setúbal com um veículo subaquático autónomo: precisamos de uma zona livre tecnológica para o testar.",
    "flat": "Procuro um apartamento T2 para arrendar no Porto, até 800 euros.",
}


def shown(recommender: Recommender, text: str) -> object:
    """The answer without what differs by machine: the id, and decimals beyond the second."""
    answer = recommender.recommend(text, k=3).model_dump(mode="json", exclude={"id", "versions"})
    return json.loads(json.dumps(answer), parse_float=lambda number: round(float(number), 2))


@pytest.mark.parametrize("name", NEEDS)
def test_an_answer_is_as_reviewed(name: str, recommender: Recommender) -> None:
    """Same hubs, reasons and words; numbers to 0.02, as processors differ in the last digits of an int8 model."""
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert_close(shown(recommender, NEEDS[name]), expected, name)


def assert_close(found: object, expected: object, where: str) -> None:
    """Equal, with numbers to 0.02."""
    if isinstance(expected, dict) and isinstance(found, dict):
        assert found.keys() == expected.keys(), where
        for key, value in expected.items():
            assert_close(found[key], value, f"{where}.{key}")
    elif isinstance(expected, list) and isinstance(found, list):
        assert len(found) == len(expected), where
        for number, (one, other) in enumerate(zip(found, expected, strict=True)):
            assert_close(one, other, f"{where}[{number}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, abs=0.02), where
    else:
        assert found == expected, where


if __name__ == "__main__":
    loaded = Recommender.load()
    for need_name, need_text in NEEDS.items():
        content = json.dumps(shown(loaded, need_text), indent=1, ensure_ascii=False)
        (GOLDEN / f"{need_name}.json").write_text(content + "\n", encoding="utf-8")

"""Numbers on the page are written as its language writes them."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from matcher.need import AnswerLanguage
from tests.service.conftest import DYE_WORKS


@pytest.mark.parametrize(("language", "mark"), [("pt", ","), ("en", ".")])
def test_the_parts_of_a_score_have_the_decimal_mark_of_the_page(
    client: TestClient, language: AnswerLanguage, mark: str
) -> None:
    """A comma in Portuguese, a point in English."""
    html = client.post("/", data={"text": DYE_WORKS, "lang": language}).text
    numbers = re.findall(r'<td class="number">([^<]+)</td>', html)
    assert len(numbers) > 5
    assert all(re.fullmatch(rf"[+-]\d+{re.escape(mark)}\d\d", number) for number in numbers)

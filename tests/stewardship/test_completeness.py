"""How complete a profile is, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.need import AnswerLanguage
from matcher.records import HubRecord
from matcher.stewardship.completeness import ASPECTS, age_share, completeness, last_day, worst_first
from matcher.stewardship.questions import QUESTIONS
from tests.conftest import ROOT
from tests.fakes import hub, weighted

DAY = date(2026, 1, 1)
FULL = hub(
    "full",
    facts_en=["One.", "Two.", "Three.", "Four.", "Five."],
    facts_pt=["Um.", "Dois.", "Três.", "Quatro.", "Cinco."],
    sectors=weighted(energy=5),
    technologies=weighted(robotics=5),
    catalogue_services=weighted(finance=5),
    coordinator="A body",
    website="https://full.pt",
    sources=["https://a.pt", "https://b.pt"],
    as_of="2025-12-01",
    service_until="2026-12",
)


def shares(record: HubRecord) -> dict[str, float]:
    """How much of each aspect a record has."""
    return {one.aspect: one.share for one in completeness(record, DAY).aspects}


def changed(**fields: object) -> HubRecord:
    """The full profile but for ``fields``."""
    return HubRecord.model_validate(FULL.model_dump() | fields)


def test_the_worth_of_all_aspects_is_told_in_hundredths() -> None:
    """110 points: those for Portuguese sentences (10) count at home alone, so 100 abroad."""
    assert sum(aspect.points for aspect in ASPECTS) == 110


def test_a_full_profile_has_all_and_no_question() -> None:
    """100 % of what applies."""
    found = completeness(FULL, DAY)
    assert (found.percent, found.questions("en"), set(shares(FULL).values())) == (100, (), {1.0})


def test_the_percentage_is_points_had_of_points_to_be_had() -> None:
    """Without a website (8) and with two of five English sentences (6 of 10 lost): 96 of 110."""
    found = completeness(changed(website=None, facts_en=["One.", "Two."]), DAY)
    assert found.percent == pytest.approx(100 * 96 / 110)


@pytest.mark.parametrize(
    ("fields", "aspect", "share"),
    [
        ({"sectors": ()}, "sectors", 0),
        ({"sectors": weighted(energy=5, textiles=None)}, "sectors", 0.75),
        ({"inferred": ("sectors",)}, "sectors", 0.6),
        ({"inferred": ("services",)}, "services", 0.6),
        ({"inferred": ("hq_nuts2",)}, "seat", 0.6),
        ({"sources": ("https://a.pt",)}, "sources", 0.5),
        ({"as_of": "2024-01-02"}, "as_of", 0.5),
        ({"as_of": "2020-01-01"}, "as_of", 0),
        ({"service_until": None}, "service_until", 0.5),
        ({"service_until": "2025-12"}, "service_until", 0),
        ({"service_until": "2026-01"}, "service_until", 1),
    ],
)
def test_each_aspect_by_hand(fields: dict[str, object], aspect: str, share: float) -> None:
    """What is missing, guessed, old or past."""
    assert shares(changed(**fields))[aspect] == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize(
    ("fields", "aspect"),
    [
        ({"country": "ES", "networks": ("DIH",), "service_until": None}, "sentences_pt"),
        ({"country": "ES", "networks": ("DIH",), "service_until": None}, "service_until"),
        ({"kind": "zlt"}, "catalogue_services"),
    ],
)
def test_what_does_not_apply_costs_nothing(fields: dict[str, object], aspect: str) -> None:
    """Sentences in Portuguese abroad, the end of a funding that is none, services of a zone."""
    record = changed(**fields)
    assert (aspect in shares(record), completeness(record, DAY).percent) == (False, 100)


def test_the_least_complete_come_first() -> None:
    """Equal ones by id."""
    poor, other = changed(id="poor", website=None), changed(id="also-poor", website=None)
    assert [one.hub.id for one in worst_first([FULL, poor, other], DAY)] == ["also-poor", "poor", "full"]


def test_what_mends_most_is_asked_first() -> None:
    """Sectors are worth 15 points, the website 8."""
    found = completeness(changed(website=None, sectors=()), DAY).questions("en")
    assert [one.aspect for one in found] == ["sectors", "website"]
    assert found[1].text == "On which page can one ask the hub for help?"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "Confirme ou complete: até quando está assegurado o serviço (anunciado: não se sabe)?"),
        ("en", "Please confirm or complete: until when is the service secured (announced: not known)?"),
    ],
)
def test_what_is_half_known_is_to_be_confirmed(language: AnswerLanguage, text: str) -> None:
    """In the language asked for."""
    (found,) = completeness(changed(service_until=None), DAY).questions(language)
    assert found.text == text


def test_every_aspect_has_a_question_in_both_languages() -> None:
    """And no question lacks an aspect."""
    assert {aspect.name for aspect in ASPECTS} == set(QUESTIONS)
    assert all(set(texts) == {"pt", "en"} for texts in QUESTIONS.values())


def test_a_month_lasts_to_its_last_day() -> None:
    """Also February and December."""
    assert [last_day(month) for month in ("2024-02", "2025-12")] == [date(2024, 2, 29), date(2025, 12, 31)]


def test_a_date_to_come_is_fresh() -> None:
    """A profile dated tomorrow is not worth more than one of today."""
    assert age_share("2027-01-01", DAY) == 1.0


def test_the_points_of_every_aspect_are_documented() -> None:
    """In the page for whoever keeps the catalogue."""
    page = (ROOT / "docs" / "stewardship.md").read_text(encoding="utf-8")
    assert [aspect.name for aspect in ASPECTS if f"| `{aspect.name}` | {aspect.points} |" not in page] == []

"""Every page and state of the portal page, by name: how a browser gets there. Screenshots and accessibility tests go through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from matcher.need import AnswerLanguage
from service.page.texts import TEXTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

DYE_WORKS: Final = "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."
DRONES: Final = "Queremos testar drones autónomos no mar ao largo de Viana do Castelo, num regime legal especial."
SEVERAL: Final = (
    "Temos uma fábrica de calçado em Felgueiras. Precisamos de formar 20 pessoas em cibersegurança. Queremos também "
    "testar robôs na linha de montagem. E precisamos de ajuda para encontrar financiamento para painéis de turismo."
)
REFUSED: Final = "Não queremos financiamento, só formação em dados para a nossa autarquia em Évora."
VAGUE: Final = "preciso de ajuda"
FLAT: Final = "Procuro apartamento T2 para arrendar em Lisboa, até 900 euros."
WEAK: Final = "Somos uma associação de música e queremos digitalizar partituras antigas."
UNMATCHED: Final = (
    "I'm a funeral director, second generation. Families now ask to follow the ceremony from Luxembourg and Toronto. We "
    "put a phone on a tripod and it fell in the flowers. Please teach us to do it with dignity."
)
State = Callable[["Page", str, AnswerLanguage], None]  # browser's page, address of the service, language


def at(path: str) -> State:
    """A page with an address of its own."""

    def go(page: Page, address: str, language: AnswerLanguage) -> None:
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")

    return go


def asked(text: str, place: str = "") -> State:
    """The page after a need was sent."""

    def go(page: Page, address: str, language: AnswerLanguage) -> None:
        at("/")(page, address, language)
        page.locator("#text").fill(text)
        page.locator("#place").fill(place)
        page.get_by_role("button", name=TEXTS[language]["submit"], exact=True).click()
        page.locator("#result, #summary").first.wait_for()

    return go


def then(first: State, selector: str, awaited: str) -> State:
    """The page after something in another state was pressed."""

    def go(page: Page, address: str, language: AnswerLanguage) -> None:
        first(page, address, language)
        page.locator(selector).first.click()
        page.locator(awaited).first.wait_for()

    return go


def why_not(page: Page, address: str, language: AnswerLanguage) -> None:
    """The page after a hub was asked about that is not recommended."""
    asked(DYE_WORKS)(page, address, language)
    page.locator("#other").select_option(index=1)
    page.locator("#ask-other").click()
    page.locator("#other-told").wait_for()


def opened(page: Page, address: str, language: AnswerLanguage) -> None:
    """A result with every part unfolded."""
    asked(SEVERAL)(page, address, language)
    for summary in page.locator("details > summary").all():
        summary.click()


STATES: Final[dict[str, State]] = {
    "form": at("/"),
    "match": asked(DYE_WORKS),
    "place-stated": asked(DYE_WORKS, "Funchal"),
    "several-needs": opened,
    "free-zones": asked(DRONES),
    "refused-service": asked(REFUSED),
    "weak-match": asked(WEAK),
    "no-match": asked(UNMATCHED),
    "too-vague": asked(VAGUE),
    "out-of-scope": asked(FLAT),
    "corrected": then(asked(DYE_WORKS), "button[name=drop][value^='sectors:']", "button[name=reset]"),
    "why-not": why_not,
    "brief": then(asked(DYE_WORKS), "button[name=hub]", "#brief"),
    "fault-text": asked(""),
    "fault-place": asked(DYE_WORKS, "Guimaraens"),
    "hubs": at("/hubs"),
    "hubs-filtered": at("/hubs?region=PT119&sector=textiles"),
    "hubs-none": at("/hubs?region=AL&technology=photonics&service=incubation&sector=tobacco"),
    "hubs-fault": at("/hubs?sector=magic"),
    "hub": at("/hubs/digi4fashion"),
    "hub-abroad": at("/hubs/es-andalucia-agrotech"),
    "zone": at("/hubs/zlt-aveiro"),
    "not-found": at("/nowhere"),
    "problem": at("/problems/not-found"),
}

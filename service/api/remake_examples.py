"""``python -m service.api.remake_examples``: answer the calls of the examples again and keep the answers in ``examples/``."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from matcher import Query, Recommender
from matcher.hub_explanation import HubQuery, explain_hub
from service.api.examples import ANSWERED, EXPLAINED, EXPLANATION_EXAMPLES, FIXED_ID, FOLDER, REQUEST_EXAMPLES
from service.api.hubs import PageFilter, hub_page
from service.api.hubs_csv import hubs_csv
from service.api.labels import shown_hub
from service.api.vocabularies import EntryList, entries_of

HUB: Final = "produtech-dih"
PAGE: Final = PageFilter(kind="zlt", limit=2)  # short, and not the last


def made(recommender: Recommender) -> dict[str, str]:
    """The content of each file."""
    hubs = recommender.catalogue
    page = hub_page(hubs, PAGE, "en")
    answer = recommender.answer(Query.model_validate(REQUEST_EXAMPLES[ANSWERED]["value"]))
    question = HubQuery.model_validate(EXPLANATION_EXAMPLES[EXPLAINED]["value"])
    profile = shown_hub(hubs.records[hubs.row[HUB]], hubs.vocabularies, "en")
    services = EntryList(name="services", entries=entries_of(recommender, "services", "en"))
    return {
        "answer.json": _json(answer.model_copy(update={"id": FIXED_ID})),
        "explanation.json": _json(explain_hub(recommender, question)),
        "hubs.json": _json(page),
        "hubs.csv": hubs_csv(page.hubs),
        "hub.json": _json(profile),
        "services.json": _json(services),
    }


def main() -> None:
    """Write every file anew from the shipped data and models."""
    for name, content in made(Recommender.load()).items():
        (FOLDER / name).write_bytes(content.encode())
        print(f"wrote {FOLDER / name}")


def _json(record: BaseModel) -> str:
    return record.model_dump_json(indent=1) + "\n"


if __name__ == "__main__":
    main()

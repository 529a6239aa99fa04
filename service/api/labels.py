"""Codes with their names for people, in the language that the caller prefers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header
from pydantic import BaseModel, ConfigDict

from matcher.need import AnswerLanguage
from matcher.records import HubRecord
from matcher.vocabulary import ListName, Vocabularies
from service.page.language import preferred_language

AcceptLanguage = Annotated[
    str | None, Header(description="Preferred languages; of pt and en the one liked best is used.")
]


class HubLabels(BaseModel):
    """The name of each code in a profile, by code, in the language of ``Content-Language``."""

    model_config = ConfigDict(frozen=True)

    sectors: dict[str, str]
    technologies: dict[str, str]
    catalogue_services: dict[str, str]
    services: dict[str, str]
    customers: dict[str, str]


class ShownHub(HubRecord):
    """The public profile of a hub or free zone. Its sentences are plain text from outside: escape them before showing."""

    labels: HubLabels


def label_language(accept_language: str | None) -> AnswerLanguage:
    """The language of labels for a caller that sent this header; Portuguese unless English is preferred."""
    return preferred_language(accept_language or "")


def shown_hub(hub: HubRecord, vocabularies: Vocabularies, language: AnswerLanguage) -> ShownHub:
    """The profile with the names of its codes."""

    def named(table: ListName, codes: tuple[str, ...]) -> dict[str, str]:
        return {code: vocabularies[table].label(code, language) for code in codes}

    labels = HubLabels(
        sectors=named("sectors", tuple(item.code for item in hub.sectors)),
        technologies=named("technologies", tuple(item.code for item in hub.technologies)),
        catalogue_services=named("catalogue_services", tuple(item.code for item in hub.catalogue_services)),
        services=named("services", hub.services),
        customers=named("clients", hub.customers),
    )
    return ShownHub.model_validate({**dict(hub), "labels": labels})

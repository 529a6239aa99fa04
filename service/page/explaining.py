"""'Why not another hub?': what is said about the one hub that the reader asks about, for the need as corrected."""

from __future__ import annotations

from matcher import Recommender
from matcher.hub_explanation import HubExplanation, explain_ranked
from service.page.asking import Asked
from service.page.form import NeedForm


def explained(recommender: Recommender, asked: Asked, form: NeedForm) -> HubExplanation | None:
    """Why, or why not, the hub ``form.other``; None where none of the catalogue is asked about."""
    if form.other not in recommender.catalogue.row:
        return None
    return explain_ranked(recommender, asked.ranked, asked.query, form.other, form.language)

"""The brief that an organisation may send to a hub: what is needed, who asks, where. Nothing is sent from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.records import HubRecord
from service.page.chips import ChipGroup, Field
from service.page.names import Names
from service.page.texts import TEXTS

MAX_BRIEF_CHARS: Final = 6_000
_PARTS: Final[tuple[tuple[str, Field], ...]] = (
    ("brief_who", "client"),
    ("brief_where", "place"),
    ("brief_sector", "sectors"),
    ("brief_technology", "technologies"),
    ("brief_service", "services"),
)
_ALWAYS: Final = ("client", "place")  # a hub needs to know these; the writer completes them


def brief_of(hub: HubRecord, text: str, groups: Sequence[ChipGroup], names: Names) -> str:
    """The brief as a first draft: the need in the sender's words, then what was understood of it."""
    texts = TEXTS[names.language]
    known = {group.field: ", ".join(chip.label for chip in group.chips) for group in groups}
    lines = [texts["brief_subject"].format(hub=hub.name), "", f"{texts['brief_need']}:", text.strip(), ""]
    for title, field in _PARTS:
        if known.get(field) or field in _ALWAYS:
            lines.append(f"{texts[title]}: {known.get(field) or texts['brief_unknown']}")
    lines += [f"{texts['brief_contact']}: {texts['brief_contact_blank']}", ""]
    lines.append(texts["brief_origin"].format(date=names.date(hub.as_of)))
    return "\n".join(lines)

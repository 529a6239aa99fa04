"""The page's form as it arrives: one small record, or a refusal. What its fields may hold is for the library to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

from matcher.need import AnswerLanguage
from service.page.language import known_language
from service.problems.types import MALFORMED_BODY, UNSUPPORTED_MEDIA_TYPE

MOST_FIELDS: Final = 160  # a result carries what was understood and what the reader corrected along
MOST_DROPPED: Final = 40
MOST_CHARS: Final = 120  # of a value that is no text of a need
ListField = Literal["sectors", "technologies", "services"]
LISTS: Final[tuple[ListField, ...]] = ("sectors", "technologies", "services")
Pressed = Mapping[str, Sequence[str]]  # every field as sent, buttons included


@dataclass(frozen=True, slots=True)
class NeedForm:
    """What somebody typed and corrected, and the language of the page they see next.

    Attributes:
        place, client, sectors, technologies, services: stated by the reader; they win over what the text says.
        dropped: values that the reader took back, each ``field:code``; they are not understood from the text either.
        other: id of the hub that the reader asks about ('why not this one?').
    """

    text: str = ""
    place: str = ""
    client: str = ""
    sectors: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    other: str = ""
    language: AnswerLanguage = "pt"

    def stated(self, field: ListField) -> tuple[str, ...]:
        """The codes of one list that the reader stated."""
        return {"sectors": self.sectors, "technologies": self.technologies, "services": self.services}[field]

    @property
    def is_corrected(self) -> bool:
        """Whether the reader stated or took back anything."""
        return any((self.place, self.client, self.sectors, self.technologies, self.services, self.dropped))


async def read_pressed(request: Request) -> Pressed:
    """Every field of a form that was sent, the button pressed among them.

    Browsers send line breaks as two characters but count them as one against ``maxlength``: they become one again.

    Raises:
        HTTPException: 415 for another kind of body, 400 for one that is no form in UTF-8.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(UNSUPPORTED_MEDIA_TYPE.status, "Expected a form: application/x-www-form-urlencoded.")
    body = await request.body()
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:  # UnicodeDecodeError is one; the message may quote the text, so it ends here
        detail = f"Expected a form of at most {MOST_FIELDS} fields in UTF-8."
        raise HTTPException(MALFORMED_BODY.status, detail) from None
    return {name: [value.replace("\r\n", "\n") for value in found] for name, found in fields.items()}


def last(pressed: Pressed, name: str) -> str:
    """The last value of a field, '' where it was not sent."""
    return (pressed.get(name) or [""])[-1]


def form_of(pressed: Pressed) -> NeedForm:
    """What the fields say, before the button that was pressed changes anything."""
    return NeedForm(
        text=last(pressed, "text"),
        place=last(pressed, "place"),
        client=last(pressed, "client"),
        sectors=_several(pressed, "sectors"),
        technologies=_several(pressed, "technologies"),
        services=_several(pressed, "services"),
        dropped=_several(pressed, "dropped")[-MOST_DROPPED:],
        other=last(pressed, "other"),
        language=known_language(last(pressed, "switch")) or known_language(last(pressed, "lang")) or "pt",
    )


def _several(pressed: Pressed, name: str) -> tuple[str, ...]:
    """The values of a field, each once; blank ones are those of lists from which nothing was chosen."""
    return tuple(dict.fromkeys(value for value in pressed.get(name, ()) if value and len(value) <= MOST_CHARS))

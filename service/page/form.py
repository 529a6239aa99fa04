"""The page's form as it arrives: one small record, or a refusal. What its fields may hold is for the library to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

from matcher.need import AnswerLanguage
from service.page.language import known_language
from service.problems.types import MALFORMED_BODY, UNSUPPORTED_MEDIA_TYPE

MOST_FIELDS: Final = 10


@dataclass(frozen=True, slots=True)
class NeedForm:
    """What somebody typed, and the language of the page they see next."""

    text: str = ""
    place: str = ""
    language: AnswerLanguage = "pt"


async def read_form(request: Request) -> NeedForm:
    """The form of a request.

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
    values = {name: found[-1].replace("\r\n", "\n") for name, found in fields.items()}
    language = known_language(values.get("switch")) or known_language(values.get("lang")) or "pt"
    return NeedForm(values.get("text", ""), values.get("place", ""), language)

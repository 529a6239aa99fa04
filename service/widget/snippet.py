"""The code that a portal pastes into its page, and the two lines that its content security policy needs."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from matcher.need import AnswerLanguage
from service.widget.files import PREFIX
from service.widget.texts import WIDGET_TEXTS

ATTRIBUTES: Final = (
    "lang",
    "region",
    "sector",
    "client",
    "hubs",
    "max-results",
    "theme",
    "key",
    "campaign",
    "context",
)  # in the order that the snippet has them


def snippet(origin: str, attributes: Mapping[str, str], language: AnswerLanguage) -> str:
    """Script, element, and between its tags the link for who has no script.

    >>> print(snippet("https://hub.pt", {"region": "Braga"}, "en"))
    <script type="module" src="https://hub.pt/widget/v1/hub-matcher.js"></script>
    <hub-matcher region="Braga">
      <a href="https://hub.pt/?lang=en">Find the right digital innovation hub</a>
    </hub-matcher>
    """
    written = "".join(f' {name}="{escape(attributes[name])}"' for name in ATTRIBUTES if attributes.get(name))
    return (
        f'<script type="module" src="{escape(origin)}{PREFIX}hub-matcher.js"></script>\n'
        f"<hub-matcher{written}>\n"
        f'  <a href="{escape(origin)}/?lang={language}">{escape(WIDGET_TEXTS[language]["embed_title"])}</a>\n'
        "</hub-matcher>"
    )


def policy_lines(origin: str) -> str:
    """What the portal's own content security policy must allow, and nothing more."""
    return f"script-src {origin};\nframe-src {origin};"

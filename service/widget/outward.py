"""What leads out of the frame opens in a tab of its own: other pages of the service refuse to be framed, as most sites do."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

from service.widget.framing import EMBED

_LINK: Final = re.compile(r'<a (?=[^>]*href="[^#"])')
_FORM: Final = re.compile(rf'<form (?=[^>]*action="(?!{EMBED}))')
_BUTTON: Final = re.compile(r'<button (?=[^>]*formaction="[^#"])')


def outward(html: str) -> Markup:
    """``html`` of our templates with targets on its links, forms and buttons; those within the frame stay as they are.

    What others wrote is escaped in it, so that no tag is theirs.

    >>> outward('<a href="/hubs/x">X</a> <a href="#text">text</a>')
    Markup('<a target="_blank" href="/hubs/x">X</a> <a href="#text">text</a>')
    """
    html = _LINK.sub('<a target="_blank" ', html)
    html = _FORM.sub('<form target="_blank" ', html)
    return Markup(_BUTTON.sub('<button formtarget="_blank" ', html))

"""What was wrong with an attribute of the element: told to whoever embeds it, while the default is used instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_FOUND: Final = 60  # characters of a wrong value that are repeated
MOST_FAULTS: Final = 20  # that are told; the element takes no more at once


@dataclass(frozen=True, slots=True)
class AttributeFault:
    """One faulty attribute: what was found and what was expected; ``code`` is one of those in docs/widget.md."""

    attribute: str
    found: str
    expected: str
    code: str = "attribute-invalid"


def shown(value: str) -> str:
    """A wrong value as it is repeated: short, and on one line.

    >>> shown("tecido"), len(shown("x" * 500))
    ("'tecido'", 60)
    """
    written = repr(value)
    return written if len(written) <= MOST_FOUND else written[: MOST_FOUND - 1] + "…"

"""Cells of the export as plain text."""

from __future__ import annotations

import pytest

from matcher.stewardship.plain_text import cell_text

CASES: list[tuple[str, object, str]] = [
    ("tags", "<p>One <b>two</b>.</p><ul><li>Three</li><li>Four</li></ul>", "One two.\nThree\nFour"),
    ("entities", "R&amp;D &lt; 5 &euro;", "R&D < 5 €"),
    ("escaped once too often", "R&amp;amp;D &amp;lt;p&amp;gt;x", "R&D\nx"),
    ("escapes of the workbook", "One_x000D_\nTwo_x0009_three", "One\nTwo three"),
    ("spaces that do not break", "1\u00a0000\u202f000\u200b SMEs\ufeff", "1 000 000 SMEs"),
    ("a sign that opens no tag", "firms with <50 staff and a < b", "firms with <50 staff and a < b"),
    ("a script", "Hub<script>alert(1)</script> one", "Hub one"),
    ("line breaks of every kind", "a\r\nb\rc\u2028d", "a\nb\nc\nd"),
    ("controls", "a\x07b\u202ec", "abc"),
    ("accents apart", "Inovac\u0327a\u0303o", "Inovação"),
    ("nothing", None, ""),
    ("not a number", float("nan"), ""),
    ("the word for it", " NaN ", ""),
    ("a dash", "-", ""),
    ("a whole number", 5.0, "5"),
]


@pytest.mark.parametrize(("_name", "cell", "text"), CASES, ids=[name for name, _, _ in CASES])
def test_a_cell_becomes_plain_text(_name: str, cell: object, text: str) -> None:
    """What a browser would show, on lines of their own."""
    assert cell_text(cell) == text

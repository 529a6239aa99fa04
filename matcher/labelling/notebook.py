"""Labelling in a notebook: one pair at a time, four buttons, every grade written at once; needs the extra ``analysis``."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Final

import ipywidgets as widgets

from matcher.labelling.pools import Pool
from matcher.labelling.sheets import Sheet, about_hub, read_sheet, write_sheet
from matcher.need import AnswerLanguage
from matcher.records import HubRecord

WORDS: Final[dict[AnswerLanguage, dict[str, str]]] = {
    "pt": {
        "grades": "0 não serve|1 possível|2 bom|3 a porta certa",
        "note": "Nota (opcional)",
        "back": "Anterior",
        "on": "Seguinte",
        "need": "Pedido",
        "hub": "Polo",
        "left": "{done} de {all} avaliados",
    },
    "en": {
        "grades": "0 not useful|1 possible|2 good|3 the right door",
        "note": "Note (optional)",
        "back": "Back",
        "on": "Next",
        "need": "Need",
        "hub": "Hub",
        "left": "{done} of {all} judged",
    },
}


class LabelBox:
    """A box for one assessor; show ``box.view`` as the last value of a cell.

    The sheet at ``path`` is read when it is there, so that work goes on where it stopped, and written after each click.
    """

    def __init__(self, pool: Pool, hubs: Mapping[str, HubRecord], path: Path, language: AnswerLanguage = "pt") -> None:
        self._pool, self._hubs, self._path, self._language = pool, hubs, path, language
        self._texts = {need.id: need.text for need in pool.needs}
        found = read_sheet(path, pool) if path.exists() else None
        self.sheet = found or Sheet(path.stem, {}, {}, len(pool.pairs))
        self._at = next((n for n, key in enumerate(pool.keys) if key not in self.sheet.grades), 0)
        words = WORDS[language]
        self._shown, self._told = widgets.HTML(), widgets.HTML()
        self._note = widgets.Text(placeholder=words["note"], continuous_update=False)
        self._buttons = [widgets.Button(description=name) for name in words["grades"].split("|")]
        back, on = widgets.Button(description=words["back"]), widgets.Button(description=words["on"])
        for grade, button in enumerate(self._buttons):
            button.on_click(lambda _button, grade=grade: self.grade(grade))
        back.on_click(lambda _button: self.move(-1))
        on.on_click(lambda _button: self.move(1))
        rows = [self._shown, widgets.HBox(self._buttons), self._note, widgets.HBox([back, on, self._told])]
        self.view = widgets.VBox(rows)
        self._show()

    def grade(self, grade: int) -> None:
        """Give the pair shown a grade, write the sheet, and show the next."""
        key = self._pool.keys[self._at]
        self.sheet.grades[key] = grade
        self.sheet.notes.pop(key, None)
        if note := self._note.value.strip():
            self.sheet.notes[key] = note
        write_sheet(self._path, self._pool, self._hubs, self._language, self.sheet)
        self.move(1)

    def move(self, step: int) -> None:
        """Show another pair; the ends stay where they are."""
        self._at = min(max(self._at + step, 0), len(self._pool.pairs) - 1)
        self._show()

    def _show(self) -> None:
        """The pair with its words escaped: needs and profiles come from outside."""
        words, key = WORDS[self._language], self._pool.keys[self._at]
        need_id, hub_id = key
        hub = self._hubs[hub_id]
        about = "; ".join(about_hub(hub, self._language))
        self._shown.value = (
            f"<p><b>{words['need']}</b> {escape(self._texts[need_id])}</p>"
            f"<p><b>{words['hub']}</b> {escape(hub.name)}. {escape(about)}</p>"
        )
        self._note.value = self.sheet.notes.get(key, "")
        given = self.sheet.grades.get(key)
        for grade, button in enumerate(self._buttons):
            button.button_style = "success" if grade == given else ""
        self._told.value = words["left"].format(done=len(self.sheet.grades), all=len(self._pool.pairs))

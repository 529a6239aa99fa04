"""The columns of the frames that `matcher.frames` gives back: name, dtype and meaning, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

DType = Literal["object", "string", "category", "int64", "float64"]


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """One column of a frame; a list stands in one cell, its codes joined by ``;`` and empty for none."""

    name: str
    dtype: DType
    meaning: str


ROW: Final = FrameColumn("row", "object", "label of the need's row in the frame given: join on it")
NEED_ID: Final = FrameColumn("need_id", "string", "the column `need_id` of the frame given, else the row's label")
OUTCOME: Final = FrameColumn("outcome", "category", "match, weak_match, no_match, out_of_scope, too_vague")
REASON: Final = FrameColumn("reason_code", "category", "why the outcome is what it is")

RECOMMENDATIONS: Final[tuple[FrameColumn, ...]] = (
    ROW,
    NEED_ID,
    OUTCOME,
    REASON,
    FrameColumn("rank", "int64", "1 for the best hub"),
    FrameColumn("hub_id", "string", "id of the hub"),
    FrameColumn("name", "string", "its name"),
    FrameColumn("networks", "string", "its networks, a list"),
    FrameColumn("probability", "float64", "calibrated, that an adviser would grade the hub 2 or more"),
    FrameColumn("confidence", "category", "high, medium, low"),
    FrameColumn("score", "float64", "log-odds before calibration: the baseline and all contributions"),
    FrameColumn("services", "string", "services of the hub that fit the need, a list of codes"),
    FrameColumn("as_of", "string", "when its profile was last checked"),
    FrameColumn("service_until", "string", "announced end of its service; missing where none is known"),
)
OUTCOMES: Final[tuple[FrameColumn, ...]] = (
    ROW,
    NEED_ID,
    OUTCOME,
    REASON,
    FrameColumn("n_recommended", "int64", "hubs recommended; 0 for a faulty row"),
    FrameColumn("best_hub_id", "string", "the first hub; missing where none is recommended"),
    FrameColumn("best_probability", "float64", "its probability"),
    FrameColumn("language", "category", "language of the need, as stated or read"),
    FrameColumn("municipality", "string", "of the sender, where one is understood"),
    FrameColumn("nuts3", "string", "its region of level 3"),
    FrameColumn("sectors", "string", "sectors understood or stated, main first, a list of codes"),
    FrameColumn("technologies", "string", "the same for technologies"),
    FrameColumn("asked_services", "string", "the same for services"),
    FrameColumn("client", "category", "kind of client, where one is understood"),
    FrameColumn("fault_field", "string", "what could not be used of the row; missing for an answered one"),
    FrameColumn("fault", "string", "what was expected instead; never repeats the text"),
)
BASELINE: Final = FrameColumn("baseline", "float64", "score of a hub about which nothing is known")
CONTRIBUTION: Final = "contribution_"  # before the name of a feature or rule: float64, its share of the score
CATEGORIES: Final[dict[str, tuple[str, ...]]] = {
    "outcome": ("match", "weak_match", "no_match", "out_of_scope", "too_vague"),
    "confidence": ("high", "medium", "low"),
}


def contribution_columns(names: tuple[str, ...]) -> tuple[FrameColumn, ...]:
    """The baseline and one column for each share of the score; in a row they add up to ``score``."""
    shares = (FrameColumn(f"{CONTRIBUTION}{name}", "float64", f"share of {name}, log-odds") for name in names)
    return (BASELINE, *shares)

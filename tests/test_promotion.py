"""The gate: what is worse than chance allows does not come into use; noise does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matcher.errors import ArtefactError
from matcher.learning.promotion import judge_candidate
from matcher.learning.ranker_training import NeedFigures, RankerResults

N_NEEDS = 40


def results(folder: Path, ndcg: float, brier: float = 0.05, ece: float = 0.03, spread: float = 0.1) -> Path:
    """A ranker's folder whose needs do ``ndcg`` on average, every second one ``spread`` better and worse."""
    folder.mkdir()
    figures = {
        f"n{row}": NeedFigures(ndcg=ndcg + spread * (-1) ** row, brier=brier + 0.01 * (-1) ** (row // 2))
        for row in range(N_NEEDS)
    }
    found = RankerResults(
        n={"train": N_NEEDS, "own": 0},
        cross_validated={"train": {"ECE": ece}},
        per_need={"train": figures, "own": {}},
        left_out=(),
        trades=(),
    )
    (folder / "results.json").write_text(found.model_dump_json(), encoding="utf-8")
    return folder


def test_a_better_candidate_passes(tmp_path: Path) -> None:
    """0.85 against 0.80 on every need: the difference is 0.05 with no width."""
    gate = judge_candidate(results(tmp_path / "new", 0.85), results(tmp_path / "old", 0.80), ())
    assert gate.refusals == ()
    assert (gate.n, round(gate.ndcg.mean, 6), round(gate.ndcg.low, 6)) == (N_NEEDS, 0.05, 0.05)


def test_a_fall_beyond_chance_is_refused(tmp_path: Path) -> None:
    """0.80 against 0.85 on every need."""
    gate = judge_candidate(results(tmp_path / "new", 0.80), results(tmp_path / "old", 0.85), ())
    assert gate.refusals == ("nDCG@5 falls by 0.050, more than chance allows",)


def test_a_fall_within_chance_passes(tmp_path: Path) -> None:
    """A mean fall of 0.01 where needs differ by 0.4 either way could be nothing."""
    gate = judge_candidate(
        results(tmp_path / "new", 0.79, spread=0.2), results(tmp_path / "old", 0.80, spread=-0.2), ()
    )
    assert gate.ndcg.low < 0 < gate.ndcg.high
    assert gate.refusals == ()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"brier": 0.06}, "the Brier score worsens by 0.0100"),
        ({"ece": 0.06}, "calibration error 0.060; expected at most 0.05"),
    ],
)
def test_worse_calibration_is_refused(changed: dict[str, float], refusal: str, tmp_path: Path) -> None:
    """Although it ranks no worse."""
    gate = judge_candidate(results(tmp_path / "new", 0.8, **changed), results(tmp_path / "old", 0.8), ())
    assert len(gate.refusals) == 1
    assert gate.refusals[0].startswith(refusal)


def test_a_broken_case_is_refused(tmp_path: Path) -> None:
    """However well the candidate ranks."""
    broken = ("case dye: expected first digi4fashion, found c-hub",)
    gate = judge_candidate(results(tmp_path / "new", 0.9), results(tmp_path / "old", 0.8), broken)
    assert gate.refusals == broken
    assert "refused: case dye" in str(gate)


def test_results_of_other_needs_cannot_be_compared(tmp_path: Path) -> None:
    """Nothing shared, nothing to say."""
    old = results(tmp_path / "old", 0.8)
    content = json.loads((old / "results.json").read_text())
    content["per_need"]["train"] = {"another": {"ndcg": 1.0, "brier": 0.0}}
    (old / "results.json").write_text(json.dumps(content))
    with pytest.raises(ArtefactError, match="no need of train in both results"):
        judge_candidate(results(tmp_path / "new", 0.8), old, ())


def test_a_folder_without_results_is_told(tmp_path: Path) -> None:
    """And what writes them."""
    (tmp_path / "old").mkdir()
    with pytest.raises(ArtefactError, match="hub-matcher train ranker"):
        judge_candidate(results(tmp_path / "new", 0.8), tmp_path / "old", ())

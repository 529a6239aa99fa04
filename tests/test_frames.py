"""A frame of needs in, tidy frames out: every row is answered or told, and each column is what it says."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

from matcher import NeedError, Recommender
from matcher.frames import Frames
from matcher.frames_columns import CONTRIBUTION, OUTCOMES, RECOMMENDATIONS, FrameColumn
from tests.conftest import ROOT

DYE_WORKS = "Temos uma tinturaria em Guimarães e os lotes saem fora do tom."
HOTEL = "Hotel in Lisbon wants a chatbot for its guests."
SECRET = "zyxwv"


def frames(recommender: Recommender, frame: pd.DataFrame, **options: object) -> Frames:
    """The answers to a frame, without a bar."""
    return recommender.recommend_frame(frame, progress=False, **options)  # type: ignore[arg-type]  # any options


def test_a_row_is_answered_as_a_single_need_is(recommender: Recommender) -> None:
    """The same hubs with the same figures, in the order of their ranks."""
    answer = recommender.recommend(DYE_WORKS)
    found = frames(recommender, pd.DataFrame({"text": [DYE_WORKS]})).recommendations
    columns = ["rank", "hub_id", "probability", "confidence", "score"]
    assert found[columns].values.tolist() == [
        [card.rank, card.hub_id, card.probability, card.confidence, card.score] for card in answer.recommendations
    ]


def test_a_row_for_each_need_stays_in_its_place(recommender: Recommender) -> None:
    """Labels of the index come back, also odd ones and those that stand twice."""
    frame = pd.DataFrame({"text": [DYE_WORKS, None, HOTEL]}, index=["b", 7, "b"])
    found = frames(recommender, frame)
    assert (found.outcomes["row"].tolist(), found.outcomes["fault"].notna().tolist()) == (
        ["b", 7, "b"],
        [False, True, False],
    )
    assert set(found.recommendations["row"]) == {"b"}


@pytest.mark.parametrize(("stated", "wanted"), [(["n1", "n2"], ["n1", "n2"]), ([4, None], ["4", "1"])])
def test_needs_keep_their_ids(recommender: Recommender, stated: list[object], wanted: list[str]) -> None:
    """A row without one is called by its label; a number is told as it was typed."""
    frame = pd.DataFrame({"text": [DYE_WORKS, HOTEL], "need_id": stated})
    assert frames(recommender, frame).outcomes["need_id"].tolist() == wanted


def test_columns_and_dtypes_are_those_documented(recommender: Recommender) -> None:
    """In this order, with answers and without any."""
    for texts in ([DYE_WORKS], [""], []):
        found = frames(recommender, pd.DataFrame({"text": pd.Series(texts, dtype="object")}))
        for frame, columns in ((found.recommendations, RECOMMENDATIONS), (found.outcomes, OUTCOMES)):
            assert {name: dtype.name for name, dtype in frame.dtypes.items()} == {c.name: c.dtype for c in columns}
            assert list(frame.columns) == [column.name for column in columns]


def test_stated_facts_are_used_and_missing_ones_are_unknown(recommender: Recommender) -> None:
    """Lists as lists or joined by a semicolon; NaN, NA, None and an empty cell say nothing."""
    nothing = [None, float("nan"), pd.NA, ""]
    frame = pd.DataFrame(
        {
            "text": [HOTEL, HOTEL, *[HOTEL] * 4],
            "sectors": [["textiles", "leather"], "textiles; leather", *nothing],
            "place": ["Braga", "Braga", *nothing],
            "k": [1, 1.0, *nothing],
        }
    )
    found = frames(recommender, frame).outcomes
    assert found["fault"].isna().all()
    assert found["sectors"].tolist()[:2] == ["textiles;leather"] * 2
    assert (found["municipality"].tolist()[0], found["n_recommended"].tolist()[:2]) == ("Braga", [1, 1])
    assert found.iloc[2:, 4:].drop_duplicates().shape[0] == 1


FAULTS = [
    ("text", {"text": None}, "is missing"),
    ("text", {"text": "  "}, "is empty"),
    ("text", {"text": 5}, "string"),
    ("text", {"text": SECRET + "\x00"}, "control characters"),
    ("text", {"text": SECRET * 2000}, "at most 4000"),
    ("sectors", {"sectors": "cloth"}, "unknown code 'cloth'"),
    ("place", {"place": "Atlantis"}, "unknown place"),
    ("language", {"language": "xx"}, "'pt' or 'en'"),
    ("k", {"k": 0}, "greater than or equal to 1"),
    ("k", {"k": 2.5}, "valid integer"),
    ("networks", {"networks": "Club"}, "'PT-DIH'"),
]


@pytest.mark.parametrize(("field", "cells", "told"), FAULTS)
def test_a_faulty_row_is_told_and_the_others_are_answered(
    recommender: Recommender, field: str, cells: dict[str, object], told: str
) -> None:
    """With field and message, and never with the text."""
    frame = pd.DataFrame([{"text": HOTEL, **cells}, {"text": DYE_WORKS}], index=["bad", "good"], dtype="object")
    found = frames(recommender, frame)
    (fault,) = found.faults.to_dict("records")
    assert (fault["row"], str(fault["fault_field"]).split(".")[0], told in fault["fault"]) == ("bad", field, True)
    assert (set(found.recommendations["row"]), SECRET in str(fault)) == ({"good"}, False)


def test_a_faulty_row_may_end_it(recommender: Recommender) -> None:
    """With its label."""
    with pytest.raises(NeedError, match="place: row 'bad': unknown place"):
        frames(recommender, pd.DataFrame({"text": [HOTEL], "place": ["Atlantis"]}, index=["bad"]), errors="raise")


def test_contributions_add_up_to_the_score(recommender: Recommender) -> None:
    """A column for each share of the score, and the baseline."""
    found = frames(recommender, pd.DataFrame({"text": [DYE_WORKS, HOTEL]}), contributions=True).recommendations
    shares = found[[name for name in found.columns if name.startswith(CONTRIBUTION)]]
    assert shares.shape[1] > 10
    assert (shares.sum(axis=1) + found["baseline"]).tolist() == pytest.approx(found["score"].tolist(), abs=1e-3)


def test_other_columns_are_named_and_not_given_back(recommender: Recommender) -> None:
    """A slip in a column's name is seen there."""
    found = frames(recommender, pd.DataFrame({"text": [HOTEL], "sector": ["textiles"], "age": [3]}))
    assert (found.ignored, "age" in found.outcomes) == (("sector", "age"), False)


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pd.DataFrame({"need": ["x"]}), "text: found the columns 'need'; expected one called 'text'"),
        (pd.DataFrame([["x", "y"]], columns=["text", "text"]), "text: 2 columns are called 'text'"),
        ([{"text": "x"}], "frame: found list; expected a pandas DataFrame"),
    ],
)
def test_a_frame_without_texts_is_told(recommender: Recommender, frame: pd.DataFrame, told: str) -> None:
    """What was found, and what was expected."""
    with pytest.raises(NeedError) as error:
        frames(recommender, frame)
    assert str(error.value).startswith(told)


def test_the_frame_given_stays_as_it_is(recommender: Recommender) -> None:
    """Nothing is added to it."""
    frame = pd.DataFrame({"text": [HOTEL, None]})
    before = frame.copy(deep=True)
    frames(recommender, frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_bar_is_shown_on_standard_error_alone(recommender: Recommender, capsys: pytest.CaptureFixture[str]) -> None:
    """And none when it is switched off."""
    recommender.recommend_frame(pd.DataFrame({"text": [HOTEL]}))
    shown = capsys.readouterr()
    frames(recommender, pd.DataFrame({"text": [HOTEL]}))
    assert ("1/1" in shown.err, shown.out, capsys.readouterr().err) == (True, "", "")


def test_without_pandas_the_extra_is_named() -> None:
    """The library itself needs none: only frames do."""
    code = (
        "import sys; sys.modules['pandas'] = None\n"
        "from matcher import MatcherError, Recommender\n"
        "from matcher.frames import recommend_frame\n"
        "try: recommend_frame(None, [])\n"
        "except MatcherError as error: print(error)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "install the extra 'analysis'" in result.stdout


@pytest.mark.parametrize("column", dict.fromkeys((*RECOMMENDATIONS, *OUTCOMES)), ids=lambda column: column.name)
def test_every_column_is_documented(column: FrameColumn) -> None:
    """With its dtype and meaning, in the page for analysts."""
    page = (ROOT / "docs" / "stewardship.md").read_text(encoding="utf-8")
    assert f"| `{column.name}` | {column.dtype} | {column.meaning} |" in page

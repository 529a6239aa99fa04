"""A pandas frame of needs in, tidy frames of answers out; needs the extra ``analysis``.

>>> import pandas as pd
>>> from matcher import Recommender
>>> needs = pd.DataFrame({"text": ["Tinturaria em Guimarães: os lotes saem fora do tom.", None]}, index=["a", "b"])
>>> frames = Recommender.load().recommend_frame(needs, progress=False)
>>> frames.recommendations[["row", "rank", "hub_id"]].head(1).values.tolist()
[['a', 1, 'digi4fashion']]
>>> frames.faults[["row", "fault_field", "fault"]].values.tolist()
[['b', 'text', 'is missing; expected what the organisation needs, in its own words']]

The columns of both frames stand in `matcher.frames_columns`. The text of a need is in none of them: join on ``row``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Final, Literal

from matcher.answer import Answer, UnderstoodCode
from matcher.errors import ArtefactError, NeedError
from matcher.frames_columns import (
    CATEGORIES,
    CONTRIBUTION,
    OUTCOMES,
    RECOMMENDATIONS,
    FrameColumn,
    contribution_columns,
)
from matcher.query import parse_query
from matcher.records import Query

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from matcher.recommend import Ranked, Recommender

Errors = Literal["collect", "raise"]
Cells = dict[str, object]

LISTS: Final = ("sectors", "technologies", "services", "networks")
FIELDS: Final = tuple(Query.model_fields)
_SEPARATORS: Final = re.compile(r"[;,|]")


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Answers to a frame of needs.

    Attributes:
        recommendations: a row for each need and hub recommended to it, `frames_columns.RECOMMENDATIONS`.
        outcomes: a row for each row given, in the same order, faulty ones too, `frames_columns.OUTCOMES`.
        ignored: columns of the frame given that say nothing of a need.
    """

    recommendations: DataFrame
    outcomes: DataFrame
    ignored: tuple[str, ...]

    @property
    def faults(self) -> DataFrame:
        """The rows that could not be answered, and why."""
        return self.outcomes[self.outcomes["fault"].notna()]


def recommend_frame(
    recommender: Recommender,
    frame: DataFrame,
    *,
    k: int = 5,
    contributions: bool = False,
    progress: bool = True,
    errors: Errors = "collect",
) -> Frames:
    """Answer every row of ``frame``; one that cannot be answered is told in ``outcomes``, and no row is lost.

    Args:
        frame: a column ``text``, and as far as known ``need_id`` and the fields of `Query`. Missing values are unknown; lists
            are lists, or codes joined by ``;``. Other columns are ignored.
        k: the most hubs of a need whose row has none of its own.
        contributions: give the shares of each score too, a column each.
        progress: show a bar while it runs.
        errors: "raise" ends with the first faulty row instead.

    Raises:
        NeedError: there is no column ``text``, or with ``errors="raise"`` a row is faulty; names the row.
        ArtefactError: the extra is not installed.
    """
    _need_pandas()
    columns = _columns(frame)
    recommended: list[Cells] = []
    outcomes: list[Cells] = []
    for number, row in enumerate(_shown(frame.index, progress)):
        values = {name: column.iloc[number] for name, column in columns.items()}
        need: Cells = {"row": row, "need_id": _need_id(values, row)}
        try:
            query = _query(values, k)
            ranked = recommender.rank(query)
        except NeedError as error:
            if errors == "raise":
                raise NeedError(error.field, f"row {row!r}: {error.detail}") from None
            outcomes.append({**need, "n_recommended": 0, "fault_field": error.field, "fault": error.detail})
            continue
        answer = recommender.answer_ranked(ranked, query)
        need |= {"outcome": answer.outcome, "reason_code": answer.reason_code}
        outcomes.append({**need, **_outcome(answer)})
        recommended += [{**need, **cells} for cells in _cards(recommender, ranked, answer, contributions)]
    shares = contribution_columns(_share_names(recommender)) if contributions else ()
    ignored = tuple(str(name) for name in frame.columns if name not in columns)
    return Frames(_frame(recommended, (*RECOMMENDATIONS, *shares)), _frame(outcomes, OUTCOMES), ignored)


def _need_pandas() -> None:
    try:
        import pandas  # noqa: F401 (only whether it is there)
    except ImportError as error:
        raise _lacking("pandas") from error


def _columns(frame: DataFrame) -> dict[str, Series]:
    """The columns that say something of a need; `NeedError` when the text is not among them."""
    if not hasattr(frame, "columns") or not hasattr(frame, "iloc"):
        raise NeedError("frame", f"found {type(frame).__name__}; expected a pandas DataFrame with a column 'text'")
    names = list(frame.columns)
    known = [name for name in ("need_id", *FIELDS) if name in names]
    if "text" not in known:
        shown = ", ".join(repr(str(name)) for name in names[:8]) or "none"
        raise NeedError(
            "text", f"found the columns {shown}; expected one called 'text' with what each organisation needs"
        )
    for name in known:
        if names.count(name) > 1:
            raise NeedError(name, f"{names.count(name)} columns are called {name!r}; expected one")
    return {name: frame[name] for name in known}


def _shown(rows: Sequence[object] | Iterable[object], progress: bool) -> Iterator[object]:
    """The rows' labels one by one, with a bar where one is asked for."""
    if not progress:
        return iter(rows)
    try:
        from tqdm.auto import tqdm
    except ImportError as error:
        raise _lacking("tqdm") from error
    return iter(tqdm(rows, desc="needs", unit="need"))


def _need_id(values: Mapping[str, object], row: object) -> str:
    """The need's own id, else the label of its row."""
    own = values.get("need_id")
    if _is_missing(own):
        return str(row)
    return str(int(own) if isinstance(own, float) and own.is_integer() else own)


def _query(values: Mapping[str, object], k: int) -> Query:
    """The query of one row; `NeedError` for what cannot be used."""
    told = {name: values[name] for name in FIELDS if name in values and not _is_missing(values[name])}
    told = {name: value for name, value in told.items() if value != "" or name == "text"}
    if "text" not in told:
        raise NeedError("text", "is missing; expected what the organisation needs, in its own words")
    lists: Cells = {name: _codes(told[name]) for name in LISTS if name in told}
    return parse_query({"k": k, **told, **lists, **_whole_number(told)})


def _whole_number(told: Mapping[str, object]) -> Cells:
    """``k`` as a whole number: a column with a missing value holds 3.0 for 3."""
    k = told.get("k")
    if not isinstance(k, Real) or isinstance(k, bool) or not float(k).is_integer():
        return {}
    return {"k": int(float(k))}


def _codes(value: object) -> object:
    """A list of codes, from a list or from codes joined by ``;`` (or a comma, or a bar)."""
    if isinstance(value, str):
        return tuple(code.strip() for code in _SEPARATORS.split(value) if code.strip())
    return tuple(value) if isinstance(value, Iterable) else value


def _is_missing(value: object) -> bool:
    """None, NaN, NaT and the like; an empty list too."""
    import pandas as pd

    if isinstance(value, list | tuple | set | frozenset):
        return not value
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, Real) and value != value)


def _outcome(answer: Answer) -> Cells:
    """What was understood of a need, and its best hub."""
    best = answer.recommendations[0] if answer.recommendations else None
    understood = answer.understood
    place = understood.places[0] if understood.places else None
    return {
        "n_recommended": len(answer.recommendations),
        "best_hub_id": best.hub_id if best else None,
        "best_probability": best.probability if best else None,
        "language": understood.language.value,
        "municipality": place.municipality if place else None,
        "nuts3": place.nuts3 if place else None,
        "sectors": _joined(understood.sectors),
        "technologies": _joined(understood.technologies),
        "asked_services": _joined(understood.services),
        "client": understood.client[0].code if understood.client else None,
    }


def _cards(recommender: Recommender, ranked: Ranked, answer: Answer, contributions: bool) -> Iterator[Cells]:
    """The cells of each hub recommended, with the shares of its score where they are asked for."""
    scored = ranked.scored
    for card in answer.recommendations:
        cells: Cells = {column.name: getattr(card, column.name, None) for column in RECOMMENDATIONS[4:]}
        cells |= {name: ";".join(getattr(card, name)) for name in ("networks", "services")}
        if contributions:
            own = scored.contributions[recommender.catalogue.row[card.hub_id]]
            cells |= {f"{CONTRIBUTION}{name}": float(share) for name, share in zip(scored.names, own, strict=True)}
            cells["baseline"] = scored.baseline
        yield cells


def _share_names(recommender: Recommender) -> tuple[str, ...]:
    """Features, then the rules that add to a score: the order of the contributions."""
    terms = recommender.ranker.config.terms
    return (*(term.feature for term in terms), *recommender.rules.weight_codes)


def _joined(codes: Sequence[UnderstoodCode]) -> str:
    return ";".join(one.code for one in codes)


def _frame(rows: Sequence[Cells], columns: Sequence[FrameColumn]) -> DataFrame:
    """The rows as a frame with exactly these columns and dtypes, also where there are no rows."""
    import pandas as pd

    found: dict[str, Series] = {}
    for column in columns:
        values = pd.Series([row.get(column.name) for row in rows], dtype="object")
        if column.name in CATEGORIES:
            found[column.name] = values.astype(pd.CategoricalDtype(list(CATEGORIES[column.name])))
        else:
            found[column.name] = values.astype(column.dtype)
    return pd.DataFrame(found, columns=[column.name for column in columns])


def _lacking(package: str) -> ArtefactError:
    return ArtefactError(
        f"{package} is not installed, and frames need it; install the extra 'analysis' (pip install '.[analysis]')"
    )

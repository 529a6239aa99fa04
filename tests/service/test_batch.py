"""A file of needs: a faulty line is told, the others are answered."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest

from matcher import Answer, NeedError, Query
from service.cli.batch import finished_file
from service.cli.batch_file import MAX_LINE_BYTES, Answered, Faulty, answers
from tests.service.small_answers import answer

SECRET = "segredo"
SOUND = b'{"text": "segredo"}'


def fake(query: Query) -> Answer:
    """Answers everything but a place of no-where."""
    if query.place == "Nowhere":
        raise NeedError("place", "unknown place")
    return answer()


def answered(*lines: bytes, ignore_unknown: bool = False) -> list[Answered | Faulty]:
    """What is said about ``lines``."""
    return list(answers(BytesIO(b"\n".join(lines)), fake, ignore_unknown=ignore_unknown))


def interrupted_batch(output: Path) -> None:
    """Somebody types Ctrl-C when half is written."""
    with finished_file(str(output)) as sink:
        sink.write(b"new")
        raise KeyboardInterrupt


FAULTS: list[tuple[str, bytes, str]] = [
    ("broken JSON", b'{"text": "segredo', "line"),
    ("no object", b'["segredo"]', "line"),
    ("not UTF-8", b'{"text": "segredo\xff"}', "line"),
    ("byte order mark inside", b"\xef\xbb\xbf" + SOUND, "line"),
    ("too many bytes", b'{"text": "' + b"x" * MAX_LINE_BYTES + b'"}', "line"),
    ("nested too deeply", b"[" * 100_000, "line"),
    ("too many digits", b'{"text": "segredo", "k": ' + b"9" * 5_000 + b"}", "line"),
    ("no text", b"{}", "text"),
    ("text of a wrong kind", b'{"text": 5}', "text"),
    ("text too long", b'{"text": "' + b"x" * 4_001 + b'"}', "text"),
    ("lone surrogate", rb'{"text": "segredo\ud800"}', "text"),
    ("control character", rb'{"text": "segredo\u0007"}', "text"),
    ("k out of range", b'{"text": "segredo", "k": 51}', "k"),
    ("k of a wrong kind", b'{"text": "segredo", "k": "3"}', "k"),
    ("unknown field", b'{"text": "segredo", "lang": "segredo"}', "lang"),
    ("surrogate as a field", rb'{"text": "segredo", "\ud800": 1}', "line"),
    ("unknown place", b'{"text": "segredo", "place": "Nowhere"}', "place"),
    ("id of a wrong kind", b'{"text": "segredo", "id": true}', "id"),
    ("id with a line break", rb'{"text": "segredo", "id": "a\nb"}', "id"),
    ("id with a surrogate", rb'{"text": "segredo", "id": "\ud800"}', "id"),
]


@pytest.mark.parametrize(("name", "line", "field"), FAULTS, ids=[name for name, _, _ in FAULTS])
def test_a_faulty_line_is_told_and_the_others_are_answered(name: str, line: bytes, field: str) -> None:
    """The fault names line and field; the lines around it get their answers."""
    before, fault, after = answered(SOUND, line, SOUND)
    assert isinstance(before, Answered)
    assert isinstance(after, Answered)
    assert (after.line, isinstance(fault, Faulty) and (fault.line, fault.field)) == (3, (2, field)), name


@pytest.mark.parametrize(("name", "line", "_field"), FAULTS, ids=[name for name, _, _ in FAULTS])
def test_a_fault_never_repeats_the_text(name: str, line: bytes, _field: str) -> None:
    """What is printed on a screen or kept in a log holds nothing of the need."""
    assert SECRET not in answered(SOUND, line)[1].as_json(), name


def test_blank_lines_are_passed_over_and_counted() -> None:
    """The number is that of the line in the file, not of the need."""
    assert [result.line for result in answered(b"", SOUND, b"  ", SOUND, b"")] == [2, 4]


def test_a_mark_at_the_beginning_of_the_file_is_passed_over() -> None:
    """Some editors begin a UTF-8 file with a byte order mark."""
    assert isinstance(answered(b"\xef\xbb\xbf" + SOUND)[0], Answered)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_both_ends_of_lines_are_read(end: bytes) -> None:
    """Files from Windows are files too."""
    results = list(answers(BytesIO(SOUND + end + SOUND + end), fake))
    assert [isinstance(result, Answered) for result in results] == [True, True]


@pytest.mark.parametrize(("given", "expected"), [(b'"d001"', "d001"), (b"7", 7), (b"null", 2)])
def test_an_answer_carries_the_needs_own_id(given: bytes, expected: str | int) -> None:
    """As it was given; the line's number where none was."""
    assert answered(b"", b'{"text": "x", "id": ' + given + b"}")[0].need_id == expected


def test_a_fault_carries_the_needs_own_id() -> None:
    """Whoever joins answers to needs finds the faults as well."""
    fault = json.loads(answered(b'{"id": "d001"}')[0].as_json())
    assert fault == {"need_id": "d001", "line": 1, "error": {"field": "text", "detail": "Field required"}}


def test_unknown_fields_are_dropped_when_told_to() -> None:
    """Judged needs carry more than a need: `split`, `lang` and the labels."""
    assert isinstance(answered(b'{"text": "x", "split": "dev"}', ignore_unknown=True)[0], Answered)


def test_an_answer_is_the_answer_object_and_the_id() -> None:
    """The same keys as over HTTP, and `need_id` before them."""
    line = json.loads(answered(SOUND)[0].as_json())
    assert line == {"need_id": 1, **answer().model_dump(mode="json")}


def test_an_unfinished_file_leaves_the_old_one(tmp_path: Path) -> None:
    """Whatever ends a batch early, the file of before stays as it was, and nothing lies beside it."""
    output = tmp_path / "answers.jsonl"
    output.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        interrupted_batch(output)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_finished_file_replaces_the_old_one(tmp_path: Path) -> None:
    """At the end, and in one step."""
    output = tmp_path / "answers.jsonl"
    output.write_text("old")
    with finished_file(str(output)) as sink:
        sink.write(b"new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["new"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file behind a link is replaced, not the link."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with finished_file(str(tmp_path / "link")) as sink:
        sink.write(b"new")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "file").read_text()) == (True, "new")


def test_a_device_is_written_to_and_never_replaced() -> None:
    """/dev/null stays a device."""
    with finished_file("/dev/null") as sink:
        sink.write(b"new")
    assert Path("/dev/null").is_char_device()

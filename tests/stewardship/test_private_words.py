"""Descriptions as sentences, without a word on persons."""

from __future__ import annotations

import pytest

from matcher.stewardship.private_words import is_private, person_names
from matcher.stewardship.sentences import MOST_CHARS, MOST_SENTENCES, profile_language, sentences


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("Ask ana.pinto@hub.pt for more.", True),
        ("Ask a.pinto (at) hub.pt for more.", True),
        ("Ask info@hub.pt for more.", False),
        ("Ask edih-support@hub.pt for more.", False),
        ("Call +351 21 123 45 67 now.", True),
        ("Tel: 21 123 45 67", True),
        ("It is led by Ana  PINTO of the university.", True),
        ("It helped 1 200 000 firms in 2021-2027.", False),
        ("Anapinto robots are tested.", False),
    ],
)
def test_what_speaks_of_a_person_is_known(text: str, private: bool) -> None:
    """Addresses of offices are none of a person's; any telephone number may be."""
    assert is_private(text, ["ana pinto"]) == private


@pytest.mark.parametrize(
    ("contact", "names"),
    [
        ("Dr. Ana Pinto", ("ana pinto",)),
        ("Ana Pinto, João Sá; Eva and Max Weber", ("ana pinto", "joao sa", "max weber")),
        ("Ana Pinto (ana@hub.pt)", ("ana pinto",)),
        ("AI5 Office", ()),
        ("nan", ()),
        ("", ()),
    ],
)
def test_the_persons_of_a_contact_are_known(contact: str, names: tuple[str, ...]) -> None:
    """One word is too little to look for, and the hub's own name is no person."""
    assert person_names(contact, ["AI5 Hub"]) == names


def test_a_sentence_on_a_person_is_left_out_and_counted() -> None:
    """The remark says how many, not what."""
    found = sentences("We test robots. Ask Ana Pinto. Write to ana@hub.pt now.\nWe train people.", ["ana pinto"])
    assert found.value == ("We test robots.", "We train people.")
    assert [(one.kind, one.text) for one in found.remarks] == [("personal data removed", "2 of 4 sentences left out")]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("We help e.g. small firms. Since 2016 we grew!", ("We help e.g. small firms.", "Since 2016 we grew!")),
        ("• One offer\n- Another offer\n2) Third offer", ("One offer", "Another offer", "Third offer")),
        ("Same words here.\nSame words here.", ("Same words here.",)),
        ("A hub of prof. Ada and Co. Ltd. in Graz.", ("A hub of prof. Ada and Co. Ltd. in Graz.",)),
    ],
)
def test_a_description_becomes_sentences(text: str, pieces: tuple[str, ...]) -> None:
    """Short forms do not end one, the signs of lists go, and no sentence stands twice."""
    assert sentences(text, []).value == pieces


def test_a_sentence_without_end_is_cut_at_its_clauses() -> None:
    """No piece is longer than a profile's sentence may be, and no word is lost."""
    text = ", ".join(f"clause number {n}" for n in range(60))
    found = sentences(text, []).value
    assert (max(map(len, found)) <= MOST_CHARS, " ".join(found)) == (True, text)


def test_a_long_description_is_cut_and_told() -> None:
    """Further sentences would drown the profile."""
    found = sentences("\n".join(f"Sentence number {n}." for n in range(40)), [])
    assert (len(found.value), found.remarks[0].text) == (MOST_SENTENCES, "40 sentences; the first 24 were written")


@pytest.mark.parametrize(
    ("text", "language", "n_remarks"),
    [
        ("The hub helps the firms of the region with robots.", "en", 0),
        ("O polo ajuda as empresas da região com robôs e não cobra nada.", "pt", 0),
        ("Der Hub hilft den Firmen der Region und ist für alle da.", "en", 1),
    ],
)
def test_a_description_is_filed_under_its_language(text: str, language: str, n_remarks: int) -> None:
    """Profiles have two languages: any other is told."""
    found = profile_language([text])
    assert (found.value, len(found.remarks)) == (language, n_remarks)

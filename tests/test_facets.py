"""Several needs in one text: where each stands, what it is about, and that no text is too odd or too long for it."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher import Recommender
from matcher.folding import fold
from matcher.records import Query
from matcher.understanding.facets import MOST_FACETS, facet_stretches
from matcher.understanding.segments import MOST_CLAUSES, clauses

TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200).filter(str.strip)
ASKING = st.lists(
    st.sampled_from(
        [
            "queremos formação",
            "e também",
            "apoio ao financiamento",
            ", e ",
            ". ",
            "1) ",
            "\n- ",
            "a\u0303",
            "IA",
            "? ",
            "+",
        ]
    ),
    min_size=1,
    max_size=30,
).map(" ".join)


def parts(recommender: Recommender, text: str) -> tuple[str, ...]:
    """The words of each of several needs."""
    return recommender.reader.draft(Query(text=text)).parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "manutenção preditiva nas máquinas de injeção, Oliveira de Azeméis, e formação",
            ["manutenção preditiva nas máquinas de injeção, Oliveira de Azeméis", "formação"],
        ),
        (
            "Somos uma fábrica em Viseu. Queremos testar sensores na linha, e formação para os operadores.",
            ["Queremos testar sensores na linha", "formação para os operadores"],
        ),
        (
            "1. selo de cibersegurança\n2. formação em IA\n3. apoio ao financiamento",
            ["selo de cibersegurança", "formação em IA", "apoio ao financiamento"],
        ),
        (
            "We want to test a chatbot. We also need funding for two robots.",
            ["We want to test a chatbot", "We also need funding for two robots"],
        ),
        (
            "Temos duas necessidades. Primeiro, formar a equipa em BIM. Segundo, proteger a rede da empresa.",
            ["Primeiro, formar a equipa em BIM", "Segundo, proteger a rede da empresa"],
        ),
        (
            "We are a hospital and need support with\n- monitoring of patients at home;\n- BIM for the new wing.",
            ["monitoring of patients at home", "BIM for the new wing"],
        ),
        (
            "Preciso de (1) ensaiar a cadeira, (2) saber que licença é precisa, (3) arranjar investidor.",
            ["ensaiar a cadeira", "saber que licença é precisa", "arranjar investidor"],
        ),
        (
            "A fábrica quer robôs na montagem. À parte disso, precisamos de horas de supercomputador.",
            ["A fábrica quer robôs na montagem", "À parte disso, precisamos de horas de supercomputador"],
        ),
        (
            "Precisamos de cibersegurança para a fábrica e BIM para o edifício novo.",
            ["Precisamos de cibersegurança para a fábrica", "BIM para o edifício novo"],
        ),
        (
            "We need cybersecurity for the plant and BIM for the new building.",
            ["We need cybersecurity for the plant", "BIM for the new building"],
        ),
        (
            "Startup de capacetes. Precisamos de um parceiro para o molde, ensaios para a marcação CE e uma incubadora.",
            ["Precisamos de um parceiro para o molde", "ensaios para a marcação CE", "uma incubadora"],
        ),
    ],
)
def test_each_need_has_its_own_words(text: str, expected: list[str], recommender: Recommender) -> None:
    """Who asks, and the words between two needs, belong to none."""
    assert list(parts(recommender, text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Temos uma tinturaria em Guimarães e os lotes saem fora do tom.",
        "Queremos formação em cibersegurança para 12 pessoas.",
        "Não queremos financiamento, só formação.",
        "Queremos sensores para medir a humidade e IA para decidir quando regar.",
        "Segundo o regulamento, primeiro é preciso um plano: quem nos ajuda?",
        "Fazemos peças de precisão e queremos um robô que as carregue e descarregue.",
        "sensores",
        "?!",
    ],
)
def test_a_single_need_has_no_facets(text: str, recommender: Recommender) -> None:
    """One need is told by the need itself; a refused service is no second one."""
    assert parts(recommender, text) == ()
    assert recommender.recommend(text).understood.facets == ()


def test_facets_share_place_and_sector_and_keep_their_services_apart(recommender: Recommender) -> None:
    """The training asks for training; both are about the hotel on Terceira, which only the first sentence names."""
    text = "Hotel na Terceira. Queremos testar previsão de reservas com IA, e formação para a receção."
    answer = recommender.recommend(text)
    first, second = answer.understood.facets
    assert "skills-and-training" in second.services
    assert "skills-and-training" not in first.services
    assert "travel-and-tourism" in first.sectors
    assert "travel-and-tourism" in second.sectors
    assert [text[slice(*facet.span)] for facet in (first, second)] == [
        "Queremos testar previsão de reservas com IA",
        "formação para a receção",
    ]


def test_a_facet_with_its_own_matter_takes_none_of_another(recommender: Recommender) -> None:
    """The orchard is the sensors' matter; cybersecurity for the office is not farming because of it."""
    answer = recommender.recommend(
        "1. Sensores de rega para o nosso pomar.\n2. Formação em cibersegurança para o escritório."
    )
    first, second = answer.understood.facets
    assert first.sectors
    assert "cybersecurity" not in first.technologies
    assert "cybersecurity" in second.technologies
    assert not set(first.sectors) & set(second.sectors)


def test_stated_facts_hold_for_every_facet(recommender: Recommender) -> None:
    """What the caller states is not read anew from each part."""
    answer = recommender.recommend(
        "Queremos testar sensores, e formação para os operadores.", sectors=["fishery"], services=["networking"]
    )
    assert [(one.sectors, one.services) for one in answer.understood.facets] == [(("fishery",), ("networking",))] * 2


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(TYPED, ASKING))
def test_facets_lie_in_the_text_in_order_and_apart(recommender: Recommender, text: str) -> None:
    """Spans are of the text as typed, none empty, none over another, few; and a single facet is never told."""
    draft = recommender.reader.draft(Query(text=text))
    spans = [draft.folded.span(*stretch) for stretch in draft.stretches]
    assert len(spans) != 1
    assert len(spans) <= MOST_FACETS
    edges = [edge for span in spans for edge in span]
    assert all(start < end for start, end in spans)
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ASKING)
def test_any_enumeration_gets_an_answer(recommender: Recommender, text: str) -> None:
    """Reasons still sum to the score, and facets of a card are numbers of facets that exist."""
    answer = recommender.answer(Query(text=text))
    for card in answer.recommendations:
        assert sum(reason.contribution for reason in card.reasons) == pytest.approx(card.score, abs=1e-9)
        assert set(card.facets) <= set(range(len(answer.understood.facets)))
    assert set(answer.cover) <= set(recommender.catalogue.hub_ids)


@pytest.mark.parametrize(
    "unit",
    [
        "queremos formação, e ",
        "1) selo ",
        "? ",
        ",",
        "e ",
        "a\u0301",
        "- x\n",
        "não ",
        "de para ",
        "   a",
        "primeiro, segundo. ",
    ],
)
def test_cost_grows_with_the_text_and_no_faster(unit: str, recommender: Recommender) -> None:
    """Four times the text takes less than twelve times as long; the clauses are bounded."""
    lexicon = recommender.reader.lexicon

    def spent(n_chars: int) -> float:
        text = fold((unit * n_chars)[:n_chars])
        hits = lexicon.hits(text)
        assert len(clauses(text, hits)) <= MOST_CLAUSES
        times = []
        for _ in range(5):
            start = time.thread_time()  # of this thread alone: what else runs does not count
            facet_stretches(text, hits)
            times.append(time.thread_time() - start)
        return min(times)

    assert spent(16_000) < 12 * spent(4_000) + 1e-3

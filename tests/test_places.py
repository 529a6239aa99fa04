"""Whose place is it, and is it a place at all: worked sentences, one behaviour each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.folding import fold
from matcher.geography import Geography
from matcher.understanding.place_words import Break
from matcher.understanding.places import PlaceFinder, find_places, partners_abroad, split_words


@pytest.fixture(scope="module")
def finder(geography: Geography) -> PlaceFinder:
    """The names of the shipped geography."""
    return PlaceFinder(geography)


# What is expected: municipality where there is one, else the level-3, level-2 or country code.
OWN = [
    # municipalities, plainly
    ("Temos uma carpintaria em Paços de Ferreira e queremos medir o desperdício.", ["Paços de Ferreira"]),
    ("Metalomecânica, Águeda, 40 pessoas.", ["Águeda"]),
    ("We run a bakery near Leiria.", ["Leiria"]),
    ("Queijaria a 20 km de Viseu, sem rede.", ["Viseu"]),
    ("Somos dos arredores de Braga.", ["Braga"]),
    ("Braga-based start-up.", ["Braga"]),
    ("Escola em Albergaria-a-Velha.", ["Albergaria-a-Velha"]),
    ("Armazém em 3810-193 Aveiro.", ["Aveiro"]),
    # without accents, in small letters, in capitals
    ("fabrica em guimaraes com 20 pessoas", ["Guimarães"]),
    ("SOMOS DE SETÚBAL E PRECISAMOS DE AJUDA", ["Setúbal"]),
    ("oficina em évora", ["Évora"]),
    ("temos um hotel em faro", ["Faro"]),
    ("somos do porto e fazemos sapatos", ["Porto"]),
    # abbreviations, short forms, towns
    ("Calçado, S. João da Madeira.", ["São João da Madeira"]),
    ("Fábrica em V.N. Gaia.", ["Vila Nova de Gaia"]),
    ("Confeção em Famalicão.", ["Vila Nova de Famalicão"]),
    ("Moldes em Azeméis.", ["Oliveira de Azeméis"]),
    ("Rolhas em Santa Maria de Lamas.", ["Santa Maria da Feira"]),
    ("Cutelaria das Caldas das Taipas.", ["Guimarães"]),
    ("We're in Taguspark.", ["Oeiras"]),
    ("Hotel em Vilamoura.", ["Loulé"]),
    ("Lavandaria na Costa da Caparica.", ["Almada"]),
    ("Trabalhamos na Feira, com cortiça.", ["Santa Maria da Feira"]),
    # exonyms
    ("A fintech in Lisbon.", ["Lisboa"]),
    ("Hotel en Oporto.", ["Porto"]),
    ("Agence à Lisbonne.", ["Lisboa"]),
    ("Dairy farm in the Azores.", ["PT200"]),
    ("Hôtel à Madère.", ["PT300"]),
    # slips of the pen
    ("Têxteis em Gimarães.", ["Guimarães"]),
    ("Uma clínica em Bragansa.", ["Bragança"]),
    ("Confeção em Famalição.", ["Vila Nova de Famalicão"]),
    # regions, districts, islands
    ("Adega no Alentejo.", ["PT1C"]),
    ("Pequeno hotel no Algarve.", ["PT150"]),
    ("Cerejas no distrito de Castelo Branco.", ["PT19"]),
    ("Vinha em Trás-os-Montes.", ["PT11"]),
    ("Lavoura na Terceira.", ["PT200"]),
    ("Loja na ilha do Pico.", ["PT200"]),
    ("Unidade na Margem Sul.", ["PT1B0"]),
    ("Guesthouse on Pico island.", ["PT200"]),
    ("Produtores do Oeste.", ["PT1D1"]),
    # names that are words too, where they are places
    ("IPSS na Guarda com 40 utentes.", ["Guarda"]),
    ("Câmara Municipal da Batalha.", ["Batalha"]),
    ("Hotel em Lagos.", ["Lagos"]),
    ("Município de Mira.", ["Mira"]),
    ("junta no concelho de fronteira", ["Fronteira"]),
    ("Olaria no Redondo.", ["Redondo"]),
    ("Office in Porto, 12 people.", ["Porto"]),
    ("Oficina na Madeira.", ["PT300"]),
    ("Feira ou Porto, tanto faz.", ["Santa Maria da Feira", "Porto"]),
    # names of two places: the other names of the text decide
    ("Centro de dia na Lagoa.", ["Lagoa"]),
    ("Centro de dia na Lagoa, queremos aprender com os Açores.", ["Lagoa (Açores)", "PT200"]),
    # a place and what it lies in are one place, the finest
    ("Câmara da Lagoa, São Miguel.", ["Lagoa (Açores)"]),
    ("Clínica na Lagoa, Algarve, como a que há nos Açores.", ["Lagoa", "PT200"]),
    ("Calheta, Madeira.", ["Calheta (Madeira)"]),
    ("S. Miguel, Açores.", ["PT200"]),
    ("Dairy farm in the Azores, Pico island.", ["PT200"]),
    ("Hotel in Horta, Azores.", ["Horta"]),
    ("Hotel no Algarve, em Tavira.", ["Tavira"]),
    ("Quinta no Funchal, na ilha da Madeira.", ["Funchal"]),
    ("Hotel in Seville, Spain.", ["ES618"]),
    ("Based in Vigo, Galicia, Spain.", ["ES114"]),
    ("Oficina em Mora, distrito de Évora.", ["Mora"]),
    ("We are a Portugal supplier of bolts in Braga.", ["Braga"]),
    # neighbours and wider regions told apart are two
    ("Lojas em Lisboa e no Algarve.", ["Lisboa", "PT150"]),
    ("Barcos entre Faial/Pico/São Jorge.", ["Horta", "PT200", "PT200"]),
    # several places, the main one first
    ("A sede é em Lisboa mas a fábrica fica em Peniche.", ["Peniche", "Lisboa"]),
    ("HQ in Vigo, plant in Monção.", ["Monção", "ES114"]),
    ("Lojas em Braga, Porto e Aveiro.", ["Braga", "Porto", "Aveiro"]),
    ("Somos de Braga. Em Braga chove.", ["Braga"]),
    ("Hortícolas em Montalegre/Boticas.", ["Montalegre", "Boticas"]),
    # abroad, when it is the sender's
    ("Somos una conservera de Vigo.", ["ES114"]),
    ("Céramiste à Limoges.", ["FRI23"]),
    ("Fruta en Huelva.", ["ES615"]),
    ("Scale-up with offices in Berlin.", ["DE300"]),
    ("J'ai une petite agence immobilière au Portugal.", ["PT"]),
    ("Temos duas lojas em Espanha.", ["ES"]),
    # a country alone, where it is the sender's
    ("Somos de Angola e fazemos cerveja.", ["AO"]),
    ("Somos uma empresa de Moçambique.", ["MZ"]),
    ("Estamos em Cabo Verde.", ["CV"]),
    ("We are from Norway and build boats.", ["NO"]),
    ("Hello from Norway, we build boats.", ["NO"]),
    ("From Norway, with a prototype.", ["NO"]),
    ("We are based in Norway.", ["NO"]),
    ("Cabo Verde: pescas e conservas.", ["CV"]),
    ("Bergen, Norway. We build boats.", ["NO"]),
    ("We run a shipyard in Bergen, Norway.", ["NO"]),
    ("Shipyard, Bergen, Norway, 12 people.", ["NO"]),
    # civil parishes and villages
    ("Oficina em Santo António dos Cavaleiros.", ["Loures"]),
    ("Adega em Alfeizerão.", ["Alcobaça"]),
    ("Mercearia em São Miguel de Machede.", ["Évora"]),
    # a source is where they are
    ("We export polishing machines from Borba.", ["Borba"]),
    ("Distribuímos peixe a partir de Sines.", ["Sines"]),
    # they moved
    ("We just moved from Lagos (Nigeria) to Setubal.", ["Setúbal"]),
    ("Workshop space wanted. Paredes or nearby.", ["Paredes"]),
]

NOT_OWN = [
    # clients, markets, partners, events
    ("Exportamos para França e para a Alemanha.", []),
    ("Temos clientes em Espanha, França e Itália.", []),
    ("A German client wants a passport for every pair.", []),
    ("Vimos isto numa feira em Milão.", []),
    ("Buscamos un socio en Portugal.", []),
    ("Procuramos parceiros em Lisboa.", []),
    ("Looking for partners in Germany.", []),
    ("Os concorrentes de Barcelos já fazem isto.", []),
    ("Vendemos queijo para Lisboa.", []),
    ("Moldes de Leiria, exportamos para Itália.", ["Leiria"]),
    ("We import fish from Norway.", []),
    ("A client from Norway asked for it.", []),
    ("Suppliers in Bergen, Norway.", []),
    ("Fornecedores: Siemens, Alemanha.", []),
    ("Siemens, Alemanha, é nosso cliente.", []),
    ("Exportamos para Lubango, Angola.", []),
    ("Our users are in Spain.", []),
    ("We are from Ukraine, moved to Porto last year.", ["Porto"]),
    # refused or only gone to
    ("Não somos de Angola.", []),
    ("Não nos queremos deslocar a Lisboa.", []),
    ("NÃO estamos em Braga, estamos em Portalegre.", ["Portalegre"]),
    ("Évora não, fica longe; estamos em Mértola.", ["Mértola"]),
    ("Moramos longe de Lisboa.", []),
    ("Um dia podemos ir a Aveiro.", []),
    # a country for its laws and programmes
    ("Open banking sandbox in Portugal, who runs it?", []),
    ("Candidatura ao Portugal 2030.", []),
    # words
    ("A batalha contra o desperdício continua.", []),
    ("Uma cuba de fermentação nova.", []),
    ("O cliente mora na lista.", []),
    ("A lagoa de tratamento cheira mal.", []),
    ("Serração de madeira de pinho.", []),
    ("serração de madeira, 12 pessoas", []),
    ("Madeira para embalagens, 30 pessoas.", []),
    ("Queremos sensores para a horta.", []),
    ("Horta biológica com 3 hectares.", []),
    ("Chaves na mão, orçamento fechado.", []),
    ("A guarda dos dados preocupa-nos.", []),
    ("Vamos tomar medidas.", []),
    ("Vendemos vinho do Porto.", []),
    ("Lavagem de roupa no porto de abrigo.", []),
    ("Um espaço de dados Gaia-X.", []),
    ("Campanha de marketing em vídeo.", []),
    ("Trabalhamos com flores secas.", []),
    ("O fornecedor avança com o preço.", []),
    ("Como é que se faz isto online?", []),
    # the port of Sines is Sines, never Porto
    ("Operador no porto de Sines.", ["Sines"]),
    ("Somos do Porto de Sines.", ["Sines"]),
    # persons
    ("O António Guimarães trata disso.", []),
    ("O sr. Moura não quer.", []),
    ("A dra. Leiria saiu.", []),
    ("O João de Brito e a Ana Parede.", []),
    # things that carry a name
    ("A clínica fica na Avenida da Madeira, em Castelo Branco.", ["Castelo Branco"]),
    ("Nas margens do rio Mira, em Milfontes.", ["Odemira"]),
    # no name reaches over a full stop
    ("Estamos no Porto. Santo remédio!", ["Porto"]),
    ("", []),
]


def answers(text: str, finder: PlaceFinder) -> list[str]:
    """The places, each as its finest certain name or code."""
    places = find_places(split_words(fold(text)), finder)
    return [place.municipality or place.nuts3 or place.nuts2 or place.country for place in places]


@pytest.mark.parametrize(("text", "expected"), OWN)
def test_own_place_is_read(finder: PlaceFinder, text: str, expected: list[str]) -> None:
    """The sender's places, the main one first."""
    assert answers(text, finder) == expected


@pytest.mark.parametrize(("text", "expected"), NOT_OWN)
def test_other_names_are_left(finder: PlaceFinder, text: str, expected: list[str]) -> None:
    """Words, persons, things and the places of others are no place of the sender."""
    assert answers(text, finder) == expected


def test_place_is_filled_from_the_tables(finder: PlaceFinder) -> None:
    """Codes, point and the exact words typed."""
    (place,) = find_places(split_words(fold("Tinturaria em GUIMARÃES, 60 pessoas")), finder)
    assert (place.text, place.span, place.origin) == ("GUIMARÃES", (14, 23), "text")
    assert (place.nuts_codes, place.nuts3, place.nuts2) == (("PT119",), "PT119", "PT11")
    assert place.latitude == pytest.approx(41.44, abs=0.02)
    assert place.longitude == pytest.approx(-8.29, abs=0.02)


def test_span_points_into_text_with_loose_accents(finder: PlaceFinder) -> None:
    """Combining marks shift the folded text, not the span."""
    text = "Pec\u0327as de ac\u0327o em E\u0301vora"
    (place,) = find_places(split_words(fold(text)), finder)
    assert place.span is not None
    assert text[slice(*place.span)] == place.text == "E\u0301vora"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Procuramos parceiros europeus para um piloto.", True),
        ("Procuramos um parceiro em Espanha.", True),
        ("Queremos entrar num consórcio europeu.", True),
        ("We are looking for partners in Germany.", True),
        ("Apoio à internacionalização da empresa.", True),
        ("Cherchons partenaire en Espagne.", True),
        ("We need an introduction to a Horizon consortium.", True),
        ("Exportamos para França.", False),
        ("A German client wants a passport for every pair.", False),
        ("Procuramos parceiros em Lisboa.", False),
        ("Buscamos un socio en Portugal.", False),
        ("Queremos financiamento europeu.", False),
        ("Os nossos parceiros em Itália usam robôs.", False),
        ("", False),
    ],
)
def test_partners_abroad_are_asked_for(finder: PlaceFinder, text: str, expected: bool) -> None:
    """Asked for, not merely told of; European money alone is no partner."""
    assert partners_abroad(split_words(fold(text)), finder).asked is expected


def test_words_know_what_parts_them() -> None:
    """A comma ends a clause, a full stop a sentence, except after 'S.'."""
    words = split_words(fold("Loja, S. Pedro. Fim"))
    assert words.forms == ["loja", "s", "pedro", "fim"]
    assert words.breaks == [Break.SENTENCE, Break.CLAUSE, Break.NONE, Break.SENTENCE]


PIECES = st.sampled_from(
    "em no na de Porto Santo braga, Viana do Castelo S. João da Madeira Vigo e ou . / ( ) LISBOA para clientes Gimarães"
    " E\u0301vora ilha Lagoa não\n 4800-058 9560 CP , Açores Angola: Bergen".split(" ")
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map(" ".join)))
def test_span_always_holds_the_text(finder: PlaceFinder, text: str) -> None:
    """On any text nothing is raised, and each span holds the words it is said to hold."""
    words = split_words(fold(text))
    for place in find_places(words, finder):
        assert place.span is not None
        assert text[slice(*place.span)] == place.text
        assert place.text.strip() == place.text != ""
    assert partners_abroad(words, finder).asked in (True, False)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_no_place_stands_twice(finder: PlaceFinder, text: str) -> None:
    """A municipality is answered once, however often it is named."""
    named = [place.municipality for place in find_places(split_words(fold(text)), finder) if place.municipality]
    assert len(named) == len(set(named))

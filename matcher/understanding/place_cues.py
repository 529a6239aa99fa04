"""The words beside a name that tell whether it is a place, and whose: closed lists in pt, en, es, fr, de and it.

All are folded (no accents). They decide nothing by themselves: see place_context.py.
"""

from __future__ import annotations

from typing import Final

# Stand right before a name of a place.
IN: Final = frozenset("em in near en a around outside at bei aus nahe vers chez lez nel ad da from um".split())
WITH_ARTICLE: Final = frozenset(
    "no na nos nas do da dos das de of di del della der dem du des d au aux al ao pelo pela par the l la le les lo il "
    "el".split()
)
LOCATIVE: Final = IN | WITH_ARTICLE
LINKS: Final = frozenset("e ou and or y o et und e/ou ou entre entre between & oder".split())
OF: Final = frozenset("de do da dos das of".split())

# Stand one or two words before a name and leave no doubt that it is a place ('concelho de', 'perto da').
PLACE_NOUNS: Final = frozenset(
    """concelho municipio cidade vila camara freguesia junta distrito regiao zona perto proximo junto arredores
    aldeia localidade ilha comarca provincia autarquia concelhia interior litoral baixa centro porto
    town city municipality district region near nearby around village council county island area parish
    ayuntamiento ciudad pueblo municipio cerca afueras isla comarca provincia region zona
    ville commune mairie region environs pres ile departement canton
    stadt gemeinde insel kreis landkreis region comune citta provincia regione isola""".split()
)

# The same after the name ('Aveiro region', 'Pico island').
PLACE_NOUNS_AFTER: Final = frozenset("area region island county municipality council district city town valley".split())

# Of the nouns above, those that make a place even of a name in small letters: 'junto a fronteira' is no town.
FIRM_NOUNS: Final = frozenset(
    "concelho municipio cidade vila camara freguesia distrito aldeia ilha comarca municipality town city".split()
)

FROM: Final = frozenset("desde from depuis partir dende ab von".split())  # 'we export from Borba': they are there

# Say that the sender is there; the walk to the left ends here and the place is theirs.
OWN: Final = frozenset(
    """somos estamos estou sou sede sediada sediado sediados sediadas situada situado situados localizada localizado
    fica ficamos instalada instalado instalados temos tenho nossa nosso nossas nossos minha meu minhas meus
    fabricamos produzimos moramos vivo trabalho trabalhamos operamos abrimos instalamos
    based located we our my headquartered hq headquarters here
    tenemos nuestra nuestro nuestros nuestras ubicada ubicado
    basee base bases situee situe siege notre nos sommes j avons
    unser unsere wir sitz nostra nostro siamo""".split()
)

# Things that stand somewhere and are the sender's: the only words that make a country theirs.
SITES: Final = frozenset(
    """fabrica fabricas unidade unidades armazem armazens loja lojas filial delegacao escritorio escritorios oficina
    centros centres centers hotel hoteis quinta herdade atelier instalacoes estaleiro adega lagar confecao agencia
    empresa sede sediada
    based located headquarters hq office offices plant site factory workshop branch shop shops subsidiary registered
    tienda tiendas taller planta filial clinicas clinica empresa oficina sede
    usine agence boutique bureau siege basee societe filiale restaurant communes commune
    sitz werk niederlassung stabilimento sede""".split()
)

# Say that the sender is in a country, which 'temos' or 'our' do not: by themselves, and after 'we' or 'I'.
HERE: Final = frozenset("somos sou estamos estou ficamos soy estoy sommes suis sind bin siamo sono".split())
HERE_AFTER_PRONOUN: Final = frozenset("are re am m operate".split())
PRONOUNS: Final = frozenset("we i".split())
GREETINGS: Final = frozenset(
    "hello hi greetings writing write hey ola saudacoes escrevo escrevemos saludos hola escribo bonjour".split()
)
HEADING_SIGNS: Final = frozenset(":-\u2013\u2014")  # 'Cabo Verde: ...'

# Say that the place is somebody else's: a partner's, an event's, the end of a journey.
OTHERS: Final = frozenset(
    """parceiro parceiros parceira concorrente concorrentes concorrencia investidor investidores
    feira feiras congresso conferencia exposicao festival
    deslocar deslocarmos deslocacao deslocacoes viajar viagem emigrantes
    longe vindos vindas vinda vindo enviamos enviar envio colaborar colaboramos cooperar entregue
    partner partners competitor competitors investor investors fair trade conference congress summit travel travelling
    far shipped shipping ship drive cooperate collaborate
    competidor competidores feria lejos colaborar cooperar
    partenaire partenaires concurrent concurrents foire loin partner messe fiera""".split()
)

# The same, but only of a place abroad: at home one's clients and suppliers are where one is.
OTHERS_ABROAD: Final = frozenset(
    """cliente clientes mercado mercados vendemos vender vende vendo fornecedor fornecedores socio socios comprador
    compradores distribuidor distribuidores turistas visitantes exportar exportamos exportacao exportacoes exporto
    importamos importar importado importada importados importadas leilao asta
    customer customers client clients market markets sell sells selling suppliers buyer buyers tourists visitors
    distributor distributors export exports exporting exported imports import imported importing
    proveedor proveedores clientela exporter exportons clientele marche marches fournisseur fournisseurs vendons
    acheteur acheteurs kunde kunden markt lieferant lieferanten fornitore fornitori mercato clienti""".split()
)

# 'close to', 'moved to': what follows is where they are, or soon will be.
MOVING: Final = frozenset("close next near moved moving move came home mudar mudamos trasladar ziehen".split())
MOVED: Final = frozenset("moved moving move mudamos mudei mudou".split())  # 'moved from': they are there no longer
TOWARDS: Final = frozenset("para to ate hacia hasta vers nach jusqu p".split())  # right before: things go there
GOING: Final = frozenset("ir vou vamos foi fui fomos ida go went deslocar aller reise".split())  # 'ir a Aveiro'

# After the name, in its clause: 'X e Y são nossos clientes'.
OTHERS_AFTER: Final = frozenset("cliente clientes customer customers clients concorrente concorrentes".split())
POSSESSIVES: Final = frozenset("nosso nossos nossa meu meus our my nuestro nuestros notre nos do um".split())

# 'rio Mira', 'Avenida da Madeira', 'vinho do Porto': the name belongs to a thing, the sender may be anywhere.
THINGS: Final = frozenset(
    """rio river rue rua avenida av estrada praca travessa linha margem margens beira vinho vinhos bolo garrafas
    queijo mel enchidos consultor consultora consultores concorrencia senhores""".split()
)

# The names of people follow these.
TITLES: Final = frozenset(
    "sr sra dr dra eng prof dona dom mr mrs ms senhor senhora doutor doutora engenheiro engenheira socio socia colega "
    "chefe called chamado chamada amigo amiga primo prima tio tia santo santa sao joao maria jose "
    "antonio manuel ana pedro paulo rui carlos luis jorge miguel francisco teresa isabel joana marta rita".split()
)

# Say that the head office is not where the need is: such a place comes after the others.
HEAD_OFFICE: Final = frozenset(
    "sede hq headquarters headquartered siege hauptsitz head registered fiscal matriz registada oficina group".split()
)
NEGATIONS: Final = frozenset("nao not nem pas nicht non".split())

"""Skills of independent professionals in Dutch: fourteen families, each tied to a sector.

The words were chosen for this library; none are taken over from a published taxonomy. Mean rates
in euros an hour without VAT are those of Knab 2024 (De Zaak) where a line says so, and otherwise an
assumption near to them.
"""

from __future__ import annotations

from swarmmatch.data.region_spec import Family, Occupation


def _listed(skills: str) -> tuple[str, ...]:
    """Skills out of one line of text, the most common first."""
    return tuple(skills.split(", "))


BESTUUR = Family(
    "bestuur en beleid",
    sector="zakelijke diensten",
    skills=_listed(
        "projectleiding, beleidsadvies, procesbegeleiding, subsidieaanvragen, "
        "gespreksleiding, burgerparticipatie, aanbesteden, inkoopadvies, "
        "gebiedsontwikkeling, omgevingsmanagement, bestuurlijke samenwerking"
    ),
    occupations=(
        Occupation("interim-manager", 113),  # Knab
        Occupation("projectleider", 98, share=1.3),
        Occupation("beleidsadviseur", 92),
        Occupation("inkoopadviseur", 94, share=0.5),
    ),
    near=("mens en organisatie", "financiën en recht", "communicatie en marketing"),
)

FINANCIEN = Family(
    "financiën en recht",
    sector="zakelijke diensten",
    skills=_listed(
        "boekhouding, begroten, belastingaangifte, jaarrekening, bedrijfsfinanciering, "
        "contractrecht, debiteurenbeheer, arbeidsrecht, privacyrecht, bestuursrecht, "
        "risicobeheer"
    ),
    occupations=(
        Occupation("boekhouder", 76, share=1.6),  # Knab
        Occupation("financieel adviseur", 115),  # Knab
        Occupation("jurist", 135, share=0.7),  # Knab, lawyer
    ),
    near=("bestuur en beleid", "mens en organisatie"),
)

COMMUNICATIE = Family(
    "communicatie en marketing",
    sector="zakelijke diensten",
    skills=_listed(
        "tekstschrijven, sociale media, communicatieplan, webredactie, campagnes, "
        "marktonderzoek, zoekmachineoptimalisatie, persvoorlichting, merkstrategie, "
        "crisiscommunicatie"
    ),
    occupations=(
        Occupation("communicatieadviseur", 86),  # Knab
        Occupation("tekstschrijver", 74),  # Knab, copywriter
        Occupation("marketeer", 82),
    ),
    near=("kunst, cultuur en toerisme", "bestuur en beleid", "ict en data"),
)

ORGANISATIE = Family(
    "mens en organisatie",
    sector="zakelijke diensten",
    skills=_listed(
        "coaching, teamontwikkeling, verandermanagement, loopbaanbegeleiding, werving en "
        "selectie, leiderschapsontwikkeling, conflictbemiddeling, verzuimbegeleiding, "
        "strategieontwikkeling, re-integratie, arbobeleid"
    ),
    occupations=(
        Occupation("coach", 94, share=1.5),  # Knab
        Occupation("personeelsadviseur", 93),  # Knab, HR
        Occupation("organisatieadviseur", 108),
    ),
    near=("bestuur en beleid", "leren en opleiden", "welzijn en jeugd"),
)

ZORG = Family(
    "verpleging en zorg",
    sector="zorg",
    skills=_listed(
        "persoonlijke verzorging, wijkverpleging, zorgplanning, dementiezorg, "
        "medicatieveiligheid, wondzorg, valpreventie, palliatieve zorg, zorgkwaliteit, "
        "zorgtechnologie"
    ),
    occupations=(
        Occupation("verpleegkundige", 55, share=1.4),  # Knab
        Occupation("verzorgende", 45),
        Occupation("kwaliteitsadviseur zorg", 84, share=0.4),
    ),
    near=("welzijn en jeugd",),
)

WELZIJN = Family(
    "welzijn en jeugd",
    sector="zorg",
    skills=_listed(
        "gezinsbegeleiding, jeugdhulp, mantelzorgondersteuning, dagbesteding, "
        "maatschappelijk werk, ggz-begeleiding, vrijwilligerscoördinatie, "
        "schuldhulpverlening, Wmo-indicatie, pgb-advies"
    ),
    occupations=(
        Occupation("psycholoog", 108, share=0.6),  # Knab
        Occupation("maatschappelijk werker", 62),
        Occupation("woonbegeleider", 50),
    ),
    near=("verpleging en zorg", "mens en organisatie", "leren en opleiden"),
)

BOUW = Family(
    "bouwen en wonen",
    sector="bouw",
    skills=_listed(
        "timmerwerk, renovatie, schilderwerk, metselwerk, bouwbegeleiding, "
        "bouwcalculatie, bouwkundig tekenen, dakwerk, levensloopbestendig wonen, "
        "restauratie, asbestinventarisatie"
    ),
    occupations=(
        Occupation("aannemer", 55),  # Knab, contractor
        Occupation("schilder", 45),  # Knab
        Occupation("timmerman", 48, share=1.5),
        Occupation("bouwkundige", 76, share=0.8),
    ),
    near=("ruimte en infrastructuur", "energie en duurzaamheid", "techniek en maakindustrie"),
)

RUIMTE = Family(
    "ruimte en infrastructuur",
    sector="bouw",
    skills=_listed(
        "ruimtelijke ordening, vergunningaanvragen, civiele techniek, bestekschrijven, "
        "waterbeheer, stedenbouw, verkeerskunde, bodemonderzoek, landmeten"
    ),
    occupations=(
        Occupation("planoloog", 92, share=1.2),
        Occupation("civieltechnicus", 84, share=1.2),
        Occupation("landmeter", 66, share=0.6),
    ),
    near=("bouwen en wonen", "bestuur en beleid", "landbouw en landschap"),
)

ICT = Family(
    "ict en data",
    sector="ict",
    skills=_listed(
        "systeembeheer, webontwikkeling, data-analyse, procesautomatisering, "
        "databasebeheer, informatiebeveiliging, app-ontwikkeling, softwaretesten, GIS, "
        "ict-architectuur, digitale toegankelijkheid, business intelligence"
    ),
    occupations=(
        Occupation("ict-adviseur", 103),  # Knab, ICT consultant
        Occupation("systeembeheerder", 76),  # Knab
        Occupation("softwareontwikkelaar", 92, share=1.5),
    ),
    near=("communicatie en marketing", "techniek en maakindustrie", "mens en organisatie"),
)

LANDBOUW = Family(
    "landbouw en landschap",
    sector="landbouw",
    skills=_listed(
        "groenonderhoud, veehouderij, landschapsbeheer, tuinontwerp, bodemvruchtbaarheid, "
        "agrarisch natuurbeheer, streekproducten, boomverzorging, bedrijfsopvolging, "
        "zorglandbouw, mestbeleid"
    ),
    occupations=(
        Occupation("hovenier", 42, share=1.5),  # Knab, gardener
        Occupation("landschapsbeheerder", 48),
        Occupation("agrarisch adviseur", 80),
    ),
    near=("energie en duurzaamheid", "ruimte en infrastructuur", "kunst, cultuur en toerisme"),
)

CULTUUR = Family(
    "kunst, cultuur en toerisme",
    sector="cultuur en toerisme",
    skills=_listed(
        "evenementenorganisatie, grafisch ontwerp, fotografie, gastheerschap, "
        "videoproductie, regiopromotie, cultuureducatie, koken, theaterproductie, "
        "routeontwikkeling, tentoonstellingsontwerp, erfgoedbeheer"
    ),
    occupations=(
        Occupation("kok", 37, share=0.8),  # Knab
        Occupation("grafisch vormgever", 66, share=1.3),
        Occupation("fotograaf", 68),
        Occupation("evenementenorganisator", 62),
    ),
    near=("communicatie en marketing", "leren en opleiden"),
)

LEREN = Family(
    "leren en opleiden",
    sector="onderwijs",
    skills=_listed(
        "lesgeven, vaardigheidstraining, leerlingbegeleiding, taalonderwijs, "
        "praktijkopleiding, e-learning, curriculumontwikkeling, examentraining, "
        "toetsontwikkeling, remedial teaching"
    ),
    occupations=(
        Occupation("docent", 65, share=1.4),  # Knab, teacher
        Occupation("trainer", 94),  # Knab
        Occupation("onderwijsadviseur", 86, share=0.6),
    ),
    near=("mens en organisatie", "welzijn en jeugd", "kunst, cultuur en toerisme"),
)

TECHNIEK = Family(
    "techniek en maakindustrie",
    sector="techniek",
    skills=_listed(
        "machineonderhoud, lassen, elektrotechniek, CAD-tekenen, procesverbetering, "
        "kwaliteitscontrole, productieplanning, werktuigbouwkundig ontwerp, "
        "veiligheidskunde, robotisering, 3D-printen"
    ),
    occupations=(
        Occupation("monteur", 51, share=1.5),  # Knab, mechanic
        Occupation("werktuigbouwkundige", 78),
        Occupation("procestechnoloog", 84, share=0.7),
    ),
    near=("ict en data", "bouwen en wonen", "energie en duurzaamheid"),
)

DUURZAAM = Family(
    "energie en duurzaamheid",
    sector="duurzaamheid",
    skills=_listed(
        "energieadvies, isolatieadvies, zonnepanelen, circulair ondernemen, warmtepompen, "
        "duurzaam inkopen, klimaatadaptatie, energiecoöperaties, afvalpreventie, "
        "CO2-voetafdruk, biomassa"
    ),
    occupations=(
        Occupation("energieadviseur", 78),
        Occupation("duurzaamheidsadviseur", 94),
    ),
    near=("bouwen en wonen", "techniek en maakindustrie", "bestuur en beleid"),
)

#: All families, those of one sector next to each other.
FAMILIES = (
    BESTUUR,
    FINANCIEN,
    COMMUNICATIE,
    ORGANISATIE,
    ZORG,
    WELZIJN,
    BOUW,
    RUIMTE,
    ICT,
    LANDBOUW,
    CULTUUR,
    LEREN,
    TECHNIEK,
    DUURZAAM,
)

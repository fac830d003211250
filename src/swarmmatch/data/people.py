"""Draw the professionals of a synthetic region.

The figures are Dutch ones for all zzp'ers (CBS dossier ZZP 2024, unless another source is named);
what is of one region only stands in its `RegionSpec`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from swarmmatch.data.region_draw import (
    Flags,
    Floats,
    Ints,
    choose,
    choose_one,
    make_ids,
    pick_text,
    scatter,
)
from swarmmatch.data.region_spec import RegionSpec

#: A special edition draws its own sector: 60% of the care edition of June 2013 were care zzp'ers
#: (Gelre FM).
EDITION_SHARE = 0.60

#: Share, from age, to age, and mean place between the two. CBS: 6% are 15-25, 56% are 45-75.
AGE_BANDS = ((0.06, 18.0, 25.0, 0.60), (0.38, 25.0, 45.0, 0.55), (0.56, 45.0, 75.0, 0.37))

#: How closely ages keep to the middle of their band (sum of the parameters of a beta).
AGE_SPREAD = 3.5

#: The same for the part of working life spent as an independent.
EXPERIENCE_SPREAD = 3.5

#: Mean years as an independent professional (CBS), and the age at which nobody had started yet.
MEAN_EXPERIENCE = 10.0
START_AGE = 17.0

#: Men ask 9% more at equal education and experience (Accountancy Vanmorgen, March 2025): a known
#: bias, there to test that matching does not amplify it.
MEN_ASK = 1.09

#: Spread of rates within an occupation, as standard deviation of the logarithm.
RATE_SPREAD = 0.20

#: 505,000 of 1,230,000 zzp'ers work part-time (CBS 2023); they take one seat. Of the others some
#: take two or three (an assumption).
PART_TIME = 0.41
FULL_TIME_SEATS = (0.55, 0.32, 0.13)

#: Members of a co-operative: no figure was found; a guess between 5 and 10%.
COOPERATIVE_SHARE = 0.08

#: How far people live from the middle of their place, as one standard deviation in kilometres.
KM_INSIDE, KM_OUTSIDE = 0.6, 2.5

GENDERS = ("man", "vrouw")
EDUCATIONS = ("hoog", "middel", "laag")


@dataclass(frozen=True)
class People:
    """Professionals as a table, with the codes that other tables are drawn from.

    Parameters
    ----------
    frame : pandas.DataFrame
        Table of professionals in normal form, with age, gender, education and occupation.
    sector, family : arrays of int, shape (professionals,)
        Positions in the spec's sectors and families.
    """

    frame: pd.DataFrame
    sector: Ints
    family: Ints


def draw_people(
    spec: RegionSpec, count: int, rng: np.random.Generator, edition: str | None
) -> People:
    """Draw `count` professionals; the sector of a special `edition` gets more of them."""
    cell = choose_one(rng, homes_of_sectors(spec, edition).ravel().tolist(), count)
    place, sector = np.divmod(cell, len(spec.sectors))
    occupation = choose(rng, _occupations_of_sectors(spec), sector)
    female = rng.random(count) < np.array([one.women for one in spec.sectors])[sector]
    age = _ages(rng, count)
    lat, lon = _homes(spec, rng, place)
    frame = pd.DataFrame(
        {
            "professional": make_ids("zp", count, 6),
            "municipality": pick_text([one.municipality for one in spec.places], place),
            "lat": lat,
            "lon": lon,
            "sector": pick_text([one.name for one in spec.sectors], sector),
            "experience": _experience(rng, age),
            "rate": _rates(spec, rng, occupation, sector, female),
            "capacity": _seats(rng, count),
            "cooperative": _cooperatives(spec, rng, sector),
            "age": age.astype(np.int64),
            "gender": pick_text(GENDERS, female.astype(np.int64)),
            "education": pick_text(EDUCATIONS, choose(rng, _education(spec), sector)),
            "occupation": pick_text([one.name for one in spec.occupations], occupation),
        }
    )
    return People(frame, sector, _family_of_occupation(spec)[occupation])


def homes_of_sectors(spec: RegionSpec, edition: str | None = None) -> Floats:
    """Share of all professionals in each place and sector, shape (places, sectors).

    Places keep their share of the people and sectors their share of the work; where a place leans
    to a sector, the two margins are kept by iterative proportional fitting (Deming and Stephan
    1940, doi:10.1214/aoms/1177731829).
    """
    homes = np.array([place.people for place in spec.places], dtype=float)
    homes /= homes.sum()
    shares = _sector_shares(spec, edition)
    table = np.array(
        [[place.lean.get(sector.name, 1.0) for sector in spec.sectors] for place in spec.places]
    )
    for _ in range(50):
        table *= (homes / table.sum(axis=1))[:, None]
        table *= shares / table.sum(axis=0)
    return table


def _sector_shares(spec: RegionSpec, edition: str | None) -> Floats:
    shares = np.array([sector.share for sector in spec.sectors], dtype=float)
    shares /= shares.sum()
    if edition is not None and len(shares) > 1:
        mine = np.array([sector.name == edition for sector in spec.sectors])
        own = max(EDITION_SHARE, float(shares[mine].sum()))
        shares = np.where(mine, own, shares * (1 - own) / shares[~mine].sum())
    return shares


def _occupations_of_sectors(spec: RegionSpec) -> Floats:
    """Share of each occupation in each sector, shape (sectors, occupations)."""
    sector = [family.sector for family in spec.families for _ in family.occupations]
    shares = [occupation.share for occupation in spec.occupations]
    mine = np.array([one.name for one in spec.sectors])[:, None] == np.array(sector)
    return np.asarray(mine * np.array(shares), dtype=float)


def _family_of_occupation(spec: RegionSpec) -> Ints:
    numbers = [len(family.occupations) for family in spec.families]
    return np.repeat(np.arange(len(spec.families)), numbers)


def _ages(rng: np.random.Generator, count: int) -> Floats:
    """Whole years."""
    share, low, high, middle = (np.array(column) for column in zip(*AGE_BANDS, strict=True))
    band = choose_one(rng, share.tolist(), count)
    within = rng.beta(AGE_SPREAD * middle[band], AGE_SPREAD * (1 - middle[band]))
    return np.asarray(np.floor(low[band] + (high - low)[band] * within))


def _experience(rng: np.random.Generator, age: Floats) -> Floats:
    """Years as an independent: part of the years since `START_AGE`, a third on average."""
    share, low, high, middle = (np.array(column) for column in zip(*AGE_BANDS, strict=True))
    mean_age = float(share @ (low + (high - low) * middle))
    part = MEAN_EXPERIENCE / (mean_age - START_AGE)
    lived = rng.beta(EXPERIENCE_SPREAD * part, EXPERIENCE_SPREAD * (1 - part), len(age))
    return np.round((age - START_AGE) * lived, 1)


def _rates(
    spec: RegionSpec, rng: np.random.Generator, occupation: Ints, sector: Ints, female: Flags
) -> Floats:
    """Whole euros an hour, with the mean of the occupation whatever its share of women."""
    mean = np.array([one.rate for one in spec.occupations], dtype=float)[occupation]
    women = np.array([one.women for one in spec.sectors])[sector]
    mean /= women + MEN_ASK * (1 - women)
    noise = rng.lognormal(-(RATE_SPREAD**2) / 2, RATE_SPREAD, len(occupation))
    return np.maximum(1.0, np.round(mean * np.where(female, 1.0, MEN_ASK) * noise))


def _seats(rng: np.random.Generator, count: int) -> Ints:
    part_time = rng.random(count) < PART_TIME
    return np.where(part_time, 1, 1 + choose_one(rng, FULL_TIME_SEATS, count))


def _cooperatives(spec: RegionSpec, rng: np.random.Generator, sector: Ints) -> ExtensionArray:
    names = [name for one in spec.sectors for name in one.cooperatives]
    sizes = np.array([len(one.cooperatives) for one in spec.sectors])
    member = (rng.random(len(sector)) < COOPERATIVE_SHARE) & (sizes[sector] > 0)
    among = np.floor(rng.random(len(sector)) * sizes[sector]).astype(np.int64)
    first = sizes.cumsum() - sizes
    return pick_text(names, np.where(member, first[sector] + among, -1))


def _education(spec: RegionSpec) -> Floats:
    return np.array([sector.education for sector in spec.sectors], dtype=float)


def _homes(spec: RegionSpec, rng: np.random.Generator, place: Ints) -> tuple[Floats, Floats]:
    lat, lon, outside = (
        np.array([getattr(one, name) for one in spec.places], dtype=float)[place]
        for name in ("lat", "lon", "outside")
    )
    km = np.where(rng.random(len(place)) < outside, KM_OUTSIDE, KM_INSIDE)
    return scatter(rng, lat, lon, km)

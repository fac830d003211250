"""Draw the demand questions of a synthetic region: who asks what, where, when and for how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from swarmmatch.data.region_draw import (
    Floats,
    Ints,
    choose,
    choose_one,
    make_ids,
    pick_text,
    scatter,
)
from swarmmatch.data.region_spec import RegionSpec

#: Teams of four to eight, about three in ten of a fixed size. The closest documented practice seats
#: eight (DenkTank ZZPid); how large the tables of Pr8werk were is not known.
SMALLEST, SMALLEST_SHARES = 4, (0.4, 0.4, 0.2)
SPREAD_SHARES = (0.3, 0.4, 0.3)

#: Median value in euros and spread (standard deviation of the logarithm): from about 6,000 for a
#: small assignment to past 30,000 (inferred from hours and rates).
VALUE, VALUE_SPREAD = 17_500.0, 0.75

#: Part of the value that the hours of a full team cost at mean rates, from and to.
COST = (0.65, 0.90)

#: How far from the middle of the client's place the question meets, in kilometres.
KM_MEETING = 0.4


@dataclass(frozen=True)
class Asked:
    """Questions as a table, with the codes that their requirements are drawn from.

    Parameters
    ----------
    frame : pandas.DataFrame
        Table of questions in normal form.
    theme, slot : arrays of int, shape (questions,)
        Positions in the spec's themes and slots.
    """

    frame: pd.DataFrame
    theme: Ints
    slot: Ints


def draw_questions(
    spec: RegionSpec, count: int, rng: np.random.Generator, edition: str | None
) -> Asked:
    """Draw `count` questions; in a special `edition` all of them are of that sector."""
    offered = [float(edition in (None, theme.sector)) for theme in spec.themes]
    theme = choose_one(rng, offered, count)
    client = choose(rng, _clients_of_themes(spec), theme)
    places = [place.name for place in spec.places]
    place = np.array([places.index(one.place) for one in spec.all_clients])[client]
    slot = choose_one(rng, [1.0] * len(spec.slots), count)
    size_min = SMALLEST + choose_one(rng, SMALLEST_SHARES, count)
    size_max = size_min + choose_one(rng, SPREAD_SHARES, count)
    value = np.round(VALUE * rng.lognormal(0.0, VALUE_SPREAD, count), -2)
    lat, lon = _meeting_points(spec, rng, place)
    frame = pd.DataFrame(
        {
            "question": make_ids("vraag", count, 4),
            "title": _titles(spec, rng, theme, place),
            "client": pick_text([one.name for one in spec.all_clients], client),
            "sector": pick_text([one.sector for one in spec.themes], theme),
            "municipality": pick_text([one.municipality for one in spec.places], place),
            "lat": lat,
            "lon": lon,
            "slot": pick_text(spec.slots, slot),
            "size_min": size_min,
            "size_max": size_max,
            "value": value,
            "hours": _hours(rng, value, size_max, _rate_of_themes(spec)[theme]),
        }
    )
    return Asked(frame, theme, slot)


def _clients_of_themes(spec: RegionSpec) -> Floats:
    """Which clients ask about which theme, shape (themes, clients)."""
    kinds = [client.kind for client in spec.all_clients]
    return np.array([[float(kind in theme.kinds) for kind in kinds] for theme in spec.themes])


def _titles(spec: RegionSpec, rng: np.random.Generator, theme: Ints, place: Ints) -> ExtensionArray:
    titles = [title for one in spec.themes for title in one.titles]
    number = np.array([len(one.titles) for one in spec.themes])
    first = number.cumsum() - number
    picked = first[theme] + np.floor(rng.random(len(theme)) * number[theme]).astype(np.int64)
    names = [one.name for one in spec.places]
    filled = [titles[t].replace("{plaats}", names[p]) for t, p in zip(picked, place, strict=True)]
    return pd.array(filled, dtype="str")


def _meeting_points(
    spec: RegionSpec, rng: np.random.Generator, place: Ints
) -> tuple[Floats, Floats]:
    lat = np.array([one.lat for one in spec.places])[place]
    lon = np.array([one.lon for one in spec.places])[place]
    return scatter(rng, lat, lon, np.full(len(place), KM_MEETING))


def _rate_of_themes(spec: RegionSpec) -> Floats:
    """Mean rate of the occupations that a theme calls for, or of all when it calls for none."""
    rates = {one.name: [each.rate for each in one.occupations] for one in spec.families}
    everyone = [one.rate for one in spec.occupations]
    called = [[rate for name in theme.families for rate in rates[name]] for theme in spec.themes]
    return np.array([np.mean(one or everyone) for one in called])


def _hours(rng: np.random.Generator, value: Floats, size: Ints, rate: Floats) -> Floats:
    """Hours asked of each member, so that a full team at mean rates stays within the value."""
    part = rng.uniform(*COST, len(value))
    return np.maximum(1.0, np.round(part * value / (size * rate)))

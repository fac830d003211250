"""A region's spec is checked as a whole, so that all its faults come in one error."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from swarmmatch.data.nearest import nearest
from swarmmatch.errors import PolicyError

if TYPE_CHECKING:
    from swarmmatch.data.region_spec import RegionSpec


def check_spec(spec: RegionSpec) -> None:
    """Raise one `PolicyError` that names every fault of the spec; return when there is none."""
    faults = [*_missing(spec), *_twice(spec), *_unknown(spec), *_senseless(spec)]
    if faults:
        raise PolicyError(f"region {spec.name!r} cannot be drawn: " + "; ".join(faults))


def unknown_name(kind: str, name: str, names: Iterable[str]) -> str:
    """Say that a name is unknown, with the nearest known one, or else all that are known."""
    known = list(names)
    meant = nearest(name, known)
    hint = f"did you mean {meant!r}?" if meant else f"known: {', '.join(map(repr, known))}"
    return f"unknown {kind} {name!r} ({hint})"


def _missing(spec: RegionSpec) -> Iterator[str]:
    for part in ("places", "sectors", "families", "themes", "slots"):
        if not getattr(spec, part):
            yield f"it has no {part}"
    staffed = {family.sector for family in spec.families if family.occupations}
    for sector in spec.sectors:
        if sector.name not in staffed:
            yield f"sector {sector.name!r} has no family with an occupation"
    for family in spec.families:
        if not family.skills:
            yield f"family {family.name!r} has no skills"
    kinds = {client.kind for client in spec.all_clients}
    for theme in spec.themes:
        name = f"theme {theme.titles[0]!r}" if theme.titles else f"a theme of {theme.sector!r}"
        if not theme.titles:
            yield f"{name} has no title"
        if not theme.families:
            yield f"{name} has no families"
        if not kinds.intersection(theme.kinds):
            yield f"{name} has no client of kind {' or '.join(map(repr, theme.kinds))}"


def _twice(spec: RegionSpec) -> Iterator[str]:
    named = {
        "place": [place.name for place in spec.places],
        "sector": [sector.name for sector in spec.sectors],
        "family": [family.name for family in spec.families],
        "skill": list(spec.skills),
        "occupation": [occupation.name for occupation in spec.occupations],
        "client": [client.name for client in spec.all_clients],
        "co-operative": [name for sector in spec.sectors for name in sector.cooperatives],
        "slot": list(spec.slots),
    }
    for kind, names in named.items():
        for name, times in Counter(name.strip().casefold() for name in names).items():
            if times > 1:
                yield f"{kind} {name!r} occurs {times} times (apart from case)"


def _unknown(spec: RegionSpec) -> Iterator[str]:
    sectors = [sector.name for sector in spec.sectors]
    families = [family.name for family in spec.families]
    places = [place.name for place in spec.places]
    used = [("sector", family.sector, sectors) for family in spec.families]
    used += [("sector", theme.sector, sectors) for theme in spec.themes]
    used += [("sector", client.sector, sectors) for client in spec.clients if client.sector]
    used += [("sector", sector, sectors) for place in spec.places for sector in place.lean]
    used += [("family", name, families) for family in spec.families for name in family.near]
    used += [("family", name, families) for theme in spec.themes for name in theme.families]
    used += [("place", client.place, places) for client in spec.clients]
    for kind, name, names in used:
        if name not in names:
            yield unknown_name(kind, name, names)


def _senseless(spec: RegionSpec) -> Iterator[str]:
    positive = [(f"people of place {place.name!r}", place.people) for place in spec.places]
    positive += [(f"share of sector {sector.name!r}", sector.share) for sector in spec.sectors]
    positive += [(f"rate of {one.name!r}", one.rate) for one in spec.occupations]
    positive += [(f"share of {one.name!r}", one.share) for one in spec.occupations]
    positive += [
        (f"lean of place {place.name!r} to {sector!r}", times)
        for place in spec.places
        for sector, times in place.lean.items()
    ]
    for what, figure in positive:
        if not (math.isfinite(figure) and figure > 0):
            yield f"{what} is {figure}, not above 0"
    yield from _outside_range(spec)
    try:
        np.datetime64(spec.until, "D")
    except ValueError:
        yield f"until is {spec.until!r}, not a date such as '2016-01-01'"


def _outside_range(spec: RegionSpec) -> Iterator[str]:
    for place in spec.places:
        if not (abs(place.lat) < 90 and abs(place.lon) <= 180):
            yield f"place {place.name!r} lies at {place.lat}, {place.lon}, not on the map"
        if not 0 <= place.outside <= 1:
            yield f"outside of place {place.name!r} is {place.outside}, not between 0 and 1"
    for sector in spec.sectors:
        if not 0 <= sector.women <= 1:
            yield f"women of sector {sector.name!r} is {sector.women}, not between 0 and 1"
        mix = sector.education
        if len(mix) != 3 or min(mix) < 0 or not 0 < sum(mix) < math.inf:
            yield f"education of sector {sector.name!r} is {sector.education}, not three shares"

"""Which id a hub gets: the one it has in the present catalogue, else one made of its country and name.

An id made of a name does not depend on the order of the rows: where two hubs would get the same, both get a mark of
their own behind it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from matcher.folding import fold_term
from matcher.records import HubRecord
from matcher.stewardship.profiles import Profile
from matcher.stewardship.websites import site_key

MOST_CHARS: Final = 60
LEAST_NAME_CHARS: Final = 3  # shorter names, such as 'AI', are no proof of being the same hub


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The hubs of the present catalogue by their names and by their sites, each key of one hub only."""

    by_name: dict[tuple[str, str], HubRecord]
    by_site: dict[tuple[str, str], HubRecord]
    ids: frozenset[str]

    @classmethod
    def of(cls, hubs: Sequence[HubRecord]) -> Known:
        """Free zones are no hubs of the export: only their ids are taken."""
        dih = [hub for hub in hubs if hub.kind == "dih"]
        names = [((hub.country, key), hub) for hub in dih for key in _keys(hub.name, hub.acronym, *hub.aliases)]
        sites = [((hub.country, site_key(hub.website)), hub) for hub in dih if hub.website]
        return cls(_of_one(names), _of_one(sites), frozenset(hub.id for hub in hubs))


def hub_ids(profiles: Sequence[Profile], known: Known) -> tuple[dict[int, str], dict[int, HubRecord]]:
    """Id of each row, and the record of the present catalogue where the row speaks of a hub in it.

    Full names are compared first, then the short ones, then sites; a record is given to one row only.
    """
    same: dict[int, HubRecord] = {}
    passes: tuple[Callable[[Profile], list[HubRecord | None]], ...] = (
        lambda one: [known.by_name.get((one.country or "", key)) for key in _keys(one.name)],
        lambda one: [known.by_name.get((one.country or "", key)) for key in _keys(one.short_name)],
        lambda one: [known.by_site.get((one.country or "", site_key(one.website)))],
    )
    for found_for in passes:
        taken = {hub.id for hub in same.values()}
        open_rows = [one for one in profiles if one.row not in same]
        found = [(one.row, hub) for one in open_rows for hub in found_for(one) if hub and hub.id not in taken]
        claims = Counter(hub.id for _, hub in found)
        same |= {row: hub for row, hub in found if claims[hub.id] == 1}
    new = {one.row: made_id(one) for one in profiles if one.row not in same}
    clashes = Counter(new.values())
    own = {one.row: one for one in profiles}
    ids = {
        row: made if clashes[made] == 1 and made not in known.ids else f"{made}-{_mark(own[row])}"
        for row, made in new.items()
    }
    return {**{row: hub.id for row, hub in same.items()}, **ids}, same


def made_id(profile: Profile) -> str:
    """Country and name as a code: 'Hub für KI' of Germany is 'de-hub-fur-ki'.

    The short name is taken where there is one: ids stand in addresses and are typed.
    """
    words = fold_term(profile.short_name or profile.name).encode("ascii", "ignore").decode().split()
    slug = f"{(profile.country or 'xx').lower()}-{'-'.join(words) or _mark(profile)}"
    return slug if len(slug) <= MOST_CHARS else slug[: MOST_CHARS + 1].rpartition("-")[0]


def _mark(profile: Profile) -> str:
    """Six characters that the hub's names and site decide."""
    own = "|".join((fold_term(profile.name), fold_term(profile.short_name or ""), site_key(profile.website)))
    return hashlib.sha256(own.encode()).hexdigest()[:6]


def _keys(*names: str | None) -> list[str]:
    """The folded names that are long enough to tell hubs apart."""
    keys = (fold_term(name) for name in names if name)
    return list(dict.fromkeys(key for key in keys if len(key) >= LEAST_NAME_CHARS))


def _of_one(pairs: Iterable[tuple[tuple[str, str], HubRecord]]) -> dict[tuple[str, str], HubRecord]:
    """The pairs whose key belongs to one hub: what several share proves nothing."""
    pairs = list(pairs)
    hubs_of: dict[tuple[str, str], set[str]] = {}
    for key, hub in pairs:
        hubs_of.setdefault(key, set()).add(hub.id)
    return {key: hub for key, hub in pairs if len(hubs_of[key]) == 1}

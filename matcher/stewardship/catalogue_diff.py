"""Two catalogues hub by hub: who came, who went, and what is said otherwise of those that stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.records import HubRecord, Seat, WeightedCode

Plain = str | None
Listed = Mapping[str, int | None]  # a list as a set: each entry with its intensity, None where it has none


@dataclass(frozen=True, slots=True)
class Reweighted:
    """A code of a list whose intensity is another; None means that none is stated."""

    code: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What became of one field of a hub: of a list its entries, whose order means nothing; of any other the value."""

    field: str
    before: Plain = None
    after: Plain = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reweighted: tuple[Reweighted, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedHub:
    """A hub, for reading."""

    hub_id: str
    name: str


@dataclass(frozen=True, slots=True)
class HubChange:
    """A hub that is in both catalogues and not the same in them."""

    hub_id: str
    name: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class CatalogueDiff:
    """Hubs by id, in the order of their ids; ``n_same`` are in both and alike."""

    added: tuple[NamedHub, ...]
    removed: tuple[NamedHub, ...]
    changed: tuple[HubChange, ...]
    n_same: int


def diff_catalogues(old: Sequence[HubRecord], new: Sequence[HubRecord]) -> CatalogueDiff:
    """What ``new`` says otherwise than ``old``; ids are taken to be unique in each."""
    before, after = ({hub.id: hub for hub in sorted(hubs, key=lambda hub: hub.id)} for hubs in (old, new))
    both = [(before[hub_id], after[hub_id]) for hub_id in before if hub_id in after]
    changes = [HubChange(b.id, b.name, tuple(field_changes(a, b))) for a, b in both]
    changed = tuple(change for change in changes if change.fields)
    return CatalogueDiff(
        added=tuple(NamedHub(hub.id, hub.name) for hub_id, hub in after.items() if hub_id not in before),
        removed=tuple(NamedHub(hub.id, hub.name) for hub_id, hub in before.items() if hub_id not in after),
        changed=changed,
        n_same=len(both) - len(changed),
    )


def field_changes(old: HubRecord, new: HubRecord) -> Iterator[FieldChange]:
    """The fields that differ, in the order of the record; those of the seat as ``seat.city`` and so on."""
    for field in HubRecord.model_fields:
        before, after = getattr(old, field), getattr(new, field)
        if isinstance(before, Seat) and isinstance(after, Seat):
            yield from _seat_changes(before, after)
        elif isinstance(before, tuple):
            change = _list_change(field, _entries(before), _entries(after))
            yield from [change] if change else []
        elif before != after:
            yield FieldChange(field, before=_plain(before), after=_plain(after))


def _seat_changes(before: Seat, after: Seat) -> Iterator[FieldChange]:
    for part in Seat.model_fields:
        old, new = getattr(before, part), getattr(after, part)
        if old != new:
            yield FieldChange(f"seat.{part}", before=_plain(old), after=_plain(new))


def _list_change(field: str, before: Listed, after: Listed) -> FieldChange | None:
    """How two lists differ as sets, None when they do not."""
    reweighted = (Reweighted(entry, before[entry], after[entry]) for entry in before if entry in after)
    change = FieldChange(
        field,
        added=tuple(entry for entry in after if entry not in before),
        removed=tuple(entry for entry in before if entry not in after),
        reweighted=tuple(one for one in reweighted if one.before != one.after),
    )
    return change if change.added or change.removed or change.reweighted else None


def _entries(values: Sequence[str | WeightedCode]) -> Listed:
    """Each entry of a list, codes with their intensity."""
    return {v.code: v.weight for v in values if isinstance(v, WeightedCode)} | {
        v: None for v in values if isinstance(v, str)
    }


def _plain(value: object) -> Plain:
    return None if value is None else str(value)

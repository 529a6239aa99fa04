"""Where a Portuguese postal code lies: in one municipality where that is certain, else in the regions it may lie in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.gazetteer import NamedPlace, place_in
from matcher.geography_files import GeographyTables
from matcher.geography_records import MunicipalityRow, PostalCodeRow


@dataclass(frozen=True, slots=True)
class PostalCodes:
    """Every four digits in use, with the ranges of the last three and the municipality of each.

    Attributes:
        ranges: four digits -> rows, by their first code.
        municipalities: name -> row.
    """

    ranges: Mapping[str, tuple[PostalCodeRow, ...]]
    municipalities: Mapping[str, MunicipalityRow]

    @classmethod
    def of(cls, tables: GeographyTables) -> PostalCodes:
        """The codes of sound tables."""
        ranges: dict[str, list[PostalCodeRow]] = {}
        for row in tables.postal_codes.records:
            ranges.setdefault(row.cp4, []).append(row)
        municipalities = {row.name: row for row in tables.municipalities.records}
        return cls({cp4: tuple(rows) for cp4, rows in ranges.items()}, municipalities)

    def place(self, cp4: str, cp3: str = "") -> NamedPlace | None:
        """The place of ``cp4-cp3``, or of all codes of ``cp4``; None when nothing begins with these four digits.

        Four digits that several municipalities share, or a last part that stands in no range, give their regions.

        Args:
            cp4: the first four digits.
            cp3: the last three, empty when unknown.
        """
        rows = self.ranges.get(cp4, ())
        if not rows:
            return None
        names = {row.municipality for row in rows if row.first <= cp3 <= row.last} or {row.municipality for row in rows}
        code = f"{cp4}-{cp3}" if cp3 else cp4
        places = [place_in(self.municipalities[name], code, "postal_code") for name in sorted(names)]
        if len(places) == 1:
            return places[0]
        codes = tuple(sorted({region for place in places for region in place.codes}))
        return NamedPlace(code, "postal_code", "PT", codes)

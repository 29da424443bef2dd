"""Bands in tables, records and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.banding import RECORD, TABLE, Band, Banding
from xuewei.model.rounding import whole
from xuewei.words.backtest import say


def band_words(band: Band | None) -> str:
    """A band in a cell of a table; a dash where nothing is known of it.

    >>> band_words(Band(1000.4, 1200.0, "record", False)), band_words(None)
    ('1,000–1,200', '—')
    """
    return "—" if band is None else f"{whole(band.low):,}–{whole(band.high):,}"


def ends(band: Band | None) -> dict[str, object]:
    """The keys of a band in a record; null where nothing is known of it."""
    if band is None:
        return {"low": None, "high": None, "band_source": None, "band_tested": None}
    return {
        "low": whole(band.low),
        "high": whole(band.high),
        "band_source": band.source,
        "band_tested": not band.stretched,
    }


def band_notes(banding: Banding, records: Sequence[Mapping[str, object]], lang: str) -> list[str]:
    """What the bands in some records are, where they come from, and which of them could not be tested."""
    sources = {record["band_source"] for record in records}
    if not sources & {RECORD, TABLE}:
        return []
    notes = [say("note.band", lang, level=banding.level)]
    if RECORD in sources and banding.record is not None:
        origins = banding.record.past.origins
        notes.append(say("note.band.record", lang, first=origins[0], last=origins[-1]))
    if TABLE in sources:
        notes.append(say("note.band.table", lang, source=banding.table().source))
    untested = [int(str(record["year"])) for record in records if record["band_tested"] is False]
    if untested:
        notes.append(say("note.band.stretched", lang, year=min(untested)))
    return notes
